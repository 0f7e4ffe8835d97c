"""The forms of this room: handing a dossier over, and acknowledging it."""

from wtforms.validators import Email, Length, Optional

from consult.foundation.forms import AddingForm, PlainText, required
from consult.foundation.i18n import lazy as _
from consult.outcomes.rules import LINE_LIMIT


class HandOverForm(AddingForm):
    """Who decides, and where the link goes."""

    handed_to = PlainText(
        _("Who decides"),
        description=_("The body or the person by office; everybody can read it."),
        validators=[required(_("Please name the body that decides.")), Length(max=LINE_LIMIT)],
    )
    email = PlainText(
        _("E-mail address for the link"),
        description=_("Optional. Without it the link is shown to you, once, to be handed on."),
        validators=[Optional(), Email(_("Please check this address.")), Length(max=254)],
    )


class AcknowledgeForm(AddingForm):
    """Who has it, by name."""

    name = PlainText(
        _("Your name"),
        description=_("Everybody can read who acknowledged the dossier."),
        validators=[required(_("Please write your name.")), Length(max=LINE_LIMIT)],
    )
    office = PlainText(
        _("Your office"), validators=[required(_("Please write your office.")), Length(max=LINE_LIMIT)]
    )

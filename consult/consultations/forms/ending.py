"""Suspending, ending without an answer, and saying why the same people do both sides."""

from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from consult.consultations.forms.fields import LIMIT, choices
from consult.foundation.forms import AddingForm, Form, PlainText, required
from consult.foundation.i18n import lazy as _


class ReasonForm(Form):
    """A public reason."""

    reason = TextAreaField(
        _("Reason"), description=_("Everybody can read it."),
        validators=[required(_("Please give the reason; it is shown to everybody.")), LIMIT],
    )  # fmt: skip


class EndForm(ReasonForm, AddingForm):
    """Ending without an answer."""

    ending = RadioField(
        _("How it ends"),
        choices=choices(
            {
                "withdrawn": _("Withdrawn: the draft isn’t pursued"),
                "superseded": _("Superseded: another consultation takes its place"),
                "annulled": _("Annulled: it wasn’t held as the rules ask"),
            }
        ),
        validators=[InputRequired(_("Please choose one of the answers."))],
    )
    superseded_by = PlainText(
        _("What takes its place (only where it is superseded)"),
        description=_(
            "The last part of that consultation’s address, or an address that begins with https://"
        ),
        validators=[Length(max=300)],
    )


class SamePeopleForm(Form):
    """Why nobody else can moderate."""

    same_people_reason = TextAreaField(
        _("Reason"),
        description=_("Everybody can read it. Leave it empty to separate the two again."),
        validators=[LIMIT],
    )

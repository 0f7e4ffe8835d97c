"""An order to take a version of the draft, or a document beside it, out of everything."""

from wtforms import BooleanField, RadioField, TextAreaField

from consult.consultations.forms.fields import choices
from consult.foundation.errors import N_
from consult.foundation.forms import AddingForm, PlainText
from consult.foundation.i18n import lazy as _

ORDERS = {
    "court": N_("A court"),
    "regulator": N_("A supervisory authority"),
    "third-person": N_("The right of another person"),
    "mistake": N_("Published by mistake"),
}


class RemoveDraftForm(AddingForm):
    """What goes, by which order."""

    thing = RadioField(_("What goes?"), choices=[], validate_choice=False)
    order_kind = RadioField(
        _("Who ordered it?"), choices=choices({name: _(label) for name, label in ORDERS.items()}),
        validate_choice=False,
    )  # fmt: skip
    order_number = PlainText(_("Number of the order"), render_kw={"maxlength": 200})
    order_text = TextAreaField(
        _("Who gave the order, and how far it goes"),
        description=_("Everybody reads this at its address. Don’t repeat what has to go."),
    )
    is_sealed_too = BooleanField(
        _("Out of the sealed originals, too: nobody can open it again, not even auditors")
    )

"""Quiet periods, and exemptions from them."""

from wtforms import DateField, RadioField
from wtforms.validators import InputRequired

from consult.consultations.forms.ending import ReasonForm
from consult.consultations.forms.fields import choices
from consult.foundation.forms import AddingForm
from consult.foundation.i18n import lazy as _

A_DAY = [InputRequired(_("Please give the day."))]


class QuietForm(ReasonForm, AddingForm):
    """The days of a quiet period, and why it is kept."""

    begins_on = DateField(_("First day"), validators=A_DAY)
    ends_on = DateField(_("Last day"), validators=A_DAY)


class ExemptForm(ReasonForm, AddingForm):
    """What is to be allowed, and why."""

    act = RadioField(
        _("What is to be allowed"),
        choices=choices({"opening": _("To open, or be announced"), "outcome": _("To publish its outcome")}),
        validators=[InputRequired(_("Please choose one of the answers."))],
    )

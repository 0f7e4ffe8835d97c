"""The shape of what auditors write for themselves, and of a report about the process."""

from collections.abc import Mapping

from wtforms import IntegerField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import InputRequired, Length

from consult.audits import rules
from consult.foundation import i18n
from consult.foundation.forms import AddingForm, Form, PlainText, required

_ = i18n.lazy


class SampleForm(AddingForm):
    """How many rulings are drawn."""

    size = IntegerField(
        _("How many rulings"), default=20, validators=[InputRequired(message=_("Please write a number."))],
        render_kw={"inputmode": "numeric"},
    )  # fmt: skip


class JudgeForm(Form):
    """What one would have ruled."""

    act = RadioField(
        _("What would you have ruled?"),
        choices=[
            SelectChoice("publish", _("Publish")), SelectChoice("hide", _("Hide")),
            SelectChoice("redact", _("Redact: black out words, the rest stays")),
            SelectChoice("refer", _("Pass on: it is not about this draft")),
        ],
        validators=[InputRequired(message=_("Please choose one of the answers."))],
    )  # fmt: skip
    ground = SelectField(
        _("Ground, where you hide or redact"), choices=[SelectChoice("", "")], validate_choice=False
    )

    def offer(self, grounds: Mapping[str, str]) -> None:
        """The grounds of the consultation."""
        self.ground.choices = [SelectChoice("", ""), *(SelectChoice(*one) for one in grounds.items())]


class NoteForm(AddingForm):
    """A note of the audit office."""

    body = TextAreaField(
        _("Your note"), description=_("Only auditors of this consultation read it."),
        validators=[required(), Length(max=rules.NOTE_LIMIT)],
    )  # fmt: skip


class FindingForm(Form):
    """What came of a report."""

    finding = TextAreaField(
        _("What came of it"), description=_("Only auditors read it."),
        validators=[required(), Length(max=rules.NOTE_LIMIT)],
    )  # fmt: skip


class ProcessForm(AddingForm):
    """A confidential report about the process."""

    message = TextAreaField(
        _("What happened?"),
        description=_("Say when and where, and what isn’t right about it."),
        validators=[required(), Length(max=rules.MESSAGE_LIMIT)],
    )
    about = PlainText(
        _("Which moderator, if it is about one (optional)"),
        description=_("The random name under “Who ruled, and how”. That person never sees this report."),
        validators=[Length(max=32)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    contact = PlainText(
        _("How the auditors can reach you (optional)"),
        description=_("For example an e-mail address. Only the auditors see it."),
        validators=[Length(max=300)],
    )

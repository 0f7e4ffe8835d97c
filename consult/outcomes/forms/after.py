"""Forms on what follows an answer: rating it, a second look at it, and what was promised."""

from wtforms import DateField, HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from consult.foundation.forms import AddingForm, Form, PlainText, required
from consult.foundation.i18n import lazy as _
from consult.outcomes import rules
from consult.outcomes.forms import InLanguages, choices, explained


class AnswerForm(AddingForm):
    """What its author says of the answer that the page shows."""

    answer = HiddenField(validators=[Length(max=100)])
    """Its stamp. Without it whichever answer is the newest is meant."""

    def show(self, stamp: str) -> None:
        """Let it be about this one from now on; the page shows it."""
        self.answer.data = stamp


class RatingForm(AnswerForm):
    """Whether the answer meets the point."""

    value = RadioField(
        _("Does the answer meet your point?"),
        choices=choices({code: _(name) for code, name in rules.RATINGS.items()}),
        validators=[InputRequired(_("Please choose one of the answers."))],
    )


class LookForm(AnswerForm):
    """What the answer misses."""

    reason = explained(
        _("What does the answer miss?"), _("Only the office and auditors read this. You can ask once."),
        missing=_("Please say in a sentence or two what the answer misses."),
    )  # fmt: skip


class CloseLookForm(Form):
    """What the second look found."""

    note = explained(
        _("What the second look found"), _("Everybody can read it. If the answer is wrong, correct it too."),
        missing=_("Please say what the second look found; everybody can read it."),
    )  # fmt: skip


class CommitmentForm(AddingForm, InLanguages):
    """What will be done, by whom, by when."""

    body = explained(
        _("What will be done"),
        _("One thing that can be kept or not, in a sentence or two. It stays public after the end."),
        missing=_("Please write what will be done."),
    )  # fmt: skip
    body_en = TextAreaField(_("The same in English"))
    body_zh_hans = TextAreaField(_("The same in Simplified Chinese"))
    body_zh_hant = TextAreaField(_("The same in Traditional Chinese"))
    owner = PlainText(
        _("Who owes it"),
        description=_("The office, or the person by office; everybody can read it."),
        validators=[required(_("Please name who owes it.")), Length(max=rules.LINE_LIMIT)],
    )
    owner_email = PlainText(
        _("E-mail address for reminders"),
        description=_("Only staff see it. Reminders go there before the day, and while it is late."),
        validators=[Length(max=254)],
    )
    due_on = DateField(_("By which day"), validators=[InputRequired(_("Please give the day."))])


class ReportForm(AddingForm):
    """How a commitment stands."""

    state = RadioField(
        _("How does it stand?"),
        choices=choices({code: _(name) for code, name in rules.COMMITMENTS.items()}),
        validators=[InputRequired(_("Please choose one of the answers."))],
    )
    note = explained(
        _("What was done, or why not"), _("Everybody can read it."),
        missing=_("Please say what was done, or why not; everybody can read it."),
    )  # fmt: skip
    due_on = DateField(
        _("Another day"),
        description=_("Only where it is still under way. The earlier day stays readable."),
        validators=[Optional()],
    )

"""The forms of this room: replying, correcting, dispositions, the outcome in steps."""

from collections.abc import Mapping
from typing import Any

from wtforms import DateField, Field, HiddenField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import InputRequired, Length, Optional

from consult.foundation import i18n
from consult.foundation.forms import AddingForm, Form, PlainText, required
from consult.foundation.i18n import LANGUAGES
from consult.foundation.i18n import lazy as _
from consult.outcomes import rules

STANCES = {
    "": _("All"), "support": _("Support"), "amend": _("Support with changes"), "oppose": _("Oppose"),
    "remark": _("Remark"), "not-stated": _("Not stated"),
}  # fmt: skip
ANSWERED = {"": _("All"), "no": _("Without a reply"), "yes": _("With a reply")}


def choices(names: Mapping[Any, Any]) -> list[SelectChoice]:
    """Options of a select or radio field: value -> what is shown."""
    return [SelectChoice(value, name) for value, name in names.items()]


def field_of(name: str, language: str) -> str:
    """The form field that holds ``name`` in a further language."""
    return f"{name}_{language.replace('-', '_')}"


def explained(label: Any, description: Any, *, missing: Any) -> Any:
    """A field for some sentences that must be there; ``missing`` says so."""
    return TextAreaField(
        label, description=description, validators=[required(missing), Length(max=rules.REASON_LIMIT)]
    )


class FilterForm(Form):
    """Narrows the comments on the desk. Sent by GET; what makes no sense narrows nothing."""

    article = SelectField(_("Article"))
    stance = SelectField(_("Stance"), choices=choices(STANCES))
    spoken = SelectField(_("Language"))
    answered = SelectField(_("Reply"), choices=choices(ANSWERED), default="no")
    words = PlainText(_("Words"), validators=[Length(max=100)])


class ReplyForm(AddingForm):
    """One reply to the comments named by reference, or to all that match a filter."""

    comments = HiddenField(validators=[Length(max=20_000)])
    all = HiddenField()
    through = HiddenField()
    """The last comment there was when the list was looked at: none that came later is answered unread."""
    article = HiddenField()
    stance = HiddenField()
    spoken = HiddenField()
    answered = HiddenField()
    words = HiddenField()
    body = TextAreaField(
        _("Your reply"),
        description=_(
            "Plain text. Everybody can read it. Write nothing in it that would tell who sent a comment, and quote "
            "nothing from comments that aren’t public. What you say about the public (“most”, “42 people”) cites in "
            "double brackets what it rests on: [[all comments]], [[Article 3]], [[theme: Noise]] or a reference."
        ),
        validators=[required(_("Please write the reply."))],
    )
    language = SelectField(_("Language of your reply"), choices=choices(LANGUAGES), default=i18n.language)


WHY_CORRECTED = _("Everybody can read this. The earlier wording stays readable too.")


class CorrectionForm(AddingForm):
    """Another wording of a reply, with the reason."""

    body = TextAreaField(
        _("The reply as it should read"), validators=[required(_("Please write the reply."))]
    )
    reason = explained(
        _("Why it is corrected"), WHY_CORRECTED,
        missing=_("Please say why the reply is corrected; it is shown to everybody."),
    )  # fmt: skip
    seen = HiddenField(validators=[Length(max=10)])
    """Which wording the form showed."""


class DraftedForm(Form):
    """A part of the outcome that several people may write in."""

    seen = HiddenField(validators=[Length(max=64)])
    """The mark of what it showed."""


class InLanguages(Form):
    """Words in the consultation's first language, and in the others where somebody wrote them."""

    said_in = "body"
    """The field of the first language; those of the others are ``field_of`` it."""

    def further(self, first: str) -> list[Field]:
        """The fields for the languages that aren't the consultation's first one."""
        return [self[field_of(self.said_in, code)] for code in LANGUAGES if code != first]

    def texts(self, first: str) -> dict[str, str]:
        """The words by language, without the first one."""
        return {code: self[field_of(self.said_in, code)].data or "" for code in LANGUAGES if code != first}


class DispositionForm(DraftedForm, InLanguages):
    """What became of the comments on one article."""

    said_in = "reason"
    disposition = RadioField(
        _("What became of these comments?"),
        choices=choices({code: _(name) for code, name in rules.DISPOSITION_NAMES.items()}),
        validators=[InputRequired(_("Please choose one of the answers."))],
    )
    reason = TextAreaField(
        _("Why"),
        description=_(
            "A few plain sentences to the people who wrote. Everybody can read them with the outcome."
        ),
        validators=[required(_("Please give the reason; it is shown to everybody."))],
    )
    correction = TextAreaField(_("Why it is corrected"), description=WHY_CORRECTED)
    reason_en = TextAreaField(_("The reason in English"))
    reason_zh_hans = TextAreaField(_("The reason in Simplified Chinese"))
    reason_zh_hant = TextAreaField(_("The reason in Traditional Chinese"))


class DecisionForm(DraftedForm):
    """The decision as taken."""

    decision = TextAreaField(
        _("What was decided"), description=_("The decision in words that everybody understands.")
    )
    decided_by = PlainText(
        _("Who decided"),
        description=_(
            "The person by office, or the meeting: for example “Director of the Transport Department”."
        ),
        validators=[Length(max=rules.LINE_LIMIT)],
    )
    decided_on = DateField(
        _("On which day"), description=_("Not before the consultation closed."), validators=[Optional()]
    )
    number = PlainText(
        _("Number of the decision"),
        description=_("Its file or gazette number, if it has one."),
        validators=[Length(max=rules.LINE_LIMIT)],
    )


class OutcomeCorrectionForm(AddingForm, DraftedForm):
    """The published outcome in one language as it should read, with the reason."""

    decision = TextAreaField(_("What was decided"))
    decided_by = PlainText(_("Who decided"), validators=[Length(max=rules.LINE_LIMIT)])
    decided_on = DateField(_("On which day"), validators=[Optional()])
    number = PlainText(_("Number of the decision"), validators=[Length(max=rules.LINE_LIMIT)])
    summary = TextAreaField(_("What you said"))
    what_changed = TextAreaField(_("What changed"))
    what_next = TextAreaField(_("What happens next"))
    correction = TextAreaField(_("Why it is corrected"), description=WHY_CORRECTED)


class SummaryForm(DraftedForm):
    """What people said, and what changed because of it."""

    summary = TextAreaField(
        _("What you said"),
        description=_("What people said in short, also what you didn’t follow."),
    )
    what_changed = TextAreaField(
        _("What changed"), description=_("Article by article where you can. If nothing changed, say so.")
    )
    what_next = TextAreaField(
        _("What happens next"),
        description=_(
            "From now on: who decides further, when it enters into force, where it is published. If you leave it "
            "empty, the outcome says nothing of it; what the consultation promised at its beginning isn’t repeated."
        ),
    )
    places = SelectMultipleField(
        _("Places whose numbers the response tells"), choices=[], validate_choice=False
    )


class ReceivedForm(AddingForm, DraftedForm, InLanguages):
    """What was received, in words without a position, in each language; why, where it is public already."""

    body = TextAreaField(
        _("What was received"),
        description=_(
            "Only what people said, also what few said and what you won’t follow; nothing about what you think of it. "
            "Each statement cites in double brackets what it rests on, and every theme is mentioned: "
            "[[all comments]], [[Article 3]], [[theme: Noise]]."
        ),
    )
    body_en = TextAreaField(_("The same in English"))
    body_zh_hans = TextAreaField(_("The same in Simplified Chinese"))
    body_zh_hant = TextAreaField(_("The same in Traditional Chinese"))
    correction = TextAreaField(_("Why it is corrected"), description=WHY_CORRECTED)


class PromiseForm(AddingForm):
    """The day for which the summary is promised."""

    until = DateField(_("Day"), validators=[InputRequired(_("Please give the day."))])
    reason = TextAreaField(
        _("Reason"),
        description=_("Needed where another day was promised before. Everybody can read it."),
        validators=[Length(max=rules.REASON_LIMIT)],
    )


class TranslationForm(DraftedForm):
    """The outcome in one further language."""

    decision = TextAreaField(_("What was decided"))
    decided_by = PlainText(_("Who decided"), validators=[Length(max=rules.LINE_LIMIT)])
    summary = TextAreaField(_("What you said"))
    what_changed = TextAreaField(_("What changed"))
    what_next = TextAreaField(_("What happens next"))


class PostponeForm(AddingForm):
    """A later day for the outcome."""

    until = DateField(_("New day"), validators=[InputRequired(_("Please give the day."))])
    reason = TextAreaField(
        _("Reason"),
        description=_("Everybody can read this, next to the day that was promised before."),
        validators=[
            required(_("Please give the reason; it is shown to everybody.")),
            Length(max=rules.REASON_LIMIT),
        ],
    )


class ActForm(Form):
    """A button and nothing else."""


class JointForm(AddingForm):
    """Which departments reply together, and what they are asked."""

    offices = SelectMultipleField(_("Departments that reply together"), validate_choice=False)
    question = TextAreaField(
        _("What they are asked"),
        description=_("Only staff read it."),
        validators=[Length(max=rules.REASON_LIMIT)],
    )
    due_on = DateField(
        _("By when each department owes its part"),
        description=_("Everybody can see this day. Empty: no day of its own."),
        validators=[Optional()],
    )


class DueDayForm(AddingForm):
    """By when a theme or a part is owed."""

    due_on = DateField(_("Due on"), validators=[InputRequired(_("Please give the day."))])
    reason = TextAreaField(
        _("Why it is put off"),
        description=_("Needed where the day is later than the one named before. Everybody can read it."),
        validators=[Length(max=rules.REASON_LIMIT)],
    )


class PartForm(Form):
    """One department's part of a joint reply. ``seen`` is what the form showed."""

    seen = HiddenField()
    body = TextAreaField(
        _("What your office says"),
        description=_("Plain text. It becomes public with the joint reply, under the name of your office."),
        validators=[required(_("Please write the reply."))],
    )
    language = SelectField(_("Language of your reply"), choices=choices(LANGUAGES), default=i18n.language)


class InterimForm(AddingForm):
    """What is said by a date that law forces."""

    body = TextAreaField(_("What can be said now"), validators=[required(_("Please write the reply."))])
    law = PlainText(
        _("The law that forces the date"),
        validators=[required(_("Please name the law that forces the date.")), Length(max=rules.LINE_LIMIT)],
    )
    until = DateField(
        _("The rest will be read by"),
        description=_("Everybody sees this day, and how many comments are unread."),
        validators=[InputRequired(_("Please give the day."))],
    )


class TraceForm(AddingForm):
    """What moved a changed passage, beside the comments, proposals and replies that are ticked."""

    references = PlainText(
        _("References of further comments"),
        description=_("Such as HFG-7K4-MRT-92; several with spaces between them."),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    reason = TextAreaField(
        _("Official reason"),
        description=_("Where no comment moved it, or beside them. Everybody reads it next to the passage."),
    )


class UntraceForm(Form):
    """Take back a cause that was linked by mistake."""

    cause = HiddenField()


class TakeOverForm(Form):
    """Put a proposed wording into the next version."""

    reference = HiddenField()

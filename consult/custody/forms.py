"""The shape of input: holds, disposals, requests for access."""

from collections.abc import Sequence

from wtforms import DateField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import Optional

from consult.contributions.forms import TextField
from consult.custody import labels
from consult.foundation import i18n
from consult.foundation.forms import AddingForm, Form, PlainText

_ = i18n.lazy
_LINE = {"maxlength": "200", "autocomplete": "off"}
Code = tuple[str, str]
"""A code of the profile, and its name in the page's language."""


class HoldForm(AddingForm):
    """Putting a legal hold on."""

    reason = TextField(
        _("Why, and by whose order"),
        description=_("Everybody reads this. Name no private person."),
    )


class LiftForm(Form):
    """Lifting it."""

    reason = TextField(_("Why it ends"), description=_("Everybody reads this. Name no private person."))


class DisposeForm(Form):
    """Doing what the profile says."""

    archive = PlainText(_("Which archive takes it"), render_kw=_LINE)


class AcknowledgeForm(Form):
    """What the archive said when it had the package."""

    acknowledged_on = DateField(_("Day on which the archive confirmed it"), validators=[Optional()])
    acknowledgement = TextField(_("Its number, and what the archive wrote"))


class RequestForm(AddingForm):
    """A request for access, as it came."""

    number = PlainText(_("Your file number (optional)"), render_kw={**_LINE, "maxlength": "40"})
    received_on = DateField(_("Day it came"), validators=[Optional()])
    requester = PlainText(
        _("Who asks"), description=_("Only staff who answer it read this."), render_kw=_LINE
    )
    contact = PlainText(_("Where to answer"), description=_("E-mail or postal address."), render_kw=_LINE)
    question = TextField(_("What is asked for"), description=_("Word for word."))
    comment = PlainText(
        _("Only about one comment: its reference (optional)"),
        description=_("For example HFG-7K4-MRT-92."),
        render_kw=_LINE,
    )
    person = PlainText(
        _("Only about one person: name or e-mail address (optional)"),
        description=_("For somebody who asks what is held on them. Be sure who they are first."), render_kw=_LINE,
    )  # fmt: skip


class ExtendForm(Form):
    """More time."""

    reason = TextField(_("Why more time is needed"), description=_("Tell whoever asked, too."))


class AnswerForm(Form):
    """The answer is ready."""

    note = TextField(_("What is said with the answer (optional)"), id="answer-note")


def _coded(codes: Sequence[Code]) -> list[SelectChoice]:
    return [SelectChoice("", ""), *(SelectChoice(code, name) for code, name in codes)]


class RefuseForm(Form):
    """Nothing is given out."""

    code = SelectField(_("Code that says why"), choices=[], validate_choice=False, id="refuse-code")
    note = TextField(_("Why, in a sentence, and where to complain"), id="refuse-note")


def refuse_form(codes: Sequence[Code]) -> RefuseForm:
    """The form with the profile's codes."""
    form = RefuseForm()
    form.code.choices = _coded(codes)
    return form


class TreatKindForm(Form):
    """What becomes of all documents of one kind that nobody decided yet."""

    kind = SelectField(_("Kind of documents"), choices=[], validate_choice=False)
    treatment = RadioField(_("What becomes of them?"), choices=[], validate_choice=False)
    code = SelectField(_("Code, where they are withheld"), choices=[], validate_choice=False, id="kind-code")


def treat_kind_form(codes: Sequence[Code], kinds: Sequence[str], **arguments: None) -> TreatKindForm:
    """The form with the kinds that are undecided and the profile's codes."""
    form = TreatKindForm(**arguments)
    form.kind.choices = [SelectChoice(one, _(labels.KINDS[one])) for one in kinds]
    form.treatment.choices = _treatments(is_file=True)
    form.code.choices = _coded(codes)
    return form


class TreatForm(Form):
    """What becomes of one document."""

    treatment = RadioField(
        _("What becomes of it?"), choices=[],
        validate_choice=False,
    )  # fmt: skip
    code = SelectField(_("Code, where all of it is withheld"), choices=[], validate_choice=False)


def treat_form(codes: Sequence[Code], *, is_file: bool, given: dict[str, str], **values: str) -> TreatForm:
    """The form with a field for the words to cover under each of the profile's codes.

    ``given`` holds the words covered already, by code; ``values`` what was decided.
    """
    fields = {} if is_file else {f"code_{code}": TextField(name) for code, name in codes}
    made: type[TreatForm] = type("CodedTreatForm", (TreatForm,), fields)
    form = made(data={**values, **{f"code_{code}": words for code, words in given.items()}})
    form.code.choices = _coded(codes)
    form.treatment.choices = _treatments(is_file=is_file)
    return form


def _treatments(*, is_file: bool) -> list[SelectChoice]:
    """A file is given out whole or not at all."""
    names = labels.TREATMENTS.items()
    return [SelectChoice(one, _(words)) for one, words in names if not is_file or one != "redact"]

"""Forms on drafts: uploading one, mending its outline, and the documents beside it."""

from collections.abc import Collection
from typing import ClassVar

from flask_wtf.file import FileField, FileRequired
from wtforms import (
    DateField,
    FieldList,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, NumberRange, Optional

from consult.consultations import rules
from consult.consultations.forms.fields import LIMIT, SeenForm, choices
from consult.foundation.forms import AddingForm, Form, PlainText, required
from consult.foundation.i18n import LANGUAGES, gettext, language_name
from consult.foundation.i18n import lazy as _


class UploadForm(AddingForm):
    """A draft file."""

    draft = FileField(
        _("The draft"),
        description=_(
            "DOCX, ODT, PDF, HTML, Markdown, plain text, or XML (Akoma Ntoso, USLM, RegML, eCFR, Federal Register). "
            "Word authors’ names and comments are taken out."
        ),
        validators=[FileRequired(_("Please choose the file."))],
    )
    language = SelectField(_("Language of the file"), choices=choices(LANGUAGES))


DOCUMENT_KINDS = {
    "explanatory-note": _("Explanatory note"),
    "impact-assessment": _("Impact assessment"),
    "law-in-force": _("Law in force"),
    "comparison": _("Comparison of texts"),
    "research": _("Research or figures"),
    "annex": _("Annex"),
    "other": _("Other document"),
}


class DocumentForm(AddingForm):
    """A file to stand beside the draft."""

    file = FileField(
        _("The file"), description=_("PDF, DOCX, ODT, XLSX, ODS, CSV, TXT, JPEG or PNG."),
        validators=[FileRequired(_("Please choose the file."))],
    )  # fmt: skip
    kind = SelectField(_("What it is"), choices=choices(DOCUMENT_KINDS))
    title = PlainText(
        _("Title"), validators=[required(_("Please give a title.")), Length(max=rules.TITLE_LIMIT)]
    )
    language = SelectField(_("Language of the file"), choices=choices(LANGUAGES))
    dated_on = DateField(_("Date on the document"), validators=[Optional()])
    reason = TextAreaField(
        _("Reason"), description=_("Why it comes now. Everybody can read it."), validators=[LIMIT]
    )


class RemoveForm(Form):
    """Taking a document out."""

    reason = TextAreaField(_("Reason"), description=_("Everybody can read it."), validators=[LIMIT])


AUTHORITIES = {
    "authentic": _("Equally authentic"),
    "authoritative": _("The authoritative text"),
    "courtesy": _("A translation for information only"),
}


class EditionForm(UploadForm):
    """The draft in another language."""

    authority = RadioField(
        _("What this language counts for"), choices=choices(AUTHORITIES), default="authentic"
    )


class AuthorityForm(Form):
    """What one language of the draft counts for."""

    authority = SelectField(_("What this language counts for"), choices=choices(AUTHORITIES))


PARTS = {
    "text": _("Text of the article"),
    "alternative": _("Begins an alternative"),
    "in_force": _("Text in force"),
    "explanation": _("Explanation"),
}
"""What a paragraph of an entry can be."""


class MendForm(SeenForm):
    """One change of the outline that was found. Which fields count depends on the act."""

    number = PlainText(_("Number"), description=_("As it should be printed, for example Article 5."))
    heading = PlainText(_("Heading"))
    level = IntegerField(
        _("Level"), description=_("1 is the outermost."), validators=[Optional(), NumberRange(1, 9)]
    )
    parts = FieldList(StringField(), max_entries=1_000)
    paragraph = RadioField(
        _("A new entry begins with"),
        coerce=int,
        choices=[],
        validate_choice=False,
        validators=[Optional()],
    )


class VersionForm(AddingForm):
    """Publishing a further version."""

    change_note = TextAreaField(
        _("What changed"), description=_("In a few words; everybody can read it."),
        validators=[required(_("Please say what changed; it is shown to everybody.")), Length(max=2_000)],
    )  # fmt: skip
    further: ClassVar[dict[str, str]] = {}
    """Fields for the languages of further editions: language -> the field's name."""


def version_form(first: str, editions: Collection[str]) -> type[VersionForm]:
    """The form of a version with these editions: what changed is asked for in each one's language."""
    known = [one for one in LANGUAGES if one in editions]
    languages = [one for one in (*known, *sorted(set(editions).difference(known))) if one != first]
    names = {one: note_field(one) for one in languages}
    fields = {
        name: TextAreaField(
            _NOTES.get(one)
            or gettext("What changed, in this language: %(language)s", language=language_name(one)),
            validators=[Length(max=2_000)],
        )
        for one, name in names.items()
    }
    return type("VersionForm", (VersionForm,), {**fields, "further": names})


def note_field(language: str) -> str:
    """The name of the field for what changed, in a further language."""
    return f"change_note_{language.lower().replace('-', '_')}"


_NOTES = {
    "en": _("What changed, in English"),
    "zh-hans": _("What changed, in Simplified Chinese"),
    "zh-hant": _("What changed, in Traditional Chinese"),
}

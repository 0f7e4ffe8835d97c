"""The forms of the reading desk."""

from collections.abc import Mapping
from typing import Any

from wtforms import HiddenField, IntegerField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import InputRequired, Length, Optional

from consult.analysis import rules
from consult.contributions import labels
from consult.foundation import i18n
from consult.foundation.forms import AddingForm, Form, PlainText, required
from consult.foundation.i18n import LANGUAGES
from consult.foundation.i18n import lazy as _

STANCES = {
    "": _("All"), "support": _("Support"), "amend": _("Support with changes"), "oppose": _("Oppose"),
    "remark": _("Remark"), "not-stated": _("Not stated"),
}  # fmt: skip
READ = {"": _("All"), "no": _("Unread"), "yes": _("Read")}


def choices(names: Mapping[Any, Any]) -> list[SelectChoice]:
    """Options of a select field: value -> what is shown."""
    return [SelectChoice(value, name) for value, name in names.items()]


class FilterForm(Form):
    """Narrows the comments on the desk. Sent by GET; what makes no sense narrows nothing."""

    read = SelectField(_("Read or not"), choices=choices(READ))
    theme = SelectField(_("Theme"))
    article = SelectField(_("Article"))
    stance = SelectField(_("Stance"), choices=choices(STANCES))
    capacity = SelectField(
        _("Who speaks"),
        choices=choices({"": _("All"), **{code: _(name) for code, name in labels.SPEAKERS.items()}}),
    )
    spoken = SelectField(_("Language"))
    assigned = SelectField(_("Given to"))
    words = PlainText(_("Words"), validators=[Length(max=100)])


class ActForm(Form):
    """A button and nothing else."""


class MarkForm(Form):
    """What was read; by which method, where that is more than a person reads within a minute."""

    method = TextAreaField(
        _("How they were read"),
        description=_(
            "Only needed for more than %(limit)s within a minute. Everybody can read it with the outcome.",
            limit=rules.READ_AT_ONCE,
        ),
        validators=[Length(max=rules.METHOD_LIMIT)],
    )


class DeskForm(MarkForm):
    """What is done with the comments that were ticked. ``through`` names the newest that all of a list holds."""

    theme = SelectField(
        _("Theme"), id="put-under", validate_choice=False
    )  # the filter beside it has a "theme" too
    to = SelectField(_("Give to"), validate_choice=False)
    through = HiddenField()


class NewThemeForm(AddingForm):
    """A new theme."""

    name = PlainText(
        _("Name of the new theme"),
        validators=[required(_("Please give the theme a name.")), Length(max=rules.NAME_LIMIT)],
    )
    parent = SelectField(_("Stands below"), validate_choice=False)


class RenameForm(Form):
    """Another name for a theme, in each language of the site. ``seen`` is what the form showed."""

    seen = HiddenField()
    name = PlainText(
        _("Name"), validators=[required(_("Please give the theme a name.")), Length(max=rules.NAME_LIMIT)]
    )
    name_en = PlainText(_("Name in English"), validators=[Length(max=rules.NAME_LIMIT)])
    name_zh_hans = PlainText(_("Name in Simplified Chinese"), validators=[Length(max=rules.NAME_LIMIT)])
    name_zh_hant = PlainText(_("Name in Traditional Chinese"), validators=[Length(max=rules.NAME_LIMIT)])


class MoveForm(Form):
    """Another place in the tree."""

    seen = HiddenField()
    parent = SelectField(_("Stands below"), validate_choice=False)


class MergeForm(Form):
    """The theme that takes everything in."""

    seen = HiddenField()
    into = SelectField(
        _("Merge it into"),
        validate_choice=False,
        validators=[InputRequired(_("Please choose another theme."))],
    )


class SplitForm(AddingForm):
    """A new theme for some of the comments; ``comments`` by reference."""

    name = PlainText(
        _("Name of the new theme"),
        validators=[required(_("Please give the theme a name.")), Length(max=rules.NAME_LIMIT)],
    )
    comments = TextAreaField(
        _("Comments that go into it"),
        description=_("Their references, one a line. The list of comments shows them."),
        validators=[required(_("Please choose at least one comment that stands under this theme."))],
    )


class AssignForm(Form):
    """Whose it is."""

    to = SelectField(_("Give to"), validate_choice=False)


class NoteForm(AddingForm):
    """Something for one's colleagues."""

    body = TextAreaField(
        _("Internal note"),
        description=_("Only staff of the body and auditors read it."),
        validators=[required(_("Please write the note.")), Length(max=rules.NOTE_LIMIT)],
    )


class CommentThemesForm(Form):
    """Under which themes one comment stands."""

    themes = SelectMultipleField(_("Themes"), validate_choice=False)


class SaveFilterForm(AddingForm):
    """A name for the list as it is narrowed; with a theme it becomes a rule."""

    name = PlainText(
        _("Name of the filter"),
        validators=[required(_("Please give the filter a name.")), Length(max=rules.FILTER_NAME_LIMIT)],
    )
    theme = SelectField(
        _("Put what it finds under"),
        description=_(
            "With a theme it is a rule: it shows first what it would do, and does it only when you say so."
        ),
        validate_choice=False,
    )


class SampleForm(AddingForm):
    """A sample of the unread comments."""

    size = IntegerField(_("How many to read"), validators=[Optional()])
    method = TextAreaField(
        _("Why a sample is enough"),
        description=_(
            "Everybody can read it, with the seed by which the sample was drawn and what it was drawn from."
        ),
        validators=[
            required(_("Please say why a sample is enough; everybody can read it.")),
            Length(max=rules.METHOD_LIMIT),
        ],
    )


class InviteForm(AddingForm):
    """An expert to be asked."""

    name = PlainText(
        _("Name"), validators=[required(_("Please give the expert’s name.")), Length(max=rules.NAME_LIMIT)]
    )
    standing = PlainText(
        _("Field and post"),
        description=_("For example “Professor of road safety, Linhe University”. Everybody can read it."),
        validators=[
            required(_("Please say what the person is an expert of, and where.")),
            Length(max=rules.STANDING_LIMIT),
        ],
    )
    email = PlainText(
        _("E-mail address"),
        description=_("Where given, the link is sent there. The address isn’t kept."),
        validators=[Length(max=254)],
    )


class InterestsForm(Form):
    """What an expert has to do with the matter."""

    interests = TextAreaField(
        _("Your interests in the matter"),
        description=_(
            "Posts, money, shares, relatives: whatever could make people doubt your judgement. Write “none” where "
            "there is nothing. Everybody can read it beside your opinion."
        ),
        validators=[required(_("Please say what interests you have in the matter, or that you have none."))],
    )


class OpinionForm(Form):
    """What an expert says about one article."""

    stance = RadioField(
        _("Where do you stand?"),
        choices=choices({code: _(name) for code, name in labels.STANCES.items() if code}),
        validators=[InputRequired(_("Please choose one of the answers."))],
    )
    body = TextAreaField(_("Your opinion"), validators=[required(_("Please write your opinion."))])
    language = SelectField(_("Language of your opinion"), choices=choices(LANGUAGES), default=i18n.language)

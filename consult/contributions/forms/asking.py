"""The list of those who must be asked, and what they say."""

from flask_wtf.file import FileField
from wtforms import DateField, RadioField, SelectField, TimeField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import Optional

from consult.consultations.forms import LocalTimes
from consult.contributions import labels
from consult.contributions.forms import LINE, TextField, named_choices
from consult.foundation import i18n
from consult.foundation.forms import AddingForm, PlainText

_ = i18n.lazy


class AskedForm(AddingForm):
    """Who must be asked."""

    kind = RadioField(_("Who are they?"), choices=named_choices(labels.ASKED_KINDS), validate_choice=False)
    law = TextField(
        _("The law that names them, or how they are affected"),
        description=_(
            "Everybody reads this. Such as: section 12 of the Water Act; households within 300 metres of the site."
        ),
    )
    listed = TextField(
        _("Who must be asked, one a line"),
        description=_(
            "Name; e-mail address or mobile number; place; postal address. Put semicolons between; what you don’t have "
            "stays empty. Whoever has no e-mail address or number gets a letter that you print."
        ),
    )
    file = FileField(_("Or a file with such lines (text or CSV)"))
    language = SelectField(
        _("Language of the letters"),
        choices=[SelectChoice(code, name) for code, name in i18n.LANGUAGES.items()],
        default=i18n.language,
    )
    reason = TextField(
        _("Why are they added only now?"), description=_("Everybody reads this, so name nobody.")
    )


class ReasonForm(AddingForm):
    """An act with its reason."""

    reason = TextField(_("Reason"), description=_("Everybody can read it."))


class PostedForm(AddingForm):
    """A printed letter was posted."""

    posted_on = DateField(_("Posted on"), validators=[Optional()])
    post_number = PlainText(
        _("Number of the registered letter, if it was one"),
        description=_("It proves the posting. Only staff and auditors read it."),
        render_kw={**LINE, "autocomplete": "off"},
    )


class ReturnedForm(AddingForm):
    """A letter came back."""

    letter = SelectField(_("Which letter?"), choices=[], validate_choice=False)
    reason = PlainText(
        _("What it said"),
        description=_("Such as: moved away, unknown, not collected. Only staff and auditors read it."),
        render_kw=LINE,
    )


class WantTimeForm(LocalTimes, AddingForm):
    """Somebody who was asked wants more time."""

    until_on = DateField(_("Until when do you need it?"), validators=[Optional()])
    until_time = TimeField(
        _("at"), description=_("Empty: at the end of that day (23:59)."), validators=[Optional()]
    )
    reason = TextField(
        _("Why do you need more time?"), description=_("Only the office and the auditors read it.")
    )

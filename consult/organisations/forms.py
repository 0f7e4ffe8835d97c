"""The shape of what administrators send about bodies, people and the site."""

from typing import Any

from wtforms import Field, PasswordField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import InputRequired, Length, Optional

from consult.accounts.forms import AddressField
from consult.accounts.rules import ADDRESS_LIMIT
from consult.accounts.rules import NAME_LIMIT as PERSON_NAME_LIMIT
from consult.foundation import i18n
from consult.foundation.errors import N_
from consult.foundation.forms import AddingForm, Form, PlainText, required
from consult.foundation.roles import ROLES
from consult.organisations import rules

_ = i18n.lazy

ROLE_NAMES = {
    "author": N_("Author"),
    "moderator": N_("Moderator"),
    "responder": N_("Responder"),
    "clerk": N_("Clerk"),
    "auditor": N_("Auditor"),
    "administrator": N_("Administrator"),
}
ROLE_TASKS = {
    "author": N_("Prepares drafts and publishes consultations."),
    "moderator": N_("Reads comments and decides, with a listed ground, what is not shown."),
    "responder": N_("Replies to comments and publishes the outcome."),
    "clerk": N_("Enters comments that came by letter, by phone or in a meeting."),
    "auditor": N_("Reads everything and changes nothing."),
    "administrator": N_("Keeps bodies, people and the site’s settings."),
}
LANGUAGE_FIELDS = {language: rules.field(language) for language in rules.LANGUAGES}
"""Language -> the end of its fields' names."""
SHORT = 400
"""More than any name may have: the rule says the exact limit in words."""


def typed(field: Field) -> str:
    """What was typed into a field, empty where nothing came."""
    return field.data or ""


def by_language(form: Form, prefix: str = "") -> dict[str, str]:
    """What was typed into the three fields ``<prefix><language>``."""
    return {language: typed(form[prefix + end]) for language, end in LANGUAGE_FIELDS.items()}


def role_name(role: str) -> str:
    """The role in the page's language."""
    return i18n.gettext(ROLE_NAMES[role])


def _in_language(kind: type[StringField], language: str, label: Any = "", limit: int = SHORT) -> StringField:
    name = i18n.LANGUAGES[language]
    return kind(label or name, validators=[Length(max=limit)], render_kw={"lang": i18n.TAGS[language]})


class PlainLines(TextAreaField):
    """Several lines of text, without NUL."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0].replace("\x00", "").strip() if valuelist else ""


class ActForm(Form):
    """A button and nothing else: only the form's token is checked."""


class OrganisationForm(AddingForm):
    """A new body or department."""

    en = _in_language(PlainText, "en")
    zh_hans = _in_language(PlainText, "zh-hans")
    zh_hant = _in_language(PlainText, "zh-hant")
    slug = PlainText(
        _("Short name for addresses"),
        description=_(
            "Small letters a–z, digits and hyphens, for example city-parks. It can’t be changed later."
        ),
        validators=[required(), Length(max=SHORT)],
        render_kw={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"},
    )


class NamesForm(Form):
    """The names of a body."""

    en = _in_language(PlainText, "en")
    zh_hans = _in_language(PlainText, "zh-hans")
    zh_hant = _in_language(PlainText, "zh-hant")


class InviteForm(AddingForm):
    """Somebody to work here, with one role."""

    email = AddressField(
        _("E-mail address"),
        description=_("The person needs no account yet."),
        validators=[required(), Length(max=ADDRESS_LIMIT)],
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"},
    )
    name = PlainText(
        _("Name (optional)"),
        description=_("Only for a person without an account. They can change it."),
        validators=[Length(max=PERSON_NAME_LIMIT)],
        render_kw={"autocomplete": "off"},
    )
    role = RadioField(
        _("Role"),
        choices=[SelectChoice(role, _(ROLE_NAMES[role])) for role in ROLES],
        validators=[InputRequired(message=_("Please choose a role."))],
    )
    language = SelectField(
        _("Language of the e-mail"), choices=[SelectChoice(*one) for one in i18n.LANGUAGES.items()]
    )


class GroundForm(AddingForm):
    """A ground of the site's own."""

    en = _in_language(PlainText, "en")
    zh_hans = _in_language(PlainText, "zh-hans")
    zh_hant = _in_language(PlainText, "zh-hant")


class TextsForm(Form):
    """The site's name and whom to ask, by language."""

    name_en = _in_language(PlainText, "en")
    name_zh_hans = _in_language(PlainText, "zh-hans")
    name_zh_hant = _in_language(PlainText, "zh-hant")
    contact_en = _in_language(PlainLines, "en", limit=5_000)
    contact_zh_hans = _in_language(PlainLines, "zh-hans", limit=5_000)
    contact_zh_hant = _in_language(PlainLines, "zh-hant", limit=5_000)


class TermsForm(Form):
    """The site's own words, by language."""

    en = _in_language(PlainLines, "en", limit=20_000)
    zh_hans = _in_language(PlainLines, "zh-hans", limit=20_000)
    zh_hant = _in_language(PlainLines, "zh-hant", limit=20_000)


COLOUR = {"spellcheck": "false", "autocapitalize": "none", "autocomplete": "off"}


class ColourForm(Form):
    """The brand's colours."""

    light = PlainText(
        _("Colour"),
        description=_(
            "The band at the top of every page, behind white letters. For example #0f5563. "
            "Leave it empty for the colours Consult comes with."
        ),
        validators=[Length(max=20)],
        render_kw=COLOUR,
    )
    dark = PlainText(
        _("Colour on dark screens (optional)"),
        description=_("Marks and lines on a dark page. If you leave it empty, a lighter shade is made."),
        validators=[Length(max=20)],
        render_kw=COLOUR,
    )


class MailForm(Form):
    """Where mail leaves, and whom it comes from."""

    host = PlainText(
        _("Mail server"),
        description=_("Its name, for example mail.example.org. Without one, e-mails become files."),
        validators=[Length(max=SHORT)],
        render_kw=COLOUR,
    )
    security = RadioField(
        _("Encryption"),
        choices=[
            SelectChoice("starttls", _("STARTTLS, mostly port 587")),
            SelectChoice("tls", _("TLS, mostly port 465")),
            SelectChoice("none", _("None, only for a server in your own network, mostly port 25")),
        ],
        default="starttls",
        validate_choice=False,
    )
    port = PlainText(
        _("Port (optional)"),
        description=_("If you leave it empty, the usual one of the encryption."),
        validators=[Length(max=20)],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    user = PlainText(_("User name (optional)"), validators=[Length(max=SHORT)], render_kw=COLOUR)
    password = PasswordField(
        _("Password"),
        validators=[Optional(), Length(max=1_000)],
        render_kw={"autocomplete": "new-password", "spellcheck": "false", "autocapitalize": "none"},
    )
    sender_name = PlainText(
        _("Name of the sender (optional)"),
        description=_("Stands before the address, for example the name of your office."),
        validators=[Length(max=SHORT)],
    )
    sender = PlainText(_("Address of the sender"), validators=[Length(max=ADDRESS_LIMIT)], render_kw=COLOUR)
    reply_to = PlainText(
        _("Answers go to (optional)"),
        description=_("If somebody answers an e-mail of the site, it goes to this address."),
        validators=[Length(max=ADDRESS_LIMIT)],
        render_kw=COLOUR,
    )

    @property
    def typed(self) -> dict[str, str]:
        """What was typed, without the password."""
        return {name: typed(self[name]) for name in MAIL_FIELDS}


MAIL_FIELDS = ("host", "security", "port", "user", "sender_name", "sender", "reply_to")
SERVER_FIELDS = ("host", "security", "port", "user")


class AcceptForm(Form):
    """What an invited person sets up: a name and a password, or none."""

    name = PlainText(
        _("Your name"),
        description=_("Colleagues see it. In public, replies and rulings carry your office, not your name."),
        validators=[Length(max=PERSON_NAME_LIMIT)],
        render_kw={"autocomplete": "name"},
    )
    password = PasswordField(
        _("Choose a password (optional)"),
        description=_(
            "At least 12 characters. If you leave this empty, we send you a code by e-mail each time you sign in."
        ),
        validators=[Optional(), Length(max=1_000)],
        render_kw={"autocomplete": "new-password", "spellcheck": "false", "autocapitalize": "none"},
    )

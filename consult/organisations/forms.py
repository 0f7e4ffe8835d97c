"""The shape of what administrators send about bodies, people and the site."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import g
from wtforms import DateField, Field, PasswordField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import InputRequired, Length, Optional

from consult.accounts.forms import AddressField
from consult.accounts.rules import ADDRESS_LIMIT
from consult.accounts.rules import NAME_LIMIT as PERSON_NAME_LIMIT
from consult.foundation import i18n
from consult.foundation.db import writing
from consult.foundation.errors import N_, Busy, Forbidden, NotFound, Refused
from consult.foundation.forms import AddingForm, Form, PlainText, required
from consult.foundation.roles import ROLES
from consult.organisations import rules
from consult.organisations.rules import chain

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


class RefuseForm(ActForm):
    """No, and why."""

    reason = PlainLines(
        _("Why not"), description=_("Whoever asked reads it."), validators=[required(), Length(max=chain.REASON_LIMIT)]
    )  # fmt: skip


KIND_NAMES = {
    "": N_("None"),
    "second-person": N_("A second person"),
    "legal": N_("Legal review"),
    "department": N_("Another department"),
}
KINDS = [SelectChoice(kind, _(name) if kind else _("None")) for kind, name in KIND_NAMES.items()]


def _step(number: int) -> SelectField:
    return SelectField(_("Sign-off %(number)s", number=number), choices=KINDS)


def _office(number: int) -> SelectField:
    return SelectField(_("Office of sign-off %(number)s", number=number), choices=[], validate_choice=False)


class ChainForm(Form):
    """What a body asks of its consultations."""

    STEPS = (1, 2, 3, 4, 5)

    profile = SelectField(_("Country profile"), choices=[])
    kind_1, kind_2, kind_3, kind_4, kind_5 = (_step(number) for number in STEPS)
    office_1, office_2, office_3, office_4, office_5 = (_office(number) for number in STEPS)

    @classmethod
    def showing(cls, profile: str, steps: Sequence[chain.Step]) -> "ChainForm":
        """The form with what the body asks for now."""
        data = {f"{name}_{n}": "" for n in cls.STEPS for name in ("kind", "office")}
        for number, step in enumerate(steps[: len(cls.STEPS)], 1):
            data.update({f"kind_{number}": step.kind, f"office_{number}": step.office})
        return cls(data={"profile": profile, **data})

    def offer(self, profiles: Mapping[str, str], offices: Mapping[str, str]) -> None:
        """Between what one chooses: profiles and offices by name."""
        self.profile.choices = [SelectChoice(*one) for one in profiles.items()]
        for number in self.STEPS:
            own = SelectChoice("", i18n.gettext(N_("This body itself")))
            self[f"office_{number}"].choices = [own, *(SelectChoice(*one) for one in offices.items())]

    def steps(self) -> list[chain.Step]:
        """The chain in order, without the steps left empty."""
        return [
            chain.Step(self[f"kind_{n}"].data, self[f"office_{n}"].data or "")
            for n in self.STEPS
            if self[f"kind_{n}"].data
        ]


def noted() -> None:
    """Say that the refusal of this request's attempt has its entry."""
    g.attempt_noted = True


def is_done_on_record(
    form: Form, act: Callable[[], object], note_refusal: Callable[[Refused], object]
) -> bool:
    """Like ``is_done`` for a dangerous act: a refused attempt gets an entry of its own, after the rollback (S22)."""
    try:
        with writing():
            act()
    except Busy:
        raise
    except Refused as why:
        with writing():
            note_refusal(why)
        noted()
        if isinstance(why, Forbidden | NotFound):
            raise
        form.refuse(why)
        return False
    return True


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


COLOUR = {"spellcheck": "false", "autocapitalize": "none", "autocomplete": "off"}
"""Input that is no prose: an address, a colour, a server."""


class InviteForm(AddingForm):
    """Somebody to work here, with one role."""

    email = AddressField(
        _("E-mail address or mobile number"),
        description=_("The person needs no account yet. A number gets the link in a text message."),
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
        _("Language of the message"), choices=[SelectChoice(*one) for one in i18n.LANGUAGES.items()]
    )
    consultation = PlainText(
        _("Auditors: only one consultation (optional)"),
        description=_("The last part of its address. If you leave it empty, all of this body’s."),
        validators=[Length(max=200)],
        render_kw=COLOUR,
    )
    starts_on = DateField(_("Auditors: first day (optional)"), validators=[Optional()])
    ends_on = DateField(
        _("Auditors: last day (optional)"),
        description=_("If you leave it empty, a year from the first day."),
        validators=[Optional()],
    )

    def offer_auditor_alone(self) -> None:
        """For administrators of another body: they may only ask for an auditor."""
        role = "auditor"
        self.role.choices = [SelectChoice(role, _(ROLE_NAMES[role]))]


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


class TestSmsForm(Form):
    """Where a test message goes."""

    phone = PlainText(
        _("Your mobile number"),
        description=_("With + and the country code."),
        validators=[required(), Length(max=60)],
        render_kw={"autocomplete": "tel", "inputmode": "tel"},
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

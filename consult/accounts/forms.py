"""The shape of what people send about their accounts."""

from typing import Any

from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, Optional

from consult.accounts.rules import ADDRESS_LIMIT, NAME_LIMIT, PASSKEY_NAME_LIMIT
from consult.foundation import i18n
from consult.foundation.forms import Form, PlainText, TrappingForm, required

_ = i18n.lazy

TYPED_CODE = {
    "autocomplete": "one-time-code",
    "inputmode": "numeric",
    "spellcheck": "false",
    "autocapitalize": "none",
}
NEW_PASSWORD = {"autocomplete": "new-password", "spellcheck": "false", "autocapitalize": "none"}
OLD_PASSWORD = {"autocomplete": "current-password", "spellcheck": "false", "autocapitalize": "none"}
ADDRESS = {"autocomplete": "username", "spellcheck": "false", "autocapitalize": "none"}
LONGEST = 1_000
"""Nobody types this much; more is not even hashed."""


def typed(field: Field) -> str:
    """What was typed into a field, empty where nothing came."""
    return field.data or ""


class AddressField(StringField):
    """An e-mail address or a telephone number, trimmed, without NUL."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0].replace("\x00", "").strip() if valuelist else ""


def _address(label: Any, description: Any = "") -> AddressField:
    return AddressField(
        label, description=description, validators=[required(), Length(max=ADDRESS_LIMIT)], render_kw=ADDRESS
    )


class SignInForm(Form):
    """Address and password, or the address alone with ``by=code``."""

    email = _address(_("Your e-mail address or mobile number"))
    password = PasswordField(_("Your password"), validators=[Length(max=LONGEST)], render_kw=OLD_PASSWORD)
    next = HiddenField()


class CodeForm(Form):
    """The code from a mail."""

    code = PlainText(
        _("The 8 digits we sent you"), validators=[required(), Length(max=40)], render_kw=TYPED_CODE
    )


class SecondStepForm(Form):
    """A code of the authenticator app, or a recovery code."""

    code = PlainText(
        _("Code"),
        description=_("6 digits from your authenticator app, or one of your recovery codes."),
        validators=[required(), Length(max=40)],
        render_kw={**TYPED_CODE, "inputmode": "text"},
    )


class SignUpForm(TrappingForm):
    """Address and name. A password is chosen only by the person who opens the mail."""

    email = _address(
        _("Your e-mail address or mobile number"), _("We send a link there. It is never shown in public.")
    )
    name = PlainText(
        _("Your name (optional)"),
        description=_("Staff who handle your comments see it. It is not shown in public unless you say so."),
        validators=[Length(max=NAME_LIMIT)],
        render_kw={"autocomplete": "name"},
    )


class NewPasswordForm(Form):
    """A password, typed once: it may be shown by the browser and pasted from a password manager."""

    password = PasswordField(
        _("New password"),
        description=_(
            "At least 12 characters. Several words in a row are easy to remember and hard to guess."
        ),
        validators=[InputRequired(message=_("Please fill this in.")), Length(max=LONGEST)],
        render_kw=NEW_PASSWORD,
    )


class FirstPasswordForm(Form):
    """A password, or none: then every sign-in is by code."""

    password = PasswordField(
        _("Choose a password (optional)"),
        description=_(
            "At least 12 characters. If you leave this empty, we send you a code by e-mail each time you sign in."
        ),
        validators=[Optional(), Length(max=LONGEST)],
        render_kw=NEW_PASSWORD,
    )


class AddressForm(TrappingForm):
    """An address alone: where a mail shall go."""

    email = _address(_("Your e-mail address or mobile number"))


class NewAddressForm(Form):
    """The address an account shall have."""

    email = _address(
        _("Your new e-mail address or mobile number"),
        _("We send a link there. The address changes when you open it."),
    )


class DetailsForm(Form):
    """Name and language."""

    name = PlainText(_("Your name"), validators=[Length(max=NAME_LIMIT)], render_kw={"autocomplete": "name"})
    language = SelectField(
        _("Language of the e-mails we send you"),
        choices=[SelectChoice(value, name) for value, name in i18n.LANGUAGES.items()],
    )


class ProveForm(Form):
    """The password again."""

    password = PasswordField(
        _("Your password"), validators=[InputRequired(message=_("Please fill this in.")), Length(max=LONGEST)],
        render_kw=OLD_PASSWORD,
    )  # fmt: skip


class AuthenticatorForm(Form):
    """The first code of an authenticator app, which shows that it was set up right."""

    code = PlainText(
        _("The 6 digits your app shows now"), validators=[required(), Length(max=20)], render_kw=TYPED_CODE
    )


class PasskeyForm(Form):
    """What the browser answers about a passkey, filled in by passkeys.js."""

    credential = HiddenField(validators=[Length(max=20_000)])
    next = HiddenField()


class NewPasskeyForm(PasskeyForm):
    """A passkey to add, with a name to know it by."""

    name = PlainText(
        _("Name of this passkey"),
        description=_("So that you know it again, for example “My phone”."),
        validators=[Length(max=PASSKEY_NAME_LIMIT)],
        render_kw={"autocomplete": "off"},
    )


class CloseForm(Form):
    """Closing the account needs a deliberate tick, and asks what becomes of what was sent."""

    texts = RadioField(
        _("What becomes of the comments you sent with this account?"),
        choices=[
            SelectChoice("keep", _("They stay and count; nothing says any more that they are mine")),
            SelectChoice("withdraw", _("I take them all back: only their references and dates stay")),
        ],
        default="keep",
    )

    sure = BooleanField(_("I understand that this can’t be undone"), validators=[required()])


class ActForm(Form):
    """A button and nothing else: only the form's token is checked."""


class RemoveForm(Form):
    """A button for one thing of a list."""

    one = StringField(validators=[required(), Length(max=20)])

"""The shape of asking for news."""

from wtforms.validators import Length

from consult.foundation import i18n
from consult.foundation.forms import Form, PlainText, TrappingForm

_ = i18n.lazy


class SubscribeForm(TrappingForm):
    """One e-mail address or telephone number."""

    email = PlainText(
        _("Your e-mail address"),
        description=_("We use it for news of this consultation and for nothing else."),
        validators=[Length(max=254)],
        render_kw={
            "autocomplete": "email", "spellcheck": "false", "autocapitalize": "none", "inputmode": "email",
        },
    )  # fmt: skip
    phone = PlainText(
        _("Or mobile number"),
        description=_("With + and the country code. The news come in short text messages."),
        validators=[Length(max=60)],
        render_kw={"autocomplete": "tel", "inputmode": "tel"},
    )


class ActForm(Form):
    """A button and nothing else."""

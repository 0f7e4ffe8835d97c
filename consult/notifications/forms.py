"""The shape of asking for news."""

from wtforms.validators import Length

from consult.foundation import i18n
from consult.foundation.forms import Form, PlainText, required

_ = i18n.lazy


class SubscribeForm(Form):
    """One address."""

    email = PlainText(
        _("Your e-mail address"),
        description=_("We use it for news of this consultation and for nothing else."),
        validators=[required(_("Please give your e-mail address.")), Length(max=254)],
        render_kw={
            "autocomplete": "email", "spellcheck": "false", "autocapitalize": "none", "inputmode": "email",
        },
    )  # fmt: skip


class ActForm(Form):
    """A button and nothing else."""

"""Inviting people, and bringing an invitation."""

from flask_wtf.file import FileField
from wtforms import IntegerField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional

from consult.foundation import i18n
from consult.foundation.forms import AddingForm, Form, PlainText, required

_ = i18n.lazy
LIST_CHARACTERS = 500_000
CODES_AT_ONCE = 500


class InviteForm(AddingForm):
    """Whom to invite."""

    guests = TextAreaField(
        _("People to invite, one a line"),
        description=_(
            "An e-mail address or a mobile number, a name, or both with a comma between. Whoever has an address gets a "
            "personal link; for a name alone you print a code. Only staff and auditors see this list."
        ),
        validators=[Length(max=LIST_CHARACTERS)],
    )
    file = FileField(_("Or a file with such lines (text or CSV)"))
    codes = IntegerField(
        _("Codes without a name, to print and hand out"),
        description=_("How many, for a hall or a class."),
        validators=[Optional(), NumberRange(1, CODES_AT_ONCE)],
    )


class CodeForm(Form):
    """The code of an invitation."""

    code = PlainText(
        _("Code from your invitation"),
        validators=[required(), Length(max=60)],
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"},
    )

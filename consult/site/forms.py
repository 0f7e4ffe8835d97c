"""The forms of this room: what somebody kept of the record, to be checked."""

from flask_wtf.file import FileField
from wtforms import TextAreaField

from consult.foundation import i18n
from consult.foundation.forms import Form

_ = i18n.lazy


class VerifyForm(Form):
    """A receipt, a promise or a checkpoint, as a file or as text. It is checked and not kept."""

    file = FileField(_("The file you kept"), description=_("Its name ends in .tlog-proof or .txt."))
    text = TextAreaField(
        _("Or its text"),
        description=_("From its first line to its last. A checkpoint’s line from a notice board works, too."),
        render_kw={"rows": 8, "spellcheck": "false", "autocomplete": "off", "translate": "no"},
    )

"""What is sent to us is text in UTF-8. Other bytes are refused: read with replacements, they would be other words."""

from urllib.parse import parse_qsl, unquote_to_bytes

from flask import Flask, current_app, g, request
from werkzeug.datastructures import ImmutableMultiDict

from consult.foundation.errors import N_, Malformed

BROKEN_ADDRESS = N_("This address holds characters that arrived broken (they are not UTF-8).")
BROKEN_FORM = N_(
    "Some characters arrived broken (they are not UTF-8) and are shown as �. Nothing was stored. Please type them "
    "again or take them out, then send it again."
)
ENCODED = "application/x-www-form-urlencoded"


def init_app(app: Flask) -> None:
    """Look at every address and form before anything reads them."""
    app.before_request(_look)


def arrived_broken() -> bool:
    """Whether a field of the form that was sent isn't the text that was typed."""
    if request.mimetype == ENCODED:
        return bool(g.get("has_broken_bytes"))
    return any("\ufffd" in value for values in request.form.lists() for value in values[1])


def _look() -> None:
    if not _is_text(request.query_string):
        raise Malformed(BROKEN_ADDRESS)
    is_small = (request.content_length or 0) <= current_app.config["MAX_FORM_MEMORY_SIZE"]
    if request.mimetype != ENCODED or not is_small:  # werkzeug refuses a larger one
        return
    sent = request.get_data()  # kept: the form is read from it
    if not _is_text(sent):
        g.has_broken_bytes = True
        fields = parse_qsl(sent.decode(errors="replace"), keep_blank_values=True, errors="replace")
        request.form, request.files = ImmutableMultiDict(fields), ImmutableMultiDict()


def _is_text(sent: bytes) -> bool:
    try:
        unquote_to_bytes(sent).decode()
    except UnicodeDecodeError:
        return False
    return True

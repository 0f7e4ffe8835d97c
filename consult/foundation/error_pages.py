"""Errors in words: a page, or JSON for programs, in the request's language, with what the person had typed."""

from collections.abc import Iterable
from urllib.parse import quote

import structlog
from flask import Flask, Response, current_app, g, jsonify, make_response, redirect, render_template, request
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from consult.foundation import i18n, refusals
from consult.foundation.db import db
from consult.foundation.errors import N_, Busy, Forbidden, NotFound, Refused, TooLarge

logger = structlog.get_logger(__name__)


def init_app(app: Flask) -> None:
    """Turn refusals, HTTP errors, a database that is away and our own faults into answers."""
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(PoolTimeout, _database_away)
    app.register_error_handler(DataError, _not_storable)
    app.register_error_handler(Exception, _fault)


TITLES = {
    400: N_("The request could not be understood"),
    403: N_("You may not do this"),
    404: N_("Page not found"),
    405: N_("This address can’t be used like that"),
    409: N_("Somebody else changed this in the meantime"),
    410: N_("This was taken away"),
    413: N_("Too large"),
    422: N_("There is a problem"),
    429: N_("Too many at once"),
    500: N_("Something went wrong on our side"),
    503: N_("The site can’t do this right now"),
}


def wants_json() -> bool:
    """Whether the answer goes to a program."""
    return request.path.startswith("/api/") or request.path == "/health"


def error_answer(status: int, message: str, *, kept: Iterable[tuple[str, str]] = ()) -> Response:
    """An error page (or JSON error) in the request's language, with what the person had typed."""
    title = i18n.gettext(TITLES.get(status, TITLES[500]))
    if wants_json():
        answer = jsonify({"error": {"status": status, "title": title, "detail": message}})
    else:
        answer = make_response(
            render_template("site/error.html", status=status, title=title, message=message, kept=list(kept))
        )
    answer.status_code = status
    if status in (429, 503):
        answer.headers["Retry-After"] = "60" if status == 429 else "10"
    return answer


def _typed_text() -> list[tuple[str, str]]:
    """Long texts of the refused form, so that an error page can give them back."""
    if request.method != "POST" or request.mimetype not in (
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    ):
        return []
    try:
        return [
            (name, value) for name, value in request.form.items() if name in KEPT_FIELDS and value.strip()
        ]
    except HTTPException:
        return []


KEPT_FIELDS = ("body", "note", "reason", "internal_note", "message", "summary", "decision")


def _refused(refused: Refused) -> Response:
    db.session.rollback()
    refusals.mark_refused(refused)
    return error_answer(refused.status, i18n.refusal_text(refused), kept=_typed_text())


MEGABYTE = 1_000_000  # as the settings count
TOO_MANY_BYTES = N_(
    "One form may hold %(limit)s MB, and this was more, so nothing of it was taken. Use your browser’s Back button: "
    "what you typed is still there. Then choose a smaller file, or send fewer files at once."
)
HTTP_TEXTS = {
    404: NotFound().message,
    405: N_("Please go back and use the page’s own buttons."),
    413: TooLarge(N_("What was sent is larger than this site takes. Please send less at once.")).message,
    403: Forbidden(N_("You don’t have the right to do this.")).message,
}


def _http_error(error: HTTPException) -> Response:
    db.session.rollback()
    status = error.code or 500
    if status < 400:
        return make_response(error.get_response())
    if status == 404 and (address := _without_slash()):
        return make_response(redirect(address, 308))
    if status == 413 and (request.content_length or 0) > (limit := current_app.config["MAX_CONTENT_LENGTH"]):
        text = i18n.gettext(TOO_MANY_BYTES, limit=limit // MEGABYTE)
    else:
        text = i18n.gettext(HTTP_TEXTS.get(status, N_("Please go back and try again.")))
    answer = error_answer(status, text, kept=_typed_text() if status != 413 else ())
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            answer.headers[name] = value
    return answer


def _without_slash() -> str | None:
    """The address meant by one that is a page's with a slash too many; None where it isn't."""
    bare = request.path.rstrip("/")
    if request.method != "GET" or bare == request.path or "//" in request.path or not bare:
        return None
    try:
        current_app.create_url_adapter(request).match(bare)  # type: ignore[union-attr]
    except HTTPException:
        return None
    query = request.query_string.decode("ascii", "replace")
    return quote(bare) + (f"?{query}" if query else "")


def _database_away(error: Exception) -> Response:
    db.session.rollback()
    refusals.mark(Busy.cause)
    logger.error("database_away", error=str(error)[:200])
    busy = Busy(
        N_(
            "The site can’t reach its database at this moment. Nothing was changed: please try again in a minute."
        )
    )
    return error_answer(busy.status, i18n.refusal_text(busy), kept=_typed_text())


def _not_storable(error: Exception) -> Response:
    """PostgreSQL refuses characters that SQLite stores, such as NUL, in fields that no form checks further."""
    db.session.rollback()
    logger.warning("not_storable", error=type(error).__name__)
    text = i18n.gettext(
        N_(
            "Something that was sent holds a character that can’t be stored. Please remove it and send it again."
        )
    )
    return error_answer(422, text, kept=_typed_text())


def _fault(error: Exception) -> Response:
    db.session.rollback()
    logger.error("fault", path=request.path, method=request.method, exc_info=error)
    text = i18n.gettext(
        N_(
            "This is our fault, not yours, and it has been noted under the number %(number)s. Nothing was half done."
        ),
        number=g.get("request_id", "-"),
    )
    return error_answer(500, text, kept=_typed_text())

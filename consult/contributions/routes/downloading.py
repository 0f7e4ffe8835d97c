"""Downloading a file that came with a submission. It is never opened in our pages: a browser saves it."""

from typing import Any

from flask import make_response, request
from werkzeug.http import dump_options_header
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.contributions import permissions, queries
from consult.contributions.file_kinds import TYPES
from consult.contributions.routes.blueprint import bp
from consult.contributions.routes.owning import NO_KEY, by_account
from consult.foundation import access, clock, web
from consult.foundation.db import writing
from consult.foundation.errors import NotFound
from consult.record import service as record


@bp.get("/attachments/<public_id>")
@access.public
def public_file(public_id: str) -> Response:
    """A file of a published comment."""
    file = queries.public_file(public_id)
    etag = web.etag_of(file.sha256)
    if (unchanged := web.not_modified(etag)) is not None:
        return unchanged
    return download(file, web.public_data(file.content or b"", TYPES[file.kind], etag))


@bp.get("/receipt/<key>/attachments/<public_id>")
@access.anyone
def own_file(key: str, public_id: str) -> Response:
    """A file, for whoever holds the submission."""
    submission = queries.find_by_key(key)
    if submission is None:
        raise NotFound(NO_KEY)
    file = queries.get_file(public_id)
    if file.submission_id != submission.id:
        raise NotFound(queries.NO_FILE)
    return download(file, make_response(file.content or b""))


@bp.get("/me/comments/<reference>/attachments/<public_id>")
@access.account
def own_account_file(reference: str, public_id: str) -> Response:
    """The same for the account that sent it."""
    submission = by_account(reference).submission
    file = queries.get_file(public_id)
    if file.submission_id != submission.id:
        raise NotFound(queries.NO_FILE)
    return download(file, make_response(file.content or b""))


@bp.get("/desk/attachments/<public_id>")
@access.staff("moderator", "responder", "author", "auditor")
def desk_file(public_id: str) -> Response:
    """A file, for staff of the body. One that isn't public may name people, so the read is noted."""
    file = queries.get_file(public_id)
    submission = queries.get_submission(file.submission_id)
    consultation = consultations.get_by_id(submission.consultation_id)
    if not permissions.may_read_files(access.current_actor(), consultation, submission.id):
        raise NotFound(queries.NO_FILE)
    public = consultation.public_id
    with writing():
        record.note_personal_read(
            actor=access.current_actor(), page=request.path, what=f"attachment {public_id}", now=clock.now(),
            consultation=public,
        )  # fmt: skip
    file = queries.get_file(public_id)
    return download(file, make_response(file.content or b""))


def download(file: Any, answer: Response) -> Response:
    """The answer as a file that a browser saves under its name."""
    plain = file.name.encode("ascii", "ignore").decode() or f"file.{file.kind}"
    named = dump_options_header("attachment", {"filename": plain})
    answer.headers["Content-Disposition"] = named if plain == file.name else _in_full(named, file.name)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.content_type = TYPES[file.kind]
    return answer


def _in_full(header: str, name: str) -> str:
    """The name as it is, beside one for readers that know ASCII only (RFC 6266)."""
    encoded = "".join(
        chr(byte) if chr(byte).isascii() and chr(byte).isalnum() else f"%{byte:02X}" for byte in name.encode()
    )
    return f"{header}; filename*=UTF-8''{encoded}"

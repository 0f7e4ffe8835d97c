"""Receipts as files: for whoever sent it with what opens it, at the public reference without."""

from typing import Any

from flask import g, make_response
from werkzeug.http import dump_options_header
from werkzeug.wrappers import Response

from consult.contributions import queries
from consult.contributions.routes.blueprint import bp, root
from consult.contributions.routes.owning import NO_KEY, by_account, by_key
from consult.foundation import access, web
from consult.foundation.errors import N_, NotFound
from consult.record import receipts

TEXT = "text/plain; charset=utf-8"
NOT_SEALED = N_("This comment is not sealed in the record yet. Please look again in a few seconds.")


@root.url_value_preprocessor
def _in_english(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """For programs: nothing depends on who asks."""
    g.lang = "en"


@root.get("/record/receipts/<reference>.tlog-proof")
@access.public
def public_proof(reference: str) -> Response:
    """That a comment was received, for anybody who has its reference; nothing in it is opened."""
    comment = queries.get_by_reference(reference)
    proof = receipts.proof(queries.received_entry(comment.id), opens=False)
    if proof is None:
        raise NotFound(NOT_SEALED)
    etag = web.etag_of(proof)
    if (unchanged := web.not_modified(etag)) is not None:
        return unchanged
    return _file(web.public_data(proof, TEXT, etag), f"{comment.reference}.tlog-proof")


@bp.get("/receipt/<key>/proofs/<entry_id>")
@access.anyone
def own_proof(key: str, entry_id: str) -> Response:
    """The receipt of one act, for whoever holds the submission: the promise until it is sealed, then the proof."""
    return _own(by_key(key).submission.id, entry_id)


@bp.get("/me/comments/<reference>/proofs/<entry_id>")
@access.account
def own_account_proof(reference: str, entry_id: str) -> Response:
    """The same for the account that sent it."""
    return _own(by_account(reference).submission.id, entry_id)


def _own(submission_id: int, entry_id: str) -> Response:
    held = next((one for one in queries.receipts_of(submission_id) if one.receipt.entry_id == entry_id), None)
    if held is None:
        raise NotFound(NO_KEY)
    name = held.reference or "submission"
    signing = receipts.signing_now(web.settings().instance)
    text = receipts.text_of(entry_id, reference=name, opens=True, signing=signing)
    if text is None:
        raise NotFound(NOT_SEALED)
    answer = make_response(text)
    answer.content_type = TEXT
    return _file(answer, receipts.file_name(name, held.receipt))


def _file(answer: Response, name: str) -> Response:
    answer.headers["Content-Disposition"] = dump_options_header("attachment", {"filename": name})
    return answer

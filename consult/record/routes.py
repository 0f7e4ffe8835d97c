"""The logs as c2sp.org/tlog-tiles serves them, so that existing tools read them: ``/record/…``.

The site's log is at ``/record/``, each public consultation's below ``/record/<its id>/``.
"""

from typing import Any

from flask import Blueprint, g
from werkzeug.wrappers import Response

from consult.foundation import access, web
from consult.foundation.errors import N_, NotFound
from consult.record import behind, notes, outside, queries, tiles
from consult.record.rules import NO_HEAD_NOW, SITE, Repairing
from consult.record.tiles import TileFault

bp = Blueprint("record", __name__, url_prefix="/record")
blueprints = (bp,)

bp.add_app_template_global(behind.is_behind, "is_record_behind")
FOR_EVER = "public, max-age=31536000, immutable"
TEXT = "text/plain; charset=utf-8"
BYTES = "application/octet-stream"
NOTHING_SEALED = N_("Nothing of this log is sealed yet. Please look again in a few seconds.")


@bp.url_value_preprocessor
def _in_english(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """For programs: nothing depends on who asks."""
    g.lang = "en"


@bp.get("/checkpoint")
@access.public
def site_checkpoint() -> Response:
    """The signed head of the site's log, with its witnesses."""
    return _checkpoint(SITE)


@bp.get("/<string(length=32):log>/checkpoint")
@access.public
def checkpoint(log: str) -> Response:
    """The signed head of a consultation's log."""
    return _checkpoint(queries.shown_log(log))


@bp.get("/vkey")
@access.public
def site_vkey() -> Response:
    """What checkpoints of the site's log are checked against: the newest key."""
    return _vkey(SITE)


@bp.get("/<string(length=32):log>/vkey")
@access.public
def vkey(log: str) -> Response:
    """What checkpoints of a consultation's log are checked against."""
    return _vkey(queries.shown_log(log))


@bp.get("/vkeys")
@access.public
def vkeys() -> Response:
    """Every key that ever signed the site's log, oldest first."""
    return _text("".join(f"{key}\n" for key in _keys_of(SITE)))


@bp.get("/<path:address>")
@access.public
def site_tile(address: str) -> Response:
    """A tile or a bundle of entries of the site's log."""
    return _tile(SITE, address)


@bp.get("/<string(length=32):log>/<path:address>")
@access.public
def tile(log: str, address: str) -> Response:
    """A tile or a bundle of entries of a consultation's log."""
    return _tile(queries.shown_log(log), address)


def _checkpoint(log: str) -> Response:
    if behind.is_behind():
        raise Repairing(NO_HEAD_NOW)
    return _text(_head(log).text)


def _head(log: str) -> queries.Head:
    head = queries.published_head(log)
    if head is None:
        raise NotFound(NOTHING_SEALED)
    return head


def _keys_of(log: str) -> list[notes.VerifierKey]:
    return [outside.verifier_key(one.base, one.public_key, log) for one in queries.known_keys()]


def _vkey(log: str) -> Response:
    """The key under which the shown head was signed: a finished log keeps its old one."""
    ids = {one.key_id for one in notes.parse_note(_head(log).note).signatures}
    signed = [key for key in _keys_of(log) if key.id in ids]
    return _text(f"{signed[-1]}\n")


def _text(content: str) -> Response:
    etag = web.etag_of(content)
    if (unchanged := web.not_modified(etag)) is not None:
        return unchanged
    return web.public_data(content, TEXT, etag)


def _tile(log: str, address: str) -> Response:
    try:
        wanted = tiles.parse_path(address)
    except TileFault as fault:
        raise NotFound from fault
    head = queries.published_head(log)
    if head is None or not tiles.is_served(wanted, head.size):
        raise NotFound
    if wanted.level < 0:
        start = wanted.number * tiles.WIDTH
        content = tiles.pack_entries(queries.entries(log, start, start + wanted.width))
    else:
        hashes = queries.sound_hashes(log, wanted)
        if hashes is None:
            raise NotFound
        content = tiles.pack_hashes(hashes)
    answer = web.public_data(content, BYTES, web.etag_of(log, address))
    answer.headers["Cache-Control"] = FOR_EVER
    return answer

"""The public ledger: every ruling with its ground, role and review; never the text, never who sent it."""

import io
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from flask import request, stream_with_context
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.foundation import access, clock, i18n, tables, web
from consult.moderation import labels, queries
from consult.moderation.routes.blueprint import bp

PAGE = 50
COLUMNS = (
    "ruling", "reference", "revision", "act", "ground", "note", "role", "office", "ruled_at", "is_in_force", "is_review",
    "review_asked_at", "review_decided_at", "review_result", "review_note",
)  # fmt: skip


@bp.get("/consultations/<slug>/moderation")
@access.public
def ledger(slug: str) -> Response:
    """Numbers on top, then every ruling, newest first."""
    stamp = consultations.stamp(slug, clock.now(), i18n.language())
    etag = web.etag_of(stamp.revision, stamp.phase)
    if (unchanged := web.not_modified(etag)) is not None:
        return unchanged
    rows, after = queries.ledger_rows(
        stamp.consultation_id, limit=PAGE, after=request.args.get("after", type=int)
    )
    return web.public_page(
        "moderation/ledger.html", etag, stamp=stamp, consultation=stamp.consultation, rows=rows, after=after, labels=labels,
        numbers=queries.ledger_numbers(stamp.consultation_id), is_first=not request.args.get("after"),
        grounds=queries.ground_names(stamp.consultation.profile, i18n.language()),
        hours=stamp.consultation.waiting_limit_hours or web.settings().waiting_limit_hours,
    )  # fmt: skip


@bp.get("/consultations/<slug>/moderation.csv")
@access.public
def ledger_csv(slug: str) -> Response:
    """Every ruling as a table, oldest first."""
    stamp = consultations.stamp(slug, clock.now())
    etag = web.etag_of(stamp.revision, stamp.phase)
    if (unchanged := web.not_modified(etag)) is not None:
        return unchanged
    answer = Response(stream_with_context(_lines(stamp.consultation_id)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{slug}-moderation.csv"'
    answer.headers["Cache-Control"] = web.PUBLIC_CACHE
    answer.set_etag(etag, weak=True)
    return answer


def _lines(consultation_id: int) -> Iterator[str]:
    """The table in pieces, so that a hundred thousand rulings never stand in memory at once."""
    yield "\ufeff" + _csv([])
    after = 0
    while rows := queries.ledger_slice(consultation_id, after=after):
        yield _csv([asdict(row) for row in rows], heading=False)
        after = rows[-1].id


def _csv(rows: list[dict[str, Any]], *, heading: bool = True) -> str:
    stream = io.StringIO(newline="")
    tables.write_csv(rows, COLUMNS, stream)
    text = stream.getvalue()
    return text if heading else text.partition("\r\n")[2]

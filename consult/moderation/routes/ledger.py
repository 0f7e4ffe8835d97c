"""The public ledger: every ruling with its ground, role and review; never the text, never who sent it."""

import io
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import IO

from flask import request
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.foundation import access, addresses, clock, i18n, tables, web
from consult.moderation import labels, queries
from consult.moderation.routes.blueprint import bp
from consult.organisations import queries as organisations

PAGE = 50
COLUMNS = (
    "ruling", "reference", "revision", "act", "ground", "note", "role", "office", "ruled_at", "is_in_force",
    "is_review",
    "review_asked_at", "review_decided_at", "review_result", "review_note",
    "review_is_late", "referred_to", "answer_due_on", "taken_up_at", "answer", "is_answer_late",
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
        stamp.consultation_id, limit=PAGE, after=addresses.whole_number("after")
    )
    return web.public_page(
        "moderation/ledger.html", etag, stamp=stamp, consultation=stamp.consultation, rows=rows, after=after,
        labels=labels, received=contributions.received(stamp.consultation_id),
        states=contributions.totals(stamp.consultation_id),
        numbers=queries.ledger_numbers(stamp.consultation_id), is_first=not request.args.get("after"),
        unit=_unit(stamp.consultation.review_organisation_id),
        grounds=queries.ground_names(stamp.consultation.profile, i18n.language()),
        hours=stamp.consultation.waiting_limit_hours or web.settings().waiting_limit_hours,
    )  # fmt: skip


def _unit(organisation_id: int | None) -> str:
    """Who decides reviews, in the page's language; empty where it is another person of the same body."""
    return (
        organisations.name_in(organisations.get(organisation_id), i18n.language()) if organisation_id else ""
    )


@bp.get("/consultations/<slug>/moderation.csv")
@access.public
def ledger_csv(slug: str) -> Response:
    """Every ruling as a table, oldest first."""
    stamp = consultations.stamp(slug, clock.now())
    etag = web.etag_of(stamp.revision, stamp.phase)
    if (unchanged := web.not_modified(etag)) is not None:
        return unchanged
    answer = Response(_pieces(_table(stamp.consultation_id)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{slug}-moderation.csv"'
    answer.headers["Cache-Control"] = web.PUBLIC_CACHE
    answer.set_etag(etag, weak=True)
    return answer


def _table(consultation_id: int) -> IO[bytes]:
    """The table in a file of its own, so that a hundred thousand rulings never stand in memory at once."""
    file = tempfile.SpooledTemporaryFile(max_size=1 << 20)  # noqa: SIM115 - _pieces closes it
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    tables.write_csv(map(_shown, _rows(consultation_id)), COLUMNS, text)
    text.flush()
    text.detach()
    file.seek(0)
    return file


def _shown(row: queries.LedgerRow) -> dict[str, object]:
    """Instants to the second: fractions would only help to single somebody out."""
    return {
        name: value.replace(microsecond=0) if isinstance(value, datetime) else value
        for name, value in asdict(row).items()
    }


def _rows(consultation_id: int) -> Iterator[queries.LedgerRow]:
    after = 0
    while rows := queries.ledger_slice(consultation_id, after=after):
        yield from rows
        after = rows[-1].id


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(1 << 16):
            yield piece

"""Public pages: the statements, and from the end of the period on their counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from typing import Any

from flask import make_response, request
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.contributions.rules import STANCES
from consult.foundation import access, addresses, clock, i18n, tables, web
from consult.foundation.errors import N_, NotFound
from consult.votes import queries, rules
from consult.votes.queries import Tally
from consult.votes.result_order import ORDERS, ordered, page_after
from consult.votes.routes.blueprint import bp

CSV_COLUMNS = (
    "number", "statement", "comment", "text", "language", "opened_at", "closed_at", "closed_reason", "agree",
    "disagree", "pass", "imported_agree", "imported_disagree", "imported_pass", "source",
)  # fmt: skip


@bp.get("/consultations/<slug>/statements")
@access.public
def statements(slug: str) -> Response:
    """What is put to agreement, without any counts."""
    now = clock.now()
    stamp = consultations.stamp(slug, now)
    etag = web.etag_of(stamp.revision, stamp.phase)
    if (unchanged := web.not_modified(etag)) is not None:
        return unchanged
    head = queries.head(stamp.consultation_id, i18n.language())
    page = queries.listed(stamp.consultation_id, limit=web.settings().page_size, after=_after())
    has_results = rules.are_results_public(head.results_appear, stamp.phase)
    return web.public_page(
        "votes/statements.html", etag, head=head, page=page, phase=stamp.phase, has_results=has_results
    )


@bp.get("/consultations/<slug>/results")
@access.public
def results(slug: str) -> Response:
    """Counts of each statement once the rules show them, and of comments by stance and article."""
    now = clock.now()
    stamp = consultations.stamp(slug, now)
    etag = web.etag_of(stamp.revision, stamp.phase)
    if (unchanged := web.not_modified(etag)) is not None:
        return unchanged
    head = queries.head(stamp.consultation_id, i18n.language())
    context: dict[str, Any] = {"head": head, "phase": stamp.phase, "stances": _stances(stamp.consultation_id)}
    context["stance_names"] = ("support", "amend", "oppose", "remark", "")
    if not rules.are_results_public(head.results_appear, stamp.phase):
        context["has_statements"] = queries.has_statements(stamp.consultation_id)
        return web.public_page("votes/results_later.html", etag, **context)
    order = request.args.get("sort", ORDERS[0])
    tallies = _in_order(queries.tallies(stamp.consultation_id), order)
    page, after = page_after(
        tallies,
        addresses.whole_number("after"),
        limit=web.settings().page_size,
        number=lambda one: one.statement.number,
    )
    return web.public_page(
        "votes/results.html", etag, **context, tallies=page, after=after, total=len(tallies),
        answers=sum(one.here.total for one in tallies), imported=sum(one.imported.total for one in tallies),
        voters=queries.voter_count(stamp.consultation_id), order=order if order in ORDERS else ORDERS[0],
        orders=ORDERS,
    )  # fmt: skip


def _after() -> int | None:
    """The number of the statement that a page continues from."""
    return addresses.whole_number("after")


def _in_order(tallies: list[Tally], order: str) -> list[Tally]:
    """Those put to agreement here first, then those taken over: shares of other people aren't compared with theirs."""
    found = ordered(tallies, order, counts=lambda one: one.counts, number=lambda one: one.statement.number)
    return sorted(found, key=lambda one: bool(one.statement.source))


@dataclass(frozen=True)
class StanceTable:
    """Published comments by article and stance: those sent here, or those brought in from elsewhere."""

    is_imported: bool
    rows: list[dict[str, Any]]
    """Anchor (None: the whole draft), label, its language, numbers by stance."""


def _stances(consultation_id: int) -> list[StanceTable]:
    found = contributions.stances_by_article(consultation_id)
    labels = consultations.article_labels([key for key in found if key], i18n.language()) if found else {}
    here = _stance_rows({key: found[key].here for key in found}, labels)
    imported = _stance_rows({key: found[key].imported for key in found}, labels)
    return [StanceTable(bool(n), rows) for n, rows in enumerate((here, imported)) if rows]


def _stance_rows(
    found: Mapping[int, Mapping[str, int]], labels: Mapping[int, tuple[str, str, str]]
) -> list[dict[str, Any]]:
    rows: dict[str | None, dict[str, Any]] = {}
    for key in sorted(one for one in found if found[one]):
        anchor, label, language = labels.get(key, (None, "", "")) if key else (None, "", "")
        row = rows.setdefault(anchor, {"anchor": anchor, "label": label, "language": language, "counts": {}})
        for stance, number in found[key].items():
            name = stance if stance in STANCES else ""
            row["counts"][name] = row["counts"].get(name, 0) + number
    return list(rows.values())


@bp.get("/consultations/<slug>/results.csv")
@access.public
def results_csv(slug: str) -> Response:
    """The counts as a table for spreadsheets."""
    now = clock.now()
    stamp = consultations.stamp(slug, now)
    etag = web.etag_of(stamp.revision, stamp.phase)
    if (unchanged := web.not_modified(etag)) is not None:
        return unchanged
    head = queries.head(stamp.consultation_id, i18n.language())
    if not rules.are_results_public(head.results_appear, stamp.phase):
        raise NotFound(N_("The counts aren’t public yet. They appear when the consultation has closed."))
    stream = StringIO(newline="")
    tables.write_csv((_csv_row(one) for one in queries.tallies(stamp.consultation_id)), CSV_COLUMNS, stream)
    answer = make_response("\ufeff" + stream.getvalue())
    answer.content_type = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="{head.slug}-results.csv"'
    answer.set_etag(etag, weak=True)
    answer.headers["Cache-Control"] = web.PUBLIC_CACHE
    return answer


def _csv_row(tally: Tally) -> tuple[object, ...]:
    one = tally.statement
    return (
        one.number, one.public_id, one.reference, one.text, one.language, _iso(one.opened_at), _iso(one.closed_at),
        one.closed_reason, tally.here.agrees, tally.here.disagrees, tally.here.passes, tally.imported.agrees,
        tally.imported.disagrees, tally.imported.passes, one.source,
    )  # fmt: skip


def _iso(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""

"""What each body owes the public, and how promptly it has answered: pages, and the same numbers as data."""

import json
from dataclasses import asdict
from io import StringIO

from flask import url_for
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.foundation import access, clock, i18n, tables, web
from consult.outcomes.queries import debts
from consult.outcomes.routes.blueprint import bp

OWED = (
    "kind",
    "number",
    "consultation",
    "title",
    "theme",
    "office",
    "since",
    "due_on",
    "late_days",
    "stands_still",
)
FIGURES = (
    "year", "closed", "answered", "share_answered", "in_time", "overdue", "median_days", "median_working_days",
)  # fmt: skip


@bp.get("/bodies")
@access.public
def list_bodies() -> Response:
    """Every body with a consultation, with the way to what it owes."""
    now = clock.now()
    etag = web.etag_of(*consultations.site_stamp(now), i18n.site_day(now))
    if (unchanged := web.not_modified(etag)) is not None:
        return unchanged
    return web.public_page("outcomes/bodies.html", etag, bodies=debts.bodies_listed(i18n.language(), now))


@bp.get("/bodies/<body>/debts")
@access.public
def show_debts(body: str) -> Response:
    """What the body owes, since when and by whom held; its figures over time; its quiet periods."""
    now = clock.now()
    etag = web.etag_of(*consultations.site_stamp(now), i18n.site_day(now))
    if (unchanged := web.not_modified(etag)) is not None:
        return unchanged
    return web.public_page(
        "outcomes/debts.html", etag, page=debts.debts_of(body, i18n.language(), now), today=i18n.site_day(now)
    )


@bp.get("/bodies/<body>/debts.json")
@access.public
def debts_as_json(body: str) -> Response:
    """The same numbers for programs."""
    now = clock.now()
    etag = web.etag_of(*consultations.site_stamp(now), i18n.site_day(now))
    if (unchanged := web.not_modified(etag)) is not None:
        return unchanged
    page = debts.debts_of(body, i18n.language(), now)
    content = {
        "body": page.name, "page": url_for("outcomes.show_debts", body=body, _external=True),
        "day": i18n.site_day(now).isoformat(), "figures": _figures(page), "owed": _owed(page),
    }  # fmt: skip
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    return web.public_file(
        text.encode(), etag, media_type="application/json; charset=utf-8", name=f"{body}-debts.json"
    )


@bp.get("/bodies/<body>/<any(debts, figures):table>.csv")
@access.public
def debts_as_csv(body: str, table: str) -> Response:
    """What is owed, or the figures by year, for spreadsheets."""
    now = clock.now()
    etag = web.etag_of(*consultations.site_stamp(now), i18n.site_day(now))
    if (unchanged := web.not_modified(etag)) is not None:
        return unchanged
    page, stream = debts.debts_of(body, i18n.language(), now), StringIO(newline="")
    if table == "debts":
        tables.write_csv(_owed(page), OWED, stream)
    else:
        tables.write_csv(_figures(page), FIGURES, stream)
    return web.public_data("\ufeff" + stream.getvalue(), "text/csv; charset=utf-8", etag)


def _figures(page: debts.BodyDebts) -> list[dict[str, object]]:
    return [
        {**asdict(one), "year": one.year or "all", "share_answered": one.share_answered}
        for one in page.figures
    ]


def _owed(page: debts.BodyDebts) -> list[dict[str, object]]:
    return [
        {
            "kind": one.kind, "number": one.number, "consultation": one.slug, "title": one.title,
            "theme": one.theme[0] if one.theme else None, "office": one.office,
            "since": one.since.isoformat(), "due_on": one.due_on.isoformat() if one.due_on else None,
            "late_days": one.late, "stands_still": one.stands_still,
        }
        for one in page.debts
    ]  # fmt: skip

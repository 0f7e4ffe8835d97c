"""Pages about the site itself: how to take part, privacy, accessibility, the record."""

from werkzeug.wrappers import Response

from consult.accounts import rules as accounts
from consult.consultations import queries as consultations
from consult.foundation import access, clock, i18n, qr, web
from consult.organisations import look
from consult.record import behind
from consult.record import queries as heads
from consult.record.rules import SITE
from consult.site import acts, doors, fields, queries
from consult.site.routes.blueprint import bp

ENTRIES_SHOWN = 50
REFUSED_SHOWN = 14
"""Days."""


@bp.get("/how")
@access.public
def how() -> Response:
    """How to take part, in plain words."""
    return _page("about_how")


@bp.get("/privacy")
@access.public
def privacy() -> Response:
    """What is kept, until when, and who sees it. The numbers are those the site runs with."""
    return _page("about_privacy")


@bp.get("/fields")
@access.public
def show_fields() -> Response:
    """For each stored field who may see it, when it opens and when it goes."""
    return _page("about_fields")


@bp.get("/accessibility")
@access.public
def accessibility() -> Response:
    """What works for whom, what doesn't yet, and whom to tell."""
    return _page("about_accessibility")


def _page(template: str) -> Response:
    """A page that changes only with the build, the site's texts and its settings."""
    settings = web.settings()
    log_days = consultations.log_days(settings.log_days)
    etag = web.etag_of(settings.model_dump_json(exclude={"smtp_url", "database_url"}), log_days)
    if (unchanged := web.not_modified(etag)) is not None:
        return unchanged
    return web.public_page(
        f"site/{template}.html", etag, settings=settings, contact=look.contact(), rules=fields.RULES, log_days=log_days,
        code_minutes=int(accounts.CODE_LIFE.total_seconds() // 60),
    )  # fmt: skip


@bp.get("/record")
@access.public
def record() -> Response:
    """Who outside holds the record's head, what it proves and what not, and its latest public entries."""
    is_behind = behind.is_behind()
    etag = web.etag_of(*consultations.site_stamp(clock.now(), *heads.shown_stamps()), is_behind)
    if (unchanged := web.not_modified(etag)) is not None:
        return unchanged
    head = heads.published_head(SITE)
    return web.public_page(
        "site/about_record.html", etag, act_name=acts.act_name, role_name=acts.role_name,
        entries=queries.latest_entries(i18n.language(), limit=ENTRIES_SHOWN),
        head=head, picture=qr.data_address(head.board_line) if head else "", witnesses=heads.witnesses(),
        is_behind=is_behind,
        refused=doors.refused_rows(heads.refused_days(REFUSED_SHOWN)), seconds=web.settings().record_seal_seconds,
    )  # fmt: skip

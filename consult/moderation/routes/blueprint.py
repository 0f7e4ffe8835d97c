"""The blueprint that this room's pages hang on, and what several of them need."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, request

from consult.consultations import queries as consultations
from consult.consultations.grounds import REFERRALS
from consult.contributions.queries import WHOLE_DRAFT
from consult.foundation import access, clock, i18n, web
from consult.foundation.errors import NotFound
from consult.moderation import permissions, queries

bp = Blueprint("moderation", __name__, url_prefix="/<lang:lang>")
FILTERS = ("consultation", "article", "language", "kind", "older", "over")


def given_filters() -> dict[str, Any]:
    """The filters in the address, to be carried from page to page."""
    return {name: request.args[name][:80] for name in FILTERS if request.args.get(name)}


def asked_after() -> str:
    """The id of the last card of the page before, as addresses of desk lists carry it."""
    return request.args.get("after", "")[:64]


def read_filters(
    actor: access.Actor, given: dict[str, str], *, made_before: datetime | None = None
) -> queries.Filters:
    """The part of the queue that the address asks for, within the actor's bodies. Nonsense filters nothing."""
    organisation_ids = actor.organisations_with(*permissions.READERS)
    consultation_id = None
    if slug := given.get("consultation"):
        consultation = consultations.find(slug)
        if consultation is None or consultation.organisation_id not in organisation_ids:
            raise NotFound(consultations.NONE)
        consultation_id = consultation.id
    kind = given.get("kind", "")
    return queries.Filters(
        organisation_ids=organisation_ids,
        consultation_id=consultation_id,
        article_id=_number(given.get("article", ""), WHOLE_DRAFT) if consultation_id else None,
        language=given.get("language", ""),
        kind=kind if kind in ("reported", "correction", "imported") else "",
        older_than_hours=min(_number(given.get("older", ""), 1) or 0, 100_000),
        is_over_limit=bool(given.get("over")),
        made_before=made_before,
    )


def _number(text: str, least: int) -> int | None:
    return (
        int(text) if text.isascii() and text.isdecimal() and len(text) < 10 and int(text) >= least else None
    )


def read_place(text: str) -> queries.Place | None:
    """A place in the queue as addresses spell it, None for nonsense."""
    micro, _, comment_id = text.partition("-")
    if not all(part.isascii() and part.isdecimal() and len(part) < 18 for part in (micro, comment_id)):
        return None
    return queries.Place(
        datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(micro)), int(comment_id)
    )


def write_place(place: queries.Place) -> str:
    """A place in the queue for an address."""
    since = place.waiting_since - datetime(1970, 1, 1, tzinfo=UTC)
    return f"{since // timedelta(microseconds=1)}-{place.comment_id}"


def age(since: datetime, now: datetime) -> str:
    """How long something has waited, in the largest unit that says enough."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < 60:
        return i18n.ngettext("%(num)s minute", "%(num)s minutes", minutes)
    if minutes < 48 * 60:
        return i18n.ngettext("%(num)s hour", "%(num)s hours", minutes // 60)
    return i18n.ngettext("%(num)s day", "%(num)s days", minutes // 1440)


def is_over(waiting: Any, now: datetime) -> bool:
    """Whether something waits longer than the published limit."""
    hours = waiting.limit_hours or web.settings().waiting_limit_hours
    return bool(now - waiting.waiting_since > timedelta(hours=hours))


def ground_choices(profile: str) -> list[tuple[str, str]]:
    """(code, name in the page's language) of the grounds a ruling may name."""
    return [(ground.code, ground.name_in(i18n.language())) for ground in queries.grounds(profile)]


def referral_choices() -> list[tuple[str, str]]:
    """(code, name in the page's language) of what a comment can be passed on for."""
    return [(ground.code, ground.name_in(i18n.language())) for ground in REFERRALS]


def desk_tools() -> dict[str, Any]:
    """What every page of the desk may use."""
    now = clock.now()
    return {
        "now": now,
        "age": lambda since: age(since, now),
        "is_over": lambda waiting: is_over(waiting, now),
        "write_place": write_place,
    }

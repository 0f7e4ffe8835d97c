"""What everybody reads: the outcome, all replies, one reply with its earlier wordings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask import request
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.foundation import access, clock, i18n, web
from consult.foundation.errors import NotFound
from consult.outcomes import queries, rules
from consult.outcomes.routes.blueprint import bp, page_after

if TYPE_CHECKING:
    from consult.outcomes.models import Disposition

NO_REPLIES = queries.ArticleReplies((), 0, 0)


@dataclass(frozen=True)
class Item:
    """One article on the outcome page: what was said there, what became of it, what was replied."""

    place: queries.Place
    number: int
    imported: int
    """Of them, brought in from elsewhere."""
    is_spam: bool
    """Whether all of them are hidden as spam, so that nothing is owed to them."""
    disposition: "Disposition | None"
    reason: str
    reason_language: str
    replies: queries.ArticleReplies
    shown_above: frozenset[int]
    """Ids of its replies that an article further up shows in full."""


def _etag(stamp: consultations.Stamp, now: datetime) -> str:
    # how late an outcome is changes with the day, in a zone of its own: so the hour is part of it
    hour = "" if stamp.phase in ("answered", "finished", "withdrawn") else f"{now:%Y-%m-%dT%H}"
    return web.etag_of(stamp.revision, stamp.phase, hour)


@bp.get("/consultations/<slug>/outcome")
@access.public
def show_outcome(slug: str) -> Response:
    """You said, we did: the decision on top, what became of the comments article by article, the replies."""
    now, language = clock.now(), i18n.language()
    stamp = consultations.stamp(slug, now, language)
    etag = _etag(stamp, now)
    if unchanged := web.not_modified(etag):
        return unchanged
    head = queries.head(stamp.consultation, language, now)
    counted = contributions.counted(stamp.consultation_id)
    totals = contributions.together(counted.values())
    dispositions = queries.dispositions(stamp.consultation_id)
    received = rules.received(totals.all)
    return web.public_page(
        "outcomes/outcome.html",
        etag,
        stamp=stamp,
        consultation=stamp.consultation,
        head=head,
        texts=texts_of(head, language),
        items=items_of(stamp.consultation_id, counted, dispositions, language),
        themes=queries.public_themes(stamp.consultation_id, language, dispositions) if head.outcome else (),
        reading=queries.read_share(stamp.consultation_id, received, totals.all.get("hidden", 0))
        if received
        else None,
        reason_in=lambda row: queries.reason_in(row, language),
        totals=totals.all,
        figures_received=contributions.received(stamp.consultation_id),
        received=_received(totals.all),
        imported=_received(totals.imported),
        unheard=head.unheard(stamp.consultation),
        overdue=rules.days_overdue(
            stamp.consultation.outcome_due_on,
            is_published=stamp.phase in ("answered", "finished", "withdrawn"),
            zone=stamp.consultation.timezone,
            now=now,
            stands_still=stamp.phase == "suspended",
        ),
    )


def texts_of(head: queries.Head, language: str) -> Mapping[str, tuple[str, str]]:
    """(HTML, language) of the long texts and (text, language) of who decided; empty until it is published."""
    if head.outcome is None:
        return {}
    long = ("decision", "summary", "what_changed")
    found = {name: queries.html_in_language(head.outcome, name, language) for name in long}
    return {**found, "decided_by": queries.in_language(head.outcome, "decided_by", language)}


def items_of(
    consultation_id: int,
    counted: Mapping[int, contributions.Counts],
    dispositions: Mapping[int, "Disposition"],
    language: str,
) -> list[Item]:
    numbers = {article_id: rules.received(counts.all) for article_id, counts in counted.items()}
    spam = queries.only_spam(consultation_id, {one: counts.all for one, counts in counted.items()})
    replies = queries.replies_by_article(consultation_id)
    wanted = (
        {article_id for article_id, number in numbers.items() if number}
        | dispositions.keys()
        | replies.keys()
    )
    shown: set[int] = set()
    items = []
    for place in queries.places(wanted, language):
        disposition = dispositions.get(place.article_id)
        reason, reason_language = queries.reason_in(disposition, language) if disposition else ("", language)
        under = replies.get(place.article_id, NO_REPLIES)
        items.append(
            Item(
                place=place,
                number=numbers.get(place.article_id, 0),
                imported=rules.received(counted.get(place.article_id, contributions.NO_COUNTS).imported),
                is_spam=place.article_id in spam,
                disposition=disposition,
                reason=reason,
                reason_language=reason_language,
                replies=under,
                shown_above=frozenset(shown),
            )
        )
        shown |= {reply.id for reply in under.replies}
    return items


def _received(states: Mapping[str, int]) -> int:
    return sum(states.values()) - states.get("unconfirmed", 0)


@bp.get("/consultations/<slug>/replies")
@access.public
def list_replies(slug: str) -> Response:
    """All replies, newest first, or those about one article."""
    now, language = clock.now(), i18n.language()
    stamp = consultations.stamp(slug, now, language)
    etag = web.etag_of(stamp.revision, stamp.phase)
    if unchanged := web.not_modified(etag):
        return unchanged
    place = _place(stamp.consultation_id, request.args.get("article", ""), language)
    page = queries.replies_listed(
        stamp.consultation_id, limit=web.settings().page_size, after=page_after(),
        article_id=place.article_id if place else None,
    )  # fmt: skip
    return web.public_page(
        "outcomes/replies.html", etag, stamp=stamp, consultation=stamp.consultation, page=page, place=place
    )


def _place(consultation_id: int, key: str, language: str) -> queries.Place | None:
    """The place an address names (``whole``, ``2/art-5``), None for no place. Raises NotFound."""
    if not key:
        return None
    if key == "whole":
        return queries.WHOLE
    version, _, anchor = key.partition("/")
    found = (
        consultations.find_article(consultations.get_version(consultation_id, int(version)).id, anchor)
        if version.isdecimal() and len(version) < 6 and "\x00" not in anchor
        else None
    )
    if found is None:
        raise NotFound
    return queries.places([found.id], language)[0]


@bp.get("/consultations/<slug>/replies/<public_id>")
@access.public
def show_reply(slug: str, public_id: str) -> Response:
    """One reply, its earlier wordings, and which comments it answers."""
    now = clock.now()
    stamp = consultations.stamp(slug, now, i18n.language())
    etag = web.etag_of(stamp.revision, stamp.phase)
    if unchanged := web.not_modified(etag):
        return unchanged
    reply = queries.shown_reply(stamp.consultation_id, public_id)
    limit = 10 * web.settings().page_size
    comments = queries.comments_of_reply(reply.id, limit=limit + 1, after=page_after() or 0)
    return web.public_page(
        "outcomes/reply_page.html", etag, looks=queries.closed_looks_at(reply.id),
        stamp=stamp, consultation=stamp.consultation, reply=reply,
        references=_references(comments[:limit]), after=comments[limit - 1][0] if len(comments) > limit else None,
    )  # fmt: skip


def _references(comments: Sequence[tuple[int, str, int | None]]) -> list[str]:
    return [reference for _, reference, _ in comments]

"""What everybody reads: the outcome, all replies, one reply with its earlier wordings."""

from collections.abc import Sequence
from datetime import datetime

from flask import request
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.contributions import labels
from consult.foundation import access, clock, i18n, web
from consult.foundation.errors import NotFound
from consult.outcomes import queries, rules
from consult.outcomes.queries import tracing
from consult.outcomes.queries.uncorrected import corrected_elsewhere
from consult.outcomes.routes.blueprint import bp, page_after

SEALING = 10
"""Minutes after which a published outcome is made again, to show the line that was signed meanwhile."""


def etag_of(stamp: consultations.Stamp, now: datetime) -> str:
    # how late an outcome is changes with the day, in a zone of its own; its signed line comes when the record is
    # sealed, which no revision tells: so the time in short steps is part of it
    if stamp.phase in ("answered", "finished"):
        return web.etag_of(stamp.revision, stamp.phase, f"{now:%Y-%m-%dT%H}:{now.minute // SEALING}")
    return web.etag_of(
        stamp.revision, stamp.phase, "" if stamp.phase == "withdrawn" else f"{now:%Y-%m-%dT%H}"
    )


@bp.get("/consultations/<slug>/outcome")
@access.public
def show_outcome(slug: str) -> Response:
    """You said, we did: the decision on top, what became of the comments article by article, the replies."""
    now, language = clock.now(), i18n.language()
    stamp = consultations.stamp(slug, now, language)
    etag = etag_of(stamp, now)
    if unchanged := web.not_modified(etag):
        return unchanged
    said = queries.answer(stamp.consultation, language, now)
    return web.public_page(
        "outcomes/outcome.html", etag, stamp=stamp, consultation=stamp.consultation, said=said, head=said.head,
        reason_in=lambda row: queries.reason_in(row, language), asked_states=labels.ASKED_STATES,
        unheard=said.head.unheard(stamp.consultation),
        corrected_elsewhere=corrected_elsewhere(said.head.outcome, language), languages=i18n.LANGUAGES,
        overdue=rules.days_overdue(
            stamp.consultation.outcome_due_on,
            is_published=stamp.phase in ("answered", "finished", "withdrawn"),
            zone=stamp.consultation.timezone,
            now=now,
            stands_still=stamp.phase == "suspended",
        ),
    )  # fmt: skip


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
    """One reply, its earlier wordings, which comments it answers and what it moved."""
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
        moved=tracing.moved_by_reply(reply.id), stamp=stamp, consultation=stamp.consultation, reply=reply,
        references=_references(comments[:limit]), after=comments[limit - 1][0] if len(comments) > limit else None,
    )  # fmt: skip


def _references(comments: Sequence[tuple[int, str, int | None]]) -> list[str]:
    return [reference for _, reference, _ in comments]

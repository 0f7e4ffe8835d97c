"""A consultation's own page, and all its published comments."""

from datetime import datetime

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from consult.consultations import notices
from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.contributions.rules import STANCES
from consult.foundation import access, addresses, clock, i18n, web, zones
from consult.foundation.errors import NotFound
from consult.moderation import queries as moderation
from consult.opendata import queries as opendata
from consult.outcomes import claims
from consult.outcomes import queries as outcomes
from consult.site import queries, step_line
from consult.site.routes.blueprint import bp


@bp.get("/consultations/<slug>")
@access.public
def show_consultation(slug: str) -> Response:
    """What, why, until when, how, and what happens next."""
    now = clock.now()
    try:
        stamp = consultations.stamp(slug, now, i18n.language())
    except NotFound:
        if opendata.foreign(slug=slug) is None:
            raise
        return redirect(url_for("opendata.foreign_page", name=slug))
    etag = web.etag_of(stamp.revision, stamp.phase, zones.in_zone(now, stamp.consultation.timezone).date())
    if (unchanged := web.not_modified(etag)) is not None:
        return unchanged
    page = queries.consultation_page(stamp.consultation, i18n.language())
    fields = notices.shown_fields(stamp.consultation, page.words, i18n.language())
    return web.public_page(
        "site/consultation.html", etag, stamp=stamp, consultation=stamp.consultation, now=now, page=page,
        notice_fields=fields,
        notice_parts=notices.parts(
            stamp.consultation, page.words, page.body, now=now,
            what_next=_next_now(stamp) if fields and stamp.phase in OVER else None,
        ),
        is_overdue=is_overdue(stamp, now),
        waits=step_line.of_consultation(
            stamp.phase, opens_at=stamp.consultation.opens_at, closes_at=stamp.consultation.closes_at,
            outcome_due_on=stamp.consultation.outcome_due_on, zone=stamp.consultation.timezone, now=now,
            look=queries.look_waits(stamp.consultation, page.first_look, now),
        ),
        waiting_hours=stamp.consultation.waiting_limit_hours or web.settings().waiting_limit_hours,
    )  # fmt: skip


OVER = ("answered", "finished", "withdrawn")
"""Phases in which what the consultation said of the time after it is past."""


def _next_now(stamp: consultations.Stamp) -> str:
    """What happens next, after the outcome: as it says, in the reader's language; empty where it says nothing."""
    outcome = outcomes.published_outcome_of(stamp.consultation_id)
    return claims.shown(outcomes.in_language(outcome, "what_next", i18n.language())[0]) if outcome else ""


def is_overdue(stamp: consultations.Stamp, now: datetime) -> bool:
    """Whether the outcome was owed by an earlier day and isn't published."""
    due = stamp.consultation.outcome_due_on
    today = zones.in_zone(now, stamp.consultation.timezone).date()
    return due is not None and stamp.phase == "closed" and today > due


def fate_asked() -> str:
    """By what became of them a list of comments is narrowed (``?fate=``); empty: it isn't."""
    fate = request.args.get("fate", "")
    return fate if fate in outcomes.FATES else ""


@bp.get("/consultations/<slug>/comments")
@access.public
def list_comments(slug: str) -> Response:
    """Every published comment, newest first, by key; filtered by stance, by what became of it, or by both."""
    stamp = consultations.stamp(slug, clock.now(), i18n.language())
    etag = web.etag_of(stamp.revision, stamp.phase)
    if (unchanged := web.not_modified(etag)) is not None:
        return unchanged
    stance = request.args.get("stance", "")
    stance = stance if stance in (*STANCES, "not-stated") else ""
    thread = queries.thread(
        stamp.consultation_id,
        limit=web.settings().page_size,
        stance=stance,
        after=addresses.whole_number("after"),
        fate=(fate := fate_asked()),
    )
    beside = queries.beside(stamp.consultation, thread.ids, queries.Of(stance=stance, fate=fate))
    stances = contributions.together(beside.stances.values())
    article_ids = {one.article_id for one in thread.comments if one.article_id is not None}
    return web.public_page(
        "site/comments.html", etag, stamp=stamp, consultation=stamp.consultation, thread=thread, stance=stance,
        fate=fate, fates=beside.fates,
        replies=outcomes.replies_for(thread.ids),
        grounds=moderation.ground_names(stamp.consultation.profile, i18n.language()),
        articles=consultations.article_labels(article_ids, i18n.language()),
        stances=stances, numbers=beside.narrowed if fate else stances.all,
    )  # fmt: skip

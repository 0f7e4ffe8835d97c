"""Comments, replies, dispositions and published outcomes for tests, made by the real verbs.

Everything returned is committed; after a request of the test client, ``db.session.rollback()`` first.
"""

import secrets
from datetime import date, datetime, timedelta

import pytest

from consult.analysis import queries as reading
from consult.analysis import service as reading_service
from consult.consultations import queries as consultations
from consult.consultations import service as consultations_service
from consult.consultations.models import Article, Consultation
from consult.contributions import service as contributions_service
from consult.contributions.models import Comment
from consult.foundation import clock
from consult.foundation.access import CONSOLE, GUEST, Actor
from consult.foundation.db import db, writing
from consult.foundation.zones import in_zone
from consult.moderation import service as moderation
from consult.organisations import queries as organisations
from consult.outcomes import queries, service
from consult.outcomes.models import Disposition, Outcome, Reply
from consult.outcomes.rules import Owed
from tests.factories.consultations import make_staff, sign_waiting


def make_comments(
    consultation: Consultation,
    number: int = 1,
    *,
    article: Article | None = None,
    publish: bool = True,
    body: str = "",
    stance: str = "",
    language: str = "en",
    contact: contributions_service.Contact | None = None,
) -> list[Comment]:
    """So many comments sent while the consultation was open, published by a ruling each unless said otherwise."""
    consultation_id, article_id = consultation.id, article.id if article else None
    with writing():
        found = consultations.get_by_id(consultation_id)
        sent_at = _while_open(found)
        version = consultations.current_version(consultation_id)
        assert version is not None
        place = db.session.get(Article, article_id) if article_id else None
        made = []
        for n in range(number):
            written = contributions_service.write(body or f"Comment {n}: please think again.", limit=5_000)
            comment = contributions_service.submit(
                GUEST, found, version, written, key=secrets.token_bytes(16), language=language, now=sent_at,
                article=place, stance=stance, contact=contact or contributions_service.Contact(),
            )  # fmt: skip
            if publish:
                moderation.rule(
                    CONSOLE, comment, act="publish", seen_lock_version=comment.lock_version, now=sent_at
                )
            made.append(comment.id)
    return [db.session.get_one(Comment, one) for one in made]


def _while_open(consultation: Consultation) -> datetime:
    assert consultation.opens_at is not None
    return consultation.opens_at + timedelta(minutes=1)


def responder_of(consultation: Consultation) -> Actor:
    """A new responder of the consultation's body."""
    return make_staff("responder", organisation=organisations.get(consultation.organisation_id))


def make_reply(
    consultation: Consultation,
    comments: list[Comment],
    body: str = "Thank you. We will.",
    *,
    actor: Actor | None = None,
    language: str = "en",
    now: datetime | None = None,
) -> Reply:
    """One reply to these comments, by a responder of the body."""
    consultation_id, ids = consultation.id, [comment.id for comment in comments]
    actor = actor or responder_of(consultation)
    with writing():
        made = service.reply(
            actor, consultations.get_by_id(consultation_id), comment_ids=ids, body=body, language=language,
            now=now or clock.now(),
        )  # fmt: skip
        made_id = made.id
    return queries.get_reply_by_id(made_id)


def make_disposition(
    consultation: Consultation,
    article: Article | None = None,
    disposition: str = "adopted",
    reason: str = "It is better so.",
    *,
    actor: Actor | None = None,
    reasons: dict[str, str] | None = None,
    correction: str = "",
    now: datetime | None = None,
) -> Disposition:
    """What became of the comments on an article (None: on the draft as a whole)."""
    consultation_id, article_id = consultation.id, article.id if article else None
    actor = actor or responder_of(consultation)
    with writing():
        service.set_disposition(
            actor, consultations.get_by_id(consultation_id), disposition=disposition, reason=reason, reasons=reasons,
            article=db.session.get(Article, article_id) if article_id else None, now=now or clock.now(),
            correction=correction,
        )  # fmt: skip
    made = queries.disposition_of(consultation_id, article_id, public_only=False)
    assert made is not None
    return made


def read_everything(
    consultation: Consultation, *, actor: Actor | None = None, now: datetime | None = None
) -> None:
    """Read every comment, many at once by a stated method, and put each under the theme of its article."""
    consultation_id = consultation.id
    actor, now = actor or responder_of(consultation), now or clock.now()
    with writing():
        found = consultations.get_by_id(consultation_id)
        _number, through = reading.matching(consultation_id, reading.Filter())
        ids = reading.matching_ids(consultation_id, reading.Filter(), through=through)
        reading_service.mark_read(
            actor, found, comment_ids=ids, method="Read aloud in the office, one after the other.", now=now
        )
        reading_service.themes_by_article(actor, found, now=now)


def draft_outcome(consultation: Consultation, *, actor: Actor | None = None, **changes: object) -> Outcome:
    """An outcome written down and not published."""
    consultation_id = consultation.id
    actor = actor or responder_of(consultation)
    now = clock.now()
    words: dict[str, object] = {
        "decision": "The bylaw is adopted as changed.", "decided_by": "Director of the Market Office",
        "decided_on": in_zone(now, consultation.timezone).date(), "number": "MO-7", "summary": "More was asked for.",
        "what_changed": "Article 1 opens an hour earlier.",
    }  # fmt: skip
    with writing():
        service.draft_outcome(
            actor, consultations.get_by_id(consultation_id), changes={**words, **changes}, now=now
        )
    made = queries.outcome_of(consultation_id)
    assert made is not None
    return made


def make_received_summary(consultation: Consultation, body: str, *, publish: bool = False) -> None:
    """The summary of what was received, written down and, if asked for, published."""
    actor, consultation_id = responder_of(consultation), consultation.id
    with writing():
        found = consultations.get_by_id(consultation_id)
        service.draft_received(actor, found, body=body, texts={}, now=clock.now())
        if publish:
            service.publish_summary(actor, found, now=clock.now())


def make_outcome(consultation: Consultation, *, actor: Actor | None = None, **changes: object) -> Outcome:
    """A published outcome of a closed consultation: every comment read and under a theme, every article decided."""
    consultation_id = consultation.id
    actor = actor or responder_of(consultation)
    read_everything(consultation, actor=actor)
    for article_id in (
        queries.counted(consultation_id).keys()
        - queries.dispositions(consultation_id, public_only=False).keys()
    ):
        make_disposition(
            consultation, db.session.get(Article, article_id) if article_id else None, actor=actor
        )
    draft_outcome(consultation, actor=actor, **changes)
    with writing():
        service.publish_outcome(actor, consultations.get_by_id(consultation_id), now=clock.now())
    made = queries.published_outcome_of(consultation_id)
    assert made is not None
    return made


def finish(consultation: Consultation, *, actor: Actor | None = None) -> None:
    """Declare it finished."""
    consultation_id = consultation.id
    actor = actor or responder_of(consultation)
    with writing():
        consultations_service.finish(actor, consultations.get_by_id(consultation_id), now=clock.now())


def postpone(
    consultation: Consultation, until: date, reason: str = "The hearing takes longer.", *, actor: Actor | None = None
) -> None:  # fmt: skip
    """Promise the outcome for a later day; a second person agrees."""
    consultation_id = consultation.id
    actor = actor or responder_of(consultation)
    responder_of(consultation)
    with writing():
        service.postpone_outcome(
            actor, consultations.get_by_id(consultation_id), until=until, reason=reason, now=clock.now()
        )
    sign_waiting()


def publish_regardless(consultation: Consultation, monkeypatch: pytest.MonkeyPatch) -> None:
    """As somebody would who changed the program: the gate asks nothing."""
    monkeypatch.setattr(queries, "owed_to_comments", lambda *_: Owed())
    monkeypatch.setattr(queries.decisions, "owed_to_comments", lambda *_: Owed())
    draft_outcome(consultation, summary="About Trees.")
    actor = responder_of(consultation)
    with writing():
        service.publish_outcome(actor, consultations.get_by_id(consultation.id), now=clock.now())

"""Comments that wait, rulings, reviews and reports for tests, made by the real verbs.

Everything returned is committed; after a request of the test client, ``db.session.rollback()`` first.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from itertools import count

from consult.accounts import queries as accounts
from consult.accounts import service as accounts_service
from consult.consultations import queries as consultations
from consult.consultations.models import Article, Consultation
from consult.contributions import queries as contributions
from consult.contributions import service as contributions_service
from consult.contributions.models import Comment
from consult.foundation import clock
from consult.foundation.access import CONSOLE, GUEST, Actor
from consult.foundation.db import db, writing
from consult.moderation import queries, rules, service
from consult.moderation.models import Report, Review, Ruling
from consult.organisations import queries as organisations
from tests.factories.consultations import make_consultation, make_staff

_numbers = count(1)


def make_person(email: str = "", name: str = "A citizen") -> Actor:
    """Somebody with an account and no role."""
    email = email or f"person-{next(_numbers)}@example.org"
    with writing():
        accounts_service.create_account(CONSOLE, email=email, name=name, is_confirmed=True, now=clock.now())
    return organisations.actor_for(accounts.get_by_address(email))


def make_waiting(
    consultation: Consultation | None = None,
    body: str = "",
    *,
    actor: Actor = GUEST,
    article: Article | None = None,
    stance: str = "",
    language: str = "en",
    key: bytes | None = None,
    now: datetime | None = None,
    contact: contributions_service.Contact | None = None,
) -> Comment:
    """A comment as it comes in: it waits for a ruling (and is shown already where moderation comes after)."""
    consultation = consultation or make_consultation()
    consultation_id, article_id = consultation.id, article.id if article else None
    written = contributions_service.write(
        body or f"The market should open earlier ({next(_numbers)}).", limit=5_000
    )
    with writing():
        found = consultations.get_by_id(consultation_id)
        version = consultations.current_version(consultation_id)
        assert version is not None
        made = contributions_service.submit(
            actor, found, version, written, key=key or secrets.token_bytes(11), language=language,
            now=now or clock.now(),
            article=db.session.get(Article, article_id) if article_id else None, stance=stance,
            contact=contact or contributions_service.Contact(),
        )  # fmt: skip
        made_id = made.id
    return contributions.get(made_id)


def moderator_of(consultation: Consultation) -> Actor:
    """A new moderator of the consultation's body."""
    return make_staff("moderator", organisation=organisations.get(consultation.organisation_id))


def make_ruling(
    comment: Comment,
    act: str = "publish",
    *,
    actor: Actor | None = None,
    ground: str = "abuse",
    note: str = "It insults a neighbour by name.",
    internal_note: str = "",
    redactions: Sequence[rules.Span] = (),
    now: datetime | None = None,
) -> Ruling:
    """A ruling in force: ``make_ruling(comment, "hide")``, ``make_ruling(comment, "redact", redactions=[(0, 4)])``."""
    comment_id = comment.id
    actor = actor or moderator_of(consultations.get_by_id(comment.consultation_id))
    with writing():
        found = contributions.get(comment_id)
        made = service.rule(
            actor, found, act=act, ground="" if act == "publish" else ground,
            note="" if act == "publish" else note,
            internal_note=internal_note, redactions=redactions, seen_lock_version=found.lock_version,
            now=now or clock.now(),
        )  # fmt: skip
        made_id = made.id
    return queries.get_ruling(made_id)


def make_published(consultation: Consultation | None = None, body: str = "", **values: object) -> Comment:
    """A comment that a moderator published."""
    comment = make_waiting(consultation, body, **values)  # type: ignore[arg-type]
    make_ruling(comment)
    return contributions.get(comment.id)


def make_review(
    comment: Comment, reason: str = "I named nobody.", *, actor: Actor = GUEST, now: datetime | None = None
) -> Review:
    """A review asked for by the sender of a hidden or redacted comment."""
    comment_id = comment.id
    with writing():
        made = service.ask_review(
            actor, contributions.get(comment_id), reason=reason, due_days=30, now=now or clock.now()
        )
        made_id = made.id
    return queries.get_review_by_id(made_id)


def decide_review(
    review: Review, result: str = "overturned", *, actor: Actor | None = None, note: str = "Nobody is named.",
    now: datetime | None = None,
) -> Review:  # fmt: skip
    """The review decided by another person of the body."""
    review_id = review.id
    actor = actor or moderator_of(consultations.get_by_id(review.consultation_id))
    with writing():
        service.decide_review(
            actor, queries.get_review_by_id(review_id), result=result, note=note, now=now or clock.now()
        )
    return queries.get_review_by_id(review_id)


def make_report(
    comment: Comment, ground: str = "abuse", message: str = "He insults us.", *, now: datetime | None = None
) -> Report:
    """A reader's report on a published comment."""
    comment_id = comment.id
    with writing():
        made = service.report(
            GUEST,
            contributions.get(comment_id),
            ground=ground,
            message=message,
            language="en",
            now=now or clock.now(),
        )
        made_id = made.id
    return queries.get_report(made_id)

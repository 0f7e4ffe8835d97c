"""What the body answered: replies, dispositions, the outcome; and changes of dates."""

import json
from collections.abc import Iterator

from sqlalchemy import select

from consult.consultations import queries as consultations
from consult.consultations.models import Article, Version
from consult.contributions.models import Comment
from consult.foundation.db import db
from consult.opendata.files.shape import Column, File, Record, Scope
from consult.outcomes import queries as outcomes
from consult.outcomes.models import RepliedComment, Reply


def _replies(scope: Scope) -> Iterator[Record]:
    answered: dict[int, list[str]] = {}
    rows = db.session.execute(
        select(RepliedComment.reply_id, Comment.reference)
        .join(Reply, Reply.id == RepliedComment.reply_id)
        .join(Comment, Comment.id == RepliedComment.comment_id)
        .where(Reply.consultation_id == scope.consultation.id)
        .order_by(RepliedComment.reply_id, Comment.reference)
    )
    for reply_id, reference in rows:
        answered.setdefault(reply_id, []).append(reference)
    for reply in outcomes.every_reply(scope.consultation.id):
        yield {
            "id": reply.public_id,
            "comments": " ".join(answered.get(reply.id, ())),
            "language": reply.language,
            "body": reply.body if reply.hidden_at is None or not scope.is_public else "",
            "office": reply.office,
            "role": reply.role,
            "replied_at": scope.time(reply.replied_at),
            "corrected_at": scope.time(reply.corrected_at),
            "correction_reason": reply.correction_reason,
            "reason_language": reply.reason_language if reply.correction_reason else "",
        }


REPLIES = File(
    "replies",
    "What the body said to comments, as it reads now.",
    (
        Column("id", "random id of the reply"),
        Column("comments", "references of the comments it answers, separated by spaces"),
        Column("language", "language of the reply"),
        Column("body", "its words; empty where they are hidden after a reader's report"),
        Column("office", "office that replied"),
        Column("role", "role under which it was given"),
        Column("replied_at", "when, UTC"),
        Column("corrected_at", "when it was corrected, UTC, if it was"),
        Column("correction_reason", "why it was corrected"),
        Column("reason_language", "language of that reason"),
    ),
    _replies,
)


EARLIER = (
    "what everybody read before each correction, as JSON, oldest first: said, from, until, reason, reason_language; "
    "empty where nothing was corrected"
)


def _earlier(corrections: list[object]) -> str:
    return json.dumps(corrections, ensure_ascii=False) if corrections else ""


def _dispositions(scope: Scope) -> Iterator[Record]:
    found = outcomes.dispositions(scope.consultation.id, public_only=scope.is_public)
    places = {
        article_id: (number, anchor)
        for article_id, number, anchor in db.session.execute(
            select(Article.id, Version.number, Article.anchor)
            .join(Version, Version.id == Article.version_id)
            .where(Article.id.in_(found))
        )
    }
    for article_id in sorted(found, key=lambda one: places.get(one, (0, ""))):
        disposition = found[article_id]
        version, anchor = places.get(article_id, ("", ""))
        reasons = {disposition.language: disposition.reason, **disposition.reasons}
        for language in sorted(reasons):
            yield {
                "version": version,
                "article": anchor,
                "disposition": disposition.disposition,
                "language": language,
                "reason": reasons[language],
                "decided_at": scope.time(disposition.decided_at),
                "earlier": _earlier(disposition.earlier),
            }


DISPOSITIONS = File(
    "dispositions",
    "What became of the comments on each article, one row a language.",
    (
        Column("version", "number of the version; empty for the whole draft"),
        Column("article", "anchor of the article; empty for the whole draft"),
        Column(
            "disposition",
            "adopted, partly, not-adopted, covered, later, passed-on, out-of-scope or no-change",
        ),
        Column("language", "language of the reason"),
        Column("reason", "the reason"),
        Column("decided_at", "when it was set, UTC"),
        Column("earlier", EARLIER),
    ),
    _dispositions,
)


def _outcomes(scope: Scope) -> Iterator[Record]:
    outcome = outcomes.published_outcome_of(scope.consultation.id)
    if outcome is None:
        return
    own = {name: getattr(outcome, name) for name in ("summary", "decision", "what_changed", "what_next")}
    texts = {outcome.language: own, **outcome.texts}
    for language in sorted(texts):
        words = texts[language]
        yield {
            "language": language,
            "summary": words.get("summary", ""),
            "decision": words.get("decision", ""),
            "what_changed": words.get("what_changed", ""),
            "what_next": words.get("what_next", ""),
            "decided_by": words.get("decided_by") or outcome.decided_by,
            "decided_on": outcome.decided_on.isoformat() if outcome.decided_on else "",
            "number": outcome.number,
            "published_at": scope.time(outcome.published_at),
            "who_answered": json.dumps(outcome.who_answered, ensure_ascii=False, sort_keys=True)
            if outcome.who_answered
            else "",
            "earlier": _earlier(outcome.earlier),
        }


OUTCOMES = File(
    "outcomes",
    "The decision as taken, one row a language. Empty until it is published.",
    (
        Column("language", "language of the texts in this row"),
        Column("summary", "what was received"),
        Column("decision", "what was decided"),
        Column("what_changed", "what changed because of the comments"),
        Column("what_next", "what happens next, after the outcome"),
        Column("decided_by", "who decided"),
        Column("decided_on", "day of the decision"),
        Column("number", "number of the decision"),
        Column("published_at", "when it was published, UTC"),
        Column(
            "who_answered",
            "submissions by channel and senders by place named, as JSON; null where a number is too small to be told",
        ),
        Column("earlier", EARLIER),
    ),
    _outcomes,
)


def _date_changes(scope: Scope) -> Iterator[Record]:
    for change in consultations.date_changes(scope.consultation.id):
        yield {
            "changed_at": scope.time(change.changed_at),
            "closed_before": change.closed_before.isoformat().replace("+00:00", "Z"),
            "closes_now": change.closes_now.isoformat().replace("+00:00", "Z"),
            "reason": change.reason,
            "reason_language": change.reason_language,
        }


DATE_CHANGES = File(
    "date_changes",
    "Every change of the closing instant, with its public reason.",
    (
        Column("changed_at", "when it was changed, UTC"),
        Column("closed_before", "the closing instant until then, UTC"),
        Column("closes_now", "the closing instant from then on, UTC"),
        Column("reason", "public reason"),
        Column("reason_language", "language of the reason"),
    ),
    _date_changes,
)

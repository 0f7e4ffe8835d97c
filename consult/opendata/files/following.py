"""Where comments stand in later versions of the draft, and what moved which passage."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import aliased

from consult.consultations.models import Article, Version
from consult.contributions.models import Carry, Comment
from consult.foundation.db import db
from consult.opendata.files.ordered import rows_in_order
from consult.opendata.files.shape import Column, File, Record, Scope
from consult.outcomes.models import PassageCause, Reply


def _carries(scope: Scope) -> Iterator[Record]:
    first = aliased(Version)
    statement = (
        select(Carry, Comment.reference, Comment.state, Version.number, Article.anchor, first.number)
        .join(Comment, Comment.id == Carry.comment_id)
        .join(Version, Version.id == Carry.version_id)
        .join(first, first.id == Comment.version_id)
        .outerjoin(Article, Article.id == Carry.article_id)
    )
    own = Comment.consultation_id == scope.consultation.id
    if scope.is_public:
        own = own & (Comment.state != "unconfirmed")
    for carry, reference, state, version, anchor, written_on in rows_in_order(
        statement, Comment.id, Comment.reference, Version.number, where=own
    ):
        is_shown = state == "published" or not scope.is_public
        yield {
            "reference": reference,
            "written_on": written_on,
            "version": version,
            "state": carry.state,
            "article": anchor or "",
            "start": carry.start if is_shown else "",
            "end": carry.end if is_shown else "",
            "words": carry.words if is_shown else "",
            "decided_by": carry.decided_by,
            "decided_at": scope.time(carry.decided_at),
        }


CARRIES = File(
    "carries",
    "Where each comment on an article stands in each later version of the draft.",
    (
        Column("reference", "reference of the comment"),
        Column("written_on", "number of the version it was written on"),
        Column("version", "number of the later version"),
        Column(
            "state",
            "same, moved, changed or gone; doubtful: nobody has said yet where it stands, if anywhere",
        ),
        Column("article", "anchor of the article it stands in"),
        Column(
            "start", "where the words begin in the article's text, in code points (in public: published ones)"
        ),
        Column("end", "where they end"),
        Column("words", "the chosen words as they read there; empty where the whole article is meant"),
        Column("decided_by", "staff or sender, where a person said it; empty where it was found for certain"),
        Column("decided_at", "when a person said it, UTC"),
    ),
    _carries,
    is_long=True,
)


def _causes(scope: Scope) -> Iterator[Record]:
    statement = (
        select(PassageCause, Version.number, Comment.reference, Reply.public_id)
        .join(Version, Version.id == PassageCause.version_id)
        .outerjoin(Comment, Comment.id == PassageCause.comment_id)
        .outerjoin(Reply, Reply.id == PassageCause.reply_id)
        .where(Version.consultation_id == scope.consultation.id)
        .order_by(PassageCause.id)
    )
    if scope.is_public:
        statement = statement.where(Version.published_at.is_not(None))
    for cause, version, reference, reply in db.session.execute(statement):
        yield {
            "id": cause.public_id,
            "version": version,
            "passage": cause.passage,
            "kind": cause.kind,
            "reference": reference or "",
            "reply": reply or "",
            "reason": cause.reason,
            "reason_language": cause.reason_language if cause.reason else "",
            "linked_at": scope.time(cause.linked_at),
            "unlinked_at": scope.time(cause.unlinked_at),
        }


CAUSES = File(
    "causes",
    "What moved which changed passage of a version: the trace from comments to the text. A passage without a row has "
    "no stated reason.",
    (
        Column("id", "random id of the link, as entries of the record name it"),
        Column("version", "number of the version that changes the passage"),
        Column("passage", "anchor of the article there; was- and its earlier anchor where it was removed"),
        Column("kind", "comment, proposal (its wording was taken over), reply or reason"),
        Column("reference", "reference of the comment"),
        Column("reply", "id of the reply"),
        Column("reason", "the official reason"),
        Column("reason_language", "its language (BCP 47)"),
        Column("linked_at", "when it was linked, UTC"),
        Column("unlinked_at", "when it was taken back, UTC, if it was"),
    ),
    _causes,
)

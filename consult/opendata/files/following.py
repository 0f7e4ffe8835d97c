"""Where comments stand in later versions of the draft."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import aliased

from consult.consultations.models import Article, Version
from consult.contributions.models import Carry, Comment
from consult.foundation.db import db
from consult.opendata.files.shape import Column, File, Record, Scope

BATCH = 1_000


def _carries(scope: Scope) -> Iterator[Record]:
    first = aliased(Version)
    statement = (
        select(Carry, Comment.reference, Comment.state, Version.number, Article.anchor, first.number)
        .join(Comment, Comment.id == Carry.comment_id)
        .join(Version, Version.id == Carry.version_id)
        .join(first, first.id == Comment.version_id)
        .outerjoin(Article, Article.id == Carry.article_id)
        .where(Comment.consultation_id == scope.consultation.id)
        .order_by(Comment.reference, Version.number)
    )
    if scope.is_public:
        statement = statement.where(Comment.state != "unconfirmed")
    for carry, reference, state, version, anchor, written_on in db.session.execute(
        statement.execution_options(yield_per=BATCH)
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
)

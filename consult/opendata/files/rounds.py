"""What was said in an earlier round, beside the draft of the further one."""

from collections.abc import Iterator

from sqlalchemy import func, select

from consult.consultations.models import Article, Version
from consult.contributions.models import Comment, EarlierComment
from consult.foundation.db import db
from consult.opendata.files.shape import Column, File, Record, Scope
from consult.outcomes import queries as outcomes


def _earlier(scope: Scope) -> Iterator[Record]:
    own = (
        select(
            Comment.id, Comment.public_id, Comment.reference, Version.number, EarlierComment.state,
            func.coalesce(Article.anchor, ""), EarlierComment.words,
        )
        .join(EarlierComment, EarlierComment.comment_id == Comment.id)
        .join(Version, Version.id == EarlierComment.version_id)
        .outerjoin(Article, Article.id == EarlierComment.article_id)
        .where(Version.consultation_id == scope.consultation.id)
        .order_by(Version.number, Comment.reference)
    )  # fmt: skip
    if scope.is_public:
        own = own.where(Comment.state == "published")
    rows = db.session.execute(own).all()
    became = outcomes.became_in_earlier_round(scope.consultation, [row[0] for row in rows])
    for comment_id, public_id, reference, version, state, anchor, words in rows:
        disposition, themes = became.get(comment_id, ("", ()))
        yield {
            "id": public_id, "reference": reference, "version": version, "state": state, "article": anchor,
            "words": words, "disposition": disposition, "themes": [list(one) for one in themes],
        }  # fmt: skip


EARLIER_COMMENTS = File(
    "earlier_comments",
    "Where comments of the earlier round stand in this draft. They are counted there and not here; the earlier round's "
    "own package has their words.",
    (
        Column("id", "random id of the comment, as entries of the record name it"),
        Column("reference", "its public reference"),
        Column("version", "number of the version of this draft"),
        Column("state", "same, moved, changed, gone or doubtful (not told where)"),
        Column("article", "anchor of the article in that version, where it stands on one"),
        Column("words", "the words there now, where the comment is about chosen words"),
        Column(
            "disposition",
            "what its article's disposition made of it in the earlier round, once that is public; empty for one "
            "whose themes have their own",
        ),
        Column("themes", "list of [theme, what became of the comments under it]: the same by theme"),
    ),
    _earlier,
    is_long=True,
)

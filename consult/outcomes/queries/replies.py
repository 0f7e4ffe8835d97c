"""Reading replies: under comments, under articles, one by one."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, case, func, select

from consult.contributions.models import Comment
from consult.foundation.db import db
from consult.foundation.errors import N_, NotFound
from consult.organisations.models import Organisation
from consult.outcomes.models import RepliedArticle, RepliedComment, Reply, ReplyWording

NONE = N_("There is no reply at this address.")
SHOWN_PER_ARTICLE = 3


@dataclass(frozen=True)
class Wording:
    """An earlier wording of a reply. ``reason`` is why it was replaced."""

    html: str
    language: str
    written_at: datetime
    replaced_at: datetime
    reason: str
    reason_language: str


@dataclass(frozen=True)
class ShownReply:
    """A reply as everybody sees it. Office and role come from the writer's membership: nobody can type them.

    ``html`` is empty where it is hidden after a reader's report.
    """

    id: int
    public_id: str
    html: str
    language: str
    office: str
    offices: Mapping[str, str]
    role: str
    replied_at: datetime
    corrected_at: datetime | None
    comment_count: int
    references: Sequence[str]
    """The first few comments it answers."""
    earlier: tuple[Wording, ...] = ()

    def office_in(self, language: str) -> str:
        """The office's name in a language of the site, where it has one."""
        return self.offices.get(language) or self.office


_REPLY = (
    Reply.id, Reply.public_id, case((Reply.hidden_at.is_(None), Reply.html), else_=""), Reply.language,
    Reply.office, Organisation.names, Reply.role,
    Reply.replied_at, Reply.corrected_at, Reply.comment_count, Reply.first_references,
)  # fmt: skip
_WORDING = (
    ReplyWording.html, ReplyWording.language, ReplyWording.written_at, ReplyWording.replaced_at, ReplyWording.reason,
    ReplyWording.reason_language,
)  # fmt: skip
_REPLY_NAMES = tuple(one.name for one in fields(ShownReply) if one.name != "earlier")
_WORDING_NAMES = tuple(one.name for one in fields(Wording))


def _with_wordings(*further: Any) -> Select[Any]:
    columns: list[Any] = [*_REPLY, *_WORDING, *further]
    statement: Select[Any] = (
        select(*columns)
        .select_from(Reply)
        .outerjoin(Organisation, Organisation.id == Reply.organisation_id)
        .outerjoin(ReplyWording, ReplyWording.reply_id == Reply.id)
    )
    return statement


def _read(row: Row[Any]) -> tuple[ShownReply, Wording | None]:
    values: dict[str, Any] = dict(zip(_REPLY_NAMES, row, strict=False))
    shown = ShownReply(**{**values, "offices": values["offices"] or {}})
    words: dict[str, Any] = dict(zip(_WORDING_NAMES, row[len(_REPLY) :], strict=False))
    return shown, Wording(**words) if words["written_at"] is not None else None


def _joined(rows: Iterable[Row[Any]]) -> dict[int, ShownReply]:
    """Rows of ``_with_wordings`` (one for each wording, any order of replies kept), as replies by id."""
    found: dict[int, tuple[ShownReply, list[Wording]]] = {}
    for row in rows:
        shown, wording = _read(row)
        _known, wordings = found.setdefault(shown.id, (shown, []))
        if wording is not None and wording not in wordings:
            wordings.append(wording)
    return {
        reply_id: replace(shown, earlier=tuple(wordings) if shown.html else ())
        for reply_id, (shown, wordings) in found.items()
    }


def replies_for(comment_ids: Collection[int]) -> dict[int, list[ShownReply]]:
    """The replies to each of these comments, oldest first, by the comment's id. One statement."""
    if not comment_ids:
        return {}
    statement = (
        _with_wordings(RepliedComment.comment_id)
        .join(RepliedComment, RepliedComment.reply_id == Reply.id)
        .where(RepliedComment.comment_id.in_(comment_ids))
        .order_by(Reply.id, ReplyWording.number)
    )
    rows = db.session.execute(statement).all()
    replies = _joined(rows)
    answered: dict[int, list[ShownReply]] = {}
    for reply_id, comment_id in dict.fromkeys((row[0], row[-1]) for row in rows):
        answered.setdefault(comment_id, []).append(replies[reply_id])
    return answered


@dataclass(frozen=True)
class ReplyPage:
    """One page of replies, newest first. ``after`` continues it."""

    replies: Sequence[ShownReply]
    after: int | None


def replies_listed(
    consultation_id: int, *, limit: int, article_id: int | None = None, after: int | None = None
) -> ReplyPage:
    """A page of the replies of a consultation, or of those that answer comments on one article."""
    page = select(Reply.id).where(Reply.consultation_id == consultation_id)
    if article_id is not None:
        page = (
            select(RepliedArticle.reply_id.label("id"))
            .where(RepliedArticle.consultation_id == consultation_id, RepliedArticle.article_id == article_id)
        )  # fmt: skip
    column = page.selected_columns[0]
    if after is not None:
        page = page.where(column < after)
    ids = page.order_by(column.desc()).limit(limit + 1).subquery()
    statement = (
        _with_wordings().where(Reply.id.in_(select(ids.c.id))).order_by(Reply.id.desc(), ReplyWording.number)
    )
    replies = list(_joined(db.session.execute(statement)).values())
    return ReplyPage(replies[:limit], replies[limit - 1].id if len(replies) > limit else None)


@dataclass(frozen=True)
class ArticleReplies:
    """The newest replies that answer comments on one article, how many there are, how many comments they answer."""

    replies: Sequence[ShownReply]
    total: int
    answered: int


def replies_by_article(consultation_id: int, *, each: int = SHOWN_PER_ARTICLE) -> dict[int, ArticleReplies]:
    """The newest ``each`` replies under every article that has any (0: the whole draft). One statement."""
    article = RepliedArticle.article_id
    ranked = (
        select(
            RepliedArticle.reply_id,
            article,
            func.row_number()
            .over(partition_by=article, order_by=RepliedArticle.reply_id.desc())
            .label("place"),
            func.count().over(partition_by=article).label("total"),
            func.sum(RepliedArticle.first_answers).over(partition_by=article).label("answered"),
        )
        .where(RepliedArticle.consultation_id == consultation_id)
        .subquery()
    )
    statement = (
        _with_wordings(ranked.c.article_id, ranked.c.total, ranked.c.answered)
        .join(ranked, ranked.c.reply_id == Reply.id)
        .where(ranked.c.place <= each)
        .order_by(ranked.c.article_id, Reply.id.desc(), ReplyWording.number)
    )
    rows = db.session.execute(statement).all()
    replies = _joined(rows)
    under: dict[int, tuple[list[ShownReply], int, int]] = {}
    for reply_id, article_id, total, answered in dict.fromkeys((row[0], *row[-3:]) for row in rows):
        under.setdefault(article_id, ([], total, answered))[0].append(replies[reply_id])
    return {article_id: ArticleReplies(*values) for article_id, values in under.items()}


def shown_reply(consultation_id: int, public_id: str) -> ShownReply:
    """One reply with its earlier wordings. Raises NotFound."""
    statement = (
        _with_wordings()
        .where(Reply.consultation_id == consultation_id, Reply.public_id == public_id)
        .order_by(ReplyWording.number)
    )
    for reply in _joined(db.session.execute(statement)).values():
        return reply
    raise NotFound(NONE)


def get_reply(consultation_id: int, public_id: str) -> Reply:
    """The reply's row. Raises NotFound."""
    found = db.session.scalar(
        select(Reply).where(Reply.consultation_id == consultation_id, Reply.public_id == public_id)
    )
    if found is None:
        raise NotFound(NONE)
    return found


def reply_called(public_id: str) -> Reply | None:
    """The reply with this random id, or None."""
    if not public_id.isalnum():  # no id of ours holds anything else, and PostgreSQL takes no NUL
        return None
    return db.session.scalar(select(Reply).where(Reply.public_id == public_id))


def get_reply_by_id(reply_id: int) -> Reply:
    """The reply's row. Raises NotFound."""
    found = db.session.get(Reply, reply_id)
    if found is None:
        raise NotFound(NONE)
    return found


def wordings_of(reply_id: int) -> Sequence[ReplyWording]:
    """The earlier wordings of a reply, oldest first."""
    return db.session.scalars(
        select(ReplyWording).where(ReplyWording.reply_id == reply_id).order_by(ReplyWording.number)
    ).all()


def number_of_wording(reply: Reply) -> int:
    """Which wording a reply has now: 1 is the one it was given in."""
    earlier = select(func.count()).select_from(ReplyWording).where(ReplyWording.reply_id == reply.id)
    return (db.session.scalar(earlier) or 0) + 1


def comments_of_reply(reply_id: int, *, limit: int, after: int = 0) -> Sequence[tuple[int, str, int | None]]:
    """(id, reference, article id) of the comments a reply answers, oldest first, from after an id on."""
    rows = db.session.execute(
        select(Comment.id, Comment.reference, Comment.article_id)
        .join(RepliedComment, RepliedComment.comment_id == Comment.id)
        .where(RepliedComment.reply_id == reply_id, Comment.id > after)
        .order_by(Comment.id)
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def every_reply(consultation_id: int) -> Sequence[Reply]:
    """Every reply of a consultation, oldest first (for packages)."""
    return db.session.scalars(
        select(Reply).where(Reply.consultation_id == consultation_id).order_by(Reply.id)
    ).all()

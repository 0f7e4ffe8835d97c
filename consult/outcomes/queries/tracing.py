"""What moved which passage: of a version, and of a comment."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, func, select, union_all
from sqlalchemy.orm import aliased

from consult.consultations import queries as consultations
from consult.consultations.changes import Change
from consult.consultations.models import Article, Consultation, Version
from consult.contributions.models import Comment
from consult.foundation.db import db
from consult.foundation.errors import N_, NotFound
from consult.outcomes.models import PassageCause, RepliedComment, Reply

_earlier = aliased(Version)


@dataclass(frozen=True)
class Cause:
    """What moved a passage, as everybody may see it: words only while its comment or reply is published."""

    public_id: str
    passage: str
    kind: str
    reason: str
    reason_language: str
    reference: str = ""
    state: str = ""
    html: str = ""
    language: str = ""
    reply: str = ""
    """Public id of the reply that is cited."""
    office: str = ""


def _causes() -> Any:
    return (
        select(
            PassageCause, func.coalesce(Comment.reference, ""), func.coalesce(Comment.state, ""),
            func.coalesce(Comment.shown_html, ""), func.coalesce(Comment.language, ""),
            func.coalesce(Reply.public_id, ""), func.coalesce(Reply.html, ""), func.coalesce(Reply.language, ""),
            Reply.hidden_at.is_not(None), func.coalesce(Reply.office, ""),
        )
        .outerjoin(Comment, Comment.id == PassageCause.comment_id)
        .outerjoin(Reply, Reply.id == PassageCause.reply_id)
        .where(PassageCause.unlinked_at.is_(None))
        .order_by(PassageCause.id)
    )  # fmt: skip


def causes_in(version_id: int) -> dict[str, list[Cause]]:
    """Causes of a version's passages, in the order they were linked. One statement."""
    found: dict[str, list[Cause]] = defaultdict(list)
    for (
        one,
        reference,
        state,
        words,
        language,
        reply,
        answer,
        spoken,
        is_hidden,
        office,
    ) in db.session.execute(_causes().where(PassageCause.version_id == version_id)):
        html = words if reference else "" if is_hidden else answer
        found[one.passage].append(
            Cause(
                one.public_id, one.passage, one.kind, one.reason, one.reason_language, reference, state, html,
                language if reference else spoken, reply, office,
            )
        )  # fmt: skip
    return dict(found)


@dataclass(frozen=True)
class Moved:
    """A passage that a comment moved, itself or through a reply that answers it."""

    before: int
    """Number of the version before."""
    version: int
    passage: str
    kind: str
    reply: str = ""
    """Public id of the reply through which it did, empty where the comment itself is cited."""


def _passages(*first: Any) -> Any:
    """Passages of public versions with a cause: what ``first`` selects, then what ``Moved`` holds."""
    earlier = (
        select(func.max(_earlier.number))
        .where(
            _earlier.consultation_id == Version.consultation_id, _earlier.number < Version.number,
            _earlier.published_at.is_not(None),
        )
        .correlate(Version)
        .scalar_subquery()
    )  # fmt: skip
    return (
        select(
            *first, earlier.label("before"), Version.number.label("version"), PassageCause.passage,
            PassageCause.kind, func.coalesce(Reply.public_id, "").label("reply"), PassageCause.id.label("cause"),
        )
        .select_from(PassageCause)
        .join(Version, Version.id == PassageCause.version_id)
        .outerjoin(Reply, Reply.id == PassageCause.reply_id)
        .where(PassageCause.unlinked_at.is_(None), Version.published_at.is_not(None))
    )  # fmt: skip


def _by_comment(where: Callable[[Any], ColumnElement[bool]]) -> Any:
    """(comment id, what ``Moved`` holds) by both ways, where ``where`` holds of the comment's id."""
    own, through = PassageCause.comment_id, RepliedComment.comment_id
    both = union_all(
        _passages(own.label("comment_id")).where(own.is_not(None), where(own)),
        _passages(through.label("comment_id"))
        .join(RepliedComment, RepliedComment.reply_id == PassageCause.reply_id)
        .where(where(through)),
    ).subquery()
    return select(both).order_by(both.c.version, both.c.cause)


def _read(row: Any) -> Moved:
    return Moved(row.before or 0, row.version, row.passage, row.kind, row.reply)


def moved_by(comment_ids: Collection[int]) -> dict[int, list[Moved]]:
    """Passages of published versions that these comments moved. One statement.

    A passage for which the comment itself is cited isn't named a second time because its reply is, too.
    """
    found: dict[int, list[Moved]] = defaultdict(list)
    for row in db.session.execute(_by_comment(lambda column: column.in_(comment_ids))):
        found[row.comment_id].append(_read(row))
    for comment_id, its in found.items():
        cited = {(one.version, one.passage) for one in its if not one.reply}
        found[comment_id] = [one for one in its if not (one.reply and (one.version, one.passage) in cited)]
    return dict(found)


def moved_by_reply(reply_id: int) -> list[Moved]:
    """Passages of published versions for which this reply is cited. One statement."""
    statement = _passages().where(PassageCause.reply_id == reply_id).order_by(Version.number, PassageCause.id)
    return [_read(row) for row in db.session.execute(statement)]


def comments_that_moved(
    *, version_id: int = 0, cause_id: int = 0, after: int = 0, limit: int
) -> dict[int, Moved]:
    """The next comments that moved passages of a public version (or by one link), each with one passage.

    A proposal that was taken over goes before the rest, and a reply that is cited behind the comment itself.
    """
    of = PassageCause.id == cause_id if cause_id else PassageCause.version_id == version_id
    causes = select(PassageCause.id).where(of)
    both = _by_comment(lambda column: and_(PassageCause.id.in_(causes), column > after)).subquery()
    ids = select(both.c.comment_id).distinct().order_by(both.c.comment_id).limit(limit)
    found: dict[int, Moved] = {}
    for row in db.session.execute(
        select(both).where(both.c.comment_id.in_(ids)).order_by(both.c.comment_id, both.c.cause)
    ):
        known = found.get(row.comment_id)
        if known is None or _FIRST.index(row.kind) < _FIRST.index(known.kind):
            found[row.comment_id] = _read(row)
    return found


_FIRST = ("proposal", "comment", "reply")


def version_to_trace(consultation_id: int) -> tuple[Version, Version]:
    """(the version before, the newest one, public or not). Raises NotFound where there is only one."""
    versions = consultations.versions_of(consultation_id, published_only=False)
    if len(versions) < 2:
        raise NotFound(N_("There is no later version whose changes could be traced."))
    return versions[-2], versions[-1]


@dataclass(frozen=True)
class Passage:
    """A passage that a version changes, in one of the languages in which it does."""

    change: Change
    language: str


def changes_in(consultation: Consultation, version: Version, *, language: str = "") -> Sequence[Passage]:
    """What a version changes against the one before it, in any of its languages; nothing for the first.

    Each passage is shown in ``language`` where it changes in that, else in the consultation's own or another one.
    """
    versions = consultations.versions_of(consultation.id, published_only=False)
    earlier = [one for one in versions if one.number < version.number]
    if not earlier:
        return ()
    found: dict[str, Passage] = {}
    languages = [one.language for one in consultations.editions_of(version.id)]
    for edition in sorted(languages, key=lambda one: one != consultation.language):
        compared = consultations.compared(
            consultation.id, str(earlier[-1].number), version.number, language=edition, published_only=False
        )
        if compared.edition.language != edition:
            continue  # the version before has no text in it
        for one in compared.changes:
            if one.is_touched and (edition == language or one.passage not in found):
                found[one.passage] = Passage(one, edition)
    return list(found.values())


def proposals_to_take(consultation_id: int, version: Version | None, *, limit: int = 50) -> Sequence[Comment]:
    """Published proposals that this version doesn't take over yet, the most supported first."""
    taken = select(PassageCause.comment_id).where(
        PassageCause.kind == "proposal",
        PassageCause.unlinked_at.is_(None),
        PassageCause.comment_id.is_not(None),
    )
    if version is not None:
        taken = taken.where(PassageCause.version_id == version.id)
    return db.session.scalars(
        select(Comment)
        .where(
            Comment.consultation_id == consultation_id, Comment.state == "published",
            cast(Comment.proposal, String) != "[]", Comment.id.not_in(taken),
        )
        .order_by(Comment.supports.desc(), Comment.id)
        .limit(limit)
    ).all()  # fmt: skip


def passages_of(consultation: Consultation, version: Version, *, language: str = "") -> dict[str, Passage]:
    """The passages that a version changes, by their name."""
    return {one.change.passage: one for one in changes_in(consultation, version, language=language)}


def links_of(version_id: int, passage: str) -> Sequence[PassageCause]:
    """What is linked to a passage now."""
    return db.session.scalars(
        select(PassageCause).where(
            PassageCause.version_id == version_id, PassageCause.passage == passage,
            PassageCause.unlinked_at.is_(None),
        )
    ).all()  # fmt: skip


def get_cause(consultation_id: int, public_id: str) -> PassageCause:
    """A cause. Raises NotFound."""
    found = db.session.scalar(
        select(PassageCause)
        .join(Version, Version.id == PassageCause.version_id)
        .where(PassageCause.public_id == public_id, Version.consultation_id == consultation_id)
    )
    if found is None:
        raise NotFound(N_("There is no such cause."))
    return found


def citable(consultation_id: int, change: Change, *, limit: int = 50) -> Sequence[Comment]:
    """Comments on what a passage was, which may have moved it: what most support first."""
    anchors = [one.anchor for one in (change.before or change.after)]
    return db.session.scalars(
        select(Comment)
        .join(Article, Article.id == Comment.article_id)
        .where(
            Comment.consultation_id == consultation_id, Article.anchor.in_(anchors), Comment.state == "published"
        )
        .order_by(Comment.supports.desc(), Comment.id.desc())
        .limit(limit)
    ).all()  # fmt: skip

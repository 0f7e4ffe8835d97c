"""The reading desk: comments by filter, paged by key, with who read them and under which themes they stand."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select
from sqlalchemy.orm import aliased

from consult.accounts.models import Account
from consult.analysis import rules
from consult.analysis.models import Note, Reading, SavedFilter, ThemedComment
from consult.contributions.models import Comment, Revision
from consult.contributions.queries import WHOLE_DRAFT, is_restricted
from consult.contributions.references import parse_reference
from consult.contributions.service import covered_proposal
from consult.foundation.db import db
from consult.foundation.errors import N_, NotFound

NO_THEME = 0
MOST_WORDS = 10


@dataclass(frozen=True)
class Filter:
    """Which comments. What is None or empty narrows nothing."""

    article_id: int | None = None
    """WHOLE_DRAFT: those on the draft as a whole."""
    stance: str = ""
    """A stance, or ``not-stated``."""
    capacity: str = ""
    language: str = ""
    words: str = ""
    read: str = ""
    """``yes`` or ``no``."""
    theme_id: int | None = None
    """NO_THEME: those under none."""
    assigned: str = ""
    """``none``, ``o<id of a department>`` or ``p<id of a person>``."""

    @property
    def is_empty(self) -> bool:
        """Whether it narrows nothing."""
        return self == Filter()


@dataclass(frozen=True)
class Read:
    """A comment as it stands on the desk, redactions applied. No sender."""

    id: int
    reference: str
    article_id: int | None
    stance: str
    language: str
    state: str
    capacity: str
    html: str
    received_at: datetime
    source: str
    attachments: int
    read_at: datetime | None
    reader: str
    method_id: int | None
    organisation_id: int | None
    assignee: str
    assignee_id: int | None
    quote: dict[str, str] | None
    """The words of the article it is about; None: the whole article."""
    edition: str
    """In which language of the draft these words, and the wording it proposes, are."""
    proposal: list[list[str]]
    """The wording it proposes, as marks in the article's text."""

    @property
    def is_public(self) -> bool:
        """Whether everybody can read it."""
        return self.state == "published"


_ANY = aliased(Revision)
NUMBER_READ = func.coalesce(
    Comment.shown_revision, Comment.held_revision, Comment.waiting_revision,
    select(func.max(_ANY.number)).where(_ANY.comment_id == Comment.id).correlate(Comment).scalar_subquery(),
)  # fmt: skip
"""Which wording of a comment staff read: what is shown, or will be, or waits for a ruling; else the last one."""
_ASSIGNEE = Account.__table__.alias("assignee")
_COLUMNS = (
    Comment.id, Comment.reference, Comment.article_id, Comment.stance, Comment.language, Comment.state,
    Comment.capacity, Revision.html, Comment.received_at, func.coalesce(Comment.source, ""), Comment.attachments,
    Reading.read_at, func.coalesce(func.nullif(Account.name, ""), Account.email, ""), Reading.method_id,
    Reading.organisation_id, func.coalesce(func.nullif(_ASSIGNEE.c.name, ""), _ASSIGNEE.c.email, ""),
    Reading.assignee_id, Comment.quote, Comment.edition, Revision.proposal, Revision.body, Revision.redactions,
)  # fmt: skip


def counts() -> ColumnElement[bool]:
    """Whether something is owed to a comment: the SQL of rules.counted_as."""
    return and_(
        Comment.state.in_(rules.COUNTED),
        or_(Comment.state != "hidden", Comment.ground.not_in(rules.UNOWED_GROUNDS)),
    )


def to_read() -> ColumnElement[bool]:
    """Whether staff is to work with it: something is owed to it, and it isn't only kept, by law."""
    return and_(counts(), not_(is_restricted()))


def _conditions(consultation_id: int, wanted: Filter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Comment.consultation_id == consultation_id, to_read()]
    if wanted.article_id == WHOLE_DRAFT:
        found.append(Comment.article_id.is_(None))
    elif wanted.article_id is not None:
        found.append(Comment.article_id == wanted.article_id)
    if wanted.stance:
        found.append(Comment.stance == ("" if wanted.stance == "not-stated" else wanted.stance))
    if wanted.capacity:
        found.append(Comment.capacity == wanted.capacity)
    if wanted.language:
        found.append(Comment.language == wanted.language)
    if wanted.read:
        found.append(Reading.read_at.is_not(None) if wanted.read == "yes" else unread())
    if wanted.theme_id == NO_THEME:
        found.append(func.coalesce(Reading.themes, 0) == 0)
    elif wanted.theme_id is not None:
        found.append(inside(wanted.theme_id))
    found += _assigned(wanted.assigned)
    found += [Revision.body.icontains(word, autoescape=True) for word in wanted.words.split()[:MOST_WORDS]]
    return found


def _assigned(wanted: str) -> list[ColumnElement[bool]]:
    kind, number = wanted[:1], wanted[1:]
    if wanted == "none":
        return [Reading.organisation_id.is_(None), Reading.assignee_id.is_(None)]
    if kind in ("o", "p") and number.isdecimal() and len(number) < 10:
        return [(Reading.organisation_id if kind == "o" else Reading.assignee_id) == int(number)]
    return []


def _from(columns: Sequence[Any], *, with_words: bool) -> Any:
    statement: Any = select(*columns).select_from(Comment)
    if with_words:
        statement = statement.join(
            Revision, (Revision.comment_id == Comment.id) & (Revision.number == NUMBER_READ)
        )
    return statement.outerjoin(Reading, Reading.comment_id == Comment.id)


def _read(statement: Any) -> list[Read]:
    rows = db.session.execute(
        statement.outerjoin(Account, Account.id == Reading.reader_id).outerjoin(
            _ASSIGNEE, _ASSIGNEE.c.id == Reading.assignee_id
        )
    )
    return [Read(*_seen(*row)) for row in rows]


def _seen(*values: Any) -> tuple[Any, ...]:
    *seen, proposal, body, redactions = values
    return (*seen, covered_proposal(proposal, body, redactions) if proposal else [])


def comments_read(
    consultation_id: int, wanted: Filter, *, limit: int, after: int = 0
) -> tuple[list[Read], int | None]:
    """(a page of the comments that match, oldest first; where it goes on or None). One statement."""
    page = _read(
        _from(_COLUMNS, with_words=True)
        .where(*_conditions(consultation_id, wanted), Comment.id > after)
        .order_by(Comment.id)
        .limit(limit + 1)
    )
    return page[:limit], page[limit - 1].id if len(page) > limit else None


def comment_read(consultation_id: int, reference: str) -> Read:
    """One comment by its reference. Raises NotFound: also for one to which nothing is owed any more."""
    found = _read(
        _from(_COLUMNS, with_words=True).where(
            Comment.consultation_id == consultation_id, to_read(),
            Comment.reference == (parse_reference(reference) or ""),
        )
    )  # fmt: skip
    if not found:
        raise NotFound(N_("There is no comment with this reference."))
    return found[0]


def neighbours(consultation_id: int, comment_id: int) -> tuple[str, str]:
    """(the comment before, the next unread one after) by reference; empty where there is none."""
    own = [Comment.consultation_id == consultation_id, to_read()]
    before = db.session.scalar(
        _from((Comment.reference,), with_words=False)
        .where(*own, Comment.id < comment_id).order_by(Comment.id.desc()).limit(1)
    )  # fmt: skip
    following = db.session.scalar(
        _from((Comment.reference,), with_words=False)
        .where(*own, Comment.id > comment_id, Reading.read_at.is_(None)).order_by(Comment.id).limit(1)
    )  # fmt: skip
    return before or "", following or ""


def first_unread(consultation_id: int) -> str:
    """The reference of the oldest comment that nobody has read; empty where there is none."""
    found, _more = named(consultation_id, Filter(read="no"), limit=1)
    return found[0] if found else ""


def matching(consultation_id: int, wanted: Filter) -> tuple[int, int]:
    """(how many comments match, the highest id among them): what “all that match” means at this instant."""
    statement = _from((func.count(Comment.id), func.max(Comment.id)), with_words=bool(wanted.words))
    number, highest = db.session.execute(statement.where(*_conditions(consultation_id, wanted))).one()
    return number, highest or 0


def matching_ids(
    consultation_id: int,
    wanted: Filter,
    *,
    through: int,
    still: ColumnElement[bool] | None = None,
    after: int = 0,
    limit: int | None = None,
) -> list[int]:
    """Ids of all comments that match, none that came after the list was looked at; ``limit`` of those ``after`` one.

    ``still``: those of them to which something is yet to be done (``unread``, ``outside``, ``inside``, ``not_with``).
    """
    statement = _from((Comment.id,), with_words=bool(wanted.words)).where(
        *_conditions(consultation_id, wanted),
        Comment.id <= through,
        Comment.id > after,
        *([] if still is None else [still]),
    )
    return list(db.session.scalars(statement.order_by(Comment.id).limit(limit)))


def unread() -> ColumnElement[bool]:
    """Nobody has read it."""
    return Reading.read_at.is_(None)


def inside(theme_id: int) -> ColumnElement[bool]:
    """It stands under the theme."""
    return exists().where(ThemedComment.comment_id == Comment.id, ThemedComment.theme_id == theme_id)


def outside(theme_id: int) -> ColumnElement[bool]:
    """It doesn't stand under the theme."""
    return ~inside(theme_id)


def not_with(organisation_id: int | None, assignee_id: int | None) -> ColumnElement[bool]:
    """It isn't given to this department and this person (None, None: to nobody) already."""
    return or_(
        Reading.organisation_id.is_distinct_from(organisation_id),
        Reading.assignee_id.is_distinct_from(assignee_id),
    )


def themeless(consultation_id: int, *, limit: int | None = None) -> list[tuple[int, int]]:
    """(id, article, WHOLE_DRAFT for the whole) of the comments that stand under no theme, article by article."""
    article = func.coalesce(Comment.article_id, WHOLE_DRAFT)
    statement = _from((Comment.id, article), with_words=False).where(
        *_conditions(consultation_id, Filter(theme_id=NO_THEME))
    )
    return [
        (row[0], row[1]) for row in db.session.execute(statement.order_by(article, Comment.id).limit(limit))
    ]


def named(consultation_id: int, wanted: Filter, *, limit: int) -> tuple[list[str], bool]:
    """(references of the first comments that match, whether there are more)."""
    statement = _from((Comment.reference,), with_words=bool(wanted.words))
    found = list(
        db.session.scalars(
            statement.where(*_conditions(consultation_id, wanted)).order_by(Comment.id).limit(limit + 1)
        )
    )
    return found[:limit], len(found) > limit


def ids_of_references(consultation_id: int, references: Collection[str]) -> list[int]:
    """Ids of these comments of the consultation, however the references were typed."""
    parsed = {found for found in map(parse_reference, references) if found}
    statement = select(Comment.id).where(
        Comment.consultation_id == consultation_id, Comment.reference.in_(parsed)
    )
    return list(db.session.scalars(statement.order_by(Comment.id)))


def languages_of(consultation_id: int) -> list[str]:
    """The languages in which comments were written, the most frequent first."""
    statement = (
        select(Comment.language)
        .where(Comment.consultation_id == consultation_id, Comment.state.in_(rules.COUNTED))
        .group_by(Comment.language)
        .order_by(func.count().desc(), Comment.language)
    )
    return list(db.session.scalars(statement))


@dataclass(frozen=True)
class NoteRead:
    """An internal note with who wrote it."""

    public_id: str
    body: str
    author: str
    office: str
    written_at: datetime


def notes_on(*, comment_id: int | None = None, theme_id: int | None = None) -> list[NoteRead]:
    """The notes about a comment or a theme, oldest first."""
    own = Note.comment_id == comment_id if comment_id is not None else Note.theme_id == theme_id
    rows = db.session.scalars(select(Note).where(own).order_by(Note.id))
    return [NoteRead(one.public_id, one.body, one.author, one.office, one.written_at) for one in rows]


def noted(comment_ids: Collection[int]) -> Mapping[int, int]:
    """How many notes these comments have, those with any."""
    rows = db.session.execute(
        select(Note.comment_id, func.count())
        .where(Note.comment_id.in_(comment_ids))
        .group_by(Note.comment_id)
    )
    return {comment_id: number for comment_id, number in rows if comment_id is not None}


def saved_filters(consultation_id: int) -> list[SavedFilter]:
    """The saved filters and rules, by name."""
    return list(
        db.session.scalars(
            select(SavedFilter)
            .where(SavedFilter.consultation_id == consultation_id)
            .order_by(SavedFilter.theme_id.is_not(None), SavedFilter.name)
        )
    )


def filter_called(consultation_id: int, public_id: str) -> SavedFilter:
    """A saved filter. Raises NotFound."""
    found = db.session.scalar(
        select(SavedFilter).where(
            SavedFilter.consultation_id == consultation_id, SavedFilter.public_id == public_id
        )
    )
    if found is None:
        raise NotFound(N_("This filter was removed in the meantime."))
    return found

"""All that the response says: the page and the document print these facts and no others.

Six statements, however many comments there are: what stands side by side in one of them is joined to a row of numbers,
since one statement reads many kinds of rows as well as one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, literal, select, union_all
from sqlalchemy.orm import aliased

from consult.analysis.models import ReadingMethod, ReadingTally, Theme
from consult.analysis.queries import Place, places
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation, ConsultationText, Version
from consult.contributions import queries as contributions
from consult.contributions.models import Asked, Comment
from consult.contributions.queries import Figures, Received, asking
from consult.contributions.queries.asking import AskedNumbers
from consult.foundation.db import db
from consult.outcomes import rules
from consult.outcomes.models import Disposition, InterimResponse, Outcome, SecondLook, ThemeDisposition
from consult.outcomes.queries.decisions import (
    Head,
    head,
    html_in_language,
    in_language,
    reason_in,
)
from consult.outcomes.queries.fates import answered_with_outcome
from consult.outcomes.queries.public_themes import (
    PublicTheme,
    ReadShare,
    awaited,
    count_kept_unread,
    count_spam,
    public_themes,
    read_share,
)
from consult.outcomes.queries.quoting import Quote, chosen, gone, picked, read_gone
from consult.outcomes.queries.replies import ArticleReplies, replies_by_article
from consult.outcomes.queries.spam import NO_SPAM, spam_by_article
from consult.record import queries as record

NO_REPLIES = ArticleReplies((), 0, 0)
Counted = tuple[str, int | None]
"""A channel or a place, and a number; None where it isn't told."""


TABLES: tuple[Any, ...] = (
    Disposition, ThemeDisposition, ConsultationText, ReadingMethod, InterimResponse, ReadingTally, Version, Theme,
    SecondLook,
)  # fmt: skip
"""What is read side by side."""


@dataclass(frozen=True)
class Item:
    """One article in the response: what was said there, what became of it, what was replied."""

    place: Place
    number: int
    imported: int
    """Of them, brought in from elsewhere."""
    is_spam: bool
    """Whether all of them are hidden as spam, so that nothing is owed to them."""
    disposition: Disposition | None
    reason: str
    reason_language: str
    replies: ArticleReplies
    shown_above: frozenset[int]
    """Ids of its replies that an article further up shows in full."""
    quotes: Sequence[Quote]


@dataclass(frozen=True)
class Answer:
    """All that the response says. Before it is published: what was replied, and how far the reading is."""

    head: Head
    words: ConsultationText | None
    """What was asked."""
    texts: Mapping[str, tuple[str, str]]
    """(HTML, language) of the long texts and (text, language) of who decided; empty until it is published."""
    received: Received
    totals: Mapping[str, int]
    imported: Mapping[str, int]
    """Comments by state: all, and those brought in from elsewhere."""
    themes: Sequence[PublicTheme]
    items: Sequence[Item]
    reading: ReadShare | None
    versions: Sequence[int]
    """Numbers of the published versions, oldest first."""
    checkpoint: str
    """The line of the signed head that covers the outcome's entry; empty until it is sealed."""
    gone: Sequence[tuple[str, str]] = ()
    """(reference, state) of comments that it cites and that nobody can read any more."""
    asked: AskedNumbers | None = None
    """How many of those who must be asked stand how; None where there is no list of them."""
    bodies_asked: Sequence[tuple[Asked, str]] = ()
    """The bodies among them, each with its state."""
    looks: Sequence[tuple[SecondLook, str]] = ()
    """Closed second looks at what it made of comments, oldest first; the reference where that is public."""

    @property
    def outcome(self) -> Outcome | None:
        """The published outcome."""
        return self.head.outcome

    @property
    def number(self) -> int:
        """How many comments were received."""
        return sum(self.totals.values()) - self.totals.get("unconfirmed", 0)

    @property
    def number_imported(self) -> int:
        """How many of them were brought in from elsewhere."""
        return sum(self.imported.values()) - self.imported.get("unconfirmed", 0)

    @property
    def kinds(self) -> dict[str, Figures | None]:
        """Figures by for whom people speak; None where they are too small to be told."""
        return self.received.kinds

    @property
    def channels(self) -> Sequence[Counted]:
        """Submissions by how they came, as they were counted when it was published."""
        return [(one, number) for one, number in self._counted.get("channels", ())]

    @property
    def places(self) -> Sequence[Counted]:
        """Senders by the place they named, as they were counted then."""
        return [(one, number) for one, number in self._counted.get("places", ())]

    @property
    def elsewhere(self) -> int | None:
        """Senders who named another place."""
        found: int | None = self._counted.get("elsewhere", 0)
        return found

    @property
    def unstated(self) -> int | None:
        """Senders who named none."""
        found: int | None = self._counted.get("unstated", 0)
        return found

    @property
    def is_small_untold(self) -> bool:
        """Whether a number is left out somewhere."""
        numbers = [number for _one, number in (*self.channels, *self.places)]
        return None in (*self.kinds.values(), *numbers, self.elsewhere, self.unstated)

    @property
    def _counted(self) -> Mapping[str, Any]:
        return (self.outcome.who_answered if self.outcome else None) or {}


def answer(consultation: Consultation, language: str, now: datetime) -> Answer:
    """The facts of a response. Five statements, and one more where there is a list of those who must be asked."""
    first = head(consultation, language, now)
    counted, received = contributions.counted_and_received(consultation.id)
    totals = contributions.together(counted.values())
    beside = _beside(consultation.id, first.outcome)
    dispositions = {row.article_id: row for row in beside[Disposition]} if first.outcome else {}
    own = {row.theme_id: row for row in beside[ThemeDisposition]}
    quotes = chosen(beside["quotes"], first.outcome)
    number = rules.received(totals.all)
    about = {row.language: row for row in beside[ConsultationText]}
    reading = read_share(number, beside, totals.all.get("hidden", 0)) if number else None
    if first.outcome and reading:
        is_all_decided = all(
            one.id in own or one.article_id in dispositions for one in beside[Theme] if one.comments
        )
        ratings = answered_with_outcome(
            consultation.id, first.ratings, received=reading.received, waiting=totals.all.get("pending", 0),
            themed=sum(row.themed for row in beside[ReadingTally]), is_all_decided=is_all_decided,
        )  # fmt: skip
        first = replace(first, ratings=ratings)
    asked, bodies = _asked(consultation, first, now)
    return Answer(
        head=first, words=consultations.text_in(about, language, consultation.language),
        texts=texts_of(first.outcome, language), received=received, totals=totals.all, imported=totals.imported,
        themes=public_themes(beside[Theme], own, dispositions, quotes, language) if first.outcome else (),
        items=_items(consultation.id, counted, dispositions, beside[Theme], quotes, language),
        reading=reading, looks=beside["looks"],
        versions=sorted(beside["versions"]),
        checkpoint=next((record.board_line(*one) for one in beside["signed"]), ""), asked=asked,
        bodies_asked=bodies, gone=beside["gone"],
    )  # fmt: skip


def _asked(
    consultation: Consultation, first: Head, now: datetime
) -> tuple[AskedNumbers | None, Sequence[tuple[Asked, str]]]:
    """Those who must be asked as they stood when the outcome appeared. One statement, where there is a list."""
    if not first.has_asked:
        return None, ()
    at = first.outcome.published_at if first.outcome is not None and first.outcome.published_at else now
    listed = [one for one in asking.asked_of(consultation.id) if one.struck_at is None]
    stand = [(one, asking.state_of(one, consultation, at)) for one in listed]
    return asking.numbers_of_asked(stand), [(one, state) for one, state in stand if one.kind == "body"]


def _beside(consultation_id: int, outcome: Outcome | None) -> Mapping[Any, Sequence[Any]]:
    """Rows of many kinds, in the order in which they were made. One statement."""
    lines = record.signed_over(outcome.entry_id if outcome else "").subquery("signed")
    quoted = picked(consultation_id, outcome).subquery("quoted")
    own: dict[Any, Any] = {table: table.consultation_id == consultation_id for table in TABLES}
    own[Version] &= Version.published_at.is_not(None)
    own[SecondLook] &= SecondLook.reply_id.is_(None) & SecondLook.closed_at.is_not(None)
    own[Theme] &= Theme.merged_into_id.is_(None) & Theme.removed_at.is_(None)
    part = union_all(*(select(literal(at).label("at")) for at in range(len(own) + 2))).subquery("part")
    looked = aliased(Comment)
    statement: Any = select(
        *own, case((looked.state == "published", looked.reference), else_=""), lines.c.note, lines.c.signed_at,
        quoted.c.theme_id, Comment, count_spam(consultation_id), awaited(consultation_id),
        count_kept_unread(consultation_id), gone(consultation_id, outcome),
    ).select_from(part)  # fmt: skip
    for at, (table, is_own) in enumerate(own.items()):
        statement = statement.outerjoin(table, and_(part.c.at == at, is_own))
    statement = statement.outerjoin(looked, looked.id == SecondLook.comment_id)
    statement = statement.outerjoin(lines, part.c.at == len(own))
    statement = statement.outerjoin(quoted, part.c.at == len(own) + 1)
    statement = statement.outerjoin(
        Comment, and_(Comment.id == quoted.c.comment_id, Comment.state == "published")
    )
    found: dict[Any, list[Any]] = {table: [] for table in own}
    found |= {"signed": [], "quotes": [], "spam": [], "awaited": [], "kept": [], "gone": [], "looks": []}
    for row in db.session.execute(statement):
        for at, table in enumerate(own):
            if row[at] is not None:
                found[table].append(row[at])
        reference, note, signed_at, theme_id, comment, spam, awaiting, kept, cited_gone = row[len(own) :]
        if row[list(own).index(SecondLook)] is not None:
            found["looks"].append((found[SecondLook][-1], reference))
        if note is not None:
            found["signed"].append((note, signed_at))
        if comment is not None:
            found["quotes"].append((theme_id, comment))
        found["spam"], found["awaited"], found["kept"] = [spam], [awaiting or ""], [kept]
        found["gone"] = read_gone(cited_gone or "")
    for table in (Theme, ReadingMethod, InterimResponse):
        found[table].sort(key=lambda one: one.id)
    found["looks"].sort(key=lambda one: one[0].id)
    found["versions"] = [one.number for one in found[Version]]
    return found


def texts_of(outcome: Outcome | None, language: str) -> Mapping[str, tuple[str, str]]:
    """(HTML, language) of the long texts and (text, language) of who decided; empty where there is no outcome."""
    if outcome is None:
        return {}
    found = {name: html_in_language(outcome, name, language) for name in rules.LONG_TEXTS}
    return {**found, "decided_by": in_language(outcome, "decided_by", language)}


def _items(
    consultation_id: int,
    counted: Mapping[int, contributions.Counts],
    dispositions: Mapping[int, Disposition],
    themes: Sequence[Theme],
    quotes: Mapping[int, Sequence[Quote]],
    language: str,
) -> list[Item]:
    received = {article_id: rules.received(counts.all) for article_id, counts in counted.items()}
    spam = spam_by_article(consultation_id, {one: counts.all for one, counts in counted.items()})
    replies = replies_by_article(consultation_id)
    wanted = {one for one, number in received.items() if number} | dispositions.keys() | replies.keys()
    said = {one.article_id: quotes.get(one.id, ()) for one in themes if one.article_id is not None}
    shown: set[int] = set()
    items = []
    for place in places(wanted, language):
        disposition = dispositions.get(place.article_id)
        reason, reason_language = reason_in(disposition, language) if disposition else ("", language)
        under, worthless = replies.get(place.article_id, NO_REPLIES), spam.get(place.article_id, NO_SPAM)
        number = received.get(place.article_id, 0)
        items.append(
            Item(
                place=place, number=number - worthless.all,
                imported=rules.received(counted.get(place.article_id, contributions.NO_COUNTS).imported)
                - worthless.imported,
                is_spam=0 < number == worthless.all, disposition=disposition, reason=reason,
                reason_language=reason_language, replies=under, shown_above=frozenset(shown),
                quotes=said.get(place.article_id, ()),
            )
        )  # fmt: skip
        shown |= {reply.id for reply in under.replies}
    return items

"""What becomes of comments when the next version is published: carried over, or left to a person to place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import insert

from consult.consultations import queries as consultations
from consult.consultations.changes import Piece
from consult.consultations.models import Article, ArticleText, Consultation, Edition, Version
from consult.contributions import permissions, queries, rules
from consult.contributions.anchors import Carried, Carrier, Target
from consult.contributions.events import CommentPlaced, CommentsCarried
from consult.contributions.models import Carry, Comment
from consult.contributions.queries import carrying
from consult.contributions.quotes import Quote, quote_at, squeeze
from consult.contributions.sentences import sentences_of
from consult.contributions.version_texts import Place
from consult.foundation import events
from consult.foundation.access import TIMER, Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict, Forbidden, Refused
from consult.record import service as record

AT_ONCE = 200
"""Comments that one entry names, one event tells of."""
WHOLE = "whole"
"""Chosen instead of a sentence: the whole article."""


@dataclass(frozen=True)
class _Text:
    """A version in one language, as comparing asks. ``edition`` is None where it has none in that language."""

    edition: Edition | None
    rows: Sequence[tuple[Article, ArticleText]]

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        return tuple(Piece(one.anchor, words.number, words.heading, words.text) for one, words in self.rows)

    @cached_property
    def by_anchor(self) -> dict[str, tuple[Article, ArticleText]]:
        return {one.anchor: (one, words) for one, words in self.rows}

    @cached_property
    def by_id(self) -> dict[int, tuple[Article, ArticleText]]:
        return {one.id: (one, words) for one, words in self.rows}


class Texts:
    """The versions of a draft, read once; those of a further round of it, too."""

    def __init__(self, consultation: Consultation) -> None:
        self.consultation = consultation
        self._known: dict[tuple[int, str], _Text] = {}
        self._carriers: dict[tuple[int, int, str], Carrier] = {}

    def text(self, version_id: int, language: str) -> _Text:
        key = (version_id, language)
        if key not in self._known:
            editions = consultations.editions_of(version_id)
            wanted = language or self.consultation.language
            edition = next((one for one in editions if one.language.lower() == wanted.lower()), None)
            if edition is None and not language:
                edition = consultations.edition_in(editions, wanted)
            rows = consultations.whole_text_of(edition) if edition else []
            self._known[key] = _Text(edition, [row for row in rows if row[0].kind == "article"])
        return self._known[key]

    def carrier(self, before: int, after: int, language: str) -> Carrier:
        key = (before, after, language)
        if key not in self._carriers:
            old, new = self.text(before, language), self.text(after, language)
            self._carriers[key] = Carrier(old.pieces, new.pieces)
        return self._carriers[key]


def carry_over(actor: Actor, consultation: Consultation, version: Version, now: datetime) -> None:
    """Part of publishing a version: where every comment on an earlier one stands in it."""
    waiting = carrying.to_carry(consultation.id, version)
    _carry(actor, consultation, version, waiting, now)


def carry_late(comment: Comment, now: datetime) -> None:
    """Part of sending: it is about a version that is no more the newest, so later ones are looked up at once."""
    if comment.article_id is None:
        return
    consultation = consultations.get_by_id(comment.consultation_id)
    if consultations.is_newest(comment.version_id):
        return
    versions = consultations.versions_of(consultation.id)
    own = next((one.number for one in versions if one.id == comment.version_id), 0)
    for version in versions:
        if version.number > own:
            _carry(TIMER, consultation, version, [(comment, None)], now)
            db.session.flush()


def _carry(
    actor: Actor,
    consultation: Consultation,
    version: Version,
    waiting: Iterable[tuple[Comment, Carry | None]],
    now: datetime,
) -> None:
    texts = Texts(consultation)
    rows = [row_of(texts, version, comment, last) for comment, last in waiting]
    for start in range(0, len(rows), AT_ONCE):
        chunk = rows[start : start + AT_ONCE]
        db.session.execute(insert(Carry), [values for _comment, values, _told in chunk])
        record.append(
            "comments.carried", actor=actor, now=now, consultation=consultation.public_id,
            objects=[version.public_id], values={comment.public_id: told for comment, _values, told in chunk},
        )  # fmt: skip
        ids = tuple(comment.id for comment, values, _told in chunk if values["state"] != "same")
        if ids:
            events.emit(CommentsCarried(version.id, ids), now=now)


def row_of(
    texts: Texts, version: Version, comment: Comment, last: Carry | None
) -> tuple[Comment, dict[str, Any], str]:
    """(the comment, its row, what its entry says)."""
    before = last.version_id if last else comment.version_id
    old = texts.text(before, comment.edition)
    new = texts.text(version.id, comment.edition)
    article = old.by_id.get((last.article_id if last else comment.article_id) or 0)
    if article is None or new.edition is None:
        found = Carried("gone", is_sure=False)
    else:
        quote = _quote_of(comment, last, article[1].text)
        found = texts.carrier(before, version.id, comment.edition).carry(Target(article[0].anchor, quote))
    state: str = found.state if found.is_sure else "doubtful"
    place = _stored(found.place, new, has_words=comment.quote is not None) if found.place else None
    if place:
        state = _since_the_first(comment, last, state, place)
    candidates = [_stored(one, new, has_words=comment.quote is not None) for one in found.candidates]
    values = {
        "comment_id": comment.id, "version_id": version.id, "state": state, "found": found.state,
        "article_id": place[0] if place else None, "start": place[1] if place else 0, "end": place[2] if place else 0,
        "words": place[3] if place else "", "candidates": candidates, "decided_by": "",
    }  # fmt: skip
    return comment, values, told(state, new.by_id[place[0]][0].public_id if place else "", place)


def told(state: str, article: str, place: Sequence[Any] | None) -> str:
    """What an entry says of a comment's place: the state, the article's public id, where in its text."""
    return f"{state} {article or '-'} {place[1] if place else 0} {place[2] if place else 0}"


def _quote_of(comment: Comment, last: Carry | None, text: str) -> Quote | None:
    if comment.quote is None:
        return None
    if last is not None:
        return quote_at(text, (last.start, last.end))
    return Quote(comment.quote["exact"], comment.quote["prefix"], comment.quote["suffix"])


def _stored(place: Place, new: _Text, *, has_words: bool) -> list[Any]:
    """``[article id, start, end, words]``."""
    article, words = new.by_anchor[place.anchor]
    return [article.id, place.start, place.end, words.text[place.start : place.end] if has_words else ""]


def _since_the_first(comment: Comment, last: Carry | None, state: str, place: Sequence[Any]) -> str:
    """The same, told from the words that its sender meant and not only from those of the version before."""
    if comment.quote is not None:
        is_same = squeeze(place[3]) == squeeze(comment.quote["exact"])
        if not is_same:
            return "changed"
        was_moved = last is not None and last.state != "same"
        return "moved" if state != "same" or was_moved else "same"
    if last is not None and last.state in ("changed", "moved") and state in ("same", "moved"):
        return last.state
    return state


# What a person says -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Choice:
    """Where a person says that a comment stands: an article by its anchor and a sentence of it; gone without one."""

    anchor: str = ""
    sentence: str = WHOLE
    """``start-end`` of a stretch of the article's text, or WHOLE."""


def place_comment(
    actor: Actor, comment: Comment, version: Version, choice: Choice, *, now: datetime
) -> Carry:
    """Staff say where a doubtful comment stands, or that its words are gone. Raises Forbidden, Refused, Conflict."""
    consultation = consultations.get_by_id(comment.consultation_id)
    if not permissions.may_place(actor, consultation):
        raise Forbidden(N_("Only those who prepare the draft or answer comments may do that."))
    carry = carrying.get_carry(comment.id, version.id)
    if carry.decided_by == "sender":
        raise Conflict(N_("Its sender has said meanwhile what it is about."))
    return _place(
        actor, consultation, comment, version, carry, choice, by="staff", type_="comment.placed", now=now
    )


def restate(actor: Actor, comment: Comment, version: Version, choice: Choice, *, now: datetime) -> Carry:
    """Its sender says what it is about in a later version. (The door checked the key or the account.)"""
    if not permissions.may_change(actor):
        raise Forbidden(N_("Auditors read everything and change nothing. This was not done."))
    if comment.state in rules.GONE:
        raise Conflict(N_("Nothing of this comment is left to restate."))
    consultation = consultations.get_by_id(comment.consultation_id)
    carry = carrying.get_carry(comment.id, version.id)
    return _place(
        actor, consultation, comment, version, carry, choice, by="sender", type_="comment.restated", now=now
    )


def _place(
    actor: Actor,
    consultation: Consultation,
    comment: Comment,
    version: Version,
    carry: Carry,
    choice: Choice,
    *,
    by: str,
    type_: str,
    now: datetime,
) -> Carry:
    new = Texts(consultation).text(version.id, comment.edition)
    article = None
    carry.article_id, carry.start, carry.end, carry.words, carry.state = None, 0, 0, "", "gone"
    if choice.anchor:
        article, start, end = _chosen(new, choice)
        words = new.by_anchor[choice.anchor][1].text
        is_part = (start, end) != (0, len(words))
        carry.article_id, carry.start, carry.end = article.id, start, end
        carry.words = words[start:end] if comment.quote is not None or is_part else ""
        carry.state = _state_of(comment, consultation, choice.anchor, words[start:end])
    carry.decided_by, carry.decided_at, carry.account_id = by, now, actor.account_id
    db.session.flush()
    place = [carry.article_id, carry.start, carry.end]
    is_sender = by == "sender"
    record.append(
        type_, actor=actor, now=now, consultation=consultation.public_id,
        objects=[comment.public_id, version.public_id],
        pseudonym=queries.get_submission(comment.submission_id).pseudonym if is_sender else "",
        organisation_id=None if is_sender else consultation.organisation_id,
        values={"place": told(carry.state, article.public_id if article else "", place)},
    )  # fmt: skip
    if not is_sender:
        events.emit(CommentPlaced(comment.id, version.id), now=now)
    return carry


def _chosen(new: _Text, choice: Choice) -> tuple[Article, int, int]:
    found = new.by_anchor.get(choice.anchor)
    if found is None:
        raise Refused(N_("There is no such article in this version of the draft."), field="place")
    text = found[1].text
    if choice.sentence == WHOLE:
        return found[0], 0, len(text)
    start, _, end = choice.sentence.partition("-")
    if start.isdecimal() and end.isdecimal() and 0 <= int(start) < int(end) <= len(text):
        return found[0], int(start), int(end)
    raise Refused(N_("Please choose where it stands now, or that its words are gone."), field="place")


def _state_of(comment: Comment, consultation: Consultation, anchor: str, words: str) -> str:
    """The same, moved or changed: told from the words that its sender chose."""
    old = Texts(consultation).text(comment.version_id, comment.edition).by_id.get(comment.article_id or 0)
    before = comment.quote["exact"] if comment.quote else (old[1].text if old else "")
    if squeeze(before) != squeeze(words):
        return "changed"
    return "same" if old and old[0].anchor == anchor else "moved"


@dataclass(frozen=True)
class Choosable:
    """An article of a later version, to choose from."""

    anchor: str
    label: str
    sentences: Sequence[tuple[str, str]]
    """(``start-end``, words) of each."""


def sentences_in(consultation: Consultation, comment: Comment, version: Version) -> list[Choosable]:
    """The articles of a version with their sentences, in the language that the comment is about."""
    new = Texts(consultation).text(version.id, comment.edition)
    return [
        Choosable(
            article.anchor,
            f"{words.number} {words.heading}".strip() or article.anchor,
            [(f"{start}-{end}", words.text[start:end]) for start, end in sentences_of(words.text)],
        )
        for article, words in new.rows
    ]

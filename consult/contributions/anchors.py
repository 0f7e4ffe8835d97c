"""Where a comment's target stands in the next version: the words somebody chose, or an article. Pure.

Every target gets one of four ends: the same words, moved, words changed, words gone. Each is either sure, or left to a
person with the places that may be meant. Sure is only what has no rival: a wrong place would put words into
somebody's mouth, an open question costs one look.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from consult.consultations.changes import Change, Piece, compare
from consult.consultations.marks import projected, stretches_of, tokens_of
from consult.contributions.article_pairs import ARTICLE_MAY_BE, LONG, ArticlePairs
from consult.contributions.quotes import AROUND, Quote, beside, locate, squeeze
from consult.contributions.sentences import Span, sentences_of, trimmed
from consult.contributions.version_texts import Place, Sentence, Spot, VersionText, grams_of, likeness

State = Literal["same", "moved", "changed", "gone"]
STATES: tuple[State, ...] = ("same", "moved", "changed", "gone")
SENTENCE_ALIKE, SENTENCE_APART = 0.4, 0.12
"""The same for a sentence within an article that is surely the same."""
MAY_BE, HOLDS, SPREAD = 0.12, 0.5, 0.2
"""From this likeness on, or with this share of the shorter one's words, a new sentence may be meant: a person looks.
So too where SPREAD of the words stand in the new sentences of one article."""
SURROUNDED = 10
"""So many characters beside a quote, alike in both versions, say which of several places is meant."""
MOST_CANDIDATES = 4


@dataclass(frozen=True, slots=True)
class Target:
    """What a comment is about: an article by its anchor, or words in it."""

    anchor: str
    quote: Quote | None = None


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of a target. Where it isn't sure, ``candidates`` are the places that may be meant, best first."""

    state: State
    place: Place | None = None
    is_sure: bool = True
    candidates: tuple[Place, ...] = ()


class Carrier:
    """Carries targets from one version of a text to a later one."""

    def __init__(self, before: Sequence[Piece], after: Sequence[Piece]) -> None:
        self._old, self._new = VersionText(before), VersionText(after)
        self._pairs = ArticlePairs(self._old, self._new)
        changes = compare(tuple(before), tuple(after))
        self._changes: dict[str, Change] = {
            piece.anchor: change for change in changes for piece in change.before
        }
        self._added = [self._new.places[one.anchor] for one in changes if not one.before]

    def carry(self, target: Target) -> Carried:
        """Where it stands now. A target that can't be found in the earlier version itself is left to a person."""
        at = self._old.places.get(target.anchor)
        if at is None:
            return Carried("gone", is_sure=False)
        if target.quote is None:
            return self._article(at)
        span, is_alone = locate(self._old.pieces[at].text, target.quote)
        if span is None:
            return Carried("gone", is_sure=False)
        found = self._words(at, span)
        return found if is_alone else self._doubt(found)

    @staticmethod
    def _doubt(found: Carried) -> Carried:
        places = ([found.place] if found.place else []) + list(found.candidates)
        return Carried(found.state, None, is_sure=False, candidates=tuple(places[:MOST_CANDIDATES]))

    # Articles -------------------------------------------------------------------------------------

    def _article(self, at: int) -> Carried:
        change = self._changes[self._old.pieces[at].anchor]
        heirs = [self._new.places[one.anchor] for one in change.after]
        if change.kind == "merged":
            own = self._old.squeezed[at].words
            spots = [one for one in self._new.find(own) if one.at in heirs] if len(own) >= LONG else []
            if len(spots) == 1 and len(self._old.by_words[own]) == 1:
                return Carried("moved", self._new.place(spots[0]))
        if change.kind in ("split", "merged"):
            return Carried("changed", None, is_sure=False, candidates=tuple(map(self._new.whole, heirs)))
        if not heirs:
            return self._article_gone(at)
        new = heirs[0]
        if self._pairs.is_same_words(at, new):
            is_put = change.is_moved or self._old.pieces[at].anchor != self._new.pieces[new].anchor
            found = Carried("moved" if is_put else "same", self._new.whole(new))
        else:
            found = Carried("changed", self._new.whole(new))
        if self._pairs.is_sure(at, new):
            return found
        others = [self._new.whole(one) for one in self._pairs.rivals(at, new)]
        return Carried(
            found.state, None, is_sure=False, candidates=(self._new.whole(new), *others)[:MOST_CANDIDATES]
        )

    def _article_gone(self, at: int) -> Carried:
        """It is gone, unless its words, or words like them, stand somewhere, or new ones stand in its place."""
        near = [
            new for new, one in self._pairs.likeness[at].items() if max(one.value, one.kept) >= ARTICLE_MAY_BE
        ]
        near.sort(key=lambda new: self._pairs.likeness[at][new], reverse=True)
        for span in sentences_of(self._old.pieces[at].text):
            own = self._old.pieces[at].text[slice(*span)]
            near += [one.at for one in self._new.find(squeeze(own)) if not self._is_kept(one)]
            near += [one.at for one in self._may_be(grams_of(own))]
        near += self._put_there(at)
        places = tuple(self._new.whole(one) for one in dict.fromkeys(near))
        return Carried("gone", None, is_sure=not places, candidates=places[:MOST_CANDIDATES])

    def _put_there(self, at: int) -> list[int]:
        """What was added in the place of an article that is gone, or under its number: it may be it, all reworded.

        Its place is between the nearest neighbours that haven't moved.
        """
        changes = [self._changes[one.anchor] for one in self._old.pieces]
        heirs = [
            () if one.is_moved else [self._new.places[piece.anchor] for piece in one.after] for one in changes
        ]
        before = next((max(heirs[old]) for old in range(at - 1, -1, -1) if heirs[old]), -1)
        behind = next(
            (min(heirs[old]) for old in range(at + 1, len(heirs)) if heirs[old]), len(self._new.pieces)
        )
        anchor = self._old.pieces[at].anchor
        return [new for new in self._added if before < new < behind or self._new.pieces[new].anchor == anchor]

    def _is_kept(self, spot: Spot) -> bool:
        """Whether it stands in an article that is the same in both versions: nothing came into it."""
        words = self._new.squeezed[spot.at].words
        return bool(self._old.by_words.get(words))

    # Words ----------------------------------------------------------------------------------------

    def _words(self, at: int, span: Span) -> Carried:
        squeezed = self._old.squeezed[at]
        words = squeeze(squeezed.text[slice(*span)])
        start = next(spot for spot in squeezed.find(words) if squeezed.span(spot, spot + len(words)) == span)
        spot = Spot(at, start, start + len(words))
        heir = self._sure_heir(at)
        by_place = self._in_place(at, span, heir) if heir is not None else None
        if by_place and not self._is_likeliest_here(spot, words, by_place):
            by_place = None
        is_long = len(_tokens(squeezed.text[slice(*span)])) >= LONG
        surely, others = self._by_words(spot, words, is_long=is_long)
        by_words = self._new.place(surely) if surely else None
        if by_place and by_words and by_place != by_words:
            return Carried("moved", None, is_sure=False, candidates=(by_place, by_words))
        if found := by_place or by_words:
            anchor = self._old.pieces[at].anchor
            is_put = anchor != found.anchor or self._changes[anchor].is_moved
            return Carried("moved" if is_put else "same", found)
        if others:
            places = tuple(self._new.place(one) for one in others[:MOST_CANDIDATES])
            return Carried("moved", None, is_sure=False, candidates=places)
        return self._changed(at, span, heir)

    def _sure_heir(self, at: int) -> int | None:
        change = self._changes[self._old.pieces[at].anchor]
        if len(change.before) != 1 or len(change.after) != 1:
            return None
        new = self._new.places[change.after[0].anchor]
        return new if self._pairs.is_sure(at, new) else None

    def _likely_heir(self, at: int) -> int | None:
        """The article that may be the same, sure or not."""
        after = self._changes[self._old.pieces[at].anchor].after
        return self._new.places[after[0].anchor] if len(after) == 1 else None

    def _in_place(self, at: int, span: Span, heir: int) -> Place | None:
        """Where it stands in an article that is surely the same: in a stretch that stayed, longer than it alone."""
        old, new = self._old.pieces[at].text, self._new.pieces[heir]
        start, end = span
        for op, (o1, o2), (n1, _) in stretches_of(old, new.text):
            if op == "same" and o1 <= start and end <= o2:
                is_held = o2 - o1 >= end - start + SURROUNDED or (o1, o2) == (0, len(old))
                if is_held or len(_tokens(old[start:end])) >= LONG:
                    return Place(new.anchor, n1 + start - o1, n1 + end - o1)
        return None

    def _is_likeliest_here(self, spot: Spot, words: str, place: Place) -> bool:
        """Whether these words, of all that read so, are the ones whose surroundings are most alike there.

        In lists that say nearly the same line after line, the longest stretch in common may be another line's.
        """
        old, new = self._old.squeezed[spot.at].words, self._new.squeezed[self._new.places[place.anchor]].words
        if old == new:
            return True
        there = next(one for one in self._new.find(words) if self._new.place(one) == place)
        own = self._alike_around(spot, there)
        return all(self._alike_around(one, there) < own for one in self._old.find(words) if one != spot)

    def _by_words(self, spot: Spot, words: str, *, is_long: bool) -> tuple[Spot | None, list[Spot]]:
        """(the one place that is surely meant by words and surroundings, or None; all that may be meant)."""
        places, before = self._new.find(words), self._old.find(words)
        if not places:
            return None, []
        others = [[self._alike_around(one, place) for place in places] for one in before if one != spot]
        best_of = [max(row) for row in others]
        ours: list[tuple[int, Spot]] = []
        may_be = []
        for number, place in enumerate(places):
            own = self._alike_around(spot, place)
            if own > max((row[number] for row in others), default=-1):
                ours.append((own, place))
            # each of the others has gone to one place only, where what surrounds it says so
            claims = [row[number] for row, best in zip(others, best_of, strict=True) if row[number] == best]
            if own >= max((one for one in claims if one >= SURROUNDED), default=-1):
                may_be.append(place)
        ours.sort(key=lambda one: -one[0])
        if not ours:
            return None, may_be
        best, place = ours[0]
        is_apart = len(ours) == 1 or best - ours[1][0] >= SURROUNDED
        is_only = len(places) == len(before) == 1 and is_long
        return (place if is_only or (best >= SURROUNDED and is_apart) else None), may_be

    def _alike_around(self, one: Spot, other: Spot) -> int:
        old, new = self._old.squeezed[one.at].words, self._new.squeezed[other.at].words
        before, behind = old[max(0, one.start - AROUND) : one.start], old[one.end : one.end + AROUND]
        return sum(beside(new, other.start, other.end, before, behind))

    def _changed(self, at: int, span: Span, heir: int | None) -> Carried:
        """Its words don't stand anywhere as they were: what the sentence around them became, if that is sure."""
        text = self._old.pieces[at].text
        around = [one for one in sentences_of(text) if one[0] < span[1] and span[0] < one[1]]
        whole = (around[0][0], around[-1][1]) if around else span
        grams = grams_of(text[slice(*whole)])
        if heir is not None and (found := self._reworded(at, span, whole, grams, heir)):
            return found
        near = list(self._may_be(grams))
        places = [Place(self._new.pieces[one.at].anchor, *one.span) for one in near]
        likely = heir if heir is not None else self._likely_heir(at)
        if likely is not None:
            places.sort(key=lambda one: one.anchor != self._new.pieces[likely].anchor)
            places += self._stands_there(text, whole, likely, places)
        if not self._changes[self._old.pieces[at].anchor].after:
            known = {one.anchor for one in places}
            places += [
                self._new.whole(one)
                for one in self._put_there(at)
                if self._new.pieces[one].anchor not in known
            ]
        state: State = "changed" if places else "gone"
        return Carried(state, None, is_sure=not places, candidates=tuple(places[:MOST_CANDIDATES]))

    def _may_be(self, grams: frozenset[str]) -> Iterator[Sentence]:
        """Sentences that weren't there before and may be what became of this one, the likeliest first."""
        fresh = [one for one in self._new.alike(grams) if not self._was_there(one[2])]
        together: dict[int, set[str]] = defaultdict(set)
        for _, _, one in fresh:
            together[one.at] |= grams & one.grams
        spread = {at for at, found in together.items() if len(found) >= SPREAD * len(grams)}
        for alike, share, one in fresh:
            is_held = share >= HOLDS and min(len(grams), len(one.grams)) >= LONG // 2
            if alike >= MAY_BE or is_held or one.at in spread:
                yield one
                spread.discard(one.at)

    def _was_there(self, sentence: Sentence) -> bool:
        return squeeze(self._new.pieces[sentence.at].text[slice(*sentence.span)]) in self._old_sentences

    @cached_property
    def _old_sentences(self) -> frozenset[str]:
        return frozenset(
            squeeze(self._old.pieces[one.at].text[slice(*one.span)]) for one in self._old.sentences
        )

    def _stands_there(self, text: str, whole: Span, heir: int, known: Sequence[Place]) -> list[Place]:
        """What stands in place of a sentence by now, unlike it as it may be; nothing where it was cut out."""
        new = self._new.pieces[heir]
        start, end = trimmed(new.text, *projected(stretches_of(text, new.text), whole))
        is_known = any(one.anchor == new.anchor and one.start < end and start < one.end for one in known)
        return [] if start >= end or is_known else [Place(new.anchor, start, end)]

    def _reworded(self, at: int, span: Span, whole: Span, grams: frozenset[str], heir: int) -> Carried | None:
        """What the words became in an article that is surely the same; None where that can't be said for sure."""
        old, new = self._old.pieces[at].text, self._new.pieces[heir].text
        stretches = stretches_of(old, new)
        start, end = projected(stretches, whole)
        now = grams_of(new[start:end])
        own = likeness(grams, now)
        rival = max(
            (alike for alike, _, one in self._old.alike(now)
             if not (one.at == at and one.span[0] < whole[1] and whole[0] < one.span[1])),
            default=0.0,
        )  # fmt: skip
        if own < SENTENCE_ALIKE or own - rival < SENTENCE_APART:
            return None
        place = Place(self._new.pieces[heir].anchor, *trimmed(new, *projected(stretches, span)))
        words = grams_of(old[slice(*span)])
        in_place, in_article = (len(words & grams_of(one)) for one in (new[place.start : place.end], new))
        if max(in_place * 2, len(words) / 2) < in_article:  # most of them stand elsewhere in it
            return None
        if not any(char.isalnum() for char in new[place.start : place.end]):
            return Carried("gone")
        return Carried("changed", place)


def _tokens(text: str) -> list[str]:
    """Words and signs, without blanks."""
    return [one for one in tokens_of(text) if not one.isspace()]

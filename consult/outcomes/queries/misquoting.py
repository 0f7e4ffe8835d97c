"""What official texts say that nobody can read in public, or quote otherwise than it stands in what they cite."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy import select

from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions.citations import Quoted, key_of, quoted_in
from consult.contributions.models import Comment
from consult.contributions.official_words import Misquoted
from consult.contributions.quotations import CITED, HAN_CITED, is_long, is_translated, stands_in
from consult.foundation.db import db
from consult.foundation.errors import N_, Refused
from consult.foundation.folding import letters
from consult.outcomes.claims import ALL_WRITTEN, THEME_WRITTEN

_COLLECTED = tuple(key_of(one) for one in THEME_WRITTEN)
_ALL_KEYS = frozenset(key_of(one) for one in ALL_WRITTEN)
BETWEEN = "\n"
"""Between pieces of a comment that don't touch: no quotation goes across it."""


def misquotes(
    consultation: Consultation,
    texts: Sequence[str],
    *,
    with_outcome: bool = False,
    of: Collection[int] | None = None,
) -> list[Refused]:
    """Each as a phrase that names the comment, or the name that isn't public; empty where all is well.

    ``with_outcome``: the texts are published together with comments that appear with the outcome. The draft's own words
    may always be said, and so may what a published comment says too. ``of``: only words of these comments are looked
    for, where everything else was looked at before they were ruled on.
    """
    found = contributions.unfit_words(consultation, texts, with_outcome=with_outcome, of=of)
    if of is not None:
        return found
    named = {str(one.values["reference"]) for one in found if isinstance(one, Misquoted)}
    with_outcome = with_outcome and consultation.comments_appear == "with-outcome"
    for one in _other_words(consultation, texts, with_outcome=with_outcome):
        references = sorted(one.references)
        if not named.intersection(references):
            found.append(
                Misquoted(
                    N_("“%(said)s” isn’t what everybody can read in comment %(reference)s"),
                    said=contributions.excerpt(one.words), reference=", ".join(references),
                )
            )  # fmt: skip
    return found


def _other_words(consultation: Consultation, texts: Sequence[str], *, with_outcome: bool) -> Iterator[Quoted]:
    """Words in quotation marks, in sentences that cite comments alone, that stand in none of those."""
    quoted = [one for text in texts for one in quoted_in(text) if _is_of_comments(one)]
    cited = {reference for one in quoted for reference in one.references}
    if not cited:
        return
    own = Comment.consultation_id == consultation.id, Comment.reference.in_(cited)
    known = set(db.session.scalars(select(Comment.reference).where(*own)))
    shown: dict[str, list[str]] = defaultdict(list)
    for reference, words in contributions.public_words(
        consultation.id, references=cited, with_outcome=with_outcome
    ):
        shown[reference].append(letters(words))
    draft: list[str] | None = None
    for one in quoted:
        pieces = [found for piece in one.pieces if (found := letters(piece))]
        if not one.references <= known or not is_long("".join(pieces), CITED, HAN_CITED):
            continue
        if _is_said(pieces, one, shown):
            continue
        draft = draft or [letters(words) for words in contributions.draft_words(consultation.id)]
        if not any(stands_in(pieces, words) for words in draft):
            yield one


def _is_of_comments(one: Quoted) -> bool:
    """Whether the sentence says whose words they are: it cites comments, and articles at most beside them."""
    return bool(one.references) and not any(
        key.startswith(_COLLECTED) or key in _ALL_KEYS for key in one.cited
    )


def _is_said(pieces: Sequence[str], one: Quoted, shown: Mapping[str, Sequence[str]]) -> bool:
    """Whether one of the comments says so, or says it in another language: nobody here can compare that."""
    for reference in one.references:
        words = BETWEEN.join(shown.get(reference, ()))
        if words and (stands_in(pieces, words) or is_translated("".join(pieces), words)):
            return True
    return False

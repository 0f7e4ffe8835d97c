"""Part of verbs: a reason that everybody reads says nothing that isn't in public."""

from collections.abc import Collection, Sequence

from consult.consultations.models import Consultation
from consult.contributions.official_words import check_words
from consult.outcomes import queries


def check_reasons(
    consultation: Consultation,
    texts: Sequence[str],
    field: str,
    *,
    with_outcome: bool = False,
    of: Collection[int] | None = None,
) -> None:
    """Raises Refused where they say words that nobody can read in public, or the name of who isn't named.

    ``with_outcome``: they stand beside comments that appear with the outcome. ``of``: words of these comments alone.
    """
    check_words(queries.misquotes(consultation, texts, with_outcome=with_outcome, of=of), field)

"""Part of verbs: a reason that everybody reads says nothing that isn't in public."""

from collections.abc import Sequence

from consult.consultations.models import Consultation
from consult.contributions.official_words import check_words
from consult.outcomes import queries


def check_reasons(
    consultation: Consultation, reasons: Sequence[str], field: str, *, with_outcome: bool = False
) -> None:
    """Raises Refused where they say words that nobody can read in public, or the name of who isn't named.

    ``with_outcome``: they stand beside comments that appear with the outcome.
    """
    check_words(queries.misquotes(consultation, reasons, with_outcome=with_outcome), field)

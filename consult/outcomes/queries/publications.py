"""Reading the summary of what was received, and what stands in its way."""

from collections.abc import Mapping, Sequence
from typing import Any

from consult.consultations.models import Consultation
from consult.foundation.db import db
from consult.foundation.errors import N_, Refused
from consult.outcomes import positions
from consult.outcomes.models import ReceivedSummary
from consult.outcomes.queries.citing import unborne

EXCERPT = 80


def summary_of(consultation_id: int) -> ReceivedSummary | None:
    """The summary of what was received, published or still a draft, or None."""
    return db.session.get(ReceivedSummary, consultation_id)


def published_summary_of(consultation_id: int) -> ReceivedSummary | None:
    """The one that everybody may read, or None."""
    found = summary_of(consultation_id)
    return found if found is not None and found.published_at is not None else None


def words_of(summary: ReceivedSummary) -> dict[str, str]:
    """What it says, by language."""
    return {**summary.texts, summary.language: summary.body}


def html_of_summary(summary: ReceivedSummary, language: str) -> tuple[str, str]:
    """(safe HTML, its language), in ``language`` where it was written in it."""
    found = language if summary.html.get(language) else summary.language
    return str(summary.html.get(found, "")), found


def is_summary_owed(consultation: Consultation, summary: ReceivedSummary | None) -> bool:
    """Whether the summary has to be public before the outcome: the rules or a promise say so, and it isn't."""
    is_promised = summary is not None and summary.due_on is not None
    is_rule = consultation.comments_appear == "in-summary"
    return (is_rule or is_promised) and (summary is None or summary.published_at is None)


def unfit_to_sum_up(consultation: Consultation, words: Mapping[str, str]) -> list[Refused]:
    """What bars this text from being published as a summary, each as a phrase: its claims, and its positions."""
    found: list[Refused] = []
    for text in words.values():
        found += unborne(consultation, text, sums_up=True)
        found += [
            Refused(
                N_("“%(said)s” takes a position (%(sentence)s)"), said=said,
                sentence=sentence if len(sentence) <= EXCERPT else sentence[:EXCERPT] + "…",
            )
            for said, sentence in positions.found_in(text)
        ]  # fmt: skip
    return found


def summary_rows(consultation_id: int) -> Sequence[tuple[ReceivedSummary, str, Any]]:
    """(summary, language, words) of the published one, one a language."""
    summary = published_summary_of(consultation_id)
    if summary is None:
        return ()
    words = words_of(summary)
    return [(summary, language, words[language]) for language in sorted(words)]

"""Reading the summary of what was received, and what stands in its way."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from consult.consultations.models import Consultation
from consult.contributions.references import key_hash
from consult.foundation.db import db
from consult.foundation.errors import N_, NotFound, Refused
from consult.organisations.queries import approvals
from consult.outcomes import positions, rules
from consult.outcomes.models import DecisionDossier, Outcome, ReceivedSummary
from consult.outcomes.queries.citing import unclaimed
from consult.outcomes.queries.misquoting import misquotes

EXCERPT = 80


def summary_of(consultation_id: int, *, afresh: bool = False) -> ReceivedSummary | None:
    """The summary of what was received, published or still a draft, or None. ``afresh``: as it is stored now."""
    return db.session.get(ReceivedSummary, consultation_id, populate_existing=afresh)


def published_summary_of(consultation_id: int) -> ReceivedSummary | None:
    """The one that everybody may read, or None."""
    found = summary_of(consultation_id)
    return found if found is not None and found.published_at is not None else None


def words_of(summary: ReceivedSummary) -> dict[str, str]:
    """What it says, by language."""
    return {**summary.texts, summary.language: summary.body}


def mark_of_summary(summary: ReceivedSummary | None) -> str:
    """What changes with what it says in any language, and only then."""
    said = words_of(summary) if summary is not None and summary.body else {}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:32]


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
    found = misquotes(consultation, list(words.values()))
    for text in words.values():
        found += unclaimed(consultation, text, sums_up=True)
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


def unpublished_interim(act: str, consultation: str) -> dict[str, Any]:
    """The interim response that was asked for last and isn't published, as its form has it; empty where none is.

    It waits for its second signature, or it is void because what it quoted left the pages.
    """
    found = approvals.newest_approval(act, consultation)
    if found is None or found.approval.decision == "done":
        return {}
    facts = found.approval.facts
    return {"body": facts["body"], "law": facts["law"], "until": date.fromisoformat(facts["until"])}


# Dossiers -------------------------------------------------------------------------------------------------


def dossiers_of(consultation_id: int) -> Sequence[DecisionDossier]:
    """Every dossier that was handed over, oldest first."""
    chosen = select(DecisionDossier).where(DecisionDossier.consultation_id == consultation_id)
    return db.session.scalars(chosen.order_by(DecisionDossier.id)).all()


def dossier_by_key(key: str) -> DecisionDossier:
    """The dossier that a personal link opens. Raises NotFound."""
    found = db.session.scalar(
        select(DecisionDossier).where(DecisionDossier.key_hash == key_hash(key.encode()))
    )
    if found is None:
        raise NotFound
    return found


def name_of_dossier(key: str) -> str:
    """Under which name the file of a link is kept: nobody finds the link by it."""
    return file_of_dossier(key_hash(key.encode()))


def file_of_dossier(hash_of_key: str) -> str:
    """The same, of what is kept of its link."""
    return hash_of_key[:32]


def hearing(consultation_id: int) -> tuple[ColumnElement[Any], ...]:
    """What says whether those who decided had heard: day of the decision, first hand-over, first acknowledgement.

    For the statement of a page; ``decided_unheard`` takes their values.
    """
    decided = select(Outcome.decided_on).where(
        Outcome.consultation_id == consultation_id, Outcome.published_at.is_not(None)
    )
    own = DecisionDossier.consultation_id == consultation_id
    handed = select(func.min(DecisionDossier.handed_at)).where(own)
    known = select(func.min(DecisionDossier.acknowledged_at)).where(own)
    return decided.scalar_subquery(), handed.scalar_subquery(), known.scalar_subquery()


def decided_unheard(
    consultation: Consultation,
    decided_on: date | None,
    handed_at: datetime | None,
    acknowledged_at: datetime | None,
) -> str:
    """What rules.decided_unheard says of this decision, by the earliest hand-over and acknowledgement."""
    handed, known = (
        rules.day_in(one, consultation.timezone) if one else None for one in (handed_at, acknowledged_at)
    )
    return rules.decided_unheard(decided_on, handed, known)

"""What a consultation's country profile asks of it."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from consult.consultations import profiles, rules
from consult.consultations.models import Consultation, ConsultationText
from consult.consultations.rules import Missing, Period


def period_of(consultation: Consultation) -> Period:
    """The minimum period that holds for it."""
    profile = profiles.profile(consultation.profile)
    return Period(profile.period(consultation.period_kind).days, profile.count, profile.calendar)


def outcome_due(consultation: Consultation, closes_at: datetime) -> date:
    """By when the outcome is owed where it closes then and nobody promises another day."""
    profile = profiles.profile(consultation.profile)
    return rules.outcome_due(
        closes_at, consultation.timezone, profile.outcome_due_days, profile.count, profile.calendar
    )


def settled(consultation: Consultation, day: date) -> date:
    """A day that isn't typed but counted, as the place lets last days move from days of rest."""
    profile = profiles.profile(consultation.profile)
    return rules.settled(day, profile.count, profile.calendar)


def period_kinds(consultation: Consultation) -> list[str]:
    """Codes of the kinds of drafts between which its author chooses."""
    return [one.code for one in profiles.profile(consultation.profile).data.periods]


def demanded(consultation: Consultation, texts: Iterable[ConsultationText]) -> list[Missing]:
    """What the profile demands of texts and notice that is said in no language yet."""
    return list(_demanded(consultation, list(texts)))


def _demanded(consultation: Consultation, texts: list[ConsultationText]) -> Iterator[Missing]:
    data = profiles.profile(consultation.profile).data
    for demand in data.demands:
        if not any(getattr(one, demand.text).strip() for one in texts):
            yield Missing(demand.text, profiles.by_language(demand.message))
    for field in data.notice:
        if field.is_required and not any(str(one.notice.get(field.code, "")).strip() for one in texts):
            yield Missing(f"notice-{field.code}", profiles.by_language(field.label))

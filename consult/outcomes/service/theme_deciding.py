"""What became of the comments under one theme, and why."""

from collections.abc import Mapping
from datetime import datetime

from consult.analysis import service as reading
from consult.analysis.models import Theme
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.consultations.rules import check_language
from consult.consultations.service import append
from consult.foundation import text
from consult.foundation.access import Actor
from consult.foundation.db import db, lock
from consult.foundation.errors import N_, Forbidden, Refused
from consult.foundation.ids import random_id
from consult.outcomes import permissions, queries, rules
from consult.outcomes.models import ThemeDisposition
from consult.outcomes.service.deciding import check_unchanged, clean_reasons, corrected, words_of
from consult.outcomes.service.replying import ONLY_RESPONDERS


def set_theme_disposition(
    actor: Actor,
    consultation: Consultation,
    theme: Theme,
    *,
    disposition: str,
    reason: str,
    now: datetime,
    reasons: Mapping[str, str] | None = None,
    language: str = "",
    correction: str = "",
    seen: str = "",
) -> ThemeDisposition:
    """Say what became of the comments under a theme, and why. Changeable until finished, as for articles.

    A theme made for an article has the article's, unless it is given one of its own. ``seen``: as for articles.
    """
    if not permissions.may_set_disposition(actor, consultation):
        raise Forbidden(ONLY_RESPONDERS)
    lock(consultation)
    rules.check_may_decide(consultations.phase_of(consultation, now))
    rules.check_disposition(disposition)
    reading.check_live(theme)
    reason = text.normalise(reason, limit=rules.REASON_LIMIT, field="reason")
    if text.is_blank(reason):
        raise Refused(N_("Please give the reason; it is shown to everybody."), field="reason")
    clean = clean_reasons(reasons or {})
    said = [reason, *clean.values()]
    rules.check_borne_out(queries.unborne_in_reasons(consultation, said, theme=theme.name), "reason")
    row = queries.theme_dispositions(consultation.id).get(theme.id)
    check_unchanged(row, seen)
    before = row.disposition if row else ""
    if row is not None and queries.published_outcome_of(consultation.id) is not None:
        new = {"disposition": disposition, "reason": reason, "reasons": clean}
        correction, row.earlier = corrected(row, new, correction, language or consultation.language, now)
    if row is None:
        row = ThemeDisposition(
            public_id=random_id(), consultation_id=consultation.id, theme_id=theme.id, earlier=[], entry_id=""
        )
        db.session.add(row)
    row.disposition, row.reason, row.reasons = disposition, reason, clean
    row.language = check_language(language or consultation.language)
    row.account_id, row.decided_at = actor.account_id, now
    entry = append(
        "disposition.theme_set", actor, consultation, now, role="responder", objects=[row.public_id, theme.public_id],
        values={
            "disposition": disposition, "before": before, "correction": correction, **words_of(row),
        },
    )  # fmt: skip
    row.entry_id = entry.id
    db.session.flush()
    return row

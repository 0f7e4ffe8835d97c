"""What became of the comments, and the decision as taken."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from consult.consultations import queries as consultations
from consult.consultations.models import Article, Consultation
from consult.consultations.rules import check_language
from consult.consultations.service import append
from consult.contributions.queries import WHOLE_DRAFT
from consult.foundation import text
from consult.foundation.access import Actor
from consult.foundation.db import db, lock
from consult.foundation.errors import N_, Conflict, Forbidden, Refused
from consult.foundation.ids import random_id
from consult.foundation.scripts import language_of
from consult.foundation.zones import to_minute
from consult.outcomes import claims, permissions, queries, rules
from consult.outcomes.models import Disposition, Outcome, ThemeDisposition
from consult.outcomes.queries import senders_told
from consult.outcomes.service.reasons import check_reasons
from consult.outcomes.service.replying import ONLY_RESPONDERS, label_of

ONLY_AUTHORS_TOO = N_("Only responders and authors of this body may do that.")
DRAFTED_MEANWHILE = N_(
    "Somebody else wrote in this part while you were writing. What it says now is shown here, and your text is below: "
    "put them together, then save again."
)
OUTCOME_CORRECTED_MEANWHILE = N_(
    "Somebody else corrected the outcome while you were writing. What it says now is shown here, and your text is "
    "below: put them together, then publish the correction again."
)


def set_disposition(
    actor: Actor,
    consultation: Consultation,
    *,
    article: Article | None,
    disposition: str,
    reason: str,
    now: datetime,
    reasons: Mapping[str, str] | None = None,
    language: str = "",
    correction: str = "",
    seen: str = "",
) -> Disposition:
    """Say what became of the comments on an article (None: on the whole draft), and why. Changeable until finished.

    Once it is public with the outcome, another one is a correction: ``correction`` says why, to everybody, and what it
    said before stays readable. ``reason`` is in ``language`` (else in the consultation's first one), ``reasons`` in
    further ones. ``seen``: the mark (``queries.mark_of_disposition``) of what the form showed, as for a draft.
    """
    if not permissions.may_set_disposition(actor, consultation):
        raise Forbidden(ONLY_RESPONDERS)
    lock(consultation)
    rules.check_may_decide(consultations.phase_of(consultation, now))
    rules.check_disposition(disposition)
    if article is not None and article.version_id not in {
        v.id for v in consultations.versions_of(consultation.id, published_only=False)
    }:
        raise Refused(N_("This article doesn’t belong to this consultation."), field="article")
    reason = text.normalise(reason, limit=rules.REASON_LIMIT, field="reason")
    if text.is_blank(reason):
        raise Refused(N_("Please give the reason; it is shown to everybody."), field="reason")
    clean = clean_reasons(reasons or {})
    said = [reason, *clean.values()]
    rules.check_borne_out(queries.unborne_in_reasons(consultation, said, article=article), "reason")
    row = queries.disposition_of(consultation.id, article.id if article else None, public_only=False)
    check_unchanged(row, seen)
    before = row.disposition if row else ""
    if row is not None and queries.published_outcome_of(consultation.id) is not None:
        new = {"disposition": disposition, "reason": reason, "reasons": clean}
        correction, row.earlier = corrected(row, new, correction, language or consultation.language, now)
    if row is None:
        row = Disposition(
            public_id=random_id(), consultation_id=consultation.id,
            article_id=article.id if article else WHOLE_DRAFT, entry_id="", earlier=[],
        )  # fmt: skip
        db.session.add(row)
    row.disposition, row.reason, row.reasons = disposition, reason, clean
    row.language = check_language(language or consultation.language)
    row.account_id, row.decided_at = actor.account_id, now
    entry = append(
        "disposition.set", actor, consultation, now, role="responder",
        objects=[row.public_id, *([article.public_id] if article else [])],
        values={"disposition": disposition, "before": before, "correction": correction, **words_of(row)},
    )  # fmt: skip
    row.entry_id = entry.id
    db.session.flush()
    return row


def check_unchanged(row: Disposition | ThemeDisposition | None, seen: str) -> None:
    """Raises Conflict where somebody else wrote since the form showed what this mark is of ("": not asked)."""
    if row is not None:
        db.session.refresh(row)
    if seen and seen != queries.mark_of_disposition(row):
        raise Conflict(DRAFTED_MEANWHILE)


def corrected(
    row: Disposition | ThemeDisposition,
    new: Mapping[str, Any],
    correction: str,
    page_language: str,
    now: datetime,
) -> tuple[str, list[Any]]:
    """(the reason, all that was said before) of a public disposition that is to say something else."""
    said = {name: getattr(row, name) for name in ("disposition", "language", "reason", "reasons")}
    check_corrected(said, {**said, **new})
    consultation = consultations.get_by_id(row.consultation_id)
    correction, note = _why(consultation, correction, page_language)
    return correction, [*row.earlier, _replaced(said, row.decided_at, note, now)]


def words_of(row: Disposition | ThemeDisposition) -> dict[str, str]:
    """What an entry says of the reasons, of their languages, and of what everybody read before."""
    return {
        "reason": row.reason, "language": row.language, "reasons": text_of(row.reasons), "earlier": text_of(row.earlier)
    }  # fmt: skip


def clean_reasons(reasons: Mapping[str, str]) -> dict[str, str]:
    """The reason in further languages, those without words left out."""
    clean = {
        check_language(language): text.normalise(
            reason, limit=rules.REASON_LIMIT, field=f"reason_{language.replace('-', '_')}"
        )
        for language, reason in reasons.items()
    }
    return {language: reason for language, reason in clean.items() if not text.is_blank(reason)}


def text_of(value: object) -> str:
    """Something made of lists and maps as the one text that is committed."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def draft_outcome(
    actor: Actor, consultation: Consultation, *, changes: Mapping[str, Any], now: datetime, seen: str = ""
) -> Outcome:
    """Write the outcome down, or part of it, before it is published.

    ``seen`` is the mark (``queries.mark_of_draft``) of what the form showed of these parts; Conflict where somebody
    else wrote in them since.
    ``changes``: some of OUTCOME_TEXTS, ``decided_on`` (a date or None), ``number``, ``language``, ``texts``
    (``{language: {one of OUTCOME_TEXTS: words}}``; a language given replaces what that language had), and ``places``
    (folded names of places whose numbers of senders it may tell).
    """
    if not permissions.may_draft_outcome(actor, consultation):
        raise Forbidden(ONLY_AUTHORS_TOO)
    unknown = set(changes) - {*rules.OUTCOME_TEXTS, "decided_on", "number", "language", "texts", "places"}
    if unknown:
        raise ValueError(f"not parts of an outcome: {sorted(unknown)}")
    lock(consultation)  # not the outcome: it may not be there yet
    _check_unpublished(consultation, now)
    outcome = queries.outcome_of(consultation.id, afresh=True)
    if seen and seen != queries.mark_of_draft(outcome, changes):
        raise Conflict(DRAFTED_MEANWHILE)
    outcome = outcome or _new_outcome(consultation, now)
    _apply(outcome, consultation, changes, now)
    outcome.changed_at, outcome.account_id = now, actor.account_id
    db.session.flush()
    append(
        "outcome.drafted", actor, consultation, now, role=role_of(actor, consultation), objects=[outcome.public_id],
        values=values_of(outcome),
    )  # fmt: skip
    return outcome


def correct_outcome(
    actor: Actor,
    consultation: Consultation,
    *,
    changes: Mapping[str, Any],
    reason: str,
    now: datetime,
    page_language: str = "",
    seen: str = "",
) -> Outcome:
    """Let the published outcome say something else, with a public reason. What it said before stays readable.

    ``changes``, ``seen`` as for ``draft_outcome``; ``page_language``: that of the page that the reason was written on.
    """
    if not permissions.may_publish_outcome(actor, consultation):
        raise Forbidden(ONLY_RESPONDERS)
    outcome = queries.published_outcome_of(consultation.id)
    if outcome is None:
        raise Conflict(N_("The outcome isn’t published yet, so it can be changed without a correction."))
    lock(outcome)
    if seen and seen != queries.mark_of_draft(outcome, changes):
        raise Conflict(OUTCOME_CORRECTED_MEANWHILE)
    reason, note = _why(consultation, reason, page_language or consultation.language)
    said, written_at = _said(outcome), outcome.changed_at
    _apply(outcome, consultation, changes, now)
    if not outcome.decision.strip() or not outcome.decided_by.strip() or outcome.decided_on is None:
        raise Refused(
            N_("The decision, who decided and the day can be corrected, not taken out."), field="decision"
        )
    check_corrected(said, _said(outcome))
    unborne = queries.unborne_in_outcome(consultation, _said(outcome)["texts"])
    rules.check_borne_out([one.fault for one in unborne], "summary")
    outcome.earlier = [*outcome.earlier, _replaced(said, written_at, note, now)]
    outcome.changed_at, outcome.account_id = now, actor.account_id
    outcome.office, outcome.role = label_of(actor, consultation)
    entry = append(
        "outcome.corrected", actor, consultation, now, role="responder", objects=[outcome.public_id],
        values={**values_of(outcome), "reason": reason, "earlier": text_of(outcome.earlier)},
    )  # fmt: skip
    outcome.entry_id = entry.id
    db.session.flush()
    return outcome


def check_corrected(before: object, after: object) -> None:
    """Raises Refused where a correction corrects nothing."""
    if before == after:
        raise Refused(N_("The text is the same as before."))


def _why(consultation: Consultation, correction: str, page_language: str) -> tuple[str, dict[str, str]]:
    """The reason of a correction, and how it is kept beside what it replaced."""
    reason = text.normalise(correction, limit=rules.REASON_LIMIT, field="correction")
    if text.is_blank(reason):
        raise Refused(
            N_("This is public already. Please say why it is corrected; it is shown to everybody."),
            field="correction",
        )
    check_reasons(consultation, [reason], "correction", with_outcome=True)
    return reason, {"reason": reason, "reason_language": language_of(reason, page_language)}


def _replaced(said: dict[str, Any], since: datetime, note: dict[str, str], now: datetime) -> dict[str, Any]:
    return {"said": said, "from": to_minute(since), "until": to_minute(now), **note}


def _said(outcome: Outcome) -> dict[str, Any]:
    """All that an outcome says: ``{"texts": {language: {…}}, "decided_on": …, "number": …}``."""
    first = {name: getattr(outcome, name) for name in rules.OUTCOME_TEXTS}
    return {
        "texts": {**outcome.texts, outcome.language: first}, "language": outcome.language, "number": outcome.number,
        "decided_on": outcome.decided_on.isoformat() if outcome.decided_on else "",
    }  # fmt: skip


def _apply(outcome: Outcome, consultation: Consultation, changes: Mapping[str, Any], now: datetime) -> None:
    decided_on: date | None = changes.get("decided_on")
    rules.check_decided_on(decided_on, consultation.closes_at, consultation.timezone, now)
    for name in (*rules.OUTCOME_TEXTS, "number"):
        if name in changes:
            setattr(outcome, name, _clean(name, changes[name], name))
    if "decided_on" in changes:
        outcome.decided_on = decided_on
    if changes.get("language"):
        outcome.language = check_language(changes["language"])
    if "texts" in changes:
        outcome.texts = _merged(outcome.texts, changes["texts"])
    if "places" in changes:
        outcome.places = [one for one in senders_told.offered(consultation.id) if one in changes["places"]]
    _render(outcome)


def role_of(actor: Actor, consultation: Consultation) -> str:
    """As whom somebody drafts: a responder where they are one, else an author."""
    return "responder" if actor.holds(consultation.organisation_id, "responder") else "author"


def _check_unpublished(consultation: Consultation, now: datetime) -> None:
    phase = consultations.phase_of(consultation, now)
    if phase in ("answered", "finished"):
        raise Conflict(
            N_("The outcome is published. It can be corrected, with a reason that everybody reads.")
        )
    if phase in ("draft", "awaiting-sign-off", "withdrawn"):
        raise Conflict(N_("This consultation takes no outcome."))


def _new_outcome(consultation: Consultation, now: datetime) -> Outcome:
    outcome = Outcome(
        consultation_id=consultation.id, public_id=random_id(), language=consultation.language, texts={}, html={},
        earlier=[], summary="", decision="", what_changed="", what_next="", decided_by="", number="",
        html_version=text.VERSION, changed_at=now, office="", role="", entry_id="",
    )  # fmt: skip
    db.session.add(outcome)
    return outcome


def _clean(name: str, value: str, field: str) -> str:
    limit = rules.TEXT_LIMIT if name in rules.LONG_TEXTS else rules.LINE_LIMIT
    value = text.normalise(value or "", limit=limit, field=field)
    return value if name in rules.LONG_TEXTS else " ".join(value.split())


def _merged(known: Mapping[str, Any], changes: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    merged = dict(known)
    for language, texts in changes.items():
        words = {
            name: _clean(name, texts.get(name, ""), f"{name}_{language.replace('-', '_')}")
            for name in rules.OUTCOME_TEXTS
        }
        merged[check_language(language)] = {name: value for name, value in words.items() if value}
    return {language: texts for language, texts in merged.items() if texts}


def html_of(outcome: Outcome) -> dict[str, dict[str, str]]:
    """Safe HTML of its long texts, by language."""
    first = {name: getattr(outcome, name) for name in rules.OUTCOME_TEXTS}
    return {
        language: {
            name: text.plain_html(claims.shown(texts[name])) for name in rules.LONG_TEXTS if texts.get(name)
        }
        for language, texts in {**outcome.texts, outcome.language: first}.items()
    }


def _render(outcome: Outcome) -> None:
    outcome.html, outcome.html_version = html_of(outcome), text.VERSION


def values_of(outcome: Outcome) -> dict[str, str]:
    """All that an entry says of an outcome."""
    return {
        "language": outcome.language,
        **{name: getattr(outcome, name) for name in rules.OUTCOME_TEXTS},
        "decided_on": outcome.decided_on.isoformat() if outcome.decided_on else "",
        "number": outcome.number,
        "texts": text_of(outcome.texts),
        **({"places": text_of(outcome.places)} if outcome.places else {}),
    }

"""The summary of what was received: promised for a day, written without a position, published before the response."""

import json
from collections.abc import Mapping
from datetime import date, datetime

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.consultations.quiet_days import OUTCOME
from consult.consultations.rules import check_language
from consult.consultations.service import append, check_not_quiet, signing
from consult.contributions.official_words import check_words
from consult.foundation import events, text
from consult.foundation.access import Actor
from consult.foundation.db import db, lock
from consult.foundation.errors import N_, Conflict, Forbidden, Refused
from consult.foundation.ids import random_id
from consult.foundation.scripts import language_of
from consult.foundation.zones import to_minute
from consult.organisations.models import Approval
from consult.outcomes import claims, permissions, queries, rules
from consult.outcomes.events import SummaryPublished
from consult.outcomes.models import ReceivedSummary
from consult.outcomes.service.deciding import DRAFTED_MEANWHILE, ONLY_AUTHORS_TOO, role_of, text_of
from consult.outcomes.service.owing import ask_for_later
from consult.outcomes.service.reasons import check_reasons
from consult.outcomes.service.replying import ONLY_RESPONDERS, label_of

PUBLISH_SUMMARY, POSTPONE_SUMMARY = "summary.publish", "summary.postpone"
NO_SUMMARY = N_("Please write what was received.")
SUMMARY_CORRECTED_MEANWHILE = N_(
    "Somebody else corrected the summary while you were writing. What it says now is shown here, and your text is "
    "below: put them together, then publish the correction again."
)


def promise_summary(
    actor: Actor, consultation: Consultation, *, until: date, reason: str, now: datetime, language: str = ""
) -> Approval | None:
    """Promise the summary for a day. Once one was promised, another takes a public reason and a second person's yes.

    Returns what is asked for then; its ``decision`` is ``done`` where there is no second person.
    """
    if not permissions.may_postpone_outcome(actor, consultation):
        raise Forbidden(ONLY_AUTHORS_TOO)
    summary = _open_summary(consultation, now)
    reason = text.normalise(reason, limit=rules.REASON_LIMIT, field="reason").strip()
    _check_promise(summary, consultation, until, reason)
    check_reasons(consultation, [reason], "reason")
    if summary.due_on is None:
        summary.due_on = until
        append(
            "summary.promised", actor, consultation, now, objects=[summary.public_id],
            role=role_of(actor, consultation),
            values={"due_before": "", "due_now": until.isoformat(), "reason": reason},
        )  # fmt: skip
        db.session.flush()
        return None
    return ask_for_later(POSTPONE_SUMMARY, actor, consultation, until, reason, language, now)


def postpone_summary_agreed(actor: Actor, approval: Approval, now: datetime) -> None:
    """The second person agreed: another day is promised. The earlier promise stays readable."""
    consultation, facts = signing.consultation_of(approval), approval.facts
    summary, until = _open_summary(consultation, now), date.fromisoformat(facts["until"])
    _check_promise(summary, consultation, until, facts["reason"])
    check_reasons(consultation, [facts["reason"]], "reason")
    before = summary.due_on.isoformat() if summary.due_on else ""
    said = {"now": until.isoformat(), "reason": facts["reason"], "reason_language": facts["language"]}
    summary.due_on, summary.postponed = (
        until,
        [*summary.postponed, {"before": before, "at": to_minute(now), **said}],
    )
    append(
        "summary.postponed", actor, consultation, now, objects=[summary.public_id], role="signer",
        values={
            "due_before": before, "due_now": until.isoformat(), "reason": facts["reason"],
            "reason_language": facts["language"],
        },
    )  # fmt: skip
    db.session.flush()


def summary_postponement_content(approval: Approval) -> str:
    """What is signed: the day, the reason, and the day that it was promised for before."""
    summary = queries.summary_of(signing.consultation_of(approval).id)
    return json.dumps([str(summary and summary.due_on), approval.facts], ensure_ascii=False, sort_keys=True)


def _check_promise(summary: ReceivedSummary, consultation: Consultation, until: date, reason: str) -> None:
    rules.check_summary_promise(
        summary.due_on, until, reason, closed=consultation.closes_at, zone=consultation.timezone
    )


def draft_received(
    actor: Actor,
    consultation: Consultation,
    *,
    body: str,
    texts: Mapping[str, str],
    now: datetime,
    seen: str = "",
) -> ReceivedSummary:
    """Write down what was received, before it is published. ``texts``: the same in further languages.

    ``seen``: the mark (``queries.mark_of_summary``) of what the form showed; Conflict where somebody else wrote since.
    """
    if not permissions.may_draft_outcome(actor, consultation):
        raise Forbidden(ONLY_AUTHORS_TOO)
    summary = _open_summary(consultation, now)
    if seen and seen != queries.mark_of_summary(summary):
        raise Conflict(DRAFTED_MEANWHILE)
    _write(summary, body, texts)
    summary.changed_at, summary.account_id = now, actor.account_id
    append(
        "summary.drafted", actor, consultation, now, objects=[summary.public_id], role=role_of(actor, consultation),
        values=_values(summary),
    )  # fmt: skip
    db.session.flush()
    return summary


def publish_summary(actor: Actor, consultation: Consultation, *, now: datetime) -> ReceivedSummary:
    """Make it public. Refused while a claim isn't borne out, a theme is left out, or it takes a position.

    Where the body signs off first, it only begins to wait: ``published_at`` of what is returned is None.
    """
    if not permissions.may_publish_outcome(actor, consultation):
        raise Forbidden(ONLY_RESPONDERS)
    summary = _check_ready(consultation, now)
    signing.publish_or_ask(actor, consultation, PUBLISH_SUMMARY, summary, _publish_now, now=now)
    return summary


def publish_signed_summary(actor: Actor, approval: Approval, now: datetime) -> None:
    """Everybody has signed: make it public."""
    consultation = signing.consultation_of(approval)
    _publish_now(actor, consultation, _check_ready(consultation, now), now)


def summary_content(approval: Approval) -> str:
    """What is signed: its words in every language."""
    summary = queries.summary_of(signing.consultation_of(approval).id)
    return json.dumps(queries.words_of(summary) if summary else {}, ensure_ascii=False, sort_keys=True)


def correct_summary(
    actor: Actor,
    consultation: Consultation,
    *,
    body: str,
    texts: Mapping[str, str],
    reason: str,
    now: datetime,
    page_language: str = "",
    seen: str = "",
) -> ReceivedSummary:
    """Let the published summary say something else, with a public reason; what it said before stays readable.

    ``seen`` as for ``draft_received``.
    """
    if not permissions.may_publish_outcome(actor, consultation):
        raise Forbidden(ONLY_RESPONDERS)
    summary = queries.published_summary_of(consultation.id)
    if summary is None:
        raise Conflict(N_("The summary isn’t published yet, so it can be changed without a correction."))
    lock(summary)
    if seen and seen != queries.mark_of_summary(summary):
        raise Conflict(SUMMARY_CORRECTED_MEANWHILE)
    reason = text.normalise(reason, limit=rules.REASON_LIMIT, field="correction").strip()
    if not reason:
        raise Refused(
            N_("This is public already. Please say why it is corrected; it is shown to everybody."),
            field="correction",
        )
    check_reasons(consultation, [reason], "correction")
    said, since = queries.words_of(summary), summary.changed_at
    _write(summary, body, texts)
    if queries.words_of(summary) == said:
        raise Refused(N_("The text is the same as before."), field="body")
    _check_fit(consultation, summary)
    note = {"reason": reason, "reason_language": language_of(reason, page_language or consultation.language)}
    kept = {"said": said, "from": to_minute(since), "until": to_minute(now), **note}
    summary.earlier = [*summary.earlier, kept]
    summary.changed_at, summary.account_id = now, actor.account_id
    summary.office = label_of(actor, consultation)[0]
    entry = append(
        "summary.corrected", actor, consultation, now, role="responder", objects=[summary.public_id],
        values={**_values(summary), "reason": reason, "earlier": text_of(summary.earlier)},
    )  # fmt: skip
    summary.entry_id = entry.id
    db.session.flush()
    return summary


def rendered(summary: ReceivedSummary) -> dict[str, str]:
    """Safe HTML of its words, by language."""
    return {
        language: text.plain_html(claims.shown(words))
        for language, words in queries.words_of(summary).items()
    }


def _open_summary(consultation: Consultation, now: datetime) -> ReceivedSummary:
    """The summary that may still be written, made where there is none."""
    lock(consultation)  # not the summary: it may not be there yet
    rules.check_may_sum_up(consultations.phase_of(consultation, now))
    summary = queries.summary_of(consultation.id, afresh=True)
    if summary is None:
        summary = ReceivedSummary(
            consultation_id=consultation.id, public_id=random_id(), language=consultation.language, body="", texts={},
            html={}, html_version=text.VERSION, postponed=[], earlier=[], changed_at=now, office="", entry_id="",
        )  # fmt: skip
        db.session.add(summary)
    elif summary.published_at is not None:
        raise Conflict(
            N_("The summary is published. It can be corrected, with a reason that everybody reads.")
        )
    return summary


def _write(summary: ReceivedSummary, body: str, texts: Mapping[str, str]) -> None:
    body = text.normalise(body, limit=rules.TEXT_LIMIT, field="body")
    if text.is_blank(body):
        raise Refused(NO_SUMMARY, field="body")
    clean = {
        check_language(language): text.normalise(words, limit=rules.TEXT_LIMIT, field=f"body_{language}")
        for language, words in texts.items()
    }
    summary.body = body
    summary.texts = {one: words for one, words in clean.items() if words.strip() and one != summary.language}
    summary.html, summary.html_version = rendered(summary), text.VERSION


def _check_ready(consultation: Consultation, now: datetime) -> ReceivedSummary:
    lock(consultation)  # nobody writes in the draft from here on
    phase = consultations.phase_of(consultation, now)
    if phase != "closed":
        raise Refused(
            N_("The summary is published after the consultation has closed and before the outcome.")
        )
    summary = queries.summary_of(consultation.id, afresh=True)
    if summary is None or not summary.body.strip():
        raise Refused(NO_SUMMARY, field="body")
    if summary.published_at is not None:
        raise Conflict(N_("The summary is published already."))
    check_not_quiet(consultation, OUTCOME, now)
    _check_fit(consultation, summary)
    return summary


def _check_fit(consultation: Consultation, summary: ReceivedSummary) -> None:
    faults = queries.unfit_to_sum_up(consultation, queries.words_of(summary))
    check_words(faults, "body")
    if faults:
        raise Refused(
            N_(
                "A summary says what was received, and nothing else: %(faults)s. Cite what a statement rests on in "
                "double brackets, mention every theme, and keep your own position for the outcome."
            ),
            field="body", faults=faults[: rules.NAMED],
        )  # fmt: skip


def _publish_now(actor: Actor, consultation: Consultation, summary: ReceivedSummary, now: datetime) -> None:
    summary.published_at = summary.changed_at = now
    summary.account_id, summary.office = actor.account_id, label_of(actor, consultation)[0]
    entry = append(
        "summary.published", actor, consultation, now, role="responder", objects=[summary.public_id],
        values=_values(summary),
    )  # fmt: skip
    summary.entry_id = entry.id
    db.session.flush()
    events.emit(SummaryPublished(consultation.id), now=now)


def _values(summary: ReceivedSummary) -> dict[str, str]:
    return {"language": summary.language, "body": summary.body, "texts": text_of(summary.texts)}

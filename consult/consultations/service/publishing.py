"""Making a consultation public, and later versions of its draft."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from consult.consultations import local_times, permissions, profiles, queries, quiet_days, rules
from consult.consultations.events import ConsultationPublished, VersionPublished
from consult.consultations.models import Consultation, Edition, Version
from consult.consultations.outline import text_hash
from consult.consultations.service import continuing, quieting, signing
from consult.consultations.service.entries import NOT_YOURS, PAST_DATES, append
from consult.consultations.service.fixing import consultation_values, version_values
from consult.consultations.service.saying import check_said
from consult.consultations.service.signing import rules_text
from consult.foundation import events
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Forbidden, Refused
from consult.foundation.scripts import language_of
from consult.foundation.zones import in_zone, whole_minute
from consult.organisations import queries as organisations
from consult.organisations.models import Approval
from consult.organisations.queries import reviewers
from consult.organisations.service import approving

VERSION_PUBLISHED: list[Callable[[Actor, Consultation, Version, datetime], None]] = []
"""Higher rooms act in the same transaction when a later version becomes public: comments are carried over."""
VERSION_BARS: list[Callable[[Consultation], list[Refused]]] = []
"""Higher rooms name what bars the next version from becoming public, each as a phrase after “taken out first”."""
NO_REVIEWERS = N_("Who decides reviews of rulings: another unit, or the body above")


def missing_to_publish(
    consultation: Consultation, *, now: datetime, asks_for_texts: bool = True, past_dates: bool = False
) -> list[rules.Missing]:
    """What stands between this draft and publication."""
    texts = queries.texts_of(consultation.id)
    version = queries.current_version(consultation.id, published_only=False)
    editions = queries.editions_of(version.id) if version else []
    opens_at = consultation.opens_at or now
    missing = rules.check_ready_to_publish(
        titles=[one.title for one in texts.values()],
        summaries=[one.summary for one in texts.values()],
        contact=next((one.contact for one in texts.values() if one.contact), ""),
        opens_at=opens_at
        if past_dates
        else max(opens_at, whole_minute(now)),  # nobody can comment before it is published
        closes_at=consultation.closes_at,
        zone=consultation.timezone,
        articles=queries.count_articles(version.id) if version else 0,
        unconfirmed_findings=sum(
            1 for e in editions if needs_confirmation(e) and e.findings_confirmed_at is None
        ),
        authorities=[one.authority for one in editions],
        mismatches=len(queries.mismatches(version.id)) if version and len(editions) > 1 else 0,
        period=queries.period_of(consultation),
        short_period_reason=consultation.short_period_reason,
        asks_for_texts=asks_for_texts,
        demanded=queries.demanded(consultation, texts.values()),
        past_dates=past_dates,
        now=now,
    )
    if asks_for_reviewers(consultation) and not past_dates and reviewers_of(consultation) is None:
        missing.append(rules.Missing("review_organisation_id", NO_REVIEWERS))
    return missing


def asks_for_reviewers(consultation: Consultation) -> bool:
    """Whether reviews must go to another unit: everywhere but under the plain profile, which asks for nothing."""
    return consultation.profile != "plain"


def reviewers_of(consultation: Consultation) -> int | None:
    """The unit named to decide reviews, else the body above where people can decide there; None where there is none."""
    if consultation.review_organisation_id is not None:
        return consultation.review_organisation_id
    above = organisations.get(consultation.organisation_id).parent_id
    return above if above is not None and reviewers.has_reviewers(above) else None


def needs_confirmation(edition: Edition) -> bool:
    """Whether reading the file found something the author has to agree with: tracked changes."""
    return any(finding.get("kind") == "tracked_change" for finding in edition.findings)


def default_dates(consultation: Consultation, now: datetime) -> None:
    """Open now and for what the profile asks (or thirty days) where the author didn't say.

    In whole minutes: everybody reads both instants, and nobody the second at which somebody pressed a button.
    """
    consultation.opens_at = consultation.opens_at or whole_minute(now)
    if consultation.closes_at is None:
        consultation.closes_at = _default_closing(consultation, consultation.opens_at)


def _default_closing(consultation: Consultation, opens_at: datetime) -> datetime:
    """The end of the last day of the minimum, or after the profile's usual days."""
    usual = profiles.profile(consultation.profile).period(consultation.period_kind).usual_days
    period = queries.period_of(consultation)
    if not usual and not period.days:
        return opens_at + timedelta(days=rules.DEFAULT_DAYS)
    zone = consultation.timezone
    day = (
        in_zone(opens_at, zone).date() + timedelta(days=usual)
        if usual
        else period.earliest_end(opens_at, zone)
    )
    return local_times.read_instant(day.isoformat(), consultation.timezone, ends_day=True)


def publish(
    actor: Actor,
    consultation: Consultation,
    *,
    now: datetime,
    asks_for_texts: bool = True,
    past_dates: bool = False,
) -> str:
    """Make it public: it opens at its opening instant. Rules and the newest version are fixed from here on.

    ``asks_for_texts`` is off for operators who import a bare draft under the plain profile. ``past_dates``
    lets an operator take over a consultation that was held elsewhere: its dates stand as they were, and its
    entry says so. Where the body signs off first, it only begins to wait. Returns the stored state.
    """
    if not permissions.may_publish(actor, consultation):
        raise Forbidden(NOT_YOURS)
    rules.check_may_change(consultation.state)
    _check_ready(consultation, now, asks_for_texts=asks_for_texts, past_dates=past_dates)
    if not signing.needs_signing(consultation):
        return _publish_now(actor, consultation, now, asks_for_texts=asks_for_texts, past_dates=past_dates)
    if actor.kind == "timer":
        if not approving.is_signed(signing.PUBLISH, consultation.public_id):
            raise Refused(N_("It isn’t signed off, or was changed after it was signed."))
        return _publish_now(actor, consultation, now, asks_for_texts=asks_for_texts, past_dates=past_dates)
    consultation.publish_at = None
    return _await_sign_off(actor, consultation, now, asks_for_texts=asks_for_texts, past_dates=past_dates)


def _check_ready(
    consultation: Consultation, now: datetime, *, asks_for_texts: bool, past_dates: bool
) -> None:
    """Raises Refused naming what is missing. Dates that nobody set are no fault: they are made at publication."""
    given = consultation.opens_at, consultation.closes_at
    with db.session.no_autoflush:  # the default opening may lie behind the closing: that is said, not stored
        default_dates(consultation, now)
        missing = missing_to_publish(
            consultation, now=now, asks_for_texts=asks_for_texts, past_dates=past_dates
        )
        consultation.opens_at, consultation.closes_at = given
    if missing:
        raise Refused(
            N_("It can’t be published yet. What is missing: %(missing)s."),
            missing=[one.message for one in missing],
        )


def _publish_now(
    actor: Actor, consultation: Consultation, now: datetime, *, asks_for_texts: bool, past_dates: bool
) -> str:
    _check_ready(consultation, now, asks_for_texts=asks_for_texts, past_dates=past_dates)
    default_dates(consultation, now)
    if not past_dates:
        quieting.check_not_quiet(consultation, quiet_days.OPENING, now)
    if asks_for_reviewers(consultation):
        consultation.review_organisation_id = reviewers_of(consultation)
    version = queries.current_version(consultation.id, published_only=False)
    if version is None or consultation.opens_at is None or consultation.closes_at is None:
        raise ValueError("check_ready_to_publish lets no consultation without draft or dates pass")
    is_past = past_dates and consultation.opens_at < now
    if not is_past:
        consultation.opens_at = max(consultation.opens_at, whole_minute(now))
    consultation.publish_at = None
    consultation.state = "published"
    consultation.published_at = consultation.rules_fixed_at = now
    consultation.outcome_due_on = consultation.outcome_due_on or queries.outcome_due(
        consultation, consultation.closes_at
    )
    _publish_version(version, now)
    db.session.flush()
    append(
        "consultation.published", actor, consultation, now, objects=[version.public_id],
        ground=PAST_DATES if is_past else "",
        values={
            "rules": rules_text(consultation), "text_hash": version.text_hash, **consultation_values(consultation),
            **version_values(version),
        },
    )  # fmt: skip
    continuing.note_round_published(actor, consultation, version, now, is_first=True)
    events.emit(ConsultationPublished(consultation.id), now=now)
    return consultation.state


def _await_sign_off(actor: Actor, consultation: Consultation, now: datetime, **facts: bool) -> str:
    consultation.state = "awaiting-sign-off"
    db.session.flush()
    signing.ask(actor, consultation, signing.PUBLISH, subject=consultation.public_id, now=now, facts=facts)
    return consultation.state


def publish_signed(actor: Actor, approval: Approval, now: datetime) -> None:
    """Everybody has signed: make it public, unless it waits for a set time."""
    consultation = signing.consultation_of(approval)
    rules.check_may_change(consultation.state)
    if consultation.publish_at is None:
        _publish_now(actor, consultation, now, **approval.facts)


def void_publication(approval: Approval) -> None:
    """What was signed isn't what would be published any more: it is a draft again."""
    consultation = signing.consultation_of(approval)
    if consultation.state == "awaiting-sign-off":
        consultation.state = "draft"


def waits_for_its_time(approval: Approval) -> bool:
    """Whether everybody has signed and its set time of publication is still to come."""
    return signing.consultation_of(approval).state == "awaiting-sign-off"


def plan_publication(
    actor: Actor, consultation: Consultation, *, publish_at: datetime | None, now: datetime
) -> None:
    """Publish it by itself at a set time; None takes that back. It must be ready now; until then nobody sees it."""
    if not permissions.may_publish(actor, consultation):
        raise Forbidden(NOT_YOURS)
    rules.check_may_change(consultation.state)
    if publish_at is not None:
        rules.check_publication_time(publish_at, consultation.closes_at, now)
        quieting.check_not_quiet(consultation, quiet_days.OPENING, publish_at)
        missing = missing_to_publish(consultation, now=publish_at)
        if missing:
            raise Refused(
                N_("It can’t be published yet. What is missing: %(missing)s."),
                missing=[one.message for one in missing],
            )
    consultation.publish_at = publish_at
    db.session.flush()
    values = {"publish_at": publish_at.isoformat() if publish_at else ""}
    append("consultation.publication_planned", actor, consultation, now, values=values)
    if publish_at is not None and signing.needs_signing(consultation):
        _await_sign_off(actor, consultation, now, asks_for_texts=True, past_dates=False)


def drop_plan(actor: Actor, consultation: Consultation, *, now: datetime) -> None:
    """Its set time came and something was missing by then: it stays a draft, and its log says so."""
    consultation.publish_at = None
    db.session.flush()
    append("consultation.publication_missed", actor, consultation, now)


def _publish_version(version: Version, now: datetime) -> None:
    version.published_at = now
    version.text_hash = text_hash(
        (edition.language, article.anchor, f"{words.number} {words.heading}", words.text)
        for edition in queries.editions_of(version.id)
        for article, words in queries.whole_text_of(edition)
    )


def publish_version(
    actor: Actor, consultation: Consultation, *, now: datetime, change_note: str = "", language: str = "",
    change_notes: Mapping[str, str] | None = None, asks_for_note: bool = True,
) -> Version:  # fmt: skip
    """Make the newest, unpublished version public beside the earlier ones, which stay readable.

    ``change_note`` says what changed, ``change_notes`` the same in further languages (an empty one takes away what was
    said in it). ``asks_for_note`` is off for imports from the console: pages then say nothing of it.
    Where the body signs off first, it only begins to wait: ``published_at`` of the returned version is None.
    """
    if not permissions.may_publish(actor, consultation):
        raise Forbidden(NOT_YOURS)
    version = queries.current_version(consultation.id, published_only=False)
    if version is None or version.published_at is not None:
        raise Refused(N_("There is no new version to publish."))
    if queries.phase_of(consultation, now) not in rules.PUBLIC_PHASES:
        raise Refused(N_("The first version is published together with the consultation."))
    if asks_for_note and not (change_note or version.change_note).strip():
        raise Refused(N_("Please say what changed; it is shown to everybody."), field="change_note")
    if any(
        needs_confirmation(e) and e.findings_confirmed_at is None for e in queries.editions_of(version.id)
    ):
        raise Refused(N_("Please confirm first what was found while reading the file."), field="draft")
    editions = queries.editions_of(version.id)
    unsettled = rules.check_editions([one.authority for one in editions], len(queries.mismatches(version.id)))
    if unsettled:
        raise Refused(
            N_("It can’t be published yet. What is missing: %(missing)s."),
            missing=[one.message for one in unsettled],
        )
    _check_not_barred(consultation)
    if change_note:
        version.change_note = change_note
        version.change_note_language = language_of(change_note, language or consultation.language)
    if change_notes is not None:
        together = {
            **version.change_notes,
            **{rules.check_language(one): said for one, said in change_notes.items()},
        }
        version.change_notes = {one: said for one, said in together.items() if said.strip()}
    check_said(consultation, queries.notes_of(version), "change_note")
    db.session.flush()
    facts: dict[str, Any] = {"change_note": version.change_note}
    if version.change_notes:
        facts["change_notes"] = version.change_notes
    signing.publish_or_ask(
        actor, consultation, signing.VERSION, version, _publish_version_now, now=now, facts=facts
    )
    return version


def publish_signed_version(actor: Actor, approval: Approval, now: datetime) -> None:
    """Everybody has signed: make the version public."""
    version, consultation = (
        queries.get_version_by_public_id(approval.subject),
        signing.consultation_of(approval),
    )
    _check_not_barred(consultation)
    check_said(consultation, queries.notes_of(version), "change_note")
    _publish_version_now(actor, consultation, version, now)


def bars_of_version(consultation: Consultation) -> list[Refused]:
    """What bars the next version from becoming public, each as a phrase."""
    return [one for ask in VERSION_BARS for one in ask(consultation)]


def _check_not_barred(consultation: Consultation) -> None:
    barred = bars_of_version(consultation)
    if barred:
        raise Refused(
            N_("It can’t be published yet. What has to be taken out first: %(barred)s."), barred=barred
        )


def _publish_version_now(actor: Actor, consultation: Consultation, version: Version, now: datetime) -> None:
    _publish_version(version, now)
    db.session.flush()
    append(
        "version.published",
        actor,
        consultation,
        now,
        objects=[version.public_id],
        values={"text_hash": version.text_hash, **version_values(version)},
    )
    for follow in VERSION_PUBLISHED:
        follow(actor, consultation, version, now)
    continuing.note_round_published(actor, consultation, version, now, is_first=False)
    events.emit(VersionPublished(consultation.id, version.id), now=now)

"""Creating a consultation and saying what it is about and by which rules it runs."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from consult.consultations import permissions, profiles, queries, rules
from consult.consultations.models import Consultation, ConsultationText
from consult.consultations.rules import RULE_FIELDS, TEXT_FIELDS
from consult.consultations.service.entries import NOT_YOURS, append, check_unchanged
from consult.foundation import text
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict, Forbidden, Refused
from consult.foundation.ids import random_id
from consult.foundation.scripts import language_of
from consult.organisations.models import Organisation
from consult.organisations.queries import reviewers
from consult.organisations.rules import CLOSED, check_slug

RULES_CHANGED: list[Callable[[Actor, Consultation, datetime], None]] = []
"""Filled by a higher room: what it does, in the same transaction, when a draft's rules were changed."""


def create(
    actor: Actor,
    *,
    organisation: Organisation,
    slug: str,
    title: str,
    language: str,
    now: datetime,
    timezone: str = "UTC",
    profile: str = "",
    is_sample: bool = False,
) -> Consultation:
    """Create a consultation that nobody but staff of the body can see."""
    if not permissions.may_create(actor, organisation.id):
        raise Forbidden(NOT_YOURS)
    if organisation.closed_at is not None:
        raise Refused(CLOSED, field="organisation")
    check_slug(slug)
    if queries.find(slug) is not None:
        raise Conflict(
            N_("There is a consultation with the address “%(slug)s” already."), field="slug", slug=slug
        )
    consultation = Consultation(
        public_id=random_id(), slug=slug, organisation_id=organisation.id, state="draft", language=language,
        title=rules.check_title(title), timezone=rules.check_zone(timezone), created_at=now, order_seed=random_id(),
        profile=profiles.profile(profile or organisation.profile).code, is_sample=is_sample,
    )  # fmt: skip
    db.session.add(consultation)
    db.session.flush()
    db.session.add(
        ConsultationText(
            consultation_id=consultation.id, language=language, title=consultation.title, notice={}
        )
    )
    db.session.flush()
    append(
        "consultation.created",
        actor,
        consultation,
        now,
        objects=[organisation.public_id],
        values={"slug": slug, "title": title},
    )
    return consultation


def set_texts(
    actor: Actor,
    consultation: Consultation,
    *,
    language: str,
    texts: Mapping[str, str],
    now: datetime,
    notice: Mapping[str, str] | None = None,
    seen: str | None = None,
) -> None:
    """Set what the consultation says about itself in one language. ``texts`` has some of TEXT_FIELDS.

    ``notice`` has fields of the notice that the country profile asks for.

    ``seen`` is the stamp (queries.text_stamp) of these fields as the form showed them: Conflict where they changed.
    """
    if not permissions.may_edit(actor, consultation):
        raise Forbidden(NOT_YOURS)
    rules.check_may_change(consultation.state)
    clean = {name: text.normalise(value, limit=rules.TEXT_LIMIT, field=name) for name, value in texts.items()}
    if "title" in clean:
        clean["title"] = rules.check_title(clean["title"])
    said = _notice(consultation, notice or {})
    known = queries.texts_of(consultation.id).get(language)
    check_unchanged(seen, queries.text_stamp(known, (*texts, *said)))
    if known is None:
        known = ConsultationText(
            consultation_id=consultation.id, language=language, title=consultation.title, notice={}
        )
        db.session.add(known)
    for name in TEXT_FIELDS:
        if name in clean:
            setattr(known, name, clean[name])
    if said:
        known.notice = {**known.notice, **said}
    if language == consultation.language and "title" in clean:
        consultation.title = clean["title"]
    db.session.flush()
    append("consultation.described", actor, consultation, now, values={"language": language, **clean, **said})


def _notice(consultation: Consultation, given: Mapping[str, str]) -> dict[str, str]:
    """Fields of the notice, cleaned. Raises ValueError for one the profile doesn't know."""
    unknown = set(given) - {one.code for one in profiles.profile(consultation.profile).data.notice}
    if unknown:
        raise ValueError(f"not fields of the profile's notice: {sorted(unknown)}")
    return {code: text.normalise(value, limit=rules.TEXT_LIMIT, field=code) for code, value in given.items()}


def _check_reviewers(consultation: Consultation, unit_id: int | None) -> None:
    """Raises Refused unless the unit is another one than the consultation's own, and people there can decide."""
    if unit_id is None:
        return
    if unit_id == consultation.organisation_id:
        raise Refused(
            N_("Reviews go to another unit than the one that rules, or to the body above."),
            field="review_organisation_id",
        )
    if not reviewers.has_reviewers(unit_id):
        raise Refused(
            N_("Nobody there could decide a review: it takes a moderator or an administrator of that unit."),
            field="review_organisation_id",
        )


def _with_appear_reason(consultation: Consultation, changes: Mapping[str, Any]) -> Mapping[str, Any]:
    """The changes with a clean reason for comments that appear later. Raises Refused where it is missing."""
    name = "comments_appear_reason"
    reason = text.normalise(
        changes.get(name, consultation.comments_appear_reason), limit=rules.TEXT_LIMIT, field=name
    )
    rules.check_appear_reason(changes.get("comments_appear", consultation.comments_appear), reason)
    return {**changes, name: reason} if name in changes else changes


def set_rules(
    actor: Actor,
    consultation: Consultation,
    *,
    changes: Mapping[str, Any],
    now: datetime,
    seen: str | None = None,
    language: str = "",
) -> None:
    """Set dates and rules (some of RULE_FIELDS) while it is a draft; publishing fixes them.

    ``seen`` is the stamp (queries.rules_stamp) of these fields as the form showed them: Conflict where they changed.
    """
    if not permissions.may_edit(actor, consultation):
        raise Forbidden(NOT_YOURS)
    rules.check_may_change(consultation.state)
    unknown = set(changes) - set(RULE_FIELDS)
    if unknown:
        raise ValueError(f"not rules of a consultation: {sorted(unknown)}")
    check_unchanged(seen, queries.rules_stamp(consultation, changes))
    if "timezone" in changes:
        rules.check_zone(changes["timezone"])
    for name, allowed in (
        ("who_may_comment", rules.WHO_MAY_COMMENT),
        ("who_may_vote", rules.WHO_MAY_VOTE),
        ("moderation", rules.MODERATION), ("results_appear", rules.RESULTS_APPEAR),
        ("comments_appear", rules.COMMENTS_APPEAR), ("late_policy", rules.LATE_POLICIES),
    ):  # fmt: skip
        if name in changes:
            rules.check_choice(changes[name], allowed, name)
    if "period_kind" in changes:
        rules.check_choice(changes["period_kind"], ("", *queries.period_kinds(consultation)), "period_kind")
    _check_reviewers(consultation, changes.get("review_organisation_id"))
    rules.check_dates(
        changes.get("opens_at", consultation.opens_at), changes.get("closes_at", consultation.closes_at)
    )
    changes = _with_appear_reason(consultation, changes)
    for name in ("short_period_reason", "same_people_reason"):
        if name in changes:
            reason = text.normalise(changes[name], limit=rules.TEXT_LIMIT, field=name)
            changes = {**changes, name: reason}
            spoken = language_of(reason, language or consultation.language)
            setattr(consultation, f"{name}_language", spoken)
    for name, value in changes.items():
        setattr(consultation, name, value)
    db.session.flush()
    append(
        "consultation.ruled",
        actor,
        consultation,
        now,
        values={name: str(value) for name, value in changes.items()},
    )
    _tell_rules(actor, consultation, now)


def _tell_rules(actor: Actor, consultation: Consultation, now: datetime) -> None:
    for follow in RULES_CHANGED:
        follow(actor, consultation, now)

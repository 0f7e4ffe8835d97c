"""What the offices of a body sign before it becomes public, and what exactly they sign."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol, TypeVar

from consult.consultations import queries, rules
from consult.consultations.models import Consultation, Version
from consult.foundation.access import Actor
from consult.organisations import queries as organisations
from consult.organisations.models import Approval
from consult.organisations.queries import approvals
from consult.organisations.service import approving

PUBLISH, VERSION, EXTEND = "consultation.publish", "version.publish", "consultation.extend"


def needs_signing(consultation: Consultation) -> bool:
    """Whether the body asks for sign-offs."""
    return bool(organisations.get(consultation.organisation_id).sign_offs)


def signs_alone(actor: Actor, consultation: Consultation, act: str) -> bool:
    """Whether nobody else could sign what this person asks for, so that it is done at once and shown as such."""
    body = organisations.get(consultation.organisation_id)
    is_own = not any(step.office for step in approving.chain_of(body))
    roles = approving.ACTS[act].roles
    return actor.account_id is not None and is_own and not approving.others(actor, body.id, roles)


def ask(
    actor: Actor,
    consultation: Consultation,
    act: str,
    *,
    subject: str,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
) -> Approval:
    """Ask the body's offices to sign; a request that waits for the same stays. The only person there signs alone."""
    body = organisations.get(consultation.organisation_id)
    for found in approvals.waiting_approvals(act=act, subject=subject):
        is_same = found.approval.facts == dict(facts or {})
        if is_same and approving.hash_of(found.approval) == found.approval.content_hash:
            return found.approval
    approval = approving.ask(
        actor, act=act, organisation=body, subject=subject, steps=approving.chain_of(body), now=now,
        consultation=consultation.public_id, facts=facts,
    )  # fmt: skip
    if signs_alone(actor, consultation, act):
        approving.sign_alone(actor, approval, now=now)
    return approval


class Ready(Protocol):
    """What becomes public once nothing is missing: known by its random id."""

    public_id: Any


_Ready = TypeVar("_Ready", bound=Ready)


def publish_or_ask(
    actor: Actor,
    consultation: Consultation,
    act: str,
    ready: _Ready,
    publish: Callable[[Actor, Consultation, _Ready, datetime], object],
    *,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Publish what is ready at once, or, where the body signs off first, ask its offices: then it begins to wait."""
    if needs_signing(consultation):
        ask(actor, consultation, act, subject=ready.public_id, now=now, facts=facts)
    else:
        publish(actor, consultation, ready, now)


def together(
    actor: Actor,
    consultation: Consultation,
    act: str,
    *,
    now: datetime,
    subject: str = "",
    facts: Mapping[str, Any] | None = None,
) -> Approval:
    """A dangerous act about a consultation, or about ``subject`` in it: done by a second signature of its body."""
    return approving.together(
        actor, act=act, organisation=organisations.get(consultation.organisation_id), now=now, facts=facts,
        subject=subject or consultation.public_id, consultation=consultation.public_id,
    )  # fmt: skip


def consultation_of(approval: Approval) -> Consultation:
    """The consultation that an approval belongs to."""
    return queries.get_by_public_id(approval.consultation)


def publish_content(approval: Approval) -> str:
    """Everything that becomes public with the consultation, as one text."""
    consultation = consultation_of(approval)
    version = queries.current_version(consultation.id, published_only=False)
    return _as_text(
        {
            "profile": consultation.profile,
            "rules": rules_text(consultation),
            "publish_at": consultation.publish_at.isoformat() if consultation.publish_at else "",
            "texts": {
                language: {**{name: getattr(one, name) for name in rules.TEXT_FIELDS}, "notice": one.notice}
                for language, one in queries.texts_of(consultation.id).items()
            },
            "version": _version_content(version) if version else None,
            "documents": [[one.public_id, one.sha256] for one in queries.documents_of(consultation).current],
            "facts": approval.facts,
        }
    )


def version_content(approval: Approval) -> str:
    """A version of the draft, in all its editions, with what is said about the change."""
    version = queries.get_version_by_public_id(approval.subject)
    return _as_text({"version": _version_content(version), "facts": approval.facts})


def extend_content(approval: Approval) -> str:
    """The new closing and its reason, for the closing as it is now."""
    closes_at = consultation_of(approval).closes_at
    return _as_text({"closed_before": closes_at.isoformat() if closes_at else "", "facts": approval.facts})


def rules_text(consultation: Consultation) -> str:
    """The rules as they are fixed, one ``name=value`` a line."""
    return "\n".join(f"{name}={getattr(consultation, name)}" for name in rules.RULE_FIELDS)


def _version_content(version: Version) -> dict[str, Any]:
    content = [
        [
            edition.language, edition.authority,
            [
                [one.anchor, words.number, words.heading, words.html, words.explanation_html, words.in_force_html]
                for one, words in queries.whole_text_of(edition)
            ],
        ]
        for edition in queries.editions_of(version.id)
    ]  # fmt: skip
    return {
        "id": version.public_id,
        "editions": content,
        "alternatives": queries.alternatives_in(version.id),
    }


def _as_text(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

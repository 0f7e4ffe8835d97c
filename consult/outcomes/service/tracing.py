"""What moved which passage of the next version: linked by staff, comment by comment, or with an official reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation, Version
from consult.consultations.service import append
from consult.contributions import queries as contributions
from consult.contributions.models import Comment
from consult.contributions.rules import GONE
from consult.foundation import events, text
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict, Forbidden, Refused
from consult.foundation.ids import random_id
from consult.foundation.scripts import language_of
from consult.outcomes import permissions, queries
from consult.outcomes.events import PassageTraced
from consult.outcomes.models import PassageCause, Reply
from consult.outcomes.queries import tracing
from consult.outcomes.service.reasons import check_reasons

NOT_YOURS = N_("Only authors and responders of this body may do that.")
NO_PASSAGE = N_("This passage isn’t one that the version changes.")
REASON_LIMIT = 2_000
AT_ONCE = 100


@dataclass(frozen=True)
class Causes:
    """What is said to have moved a passage. References and ids as everybody knows them."""

    comments: Sequence[str] = ()
    proposals: Sequence[str] = ()
    """References of comments whose proposed wording was taken over."""
    replies: Sequence[str] = ()
    reason: str = ""


def trace(
    actor: Actor,
    consultation: Consultation,
    version: Version,
    passage: str,
    causes: Causes,
    *,
    language: str,
    now: datetime,
) -> list[PassageCause]:
    """Say what moved a passage: several causes at once. What is linked already stays. Raises Forbidden, Refused."""
    if not permissions.may_trace(actor, consultation):
        raise Forbidden(NOT_YOURS)
    if passage not in tracing.passages_of(consultation, version):
        raise Refused(NO_PASSAGE)
    reason = text.normalise(causes.reason, limit=REASON_LIMIT, field="reason").strip()
    if not (causes.comments or causes.proposals or causes.replies or reason):
        raise Refused(N_("Please choose what moved this passage, or give the reason."))
    if len(causes.comments) + len(causes.proposals) + len(causes.replies) > AT_ONCE:
        raise Refused(N_("At most %(limit)s at once, please."), limit=AT_ONCE)
    check_reasons(consultation, [reason], "reason")
    wanted = [
        *(("comment", _comment(consultation, one), None) for one in causes.comments),
        *(("proposal", proposal_called(consultation, one), None) for one in causes.proposals),
        *(("reply", None, queries.get_reply(consultation.id, one)) for one in causes.replies),
    ]
    known = {(one.kind, one.comment_id, one.reply_id) for one in tracing.links_of(version.id, passage)}
    made = [
        _link(actor, consultation, version, passage, kind, now, comment=comment, reply=reply)
        for kind, comment, reply in wanted
        if (kind, comment.id if comment else None, reply.id if reply else None) not in known
    ]
    if reason:
        made.append(
            _link(actor, consultation, version, passage, "reason", now, reason=reason, language=language)
        )
    return made


def _comment(consultation: Consultation, reference: str) -> Comment:
    comment = contributions.get_by_reference(reference)
    if comment.consultation_id != consultation.id or comment.state in (*GONE, "unconfirmed"):
        raise Refused(
            N_("“%(reference)s” is no comment on this draft that can be cited."), field="references",
            reference=reference,
        )  # fmt: skip
    return comment


def proposal_called(consultation: Consultation, reference: str) -> Comment:
    """A comment of this consultation whose proposed wording everybody can read. Raises Refused."""
    comment = _comment(consultation, reference)
    if not comment.proposal:
        raise Refused(
            N_("“%(reference)s” proposes no wording that everybody can read."), field="references", reference=reference
        )  # fmt: skip
    return comment


def _link(
    actor: Actor,
    consultation: Consultation,
    version: Version,
    passage: str,
    kind: str,
    now: datetime,
    *,
    comment: Comment | None = None,
    reply: Reply | None = None,
    reason: str = "",
    language: str = "",
) -> PassageCause:
    made = PassageCause(
        public_id=random_id(), version_id=version.id, passage=passage, kind=kind,
        comment_id=comment.id if comment else None, reply_id=reply.id if reply else None, reason=reason,
        reason_language=language_of(reason, language) if reason else "", linked_at=now, account_id=actor.account_id,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    cited = comment.public_id if comment else reply.public_id if reply else ""
    append(
        "passage.traced", actor, consultation, now,
        objects=[made.public_id, version.public_id, *([cited] if cited else [])],
        values={
            "passage": passage, "kind": kind, "reason": reason,
            **({"reason_language": made.reason_language} if reason else {}),
        },
    )  # fmt: skip
    if cited:
        events.emit(PassageTraced(made.id), now=now)
    return made


def untrace(actor: Actor, consultation: Consultation, public_id: str, *, now: datetime) -> PassageCause:
    """Take a cause back that was linked by mistake; the record keeps both. Raises Forbidden, NotFound, Conflict."""
    if not permissions.may_trace(actor, consultation):
        raise Forbidden(NOT_YOURS)
    cause = tracing.get_cause(consultation.id, public_id)
    if cause.unlinked_at is not None:
        raise Conflict(N_("This was taken back already."))
    cause.unlinked_at = now
    db.session.flush()
    version = consultations.version_by_id(cause.version_id)
    append("passage.untraced", actor, consultation, now, objects=[cause.public_id, version.public_id])
    return cause

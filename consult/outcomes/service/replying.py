"""Replying to comments, and correcting a reply."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.consultations.rules import check_language
from consult.consultations.service import append, signing
from consult.contributions import service as contributions
from consult.contributions.models import Comment
from consult.contributions.queries import WHOLE_DRAFT
from consult.foundation import events, text
from consult.foundation.access import Actor
from consult.foundation.db import db, lock
from consult.foundation.errors import N_, Conflict, Forbidden, Refused
from consult.foundation.ids import random_id
from consult.foundation.scripts import language_of
from consult.organisations import queries as organisations
from consult.organisations.models import Approval
from consult.outcomes import claims, permissions, queries, rules
from consult.outcomes.events import ReplyCorrected, ReplyPublished
from consult.outcomes.models import RepliedArticle, RepliedComment, Reply, ReplyWording
from consult.outcomes.service.reasons import check_reasons
from consult.record.rules import in_parts

PUBLISH_REPLY = "reply.publish"
ONLY_RESPONDERS = N_("Only responders of this body may do that.")
CORRECTED_MEANWHILE = N_(
    "Somebody else corrected this reply while you were writing. It reads as shown here now, and your text is below: "
    "put them together, then publish it again."
)
AT_ONCE = 500
"""Rows named in one statement."""


@dataclass(frozen=True)
class Written:
    """A reply's text that was checked and rendered before the write lock."""

    body: str
    html: str


def write(body: str, *, limit: int = rules.REPLY_LIMIT) -> Written:
    """Check and render a reply. Raises Refused on the field ``body``; nothing is stored."""
    body = text.normalise(body, limit=limit, field="body")
    if text.is_blank(body):
        raise Refused(N_("Please write the reply."), field="body")
    return Written(body, text.plain_html(claims.shown(body)))


@dataclass(frozen=True)
class _Cited:
    id: int
    public_id: str
    reference: str
    article_id: int
    is_first: bool


def reply(
    actor: Actor,
    consultation: Consultation,
    *,
    comment_ids: Collection[int],
    body: str | Written,
    language: str,
    now: datetime,
) -> Reply:
    """Reply to one comment or to many with one text. Office and role are the actor's own.

    Doors hand in what ``write`` made, so that nothing is rendered while others wait to write.
    """
    if not permissions.may_reply(actor, consultation):
        raise Forbidden(ONLY_RESPONDERS)
    rules.check_may_reply(consultations.phase_of(consultation, now))
    written = body if isinstance(body, Written) else write(body)
    return reply_now(
        actor, consultation, comment_ids=comment_ids, written=written, language=language, now=now
    )


def reply_now(
    actor: Actor,
    consultation: Consultation,
    *,
    comment_ids: Collection[int],
    written: Written,
    language: str,
    now: datetime,
    office: str = "",
    writer: int | None = None,
) -> Reply:
    """Part of verbs: store a reply that may be given and publish it.

    ``office``: the names of several offices that reply together; ``writer``: the account that wrote what others signed.
    """
    language = check_language(language)
    cited = _cited(consultation, comment_ids)
    _check_borne_out(consultation, written.body, [one.reference for one in cited])
    own, role = label_of(actor, consultation)
    made = Reply(
        public_id=random_id(), consultation_id=consultation.id, body=written.body, html=written.html,
        html_version=text.VERSION, language=language, account_id=writer or actor.account_id, role=role,
        organisation_id=None if office else consultation.organisation_id, office=office or own,
        replied_at=now, comment_count=len(cited),
        first_references=[one.reference for one in cited[:5]], correction_reason="", entry_id="",
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    _link(made, cited)
    contributions.mark_all_answered([one.id for one in cited if one.is_first], now=now)
    made.entry_id = _append_replied(actor, consultation, made, cited, now)
    db.session.flush()
    events.emit(ReplyPublished(made.id), now=now)
    return made


def _check_borne_out(consultation: Consultation, body: str, references: Sequence[str]) -> None:
    """What a reply says of the public must cite what bears it out; “you said” means those whom it answers."""
    rules.check_borne_out(queries.unborne(consultation, body, answers=references), "body")


def send_reply(
    actor: Actor,
    consultation: Consultation,
    *,
    comment_ids: Collection[int],
    body: str | Written,
    language: str,
    now: datetime,
) -> Reply | None:
    """Reply, or, where the body signs off what it makes public, ask for the signatures (None: it waits for them)."""
    if not signing.needs_signing(consultation):
        return reply(actor, consultation, comment_ids=comment_ids, body=body, language=language, now=now)
    if not permissions.may_reply(actor, consultation):
        raise Forbidden(ONLY_RESPONDERS)
    rules.check_may_reply(consultations.phase_of(consultation, now))
    written = body if isinstance(body, Written) else write(body)
    cited = _cited(consultation, comment_ids)
    _check_borne_out(consultation, written.body, [one.reference for one in cited])
    facts = {
        "comments": [one.id for one in cited],
        "body": written.body,
        "language": check_language(language),
    }
    subject = random_id()
    signing.ask(actor, consultation, PUBLISH_REPLY, subject=subject, now=now, facts=facts)
    return None


def publish_signed_reply(actor: Actor, approval: Approval, now: datetime) -> None:
    """Everybody has signed: publish it to those of its comments that weren't taken back meanwhile."""
    consultation, facts = signing.consultation_of(approval), approval.facts
    rules.check_may_reply(consultations.phase_of(consultation, now))
    reply_now(
        actor, consultation, comment_ids=queries.still_owed(facts["comments"]), written=write(facts["body"]),
        language=facts["language"], now=now, writer=approval.asked_by,
    )  # fmt: skip


def label_of(actor: Actor, consultation: Consultation) -> tuple[str, str]:
    """(office, role) as which the actor answers for the consultation's body; the console is shown as such."""
    office = actor.offices.get(consultation.organisation_id)
    if office is None:
        office = organisations.get(consultation.organisation_id).name
    return office, "responder" if actor.kind == "account" else actor.kind


def _chunks(ids: Sequence[int], size: int = AT_ONCE) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def _cited(consultation: Consultation, comment_ids: Collection[int]) -> list[_Cited]:
    wanted = sorted(set(comment_ids))
    found: list[_Cited] = []
    gone = 0
    for chunk in _chunks(wanted):
        rows = db.session.execute(
            select(
                Comment.id, Comment.public_id, Comment.reference, func.coalesce(Comment.article_id, WHOLE_DRAFT),
                Comment.answered_at.is_(None), Comment.state,
            )
            .where(Comment.consultation_id == consultation.id, Comment.id.in_(chunk))
            .order_by(Comment.id)
        )  # fmt: skip
        for comment_id, public_id, reference, article_id, is_first, state in rows:
            gone += state not in rules.COUNTED
            found.append(_Cited(comment_id, public_id, reference, article_id, bool(is_first)))
    rules.check_cited(len(wanted), gone, len(wanted) - len(found))
    return found


def _link(made: Reply, cited: Sequence[_Cited]) -> None:
    db.session.execute(insert(RepliedComment), [{"reply_id": made.id, "comment_id": one.id} for one in cited])
    numbers: dict[int, list[int]] = {}
    for one in cited:
        counted = numbers.setdefault(one.article_id, [0, 0])
        counted[0] += 1
        counted[1] += one.is_first
    db.session.execute(
        insert(RepliedArticle),
        [
            {
                "reply_id": made.id, "article_id": article_id, "consultation_id": made.consultation_id,
                "number": number, "first_answers": first,
            }
            for article_id, (number, first) in numbers.items()
        ],
    )  # fmt: skip


def _append_replied(
    actor: Actor, consultation: Consultation, made: Reply, cited: Sequence[_Cited], now: datetime
) -> str:
    """One entry names the reply and the comments it answers; where they are many, as many entries as they need."""
    first = ""
    parts = in_parts([one.public_id for one in cited])
    for number, objects in enumerate(parts, 1):
        entry = append(
            "reply.published", actor, consultation, now, role="responder", objects=[made.public_id, *objects],
            values={
                "body": made.body, "language": made.language, "office": made.office,
                "comments": str(len(cited)), "part": f"{number}/{len(parts)}",
            },
        )  # fmt: skip
        first = first or entry.id
    return first


def correct_reply(
    actor: Actor,
    made: Reply,
    *,
    body: str | Written,
    reason: str,
    now: datetime,
    language: str = "",
    page_language: str = "",
    seen: int = 0,
) -> Reply:
    """Let a reply say something else, with a public reason. The earlier wording stays readable (S21).

    ``page_language`` is that of the page the reason was written on; ``seen`` the number of the wording that it showed:
    Conflict where somebody else corrected it since. 0: whichever it is now.
    """
    consultation = consultations.get_by_id(made.consultation_id)
    if not permissions.may_reply(actor, consultation):
        raise Forbidden(ONLY_RESPONDERS)
    lock(made)
    if seen and seen != queries.number_of_wording(made):
        raise Conflict(CORRECTED_MEANWHILE)
    written = body if isinstance(body, Written) else write(body)
    reason = text.normalise(reason, limit=rules.REASON_LIMIT, field="reason")
    if text.is_blank(reason):
        raise Refused(N_("Please say why the reply is corrected; it is shown to everybody."), field="reason")
    if written.body == made.body:
        raise Refused(N_("The text is the same as before."), field="body")
    check_reasons(consultation, [reason], "reason")
    reason_language = language_of(reason, page_language or made.language)
    _check_borne_out(consultation, written.body, made.first_references)
    _keep_wording(made, reason, reason_language, now)
    office, role = label_of(actor, consultation)
    made.body, made.html, made.html_version = written.body, written.html, text.VERSION
    made.language = check_language(language) if language else made.language
    made.office, made.role, made.account_id = office, role, actor.account_id
    made.corrected_at, made.correction_reason, made.reason_language = now, reason, reason_language
    entry = append(
        "reply.corrected", actor, consultation, now, role="responder", objects=[made.public_id],
        values={
            "body": made.body, "language": made.language, "reason": reason, "reason_language": reason_language,
            "office": made.office,
        },
    )  # fmt: skip
    made.entry_id = entry.id
    db.session.flush()
    events.emit(ReplyCorrected(made.id), now=now)
    return made


def _keep_wording(made: Reply, reason: str, reason_language: str, now: datetime) -> None:
    db.session.add(
        ReplyWording(
            reply_id=made.id, number=queries.number_of_wording(made), body=made.body, html=made.html,
            html_version=made.html_version, language=made.language, account_id=made.account_id, role=made.role,
            office=made.office, written_at=made.corrected_at or made.replied_at, replaced_at=now, reason=reason,
            reason_language=reason_language, entry_id=made.entry_id,
        )
    )  # fmt: skip
    db.session.flush()

"""Requests for access: entered, gathered, redacted document by document, answered in time.

Entries of the record say that there is a request and what became of it, never who asks, nor for whom or what.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete

from consult.audits import service as audits
from consult.consultations import profiles
from consult.consultations import queries as consultations
from consult.consultations.calendars import Count, last_day
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions.models import Comment
from consult.contributions.quotations import COVER, Quotations
from consult.contributions.service import Wiping, cover
from consult.custody import permissions, queries, rules
from consult.custody.models import AccessDocument, AccessRequest
from consult.custody.queries.gathering import held_on
from consult.custody.rules import Span
from consult.foundation import sweeping, text, web
from consult.foundation.access import TIMER, Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict, Forbidden, NotFound, Refused
from consult.foundation.ids import random_id
from consult.foundation.zones import in_zone
from consult.record import service as record

NOT_YOURS = N_("Only administrators, responders and clerks of the body answer requests for access.")


@dataclass(frozen=True)
class Asked:
    """A request as it came. ``person``: a name or address on which everything is asked for; empty: on all."""

    requester: str
    contact: str
    question: str
    received_on: date | None
    number: str = ""
    person: str = ""


def register(
    actor: Actor, consultation: Consultation, comment: Comment | None, asked: Asked, *, now: datetime
) -> AccessRequest:
    """Enter a request. Its clock runs from the day it came, as the profile counts."""
    if not permissions.may_answer(actor, consultation):
        raise Forbidden(NOT_YOURS)
    if comment is not None and comment.consultation_id != consultation.id:
        raise NotFound(N_("This comment belongs to another consultation."))
    received = rules.check_received(asked.received_on, today=in_zone(now, consultation.timezone).date())
    made = AccessRequest(
        public_id=random_id(), consultation_id=consultation.id, comment_id=comment.id if comment else None,
        requester=rules.check_line(_normal(asked.requester, "requester"), "requester"),
        contact=" ".join(_normal(asked.contact, "contact").split()),
        question=rules.check_reason(_normal(asked.question, "question"), "question"),
        person=" ".join(_normal(asked.person, "person").split()),
        number=" ".join(_normal(asked.number, "number").split())[:40], received_on=received,
        due_on=_after(consultation, received, profiles.profile(consultation.profile).data.access.days),
        entered_at=now, account_id=actor.account_id,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    _append(actor, "access.registered", made, now, received_on=f"{received}", due_on=f"{made.due_on}")
    _tell_audit_office(made, now)
    return made


def _tell_audit_office(made: AccessRequest, now: datetime) -> None:
    """Confidential reports stay with the audit office, which answers for them itself: it is told of the request."""
    audits.ask_for_reports(queries.reports_asked_for(made), request=made.public_id, now=now)


def _normal(words: str, field: str) -> str:
    return text.normalise(words, limit=rules.WORDS_LIMIT, field=field)


def _after(consultation: Consultation, begins: date, days: int) -> date:
    profile = profiles.profile(consultation.profile)
    count = Count(profile.data.access.counting == "working", True, profile.count.last_day_moves)
    return last_day(begins, days, count, profile.calendar)


def extend(actor: Actor, made: AccessRequest, *, reason: str, now: datetime) -> None:
    """More time, once, by the profile's days and with a reason that whoever asks is told."""
    consultation = _checked(actor, made)
    days = profiles.profile(consultation.profile).data.access.extension_days
    rules.check_may_extend(made.state, was_extended=made.extended_at is not None, days=days)
    made.extension_reason = rules.check_reason(_normal(reason, "reason"))
    made.extended_at, made.due_on = now, _after(consultation, made.due_on, days)
    db.session.flush()
    _append(actor, "access.extended", made, now, due_on=f"{made.due_on}")


def gather(actor: Actor, made: AccessRequest, *, now: datetime) -> int:
    """Take down all that is held now, in place of what was gathered before. Returns how many documents."""
    _checked(actor, made)
    rules.check_is_open(made.state)
    _tell_audit_office(made, now)
    found = held_on(
        made.consultation_id, comment_id=made.comment_id, person=made.person, asker=made.contact, now=now
    )
    if not found:
        raise Conflict(N_("Nothing is held that fits this request."))
    db.session.execute(delete(AccessDocument).where(AccessDocument.request_id == made.id))
    for number, one in enumerate(found, 1):
        db.session.add(
            AccessDocument(
                request_id=made.id, number=number, kind=one.kind, reference=one.reference, dated_at=one.dated_at,
                language=one.language, body=one.body, file_name=one.file_name, content=one.content, redactions=[],
            )
        )  # fmt: skip
    made.gathered_at = now
    db.session.flush()
    _append(actor, "access.gathered", made, now, documents=str(len(found)))
    return len(found)


def treat(
    actor: Actor, made: AccessRequest, number: int, *, treatment: str, code: str, passages: Mapping[str, Sequence[str]],
    now: datetime,
) -> None:  # fmt: skip
    """Decide on one document: give it out, cover passages (code -> words, every occurrence), or withhold it."""
    consultation = _checked(actor, made)
    rules.check_is_open(made.state)
    document = queries.document_of(made.id, number)
    codes = {one.code for one in profiles.profile(consultation.profile).data.exemptions}
    spans = _spans(document.body, passages, codes) if treatment == "redact" else []
    if document.kind == "file" and treatment == "redact":
        raise Refused(N_("A file is given out whole or not at all."), field="treatment")
    rules.check_treatment(treatment, codes=codes, spans=spans, code=code)
    document.treatment, document.code = treatment, code if treatment == "withhold" else ""
    document.redactions = [list(one) for one in rules.joined(spans)]
    db.session.flush()
    _append(
        actor, "access.treated", made, now, document=str(number), treatment=treatment,
        codes=" ".join(sorted({one[2] for one in spans} or {document.code})),
    )  # fmt: skip


def treat_kind(
    actor: Actor, made: AccessRequest, *, kind: str, treatment: str, code: str, now: datetime
) -> int:  # fmt: skip
    """Give out, or withhold, every document of a kind that isn't decided yet. Returns how many."""
    consultation = _checked(actor, made)
    rules.check_is_open(made.state)
    codes = {one.code for one in profiles.profile(consultation.profile).data.exemptions}
    rules.check_treatment(treatment, codes=codes, spans=(), code=code)
    found = [one for one in queries.documents_of(made.id) if one.kind == kind and not one.treatment]
    if not found:
        raise Refused(N_("No document of this kind has to be decided any more."), field="kind")
    for document in found:
        document.treatment, document.code = treatment, code if treatment == "withhold" else ""
    db.session.flush()
    _append(
        actor, "access.treated", made, now, treatment=treatment, codes=code if treatment == "withhold" else "",
        document=" ".join(str(one.number) for one in found),
    )  # fmt: skip
    return len(found)


def _spans(body: str, passages: Mapping[str, Sequence[str]], codes: set[str]) -> list[Span]:
    found: list[Span] = []
    for code, lines in passages.items():
        if code not in codes:
            raise Refused(N_("Please choose the code that says why."), field="code")
        for words in lines:
            places = rules.places(
                body, text.normalise(words, limit=rules.WORDS_LIMIT, field=f"code_{code}").strip()
            )
            if words.strip() and not places:
                raise Refused(
                    N_("“%(words)s” isn’t in this document. Please copy the words exactly, a passage a line."),
                    field=f"code_{code}", words=text.excerpt(words, 60),
                )  # fmt: skip
            found += [(start, end, code) for start, end in places]
    if len(found) > rules.MOST_PASSAGES:
        raise Refused(
            N_("That covers more than %(limit)s passages. Please withhold the document."),
            field="treatment", limit=rules.MOST_PASSAGES,
        )  # fmt: skip
    return found


def answer(actor: Actor, made: AccessRequest, *, note: str, now: datetime) -> None:
    """Every document is decided: the bundle is what is given out."""
    _checked(actor, made)
    rules.check_is_open(made.state)
    documents = queries.documents_of(made.id)
    rules.check_may_answer([one.treatment for one in documents])
    made.state, made.note, made.answered_at = "answered", _normal(note, "note").strip(), now
    _forget_asker(made)
    db.session.flush()
    counts = {
        one: sum(1 for document in documents if document.treatment == one) for one in rules.TREATMENTS[1:]
    }
    _append(actor, "access.answered", made, now, **{name: str(number) for name, number in counts.items()})


def refuse_request(actor: Actor, made: AccessRequest, *, code: str, note: str, now: datetime) -> None:
    """Give out nothing, with the code that says why and a sentence for whoever asks."""
    consultation = _checked(actor, made)
    rules.check_is_open(made.state)
    if code not in {one.code for one in profiles.profile(consultation.profile).data.exemptions}:
        raise Refused(N_("Please choose the code that says why."), field="code")
    made.note = rules.check_reason(_normal(note, "note"), "note")
    made.state, made.answered_at, made.refused_code = "refused", now, code
    _forget_asker(made)
    db.session.flush()
    _append(actor, "access.refused", made, now, ground=code)


def forget_requests(consultation: Consultation, before: datetime, *, now: datetime) -> int:
    """Who asked, and what was gathered, is destroyed for requests answered by then. Returns how many."""
    found = queries.requests_answered_before(consultation.id, before)
    for made in found:
        made.requester = made.contact = made.question = made.person = made.note = made.extension_reason = ""
        made.destroyed_at = now
        db.session.execute(delete(AccessDocument).where(AccessDocument.request_id == made.id))
        _append(TIMER, "access.forgotten", made, now)
    db.session.flush()
    return len(found)


def wipe(wiping: Wiping) -> None:
    """Part of verbs: what was gathered of somebody who is erased goes too. Covers already made stay made.

    Where they asked for access themselves, their name and address stay only until that is answered.
    """
    requests = queries.requests_about(wiping.submission.consultation_id)
    references = {one.reference for one in wiping.comments}
    own = {one.reference for one in contributions.comments_of(wiping.submission.id)}
    for made in requests:
        if made.state == "open" and (
            made.requester in wiping.quotations or made.contact in wiping.quotations
        ):
            made.is_asker_erased = True
    cover(wiping, requests, ["person", "question", "note", "extension_reason"])
    cover(wiping, [one for one in requests if one.state != "open"], ["requester", "contact"])
    for document in queries.gathered_for([one.id for one in requests]):
        if _is_gone(wiping, document, references):
            document.body, document.content, document.file_name, document.redactions = "", None, "", []
        elif document.kind == "comment" and (document.reference, document.dated_at) in wiping.wordings:
            document.body, document.redactions = COVER, []
        elif document.reference in own and document.kind == "sender" and wiping.is_sender_gone:
            document.body, document.redactions = "", []
        elif document.body in wiping.quotations:
            spans = [(start, end, code) for start, end, code in document.redactions]
            document.body = wiping.quotations.cover(rules.redacted(document.body, spans))
            codes = sorted({code for _start, _end, code in spans})
            document.redactions = [list(one) for one in rules.codes_within(document.body, codes)]
    db.session.flush()


def _is_gone(wiping: Wiping, document: AccessDocument, references: Collection[str]) -> bool:
    """Whether nothing of it is to stay: words, with the files that came with them, or a single file."""
    if document.reference in references and document.kind in ("comment", "file"):
        return True
    if document.reference == contributions.draft_reference(wiping.submission.key_hash or "-"):
        return True  # what they had begun then, and sent later
    if document.kind != "file" or document.reference not in {reference for reference, _hash in wiping.files}:
        return False
    return (document.reference, hashlib.sha256(document.content or b"").hexdigest()) in wiping.files


def _forget_asker(made: AccessRequest) -> None:
    """Part of verbs: they were erased while it was open, so who asked is known only until it is answered."""
    if not made.is_asker_erased:
        return
    named = Quotations((), (made.requester, made.contact))
    for name in ("note", "extension_reason", "question", "person"):
        setattr(made, name, named.cover(getattr(made, name)))
    made.requester, made.contact = COVER, ""
    sweeping.ask(web.settings().instance)


def forget_listed(public_id: str) -> None:
    """Part of verbs: what was gathered of somebody on a list goes with their name and address there."""
    for document in queries.gathered_called(public_id):
        document.body, document.content, document.file_name, document.redactions = "", None, "", []
    db.session.flush()


def _checked(actor: Actor, made: AccessRequest) -> Consultation:
    consultation = consultations.get_by_id(made.consultation_id)
    if not permissions.may_answer(actor, consultation):
        raise Forbidden(NOT_YOURS)
    return consultation


def _append(
    actor: Actor, type_: str, made: AccessRequest, now: datetime, *, ground: str = "", **values: str
) -> None:
    consultation = consultations.get_by_id(made.consultation_id)
    record.append(
        type_, actor=actor, now=now, consultation=consultation.public_id, objects=[made.public_id], values=values,
        organisation_id=consultation.organisation_id, ground=ground,
        role=actor.role_on(consultation.organisation_id, *permissions.ANSWERERS),
    )  # fmt: skip

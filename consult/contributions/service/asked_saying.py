"""What those say who must be asked: an answer, no comment, a wish for more time. They come by their personal link."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from consult.consultations import queries as consultations
from consult.consultations import service as consulting
from consult.consultations.models import Consultation
from consult.contributions import asking_states, permissions, queries, references, rules, small_cells
from consult.contributions.models import Asked, MoreTime, Submission
from consult.contributions.queries import asking, own
from consult.contributions.service.asking import NOT_YOURS_TO_ASK, PERSONAL
from consult.contributions.service.filing import forget_scans, move_scans
from consult.contributions.service.holding import check_consultation_not_held
from consult.contributions.service.senders import Contact
from consult.contributions.service.wiping import Wiping
from consult.foundation import mail, text
from consult.foundation.access import GUEST, TIMER, Actor
from consult.foundation.db import db, lock
from consult.foundation.errors import N_, Conflict, Forbidden, Refused
from consult.foundation.scripts import language_of
from consult.record import service as record

ON_PAPER = ("asked.answered", "asked.no_comment")
"""What a clerk enters for somebody who must be asked."""


def say_no_comment(one: Asked, *, now: datetime) -> None:
    """They were asked and have nothing to say. They may still answer while there is time."""
    consultation = consultations.get_by_id(one.consultation_id)
    lock(one)
    _check_may_say(one, consultation, now)
    if one.no_comment_at is not None:
        return
    one.no_comment_at, one.wanted_at = now, None
    db.session.flush()
    _append("asked.no_comment", GUEST, one, consultation, now)


def say_no_comment_on_paper(
    actor: Actor, one: Asked, *, channel: str, at: datetime, day: date, how: str, key: bytes, now: datetime
) -> None:
    """Part of ``enter_no_comment``: a clerk has it on paper or by voice. The scans kept for the form go with it."""
    consultation = consultations.get_by_id(one.consultation_id)
    lock(one)
    asking_states.check_may_say(
        asking.standing(one), consultations.phase_of(consultation, now), closes_at=consultation.closes_at, now=at,
        by_staff=True,
    )  # fmt: skip
    if one.no_comment_at is not None:
        raise Conflict(N_("It is noted already that this one has no comment."))
    files = queries.all_files_waiting(references.key_hash(key))
    one.no_comment_at, one.wanted_at = at, None
    one.no_comment_channel, one.no_comment_how, one.no_comment_by = channel, how, actor.account_id
    move_scans(files, one)
    scans = " ".join(file.sha256 for file in files)
    db.session.flush()
    _append(
        "asked.no_comment",
        actor,
        one,
        consultation,
        now,
        channel=channel,
        received_on=f"{day}",
        how=how,
        scans=scans,
    )


def want_time(one: Asked, *, until: datetime | None, reason: str, now: datetime) -> None:
    """They ask for more time. The office decides; a second person signs what is given."""
    consultation = consultations.get_by_id(one.consultation_id)
    lock(one)
    _check_may_say(one, consultation, now)
    reason = text.normalise(reason, limit=rules.WORDS_LIMIT, field="reason").strip()
    asking_states.check_want(reason, until=until, closes_at=consultation.closes_at, now=now)
    if until is None or (one.until is not None and until <= one.until):
        raise Refused(N_("You have this time already. Please choose a later day."), field="until_on")
    one.wanted_at, one.wanted_until, one.wanted_reason = now, until, reason
    db.session.flush()
    _append("asked.time_wanted", GUEST, one, consultation, now, until=until.isoformat(), wanted_reason=reason)


def _check_may_say(one: Asked, consultation: Consultation, now: datetime) -> None:
    asking_states.check_may_say(
        asking.standing(one),
        consultations.phase_of(consultation, now),
        closes_at=consultation.closes_at,
        now=now,
    )


def refuse_time(actor: Actor, one: Asked, *, reason: str, page_language: str, now: datetime) -> None:
    """The office gives no more time, and says why; everybody reads it."""
    consultation = consultations.get_by_id(one.consultation_id)
    if not permissions.may_give_time(actor, consultation):
        raise Forbidden(NOT_YOURS_TO_ASK)
    reason = text.normalise(reason, limit=rules.WORDS_LIMIT, field="reason").strip()
    if not reason:
        raise Refused(N_("Please give the reason; it is shown to everybody."), field="reason")
    lock(one)
    if one.wanted_at is None:
        raise Conflict(N_("No request for more time waits here."))
    if one.kind == "person" and one.name and one.name.casefold() in reason.casefold():
        raise Refused(N_("Everybody reads this, so it can’t name the people on the list."), field="reason")
    consulting.check_said(consultation, [reason], "reason")
    one.wanted_at, one.refused_at, one.refused_reason = None, now, reason
    one.refused_language = language_of(reason, page_language)
    db.session.flush()
    _append(
        "asked.time_refused",
        actor,
        one,
        consultation,
        now,
        reason=reason,
        reason_language=one.refused_language,
    )


def extend_for(made: MoreTime, *, asked_id: int | None, place: str) -> list[str]:
    """Part of verbs: time was granted to one on the list, or to all of a place. Returns the random ids of whom."""
    scope = asking.in_scope(made.consultation_id, asked_id=asked_id, place=place)
    for one in scope:
        if one.until is None or made.until > one.until:
            one.until, one.more_time_id = made.until, made.id
        one.wanted_at = None
    db.session.flush()
    return [one.public_id for one in scope]


# Answering ----------------------------------------------------------------------------------------


def until_of(one: Asked | None, until: datetime | None) -> datetime | None:
    """Until when a sender may send: by a code they brought, or by what was extended for whoever was asked."""
    own = one.until if one is not None else None
    return max(filter(None, (own, until)), default=None)


def contact_of_asked(one: Asked, contact: Contact) -> Contact:
    """For whom somebody speaks who came by the link is fixed: the body that was asked, or themselves."""
    is_own = bool(one.address) and contact.email.strip().casefold() == one.address.casefold()
    contact = replace(contact, is_confirmed=is_own)
    if one.kind == "person":
        return replace(contact, capacity="self", organisation="")
    return replace(contact, capacity="organisation", organisation=one.name)


def check_asked(one: Asked, consultation: Consultation, *, by_staff: bool = False) -> None:
    """Raises Conflict unless the link leads to the list of this consultation (``by_staff``: as clerks read it)."""
    if one.consultation_id != consultation.id or one.struck_at is not None:
        raise Conflict(asking_states.STRUCK_OF_THEM if by_staff else asking_states.STRUCK)


def note_asked_answered(
    submission: Submission, consultation: Consultation, one: Asked, now: datetime, *, actor: Actor = GUEST
) -> None:
    """Part of verbs: this is the answer of somebody who had to be asked. The first one has an entry that names them.

    That of a further answer doesn't, unless a body lets its name be shown: nothing public joins what one sender sent.
    Where so few answered that it would tell all the same whose it is, it has no entry of its own: the row says it.
    ``actor``: the clerk who entered it from paper. It came when the submission was received.
    """
    submission.asked_id = one.id
    is_named = one.answered_at is None or (one.kind == "body" and submission.publication == "named")
    if one.answered_at is None:
        one.answered_at, one.wanted_at = submission.received_at, None
    db.session.flush()
    values = {"submission": submission.public_id, "asked": one.public_id}
    if is_named or asking.count_answered(consultation.id) >= small_cells.SMALL:
        _append("asked.answered", actor, one, consultation, now, is_named=is_named, **values)


# Forgetting ---------------------------------------------------------------------------------------

FORGETTING: list[Callable[[str], None]] = []
"""Filled by the hooks of higher rooms: what they copied of one on the list, or of a draft, goes too."""
LEAVING: list[Callable[[Asked, datetime], None]] = []
"""Filled by the hooks of higher rooms, called before somebody is erased from the list who wants it: who has copies."""


def erase_asked(one: Asked, *, actor: Actor, now: datetime) -> None:
    """Name, address and place go, and what opens them in the record; how it stands stays in the counts.

    Of a body the name and the law stay, which are public; its address goes.
    """
    consultation = consultations.get_by_id(one.consultation_id)
    entries = record.entries_naming(consultation.public_id, [one.public_id])
    record.erase_openings([entry.id for entry in entries], PERSONAL)
    if one.address:
        mail.forget_about(one.address, [one.public_id, *_letter_ids(one)])
    if one.kind == "person":
        one.name = one.place = ""
    one.address = one.post = one.wanted_reason = ""
    one.key_hash, one.no_comment_how = None, ""
    forget_scans(one)
    for letter in asking.letters_to([one.id]).get(one.id, ()):
        letter.post_number = ""
    for forget in FORGETTING:
        forget(one.public_id)
    one.erased_at, one.forget_at = now, None
    db.session.flush()
    _append("asked.erased", actor, one, consultation, now)


def _letter_ids(one: Asked) -> list[str]:
    return [letter.public_id for letter in asking.letters_to([one.id]).get(one.id, ())]


def erase_own(one: Asked, *, now: datetime) -> None:
    """An affected person wants off the office's list. The personal link ends with it."""
    if one.kind != "person":
        raise Forbidden(N_("The list names this body because a law does. Please ask the office."))
    check_consultation_not_held(one.consultation_id)
    _leave(one, actor=GUEST, now=now)


def _leave(one: Asked, *, actor: Actor, now: datetime) -> None:
    """Erased because they want it, not because its time is over: who was given a copy is told."""
    for tell in LEAVING:
        tell(one, now)
    erase_asked(one, actor=actor, now=now)


def follow_erased(wiping: Wiping) -> None:
    """What an affected person sent is erased with the name: their place on the list says no more who it was.

    So it is where they answered by another way than the personal link, from an address they showed to be theirs. Where
    they closed their account, the place has a time of its own.
    """
    if not wiping.is_sender_gone:
        return
    listed = {one.id: one for one in _listed(wiping) if _may_leave(one) and one.forget_at is None}
    for one in listed.values():
        _leave(one, actor=TIMER, now=wiping.now)


def _listed(wiping: Wiping) -> list[Asked]:
    answered = asking.asked_of_submission(wiping.submission)
    known = [one for one in (wiping.email_fold, wiping.phone) if one and wiping.is_address_shown]
    found = own.asked_at_addresses(known, wiping.submission.consultation_id)
    return [*([answered] if answered is not None else []), *found]


def _may_leave(one: Asked) -> bool:
    return one.kind == "person" and one.erased_at is None


def leaving_with(account_id: int) -> list[Asked]:
    """Part of closing an account: affected people with its address, who are to be on no list any more by name.

    No mail goes to them from here on. Refused while one of them is on hold.
    """
    found = [one for one in own.asked_of_account(account_id) if _may_leave(one)]
    for one in found:
        check_consultation_not_held(one.consultation_id)
        if one.address:
            mail.forget_about(one.address, [one.public_id, *_letter_ids(one)])
    return found


def forget_asked(one: Asked, *, now: datetime) -> bool:
    """Its time has come: whoever closed the account is on the list by name no more. Refused while it is on hold."""
    if one.forget_at is None or one.forget_at > now:
        return False
    check_consultation_not_held(one.consultation_id)
    _leave(one, actor=GUEST, now=now)
    return True


def _append(
    type_: str, actor: Actor, one: Asked, consultation: Consultation, now: datetime, *, is_named: bool = True,
    **values: str,
) -> None:  # fmt: skip
    role = {"timer": "timer", "console": "console"}.get(actor.kind, "")
    if actor.kind == "account":
        is_keeper = actor.holds(consultation.organisation_id, "author", "administrator")
        role = "clerk" if type_ in ON_PAPER or not is_keeper else "author"
    record.append(
        type_, actor=actor, now=now, consultation=consultation.public_id, objects=[one.public_id] if is_named else [],
        organisation_id=consultation.organisation_id if role else None, role=role, values=values,
    )  # fmt: skip

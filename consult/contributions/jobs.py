"""Due acts: erasing addresses and unshown names when the promised time is over, and sweeping what was erased."""

from datetime import datetime, timedelta
from functools import partial

from flask import current_app

from consult.consultations import queries as consultations
from consult.contributions import asked_letters, letters, queries, service
from consult.contributions.asking_states import remind_from
from consult.contributions.queries import asking, times
from consult.contributions.queries.asking import asked_to_forget
from consult.contributions.queries.inviting import guests_to_forget
from consult.foundation import jobs, mail, mail_files, sweeping, web
from consult.foundation.access import TIMER
from consult.foundation.db import db, writing

FOLLOWED = timedelta(days=14)
"""How long it is looked what became of a mail; the outbox gives up much sooner."""
AT_ONCE = 100
"""Submissions in one transaction, so that nobody waits behind it."""


def erase_contacts(now: datetime) -> int:
    """Erase what was kept long enough after the outcome and isn't on hold; returns of how many submissions."""
    before, done = now - timedelta(days=web.settings().guest_contact_days), 0
    but = [one.submission_id for one in service.holds() if one.submission_id is not None]
    but_in = service.held_consultations()
    while ids := queries.contacts_due(before, limit=AT_ONCE, but=but, but_in=but_in):
        db.session.rollback()
        with writing():
            service.erase_contacts(ids, now=now)
        done += len(ids)
    while due := times.times_to_forget(before, limit=1, but_in=but_in):
        public_id = due[0].public_id
        db.session.rollback()
        with writing():
            service.forget_whom(times.more_time_called(public_id), now=now)
        done += 1
    for consultation_id in list(guests_to_forget(before, limit=AT_ONCE, but_in=but_in)):
        db.session.rollback()
        with writing():
            service.forget_guests(consultation_id, now=now)
        done += 1
    while found := asked_to_forget(before, limit=1, but_in=but_in):
        public_id = found[0].public_id
        db.session.rollback()
        with writing():
            service.erase_asked(asking.get_asked(public_id), actor=TIMER, now=now)
        done += 1
    db.session.rollback()
    return done


def forget_senders(now: datetime) -> int:
    """Forget what closed accounts sent, and where they are on a list, and what is due: each in a transaction of its
    own; held ones wait.

    One that can't be forgotten doesn't keep the others from it, and is told of again in a minute.
    """
    within, done = timedelta(hours=web.settings().erasure_spread_hours), 0
    but = [one.submission_id for one in service.holds() if one.submission_id is not None]
    held = service.held_consultations()
    due = list(queries.senders_due(now, but=but, but_in=held))
    places = list(queries.asked_due(now, but_in=held))
    db.session.rollback()
    faults: list[Exception] = []
    for act in (
        *(partial(_forget_sender, one, now, within) for one in due),
        *(partial(_forget_place, one, now, within) for one in places),
    ):
        try:
            with writing():
                done += act()
        except Exception as fault:  # noqa: BLE001 - raised below, after the others
            faults.append(fault)
    if faults:
        raise ExceptionGroup("what closed accounts left and could not be forgotten", faults)
    return done


def _forget_sender(submission_id: int, now: datetime, within: timedelta) -> bool:
    return service.forget_sender(queries.get_submission(submission_id), now=now, within=within)


def _forget_place(public_id: str, now: datetime, within: timedelta) -> bool:
    return service.forget_place(asking.get_asked(public_id), now=now, within=within)


def note_letters(now: datetime) -> int:
    """Note what became of the mails to those who must be asked: a server took them, or they were given up."""
    done, after = 0, 0
    while waiting := asking.mails_on_their_way(since=now - FOLLOWED, limit=AT_ONCE, after=after):
        after = waiting[-1].id
        keys = {f"{letters.ASKING}{one.public_id}": one.public_id for one in waiting}
        fates = mail.fates_of(list(keys))
        db.session.rollback()
        for key, (sent_at, given_up_at) in fates.items():
            if sent_at is None and given_up_at is None:
                continue
            with writing():
                letter = asking.get_asked_letter(keys[key])
                if sent_at is not None:
                    service.note_arrived(letter, at=sent_at, now=now)
                else:
                    service.note_failed(TIMER, letter, reason="", now=now)
            done += 1
    db.session.rollback()
    return done


def remind_asked(now: datetime) -> int:
    """Remind those who must be asked and are silent, once, before their time ends."""
    done, after = 0, 0
    while found := asking.to_remind(now, limit=AT_ONCE, after=after):
        after = found[-1][0].id
        due = [
            one.public_id
            for one, consultation in found
            if consultation.opens_at and consultation.closes_at
            and now >= remind_from(consultation.opens_at, consultation.closes_at, one.until)
            and consultations.phase_of(consultation, now) in ("open", "closed")
        ]  # fmt: skip
        db.session.rollback()
        for public_id in due:
            with writing():
                one = asking.get_asked(public_id)
                if one.reminded_at is None and one.answered_at is None and one.no_comment_at is None:
                    consultation = consultations.get_by_id(one.consultation_id)
                    asked_letters.send(TIMER, one, consultation, now, is_reminder=True)
            done += 1
    db.session.rollback()
    return done


def let_appear(now: datetime) -> int:
    """Show what was kept back until closing or until the outcome; returns how many comments."""
    done = 0
    while due := queries.due_to_appear(now=now, limit=AT_ONCE):
        consultation_id = due[0][1].id
        ids = [comment.id for comment, consultation in due if consultation.id == consultation_id]
        db.session.rollback()
        with writing():
            service.let_appear(
                consultations.get_by_id(consultation_id), [queries.get(one) for one in ids], now=now
            )
        done += len(ids)
    db.session.rollback()
    return done


def forget_drafts(now: datetime) -> int:
    """Throw away submissions that were never sent, and files of forms that were never sent, unless they are on hold."""
    before, done = now - timedelta(days=web.settings().draft_days), 0
    held = service.held_consultations()
    while drafts := queries.stale_drafts(before, limit=AT_ONCE, but_in=held):
        done += len(drafts)
        ids = [draft.id for draft in drafts]
        db.session.rollback()
        with writing():
            service.discard(
                [one for one in queries.stale_drafts(before, limit=AT_ONCE, but_in=held) if one.id in ids]
            )
    db.session.rollback()
    with writing():
        done += service.forget_files(before, but_in=held)
    return done


def sweep_erasures(now: datetime) -> int:
    """Once the certificate is sent, its address goes too; then the pages of the database that held what was erased.

    Returns how many erasures are complete now.
    """
    told = [
        one.id for one in queries.unswept() if _forget_certificate(f"{letters.CERTIFICATE}{one.public_id}")
    ]
    db.session.rollback()
    instance = current_app.extensions["consult_settings"].instance
    is_due = told or sweeping.is_asked(instance)
    if not is_due or (sweeping.is_large(instance / "consult.sqlite3") and now.hour != sweeping.AT_NIGHT):
        return 0
    if not sweeping.sweep_asked(instance, sweeping.TABLES):
        return 0  # somebody reads at this moment: the next run tries again
    if not told:
        return 1
    with writing():
        service.note_swept([queries.get_erasure_by_id(one) for one in told], now=now)
    return len(told)


def _forget_certificate(key: str) -> bool:
    """Whether no mail about it is on its way any more."""
    known = mail.state_of(key)
    db.session.rollback()
    if known is None:
        return True
    address, is_over = known
    if not is_over:
        return False
    public_id = key.removeprefix(letters.CERTIFICATE)
    instance = current_app.extensions["consult_settings"].instance
    mail_files.forget_in(instance, lambda to, words: address in to and public_id in words)
    with writing():
        mail.forget_key(key)
    return True


jobs.every(timedelta(minutes=1), "note letters to those asked", note_letters)
jobs.every(timedelta(minutes=10), "remind those asked", remind_asked)
jobs.every(timedelta(hours=1), "erase contacts", erase_contacts)
jobs.every(timedelta(minutes=1), "forget senders", forget_senders)
jobs.every(timedelta(seconds=10), "let comments appear", let_appear)
jobs.every(timedelta(hours=6), "forget drafts", forget_drafts)
jobs.every(timedelta(seconds=30), "sweep erasures", sweep_erasures)

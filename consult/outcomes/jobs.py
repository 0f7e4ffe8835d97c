"""What falls due in this room: reminding who holds or promised it, and saying once that it is late, also by mail."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from consult.accounts import queries as accounts
from consult.accounts.models import Account
from consult.analysis import service as reading
from consult.consultations import queries as consultations
from consult.foundation import i18n, mail, web
from consult.foundation.db import db, writing
from consult.foundation.i18n import gettext as _
from consult.foundation.i18n import ngettext
from consult.foundation.jobs import every
from consult.organisations import queries as organisations
from consult.outcomes import queries, rules, service
from consult.outcomes.queries import looks, owing
from consult.outcomes.service import due_days, reminding

if TYPE_CHECKING:
    from consult.consultations.models import Consultation
    from consult.outcomes.models import Commitment

PERIOD = timedelta(minutes=10)
TOLD = frozenset({"responder", "administrator"})
HOLDING = frozenset({"responder", "author"})


def escalate_overdue(now: datetime) -> int:
    """Escalate what became late, and write to the body's responders and administrators. Returns how many outcomes."""
    late = queries.not_yet_escalated(now)
    if not late:
        return 0
    with writing():
        done = service.escalate_overdue(now)
        for due in late:
            _write_letters(due, now)
    return done


def _write_letters(due: queries.Due, now: datetime) -> None:
    consultation = consultations.get_by_id(due.consultation_id)
    base = web.settings().base_url
    for account in organisations.holders_of(due.organisation_id, TOLD):
        with i18n.speaking(account.language):
            language = i18n.language()
            title, _language = consultations.titles_in([due.consultation_id], language)[due.consultation_id]
            subject = _("The outcome of “%(title)s” is late", title=title)
            body = _(
                "The outcome of “%(title)s” was due on %(day)s. Everybody can see that it is late. Publish it, or "
                "promise another day and give the reason:",
                title=title,
                day=i18n.date_text(due.due_on or now),
            )
            address = f"{base}/{language}/desk/consultations/{due.slug}/outcome"
        mail.queue(
            key=f"outcomes.overdue|{consultation.public_id}|{due.due_on}|{account.public_id}", address=account.email,
            subject=subject, body=f"{body}\n\n{address}\n", now=now,
        )  # fmt: skip


def escalate_due_days(now: datetime) -> int:
    """Say once of each theme and part that is late that it is, also to the body above. Returns how many."""
    late = owing.not_yet_told(now)
    ids = [one.day.id for one in late]
    db.session.rollback()
    if not ids:
        return 0
    with writing():
        late = due_days.escalate_due_days(now)
        for one in late:
            above = organisations.get(one.holder).parent_id or one.consultation.organisation_id
            told = [*organisations.holders_of(above, TOLD), *_holders(one)]
            _write_about(one, told, "late", now)
    return len(late)


def remind(now: datetime) -> int:
    """Remind those who hold a theme or a part that is due soon, and the body of an outcome; once for each day."""
    soon = [one for one in owing.due_soon(now) if not one.late]
    outcomes = [one for one in queries.due_within(now, rules.REMIND_OUTCOME_DAYS) if not one.overdue_days]
    db.session.rollback()
    if not soon and not outcomes:
        return 0
    with writing():
        for one in owing.due_soon(now):
            if not one.late:
                _write_about(one, _holders(one), "soon", now)
        for due in outcomes:
            _remind_of_outcome(due, now)
    return len(soon) + len(outcomes)


def _holders(one: owing.Owing) -> list[Account]:
    """Who holds it: the person it was given to while they can answer, else the office's responders and authors."""
    if one.person is not None:
        person = accounts.get(one.person)
        if reading.may_hold(person, one.consultation.organisation_id):
            return [person]
    return organisations.able_holders_of(one.holder, HOLDING)


def _write_about(one: owing.Owing, people: Iterable[Account], which: str, now: datetime) -> None:
    base = web.settings().base_url
    for account in {one.id: one for one in people}.values():
        with i18n.speaking(account.language):
            language = i18n.language()
            ids = [one.consultation.id]
            title, _language = consultations.titles_in(ids, language)[one.consultation.id]
            office = organisations.names_in([one.holder], language)[one.holder]
            day = i18n.date_text(one.day.due_on)
            what = (
                _("The answer to a theme")
                if one.theme is not None
                else _("A department’s part of a joint reply")
            )
            if which == "late":
                subject = _("Late since %(day)s: what %(office)s owes", day=day, office=office)
                body = _(
                    "%(what)s of “%(title)s” was due on %(day)s. %(office)s holds it. "
                    "Everybody can see that it is late.",
                    what=what, title=title, day=day, office=office,
                )  # fmt: skip
            else:
                subject = _("Due on %(day)s: what %(office)s owes", day=day, office=office)
                body = _(
                    "%(what)s of “%(title)s” is due on %(day)s. %(office)s holds it.",
                    what=what, title=title, day=day, office=office,
                )  # fmt: skip
        key = f"outcomes.due_{which}|{one.day.public_id}|{one.day.due_on}|{account.public_id}"
        address = f"{base}/{language}/desk/owed"
        mail.queue(key=key, address=account.email, subject=subject, body=f"{body}\n\n{address}\n", now=now)


def _remind_of_outcome(due: queries.Due, now: datetime) -> None:
    base, public_id = web.settings().base_url, consultations.get_by_id(due.consultation_id).public_id
    for account in organisations.holders_of(due.organisation_id, HOLDING):
        with i18n.speaking(account.language):
            language = i18n.language()
            title, _language = consultations.titles_in([due.consultation_id], language)[due.consultation_id]
            day = i18n.date_text(due.due_on or now)
            subject = _("Due on %(day)s: the outcome of “%(title)s”", day=day, title=title)
            body = _("The outcome of “%(title)s” is promised for %(day)s.", title=title, day=day)
        mail.queue(
            key=f"outcomes.due_soon|{public_id}|{due.due_on}|{account.public_id}", address=account.email,
            subject=subject, now=now,
            body=f"{body}\n\n{base}/{language}/desk/consultations/{due.slug}/outcome\n",
        )  # fmt: skip


def remind_of_looks(now: datetime) -> int:
    """Write to who may close second looks: when they are asked for, before their day, when they are late, then monthly.

    That they are late is told to the body above, too, once. Returns how many second looks it was about.
    """
    found = looks.looks_to_remind(now)
    db.session.rollback()
    if not found:
        return 0
    with writing():
        for one in looks.looks_to_remind(now):
            _write_of_looks(one, now)
            reminding.note_reminded(one.consultation, one.ids, one.occasion, now=now)
    return sum(len(one.ids) for one in found)


def _write_of_looks(one: looks.LooksToRemind, now: datetime) -> None:
    made = one.consultation
    told = reminding.who_may_close(made, one.ids)
    if one.occasion == "late" or not told:
        above = organisations.get(made.organisation_id).parent_id or made.organisation_id
        told += organisations.holders_of(above, TOLD)
    for account in {account.id: account for account in told}.values():
        with i18n.speaking(account.language):
            language = i18n.language()
            title, _language = consultations.titles_in([made.id], language)[made.id]
            subject, body = _said_of_looks(one, title)
        mail.queue(
            key=f"outcomes.looks_{one.occasion}|{made.public_id}|{now:%Y-%m-%d}|{account.public_id}",
            address=account.email, subject=subject, now=now,
            body=f"{body}\n\n{web.settings().base_url}/{language}/desk/consultations/{made.slug}/second-looks\n",
        )  # fmt: skip


def _said_of_looks(one: looks.LooksToRemind, title: str) -> tuple[str, str]:
    """(subject, words) of the mail."""
    number, day = len(one.ids), i18n.date_text(one.due_on)
    if one.occasion in ("late", "again"):
        return (
            _("Late since %(day)s: second looks in “%(title)s”", day=day, title=title),
            ngettext(
                "A second look at an answer in “%(title)s” was due on %(day)s and isn’t closed. Everybody can see that "
                "it is late. Somebody else than who answered closes it, with a reason:",
                "%(num)s second looks at answers in “%(title)s” aren’t closed; the first was due on %(day)s. Everybody "
                "can see that they are late. Somebody else than who answered closes them, each with a reason:",
                number, title=title, day=day,
            ),
        )  # fmt: skip
    subject = (
        _("Second looks were asked for: %(title)s", title=title)
        if one.occasion == "new"
        else _("Due on %(day)s: second looks in “%(title)s”", day=day, title=title)
    )
    return subject, ngettext(
        "An author asked for a second look at the answer in “%(title)s”. Somebody else than who answered closes it by "
        "%(day)s, with a reason that everybody reads:",
        "%(num)s authors asked for a second look at the answer in “%(title)s”. Somebody else than who answered closes "
        "them, the first by %(day)s, each with a reason that everybody reads:",
        number, title=title, day=day,
    )  # fmt: skip


def remind_owners(now: datetime) -> int:
    """Write to who owes a commitment: before its day, when it is late, then monthly. Returns how many were written."""
    due = queries.commitments_to_remind(now)
    db.session.rollback()
    if not due:
        return 0
    with writing():
        for commitment, consultation in queries.commitments_to_remind(now):
            _remind(commitment, consultation, now)
            service.note_reminded(commitment, consultation, now=now)
    return len(due)


def _remind(commitment: "Commitment", consultation: "Consultation", now: datetime) -> None:
    with i18n.speaking(commitment.language):
        language = i18n.language()
        title, _language = consultations.titles_in([consultation.id], language)[consultation.id]
        late = rules.days_late(commitment.state, commitment.due_on, rules.day_in(now, consultation.timezone))
        day = i18n.date_text(commitment.due_on)
        subject = (
            _("A commitment is late: %(title)s", title=title)
            if late
            else _("A commitment is due: %(title)s", title=title)
        )
        paragraphs = (
            _("You promised this to the people who took part in “%(title)s”:", title=title)
            + f"\n{commitment.body}",
            _("It was due on %(day)s. Everybody can see that it is late.", day=day)
            if late
            else _("It is due on %(day)s.", day=day),
            _("Ask the responders of the consultation to report how it stands:")
            + f"\n{web.settings().base_url}/{language}/desk/consultations/{consultation.slug}/commitments",
        )
    mail.queue(
        key=f"outcomes.commitment|{commitment.public_id}|{now:%Y-%m-%d}", address=commitment.owner_email,
        subject=subject, body="\n\n".join(paragraphs) + "\n", now=now,
    )  # fmt: skip


every(PERIOD, "tell of late outcomes", escalate_overdue)
every(PERIOD, "tell of late parts and themes", escalate_due_days)
every(PERIOD, "remind of what is due", remind)
every(PERIOD, "remind of commitments", remind_owners)
every(PERIOD, "remind of second looks", remind_of_looks)

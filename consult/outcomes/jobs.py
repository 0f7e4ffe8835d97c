"""What falls due in this room: reminding who holds it, and saying once that it is late, in the record and by mail."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from consult.accounts import queries as accounts
from consult.accounts.models import Account
from consult.consultations import queries as consultations
from consult.foundation import i18n, mail, web
from consult.foundation.db import db, writing
from consult.foundation.i18n import gettext as _
from consult.foundation.jobs import every
from consult.organisations import queries as organisations
from consult.outcomes import queries, rules, service
from consult.outcomes.queries import owing
from consult.outcomes.service import due_days

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
    """Who holds it: the person it was given to, else the responders and authors of the office."""
    if one.person is not None:
        return [accounts.get(one.person)]
    return list(organisations.holders_of(one.holder, HOLDING))


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


every(PERIOD, "tell of late outcomes", escalate_overdue)
every(PERIOD, "tell of late parts and themes", escalate_due_days)
every(PERIOD, "remind of what is due", remind)

"""What falls due in this room: saying once that an outcome is late, in the record and to those who owe it."""

from datetime import datetime, timedelta

from consult.consultations import queries as consultations
from consult.foundation import i18n, mail, web
from consult.foundation.db import writing
from consult.foundation.i18n import gettext as _
from consult.foundation.jobs import every
from consult.organisations import queries as organisations
from consult.outcomes import queries, service

PERIOD = timedelta(minutes=10)
TOLD = frozenset({"responder", "administrator"})


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


every(PERIOD, "tell of late outcomes", escalate_overdue)

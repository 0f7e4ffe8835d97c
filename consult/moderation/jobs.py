"""The limit on waiting: told to people, never acted on by itself."""

import secrets
from datetime import datetime, timedelta

from consult.contributions import service as contributions
from consult.contributions import spreading
from consult.foundation import i18n, mail, web
from consult.foundation.db import db, writing
from consult.foundation.jobs import every
from consult.moderation import letters, queries, service
from consult.organisations import queries as organisations

CHANCE = secrets.SystemRandom()
PERIOD = timedelta(minutes=5)
KEPT = timedelta(days=1)
"""How long a reader's address stays after the report was answered: events and mail have left by then."""
CHUNK = 50
"""Comments a transaction, so that nobody waits behind it."""
ROLES = frozenset({"moderator", "administrator"})
PAGES = {"review": "reviews", "report": "reports", "referral": "referrals"}
"""What is late -> the page of the desk that lists it."""


def escalate(now: datetime) -> int:
    """Note what waits longer than its limit and tell the body's moderators and administrators; returns how many."""
    site_hours = web.settings().waiting_limit_hours
    done = 0
    while True:
        with writing():
            told = service.escalate(now=now, site_hours=site_hours, limit=CHUNK)
            for organisation_id in told:
                _tell(organisation_id, now)
        done += sum(told.values())
        if sum(told.values()) < CHUNK:
            return done


def escalate_late(now: datetime) -> int:
    """Mark late reviews, reports and referrals, and tell the people who have to act; returns how many."""
    done = 0
    while True:
        with writing():
            told = service.escalate_late(now=now, limit=CHUNK)
            for what, organisation_id in dict.fromkeys(told):
                _tell_late(what, organisation_id, now)
        done += len(told)
        if len(told) < CHUNK:
            return done


def _tell_late(what: str, organisation_id: int, now: datetime) -> None:
    settings, body = web.settings(), organisations.get(organisation_id)
    for account in organisations.holders_of(organisation_id, ROLES):
        with i18n.speaking(account.language):
            letter = letters.late(
                what, body=organisations.name_in(body, i18n.language()), site=web.site_name(),
                link=f"{settings.base_url}/{i18n.language()}/desk/moderation/{PAGES[what]}",
            )  # fmt: skip
        mail.queue(
            key=f"moderation.late.{what}|{body.public_id}|{account.public_id}|{now:%Y-%m-%d}",
            address=account.email, subject=letter.subject, body=letter.body, now=now,
        )  # fmt: skip


def _tell(organisation_id: int, now: datetime) -> None:
    """One mail a person, body and day: it leads to the queue, which says the rest."""
    settings = web.settings()
    body = organisations.get(organisation_id)
    for account in organisations.holders_of(organisation_id, ROLES):
        with i18n.speaking(account.language):
            letter = letters.waiting_too_long(
                body=organisations.name_in(body, i18n.language()), site=web.site_name(),
                link=f"{settings.base_url}/{i18n.language()}/desk/moderation?over=1",
            )  # fmt: skip
        mail.queue(
            key=f"moderation.escalated|{body.public_id}|{account.public_id}|{now:%Y-%m-%d}", address=account.email,
            subject=letter.subject, body=letter.body, now=now,
        )  # fmt: skip


def forget_reporters(now: datetime) -> int:
    """Addresses that readers left with reports, a day after a ruling answered them: by then they were told."""
    held, done = {one.consultation_id for one in contributions.holds()}, 0
    while ids := queries.reporters_to_forget(before=now - KEPT, limit=CHUNK, but_in=held):
        with writing():
            service.forget_reporters(ids, now=now)
        done += len(ids)
    db.session.rollback()
    return done


def forget_reports(now: datetime) -> int:
    """Addresses that closed accounts left with reports: each at its own time, or at a later one by chance."""
    held = {one.consultation_id for one in contributions.holds()}
    due = [own for own, at in queries.reports_due(now, but_in=held) if spreading.is_time(at, now, CHANCE)]
    db.session.rollback()
    for own in due:
        with writing():
            service.forget_reporters([own], now=now)
    return len(due)


every(timedelta(hours=1), "forget reporters", forget_reporters)
every(timedelta(minutes=1), "forget reports of closed accounts", forget_reports)
every(PERIOD, "escalate waiting comments", escalate)
every(PERIOD, "escalate late reviews, reports and referrals", escalate_late)

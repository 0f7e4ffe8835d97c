"""Everything the doctor looks at."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from consult.foundation import trouble
from consult.foundation.db import db, is_sqlite
from consult.foundation.settings import Settings
from consult.site.operations import counts, machine, profiles, stores, waiting
from consult.site.operations.findings import FAIL, Finding


def examine(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Every finding in order. A check that breaks is a FAIL of its own and stops no other."""
    yield from _guarded("settings", lambda: machine.check_settings(settings))
    yield from _guarded("instance folder", lambda: machine.check_instance(settings))
    yield from _guarded("disk", lambda: [machine.check_disk(settings)])
    yield from _guarded("country profiles", profiles.check_profiles)
    yield from _guarded("worker", lambda: [machine.check_worker(settings, now)])
    answers = stores.check_database()
    yield answers
    if answers.level == FAIL:
        yield Finding(
            "the rest", FAIL, "not looked at, because the database is away", "Mend the database first."
        )
        return
    yield from _guarded("migration", lambda: [stores.check_migration()])
    if not stores.has_tables():
        yield Finding(
            "the rest", FAIL, "not looked at, because the database has no tables yet",
            "Make them first (flask --app wsgi db upgrade), then run doctor again.",
        )  # fmt: skip
        return
    for name, check in (
        ("database", lambda: stores.check_sqlite() if is_sqlite() else stores.check_postgresql()),
        ("mail", lambda: [machine.check_mail(settings)]),
        ("text messages", lambda: [machine.check_sms(settings)]),
        ("ways out", lambda: waiting.check_ways(settings, now)),
        ("official sign-in", lambda: machine.check_official(settings)),
        ("backlog", lambda: waiting.check_backlog(now)),
        ("closed accounts", lambda: waiting.check_forgotten(now)),
        ("clock", lambda: [stores.check_clock(now)]),
        ("record", counts.check_record),
        ("record's seal", lambda: counts.check_sealing(settings, now)),
        ("comment counts", lambda: [counts.check_kept("comment counts")]),
        ("submission counts", lambda: [counts.check_kept("submission counts")]),
        ("reading counts", lambda: [counts.check_kept("reading counts")]),
        ("vote counts", lambda: [counts.check_vote_counts()]),
        ("kept packages", lambda: [counts.check_packages()]),
    ):  # fmt: skip
        yield from _guarded(name, check)


def _guarded(name: str, check: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    try:
        yield from list(check())
    except (OSError, SQLAlchemyError, ValueError, RuntimeError) as error:
        db.session.rollback()
        yield Finding(
            name,
            FAIL,
            f"can't be looked at: {_in_a_line(error)}",
            trouble.what_to_do(error) or "See the log.",
        )


def _in_a_line(error: Exception) -> str:
    """What went wrong, without the statement that a database's error carries along."""
    cause = getattr(error, "orig", None) or error
    return f"{type(cause).__name__}: {str(cause).strip().partition(chr(10))[0][:200]}"

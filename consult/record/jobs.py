"""Sealing as the worker, the console and a rotation of keys do it: one sealer at a time, in the order of RECORD.

(1) leaves, tiles and signed head in one transaction, (2) the head outside the database, (3) it is shown. Stopped
anywhere in between, the next run goes on from there.
"""

import fcntl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy import text

from consult.foundation import clock, jobs, refusals, web
from consult.foundation.db import db, is_sqlite, writing
from consult.foundation.settings import Settings
from consult.record import behind, keys, outside, queries, rules, service, witnessing
from consult.record.rules import SealingRefused
from consult.record.service import Signers
from consult.record.witnessing import NotWitnessed, Outside, Unanswered

logger = structlog.get_logger(__name__)
BATCH = 2_048
"""Entries in one transaction, so that writers never wait long."""
ALL_LOGS = timedelta(minutes=1)
"""How often the worker compares every log with its head outside; those that grow it compares each time."""
_SEALER = 0x436F6E73756C74
"""Number of the advisory lock on PostgreSQL."""
Now = Callable[[], datetime]


@contextmanager
def only_sealer(settings: Settings, *, wait: float = 0) -> Iterator[None]:
    """Nobody else seals meanwhile. Raises SealingRefused where another does for longer than ``wait`` seconds."""
    until = time.monotonic() + wait
    with _file_lock(settings.instance) if is_sqlite() else _advisory_lock() as take:
        while not take():
            if time.monotonic() >= until:
                raise SealingRefused(rules.ANOTHER_SEALER)
            time.sleep(0.05)
        yield


@contextmanager
def _file_lock(instance: Path) -> Iterator[Callable[[], bool]]:
    with (instance / "sealer.lock").open("a") as file:

        def take() -> bool:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

        yield take


@contextmanager
def _advisory_lock() -> Iterator[Callable[[], bool]]:
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        try:
            yield lambda: bool(
                connection.scalar(text("SELECT pg_try_advisory_lock(:number)"), {"number": _SEALER})
            )
        finally:
            connection.execute(text("SELECT pg_advisory_unlock_all()"))


def seal(*, now: Now = clock.now, wait: float = 0, all_logs: bool = True) -> int:
    """Seal whatever waits; returns how many entries got their place. Raises SealingRefused, having signed nothing."""
    settings = web.settings()
    with only_sealer(settings, wait=wait):
        return _seal_all(settings, now, all_logs=all_logs)


def seal_without_heads(*, reason: str, now: Now = clock.now, wait: float = 0) -> int:
    """Seal although the heads outside were lost; an entry says so, with the reason. Raises SealingRefused."""
    settings = web.settings()
    with only_sealer(settings, wait=wait):
        db.session.rollback()
        folders = outside.places(settings.instance, settings.record_second_place)
        service.check_kept(_kept(settings, folders))
        with writing():
            lost = service.tell_lost_heads(folders, reason=reason, now=now())
        for head in lost:
            outside.keep(folders, head.log, head.note)
        return _seal_all(settings, now)


def _seal_all(settings: Settings, now: Now, *, all_logs: bool = True) -> int:
    db.session.rollback()
    folders = outside.places(settings.instance, settings.record_second_place)
    service.check_not_lost(folders)
    if all_logs:
        service.check_kept(_kept(settings, folders))
        _bring_up(folders)
    service.check_clock(now())
    is_coming = (settings.instance / keys.NEXT_FILE).exists()
    is_asked = all_logs and bool(queries.known_keys())  # a lost key is said before anything waits for it
    signers = _signers(settings, now) if is_coming or is_asked else None
    if unpublished := queries.unpublished_heads():  # stopped after (1): go on with (2) and (3)
        service.check_kept(_kept(settings, folders, {head.log for head in unpublished}))
        _show(unpublished, folders, now)
    done = 0
    while waiting := queries.unsealed(BATCH):
        service.check_kept(_kept(settings, folders, {entry.log for entry in waiting}))
        if signers is None:
            signers = _signers(settings, now)
            continue  # the first key is an entry, too
        last_number = max(waiting[-1].number, queries.sealed_up_to())
        extensions = service.prepare(waiting, signers)
        with writing():
            heads = service.seal(extensions, last_number=last_number, now=now())
        _show(heads, folders, now)
        done += len(waiting)
    if signers is not None and signers.is_change:
        keys.promote(settings.instance)
    db.session.rollback()
    return done


def _bring_up(folders: list[Path]) -> None:
    """Into a place that was named later, or lost a head, goes what another place has: a log may never grow again."""
    for folder, logs in outside.lacking(folders):
        for head in filter(None, map(queries.published_head, logs)):
            outside.keep([folder], head.log, head.note)


def _show(heads: list[queries.Head], folders: list[Path], now: Now) -> None:
    for head in heads:
        outside.keep(folders, head.log, head.note)
    with writing():
        service.publish(heads, now=now())
    behind.forget()  # whatever was held of a site without a head isn't so any more


def _kept(settings: Settings, folders: list[Path], logs: set[str] | None = None) -> list[outside.Kept]:
    known = [(one.base, one.public_key) for one in queries.known_keys()]
    seed = keys.read(settings.instance)
    if seed is not None:  # an older database may not know the present key yet
        known.append((settings.log_origin, keys.public_of(seed)))
    return outside.kept(folders, known, logs or ())


def _signers(settings: Settings, now: Now) -> Signers:
    """Who signs now. Raises SealingRefused where the key isn't the one it should be."""
    folder, known = settings.instance, queries.known_keys()
    if not known:
        seed = keys.read_or_make(folder)
        with writing():
            service.set_key(base=settings.log_origin, seed=seed, ground="first", now=now())
        return Signers(((settings.log_origin, seed),))
    return service.known_signers(folder)


def compare_outside() -> int:
    """Whether the database goes on from every head kept outside it; how many there are. Raises SealingRefused."""
    settings = web.settings()
    folders = outside.places(settings.instance, settings.record_second_place)
    service.check_not_lost(folders)
    heads = _kept(settings, folders)
    db.session.rollback()  # what was read so far may be older than these heads, where the worker seals meanwhile
    service.check_kept(heads)
    return len(heads)


def rotate_key(*, lost: bool = False, now: Now = clock.now, wait: float = 10) -> None:
    """From here on another key signs: an entry says so, and both sign the head with that entry, unless the old is lost.

    The logs are named by the address that the site has now.
    """
    settings = web.settings()
    with only_sealer(settings, wait=wait):
        if lost:
            _check_key_gone(settings.instance)
        if not lost:
            _seal_all(settings, now)
        (settings.instance / keys.NEXT_FILE).unlink(missing_ok=True)  # of a rotation that never began
        seed = keys.make(settings.instance, keys.NEXT_FILE)
        with writing():
            service.set_key(
                base=settings.log_origin, seed=seed, ground="lost" if lost else "rotated", now=now()
            )
        _seal_all(settings, now)


def _check_key_gone(folder: Path) -> None:
    """Raises SealingRefused where a key lies there: the one that signs, or another's, whose file nobody overwrites."""
    if (own := keys.read(folder)) is not None:
        known = queries.known_keys()
        is_ours = not known or keys.public_of(own) == known[-1].public_key
        said = rules.KEY_NOT_LOST if is_ours else rules.KEY_FOREIGN
        raise SealingRefused(said, place=str(folder / keys.KEY_FILE))


# The worker -----------------------------------------------------------------------------------------

_sealed: dict[Path, datetime] = {}
_compared: dict[Path, datetime] = {}
_told: dict[Path, str] = {}


def seal_due(_now: datetime) -> int:
    """Part of the worker's loop. What is refused is logged once; ``doctor`` says it as long as it lasts."""
    settings, moment = web.settings(), clock.now()
    instance = settings.instance
    if not _is_due(_sealed, instance, moment, timedelta(seconds=settings.record_seal_seconds)):
        return 0
    all_logs = _is_due(_compared, instance, moment, ALL_LOGS)
    try:
        done = seal(all_logs=all_logs)
    except SealingRefused as refused:
        db.session.rollback()
        _compared.pop(instance, None)
        if _told.get(instance) != str(refused) and refused.message != rules.ANOTHER_SEALER:
            logger.warning("record_not_sealed", reason=str(refused))
            _told[instance] = str(refused)
        return 0
    _told.pop(instance, None)
    return done


def _is_due(last: dict[Path, datetime], instance: Path, moment: datetime, period: timedelta) -> bool:
    """Whether so much time has passed, also where the clock went back; notes the moment if so."""
    due = instance not in last or not timedelta() <= moment - last[instance] < period
    if due:
        last[instance] = moment
    return due


# Witnesses ------------------------------------------------------------------------------------------

_ask_again: dict[str, datetime] = {}
_refused: dict[str, set[str]] = {}
"""Logs of which a witness wouldn't sign a head when it was asked last: it may know others alone."""
UNANSWERED = timedelta(minutes=1)
"""How long a witness is left alone after it didn't sign."""


def witness_all(witnesses: Sequence[Outside], *, now: Now = clock.now) -> int:
    """Have the newest head of every log signed by each witness; returns how many signatures came.

    A log that a witness refuses, since it doesn't know it or has seen more of it, keeps no other from being signed.
    """
    done = 0
    for witness in witnesses:
        name = witness.key.name
        if (again := _ask_again.get(name)) and now() < again:
            continue
        refused = _refused.setdefault(name, set())
        for head in queries.unwitnessed_heads(name, refused=refused):
            try:
                line = witnessing.ask(head, witness, old=queries.last_witnessed_size(head.log, name))
            except NotWitnessed as reason:
                logger.warning(
                    "head_not_witnessed", witness=name, log=head.log, size=head.size, reason=str(reason)
                )
                _ask_again[name] = now() + UNANSWERED
                if isinstance(reason, Unanswered):
                    break
                refused.add(head.log)
                continue
            refused.discard(head.log)
            with writing():
                service.add_cosignature(head, witness=name, line=line, now=now())
            done += 1
    db.session.rollback()
    return done


def witness_due(_now: datetime) -> int:
    """Part of the worker's loop."""
    return witness_all(witnessing.witnesses_of(web.settings().record_witnesses))


# Refusals -------------------------------------------------------------------------------------------


def count_refusals(now: datetime) -> int:
    """Make an entry of each day that is over and on which something was refused; returns how many days.

    Stopped between the two, the entry is there already and only the counts are forgotten.
    """
    days = refusals.days_of(now)
    for day, counts in days.items():
        with writing():
            service.count_refusals(day, counts, now=now)
        refusals.tally().forget(day)
    return len(days)


# Reads of personal data ------------------------------------------------------------------------------


def close_reads(now: datetime) -> int:
    """Make an entry of each day that is over and on which personal data was read; returns how many days."""
    with writing():
        return service.close_days(now)


jobs.every(timedelta(hours=1), "close the log of reads", close_reads)
jobs.every(timedelta(minutes=1), "count refusals", count_refusals)
jobs.every(jobs.BEAT, "seal the record", seal_due)
jobs.every(timedelta(seconds=5), "ask witnesses", witness_due)

"""Due act: large packages are made anew beside the worker's loop, one at a time, so that no mail waits for them."""

import threading
from datetime import datetime, timedelta

import structlog
from flask import Flask, current_app

from consult.foundation import jobs, web
from consult.foundation.db import db
from consult.opendata import fixity, keeping, ordering, queries
from consult.record import jobs as record

logger = structlog.get_logger(__name__)
AT_MOST_EVERY = timedelta(minutes=15)
"""A large package grows old with every comment; it is made anew this often, and at once where words were taken out."""
_running = threading.Lock()
_reading = threading.Lock()
PATIENCE = 10.0
"""Seconds to wait for another sealer."""


def seal() -> None:
    """Seal what waits, so that a package can stand at a checkpoint."""
    record.seal(wait=PATIENCE, all_logs=False)


def due(now: datetime) -> list[int]:
    """Ids of the consultations whose large package has to be made."""
    folder = current_app.extensions["consult_settings"].instance / "packages"
    wanted = []
    for consultation in queries.large_public_consultations(keeping.SMALL):
        found = keeping.kept(folder, consultation, now)
        if found is None or (
            not found.is_fresh
            and (
                found.made_at <= now - AT_MOST_EVERY
                or queries.were_words_taken_out(consultation.id, found.made_at)
            )
        ):
            wanted.append(consultation.id)
    return wanted


def make_due(now: datetime) -> int:
    """Begin to make what is due, unless some is being made; returns how many were begun."""
    wanted = due(now)
    db.session.rollback()
    if not wanted or not _running.acquire(blocking=False):
        return 0
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    threading.Thread(target=_make, args=(app, wanted, now), daemon=True).start()
    return len(wanted)


def _make(app: Flask, wanted: list[int], now: datetime) -> None:
    try:
        with app.app_context():
            folder = app.extensions["consult_settings"].instance / "packages"
            for consultation_id in wanted:
                keeping.make(folder, consultation_id, now, seal=seal)
    except Exception:
        logger.exception("package_not_made")
    finally:
        _running.release()


def make_orders(now: datetime) -> int:
    """Begin to make what was asked for, unless something is being made; take away what nobody may take any more."""
    settings = web.settings()
    gone = ordering.sweep(settings.instance, now)
    wanted = list(queries.waiting_orders(now - ordering.CUT_OFF))
    db.session.rollback()
    if not wanted or not _running.acquire(blocking=False):
        return gone
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    threading.Thread(target=_make_order, args=(app, wanted[0], now), daemon=True).start()
    return gone + 1


def _make_order(app: Flask, order_id: int, now: datetime) -> None:
    try:
        with app.app_context():
            settings = app.extensions["consult_settings"]
            ordering.make(
                settings.instance,
                order_id,
                base_url=settings.base_url,
                key=settings.auditor_key,
                now=now,
                seal=seal,
            )
    except Exception:
        logger.exception("package_not_made")
    finally:
        _running.release()


def check_fixity(now: datetime) -> int:
    """Begin to read again what is kept, once a day, beside the worker's loop: packages may be large."""
    if not _reading.acquire(blocking=False):
        return 0
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    threading.Thread(target=_check_fixity, args=(app, now), daemon=True).start()
    return 1


def _check_fixity(app: Flask, now: datetime) -> None:
    try:
        with app.app_context():
            fixity.check(app.extensions["consult_settings"].instance, now)
    except Exception:
        logger.exception("packages_not_checked")
    finally:
        _reading.release()


jobs.every(timedelta(hours=1), "read packages again", check_fixity)
jobs.every(timedelta(seconds=30), "make packages", make_due)
jobs.every(timedelta(seconds=2), "make packages asked for", make_orders)

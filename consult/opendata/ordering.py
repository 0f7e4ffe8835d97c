"""Packages that somebody asked for: made by the worker, encrypted where the auditors have a key, taken once."""

from datetime import datetime, timedelta
from pathlib import Path

import pyrage

from consult.accounts import queries as accounts
from consult.consultations import queries as consultations
from consult.foundation import i18n, mail
from consult.foundation.access import TIMER
from consult.foundation.db import db, writing
from consult.foundation.errors import N_, Refused
from consult.foundation.i18n import gettext as _
from consult.opendata import keeping, queries, service
from consult.opendata.files.shape import AUDITOR
from consult.opendata.keeping import Seal
from consult.opendata.models import PackageOrder
from consult.opendata.service import Made, Overtaken

FOLDER = "orders"
CUT_OFF = timedelta(hours=6)
"""A package begun so long ago was cut off, and is begun anew."""
WRONG_KEY = N_(
    "The auditors’ key is not an age public key (age1…). Nothing was written: mend CONSULT_AUDITOR_KEY."
)


def path_of(instance: Path, public_id: str) -> Path:
    """Where a package that somebody asked for lies until it is taken."""
    return instance / FOLDER / public_id


def encrypt(made: Made, key: str) -> Made:
    """The package encrypted to an age public key, in its place. Without a key it stays as it is."""
    if not key:
        return made
    draft = made.path.with_name(f".{made.path.name}.age")
    try:
        pyrage.encrypt_file(str(made.path), str(draft), [pyrage.x25519.Recipient.from_str(key)])
        draft.chmod(0o600)
        draft.replace(made.path)
    except pyrage.RecipientError as error:
        made.path.unlink(missing_ok=True)  # nothing that should be encrypted is left in clear
        raise Refused(WRONG_KEY) from error
    finally:
        draft.unlink(missing_ok=True)
    return service.measured(made.path, made.revision, made.manifest, made.taken_out)


def make(instance: Path, order_id: int, *, base_url: str, key: str, now: datetime, seal: Seal) -> None:
    """Make one and tell who asked for it, by mail."""
    with writing():
        service.begin_order(order_id, now=now)
    order = db.session.get_one(PackageOrder, order_id)
    consultation_id, target = order.consultation_id, path_of(instance, order.public_id)
    target.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        made = encrypt(keeping.sealed_package(consultation_id, AUDITOR, target, now, seal=seal), key)
    except Refused:
        with writing():
            service.finish_order(order_id, None, actor=TIMER, now=now)
        raise
    try:
        with writing():
            _tell(service.finish_order(order_id, made, actor=TIMER, now=now, recipient=key), base_url, now)
    except Overtaken:
        target.unlink(missing_ok=True)
        with writing():
            service.begin_order_again(order_id)


def _tell(order: PackageOrder, base_url: str, now: datetime) -> None:
    account = accounts.get(order.account_id)
    consultation = consultations.get_by_id(order.consultation_id)
    with i18n.speaking(order.language):
        link = f"{base_url}/{i18n.language()}/packages/orders/{order.public_id}"
        paragraphs = (
            _("The package of “%(title)s” that you asked for is ready.", title=consultation.title),
            _("Sign in and take it here. It can be taken once, by you alone, within a day:") + f"\n{link}",
        )
        mail.queue(
            key=f"opendata.ready|{order.public_id}", address=account.email, now=now,
            subject=_("Your package is ready"), body="\n\n".join(paragraphs) + "\n",
        )  # fmt: skip


def sweep(instance: Path, now: datetime) -> int:
    """Take away what was taken or whose day is over; returns how many files."""
    kept = queries.open_orders(now)
    gone = 0
    for path in (instance / FOLDER).glob("*"):
        is_old = path.stat().st_mtime < (now - CUT_OFF).timestamp()
        if path.name not in kept and (is_old or not path.name.startswith(".")):
            path.unlink(missing_ok=True)
            gone += 1
    return gone

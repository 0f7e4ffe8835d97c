"""The verbs on packages."""

import hashlib
import os
import tempfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.foundation.access import Actor
from consult.foundation.db import db, snapshot
from consult.foundation.errors import N_, Busy, Conflict, Forbidden, NotFound
from consult.foundation.ids import random_id
from consult.opendata import permissions, queries
from consult.opendata.files.shape import AUDITOR, Grade, Scope
from consult.opendata.foreign import Found
from consult.opendata.models import ForeignPackage, Package, PackageOrder
from consult.opendata.packaging import Manifest, Standing, count_additions, standing, write_package
from consult.record import service as record
from consult.record.queries import LATE
from consult.votes import rules as voting

NOT_AN_AUDITOR = N_("Only auditors of this body may take the auditor’s package.")
ANOTHER_KEPT = N_(
    "This site keeps another package of “%(slug)s” already, as of %(minute)s. Nothing was changed: it goes on showing "
    "that one."
)
KEPT_READY = timedelta(days=1)
"""How long a package that somebody asked for can be taken."""
MOST_NAMED = 500
"""Damaged packages that one entry names."""


@dataclass(frozen=True)
class Made:
    """A package that was written: where, how large, its hash, and what it holds."""

    path: Path
    size: int
    sha256: str
    revision: int
    manifest: Manifest
    taken_out: tuple[int, int] = (0, 0)
    """(an entry's number, how much had been taken out after it) when it was read: more since, and it holds too much."""


class Overtaken(Busy):
    """Something was taken out while the package was being made: nobody gets it."""

    def __init__(self) -> None:
        super().__init__(
            N_("Something was erased while the package was being made. It was thrown away; please try again.")
        )


def scope_of(consultation: Consultation, grade: Grade, now: datetime) -> Scope:
    """What a package of this grade may hold at this instant."""
    phase = consultations.phase_of(consultation, now)
    return Scope(consultation, grade, voting.are_results_public(consultation.results_appear, phase))


def note_auditor_export(actor: Actor, consultation: Consultation, *, now: datetime) -> None:
    """Before an auditor-grade package is written: asks permission and notes the act in the site's log (S22)."""
    if not permissions.may_take_auditor_package(actor, consultation):
        raise Forbidden(NOT_AN_AUDITOR)
    record.append(
        "package.taken", actor=actor, now=now, objects=[consultation.public_id],
        organisation_id=consultation.organisation_id, role=role_of(actor),
        values={"grade": AUDITOR},
    )  # fmt: skip
    record.note_personal_read(
        actor=actor, page="package", what="auditor package", now=now, consultation=consultation.public_id
    )


def make_package(consultation_id: int, grade: Grade, target: Path, *, now: datetime) -> Made:
    """Write a package beside ``target`` and rename it when it is whole: a half one is never offered.

    Everything in it is of one instant. Raises Busy while something of the consultation waits to be sealed.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".package-")
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "w+b") as stream:
            with snapshot():
                consultation = consultations.get_by_id(consultation_id)
                where = standing(consultation)
                revision = _revision_at(consultation, where)
                taken_out = taken_out_by_now(consultation)
                newest = max(now, where.own.signed_at, where.site.signed_at)  # sealed since it was asked for
                manifest = write_package(scope_of(consultation, grade, newest), where, stream)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return measured(target, revision, manifest, taken_out)


def taken_out_by_now(consultation: Consultation) -> tuple[int, int]:
    """What ``is_overtaken`` compares, read in the snapshot in which a copy is made."""
    since = max(0, queries.newest_entry() - LATE)
    return since, queries.count_taken_out(consultation.public_id, since)


def is_overtaken(consultation: Consultation, taken_out: tuple[int, int]) -> bool:
    """Whether something was taken out since a copy was read. Asked in the transaction that lets anybody have it.

    What is erased after that finds the copy itself.
    """
    since, before = taken_out
    return queries.count_taken_out(consultation.public_id, since) != before


def revision_of(consultation: Consultation) -> int | None:
    """The revision that a package made now is of, None while something of it waits to be sealed."""
    try:
        return _revision_at(consultation, standing(consultation))
    except Busy:
        return None


def _revision_at(consultation: Consultation, where: Standing) -> int:
    """Entries of both logs and signatures of witnesses only become more: where the sum is the same, all are."""
    return queries.revision_of(consultation) + count_additions(where)


def measured(target: Path, revision: int, manifest: Manifest, taken_out: tuple[int, int] = (0, 0)) -> Made:
    """A package that was written, with its size and hash."""
    digest = hashlib.sha256()
    with target.open("rb") as written:
        while block := written.read(1 << 20):
            digest.update(block)
    return Made(target, target.stat().st_size, digest.hexdigest(), revision, manifest, taken_out)


def note_made(
    actor: Actor,
    consultation: Consultation,
    grade: Grade,
    made: Made,
    *,
    now: datetime,
    is_kept: bool = False,
) -> Package:
    """Note that a package was made: an entry of the site's log names it by the SHA-512 of its manifest.

    ``is_kept``: whether its file stays with the site, and so is read again every day. Raises Overtaken.
    """
    if is_overtaken(consultation, made.taken_out):
        raise Overtaken
    package = Package(
        public_id=random_id(), consultation_id=consultation.id, grade=grade, revision=made.revision,
        sha256=made.sha256, size=made.size, made_at=now, account_id=actor.account_id, is_kept=is_kept,
    )  # fmt: skip
    db.session.add(package)
    db.session.flush()
    record.append(
        "package.exported", actor=actor, now=now, objects=[package.public_id, consultation.public_id],
        organisation_id=consultation.organisation_id, role=role_of(actor),
        values={"grade": grade, "manifest": made.manifest.sha512},
    )  # fmt: skip
    return package


def note_fixity(actor: Actor, *, checked: int, damaged: Sequence[str], now: datetime) -> None:
    """Note that every package that is kept was read again, and which of them aren't as they were."""
    record.append(
        queries.FIXITY, actor=actor, now=now, objects=list(damaged[:MOST_NAMED]), role=actor.kind,
        ground="damaged" if damaged else "intact", values={"checked": str(checked), "damaged": str(len(damaged))},
    )  # fmt: skip


def note_dossier(
    actor: Actor, consultation: Consultation, sha256: str, taken_out: tuple[int, int], *, now: datetime
) -> None:
    """Note that a dossier for the decision was taken, although it isn't handed over by that. Raises Overtaken."""
    if is_overtaken(consultation, taken_out):
        raise Overtaken
    record.append(
        "dossier.exported", actor=actor, now=now, objects=[consultation.public_id],
        organisation_id=consultation.organisation_id, role="responder" if actor.kind == "account" else actor.kind,
        values={"sha256": sha256},
    )  # fmt: skip


def role_of(actor: Actor) -> str:
    """The role under which a package is taken, as entries name it."""
    return "auditor" if actor.kind == "account" else actor.kind


def import_package(actor: Actor, found: Found, *, now: datetime) -> ForeignPackage:
    """Take in a package that was checked. The same again changes nothing; another of the same process is refused."""
    if not permissions.may_import_package(actor):
        raise Forbidden(N_("Only administrators of the site take in packages of other sites."))
    known = queries.foreign(consultation=found.consultation)
    if known is not None and known.manifest == found.manifest:
        return known
    if known is not None:
        raise Conflict(ANOTHER_KEPT, field="file", slug=found.slug, minute=known.as_of)
    if queries.is_here(found.consultation, found.slug):
        raise Conflict(
            N_("There is a consultation with the address “%(slug)s” already."), field="file", slug=found.slug
        )
    package = ForeignPackage(
        public_id=random_id(), consultation=found.consultation, slug=found.slug, titles=found.titles,
        grade=found.grade, origin=found.origin, log_size=found.log_size, log_root=found.log_root, as_of=found.as_of,
        states=found.states, manifest=found.manifest, size=found.size, imported_at=now, account_id=actor.account_id,
    )  # fmt: skip
    db.session.add(package)
    db.session.flush()
    entry = record.append(
        "package.imported", actor=actor, now=now, objects=[package.public_id, found.consultation],
        role="administrator" if actor.kind == "account" else actor.kind,
        values={
            "manifest": found.manifest, "origin": found.origin, "size": str(found.log_size), "root": found.log_root,
            "grade": found.grade,
        },
    )  # fmt: skip
    package.entry_id = entry.id
    db.session.flush()
    return package


# Packages that somebody asked for -------------------------------------------------------------------


def ask_package(actor: Actor, consultation: Consultation, *, language: str, now: datetime) -> PackageOrder:
    """Have the auditor's package made for the person who asks. One that waits or is ready is not made twice."""
    if not permissions.may_take_auditor_package(actor, consultation) or actor.account_id is None:
        raise Forbidden(NOT_AN_AUDITOR)
    open_one = queries.open_order(actor.account_id, consultation.id, now)
    if open_one is not None:
        return open_one
    order = PackageOrder(
        public_id=random_id(), consultation_id=consultation.id, account_id=actor.account_id, grade=AUDITOR,
        language=language, asked_at=now, recipient="", size=0, sha256="",
    )  # fmt: skip
    db.session.add(order)
    db.session.flush()
    record.append(
        "package.asked", actor=actor, now=now, objects=[order.public_id, consultation.public_id],
        organisation_id=consultation.organisation_id, role=role_of(actor), values={"grade": AUDITOR},
    )  # fmt: skip
    return order


def begin_order(order_id: int, *, now: datetime) -> None:
    """The worker begins to make it."""
    db.session.get_one(PackageOrder, order_id).begun_at = now


def begin_order_again(order_id: int) -> None:
    """What was made for it isn't given to anybody; the worker makes another."""
    db.session.get_one(PackageOrder, order_id).begun_at = None


def finish_order(
    order_id: int, made: Made | None, *, actor: Actor, now: datetime, recipient: str = ""
) -> PackageOrder:
    """It is ready for a day; or (None) it could not be made."""
    order = db.session.get_one(PackageOrder, order_id)
    if made is None:
        order.failed_at = now
        return order
    order.ready_at, order.expires_at = now, now + KEPT_READY
    order.size, order.sha256, order.recipient = made.size, made.sha256, recipient
    note_made(actor, consultations.get_by_id(order.consultation_id), AUDITOR, made, now=now)
    return order


def take_order(actor: Actor, order: PackageOrder, *, now: datetime) -> None:
    """Hand it out: once, to the person who asked, within a day. Raises Conflict, Forbidden."""
    _check_takeable(actor, order, now)
    note_auditor_export(actor, consultations.get_by_id(order.consultation_id), now=now)
    order.taken_at = now
    db.session.flush()


def lose_order(actor: Actor, order: PackageOrder, *, now: datetime) -> None:
    """Its file is gone although nobody took it: it can be asked for again at once. Raises Conflict."""
    _check_takeable(actor, order, now)
    order.failed_at = now
    db.session.flush()


def _check_takeable(actor: Actor, order: PackageOrder, now: datetime) -> None:
    if order.account_id != actor.account_id:
        raise NotFound
    is_there = order.ready_at is not None and order.expires_at is not None and now < order.expires_at
    if not is_there or order.taken_at is not None or order.failed_at is not None:
        raise Conflict(
            N_("This package was taken already, or its day is over. Have it made again: nothing is lost.")
        )


def forget_packages(ids: Collection[int]) -> None:
    """Forget packages whose files are gone."""
    db.session.execute(delete(Package).where(Package.id.in_(ids)))

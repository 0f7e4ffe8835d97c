"""The verbs on packages."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Forbidden
from consult.opendata import permissions
from consult.opendata.files.shape import AUDITOR, Grade, Scope
from consult.opendata.packaging import Manifest, write_package
from consult.record import service as record
from consult.record.models import Log
from consult.votes import rules as voting


@dataclass(frozen=True)
class Made:
    """A package that was written: where, how large, its hash, and what it holds."""

    path: Path
    size: int
    sha256: str
    revision: int
    manifest: Manifest


def scope_of(consultation: Consultation, grade: Grade, now: datetime) -> Scope:
    """What a package of this grade may hold at this instant."""
    phase = consultations.phase_of(consultation, now)
    return Scope(consultation, grade, voting.are_results_public(consultation.results_appear, phase))


def revision_of(consultation: Consultation) -> int:
    """The revision of the consultation's log: equal revisions and phases make equal packages."""
    return db.session.scalar(select(Log.revision).where(Log.log == consultation.public_id)) or 0


def note_auditor_export(actor: Actor, consultation: Consultation, *, now: datetime) -> None:
    """Before an auditor-grade package is written: asks permission and notes the act in the site's log (S22)."""
    if not permissions.may_take_auditor_package(actor, consultation):
        raise Forbidden(N_("Only auditors of this body may take the auditor's package."))
    record.append(
        "package.taken", actor=actor, now=now, objects=[consultation.public_id],
        organisation_id=consultation.organisation_id, role="auditor" if actor.kind == "account" else actor.kind,
        values={"grade": AUDITOR},
    )  # fmt: skip
    record.note_personal_read(
        actor=actor, page="package", what="auditor package", now=now, consultation=consultation.public_id
    )


def make_package(consultation: Consultation, grade: Grade, target: Path, *, now: datetime) -> Made:
    """Write a package beside ``target`` and rename it when it is whole: a half one is never offered."""
    target.parent.mkdir(parents=True, exist_ok=True)
    revision = revision_of(consultation)
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".package-")
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "w+b") as stream:
            manifest = write_package(scope_of(consultation, grade, now), stream, revision=revision)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    digest = hashlib.sha256()
    with target.open("rb") as written:
        while block := written.read(1 << 20):
            digest.update(block)
    return Made(target, target.stat().st_size, digest.hexdigest(), revision, manifest)

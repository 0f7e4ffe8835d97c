"""What a restore asks of the record: that no sealed entry gets lost by it."""

from sqlalchemy import Connection

from consult.foundation import backup
from consult.foundation.db import table_of
from consult.foundation.settings import Settings
from consult.record import checks, keys, outside, queries, rules
from consult.record.checks.marks import MARKS
from consult.record.marking import MARKED
from consult.record.models import (
    APPEND_ONLY,
    CheckpointRow,
    Cosignature,
    EntryOpening,
    KeyRow,
    Log,
    PersonalRead,
    Publication,
    RefusedDay,
    RowMark,
)  # fmt: skip


def refuse_older_backup(settings: Settings, connection: Connection) -> None:
    """Compare a restored database with the heads kept outside it. Raises SealingRefused."""
    sizes, known = queries.restored_state(connection)
    seed = keys.read(settings.instance)
    if seed is not None:
        known.append((settings.log_origin, keys.public_of(seed)))
    folders = outside.places(settings.instance, settings.record_second_place)
    for kept in outside.kept(folders, known):
        size = sizes.get(kept.log, 0)
        if size < kept.size:
            raise rules.SealingRefused(
                rules.BACKUP_OLDER, place=kept.place, log=kept.log, first=size + 1, last=kept.size,
                number=kept.size - size,
            )  # fmt: skip
    if outside.find(folders, rules.SITE) is None:  # a new machine: it goes on from what the backup showed
        for log, note in queries.restored_heads(connection):
            outside.keep(folders, log, note)


if refuse_older_backup not in backup.RESTORED:
    backup.RESTORED.append(refuse_older_backup)


checks.covers("references", checks.check_orphans)
checks.covers("refusals", checks.check_refusals, RefusedDay.__tablename__)
checks.covers("reads", checks.check_reads, PersonalRead.__tablename__)
checks.covers(MARKS, checks.check_marks, RowMark.__tablename__)
checks.COVERED.update(dict.fromkeys((*APPEND_ONLY, EntryOpening.__tablename__, Log.__tablename__), "logs"))
checks.covers("witnesses", checks.check_cosignatures, Cosignature.__tablename__)
# entries, openings, leaves and tiles follow from the entries' own bytes: no mark of a row could add anything
MARKED.update({
    model.__tablename__: table_of(model) for model in (CheckpointRow, Publication, Cosignature, KeyRow, Log)
})  # fmt: skip
MARKED.pop(RowMark.__tablename__, None)
checks.exempts({
    "event_outbox": "a queue: what waits to be told",
    "mail_outbox": "a queue: mails on their way",
    "used_token": "form tokens that were used",
})  # fmt: skip

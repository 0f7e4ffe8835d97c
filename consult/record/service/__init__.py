"""The verbs of the record: appending entries, and sealing them."""

from consult.record.rules import SITE
from consult.record.service.appending import (
    Appended,
    append,
    note_personal_read,
    opened_values,
)
from consult.record.service.erasing import Named, entries_naming, entries_of_types, erase_openings
from consult.record.service.marking import mark_everything
from consult.record.service.reads import close_days, forget_reads
from consult.record.service.refusals import count_refusals
from consult.record.service.repairing import repair
from consult.record.service.sealing import (
    PACKAGE_FORM,
    Extension,
    Signers,
    add_cosignature,
    check_clock,
    check_kept,
    check_key,
    check_not_lost,
    current_tree,
    known_signers,
    prepare,
    publish,
    seal,
    set_key,
    tell_lost_heads,
)

__all__ = [
    "PACKAGE_FORM",
    "SITE",
    "Appended",
    "Extension",
    "Named",
    "Signers",
    "add_cosignature",
    "append",
    "check_clock",
    "check_kept",
    "check_key",
    "check_not_lost",
    "close_days",
    "count_refusals",
    "current_tree",
    "entries_naming",
    "entries_of_types",
    "erase_openings",
    "forget_reads",
    "known_signers",
    "mark_everything",
    "note_personal_read",
    "opened_values",
    "prepare",
    "publish",
    "repair",
    "seal",
    "set_key",
    "tell_lost_heads",
]

"""What witnesses signed, as it is stored: below the right head, and by the witness it is said to be of."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select

from consult.foundation import web
from consult.foundation.db import db
from consult.record import notes
from consult.record.checks.registry import Fault
from consult.record.models import CheckpointRow, Cosignature
from consult.record.notes import NoteFault, VerifierKey
from consult.record.witnessing import witnesses_of

AT_ONCE = 500


def check_cosignatures(more: Sequence[str] = ()) -> str:
    """Every stored signature of a witness, by the keys in the settings and those given. Raises Fault."""
    try:
        own = [one.key for one in witnesses_of(web.settings().record_witnesses)]
        known = {(key.name, key.id): key for key in [*own, *map(notes.parse_vkey, more)]}
    except NoteFault as fault:
        raise Fault(f"the key of a witness: {fault}") from fault
    checked, unknown = 0, Counter[str]()
    found = (
        select(
            Cosignature.witness, Cosignature.line, CheckpointRow.log, CheckpointRow.size, CheckpointRow.note
        )
        .join(CheckpointRow, CheckpointRow.id == Cosignature.checkpoint_id)
        .order_by(CheckpointRow.id, Cosignature.witness)
        .execution_options(yield_per=AT_ONCE)
    )
    with db.session.execute(found) as rows:
        for witness, line, log, size, note in rows:
            try:
                is_checked = _is_checked(witness, line, note, known)
            except NoteFault as fault:
                raise Fault(
                    f"record_cosignature: what {witness} signed of {size} entries of the log {log}: {fault}"
                ) from fault
            checked += is_checked
            unknown[witness] += not is_checked
    names = ", ".join(sorted(one for one in unknown if unknown[one]))
    left = f"; {unknown.total():,} not, for want of a key (--witness): {names}" if names else ""
    return f"{checked:,} signatures of witnesses are theirs{left}"


def _is_checked(witness: str, line: str, note: str, known: dict[tuple[str, bytes], VerifierKey]) -> bool:
    """Whether there is a key to check it by. Raises NoteFault where it is wrong."""
    signature = notes.parse_signature(line.removesuffix("\n"))
    if signature.name != witness:
        raise NoteFault("the line is of somebody else")
    key = known.get((signature.name, signature.key_id))
    if key is not None and notes.verified_time(key, notes.parse_note(note).text, signature) is None:
        raise NoteFault("the signature is wrong")
    return key is not None

"""What somebody outside kept of this record, held against the database: ``record verify --outside``."""

from collections.abc import Iterator, Sequence

from consult.foundation import clock
from consult.foundation.errors import Refused
from consult.record import merkle, outside, proving, queries, verify
from consult.record.checks.registry import Fault

NOBODY = (
    "nobody outside: no head was given that somebody else kept (--outside FILE). What only this site keeps proves "
    "nothing against whoever runs it."
)


def check_held(name: str, content: bytes, witnesses: Sequence[str] = ()) -> Iterator[str]:
    """What a file proves that somebody outside kept: a checkpoint, a page with its line, a receipt, a promise.

    Every entry was checked before. Raises Fault.
    """
    try:
        if content.startswith((verify.PROMISE, verify.RECEIPT.encode())):
            yield _receipt(name, content)
            return
        for one in verify.held_in(name, content):
            yield _head(one, [verify.key_of(key) for key in witnesses])
    except verify.Fault as fault:
        raise Fault(str(fault)) from fault
    except Refused as refused:
        raise Fault(f"{name}: {refused}") from refused


def _head(held: verify.Held, witnesses: Sequence[verify.Key]) -> str:
    log = proving.log_of(held.origin)
    size = queries.size_of(log)
    if held.size > size:
        raise Fault(
            f"{held.name}: {held.origin} had {held.size:,} entries when it was kept, here are {size:,}: "
            "entries are missing. Was an older database restored?"
        )
    if merkle.root_at(held.size, queries.node_reader(log)) != held.root:
        raise Fault(
            f"{held.name}: the first {held.size:,} entries of {held.origin} are not those that were there when it was "
            "kept: one was changed, added, removed or moved since"
        )
    known = [outside.verifier_key(one.base, one.public_key, log) for one in queries.known_keys()]
    return verify.held_in_words(held, [verify.key_of(str(key)) for key in known], witnesses)


def _receipt(name: str, content: bytes) -> str:
    proven = proving.check(content, now=clock.now())
    if proven.kind == "promise" and proven.is_kept is not True:
        if proven.is_kept is False:
            raise Fault(f"{name}: its entry was promised and never sealed")
        return f"{name}: its entry is to be sealed by {proven.seal_by:%Y-%m-%d %H:%M} UTC"
    return f"{name}: it is entry {proven.index + 1:,} of the log {proven.log}"

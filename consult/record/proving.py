"""Checking what somebody kept of this record: a receipt, a promise, a checkpoint or its line from a notice board.

Whatever is wrong is a ``ReceiptFault``, a sentence for the person who brought it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from consult.foundation.errors import N_, Refused
from consult.foundation.zones import from_minute
from consult.record import canonical, keys, merkle, notes, outside, queries, receipts
from consult.record.notes import NoteFault
from consult.record.rules import SITE

BYTES_MOST = 4 * 1024 * 1024
"""A receipt of somebody who answered thousands of statements stays below."""
NOTHING = N_("There is nothing in it. Choose the file of your receipt, or paste its text.")
TOO_LARGE = N_("This is too large to be a receipt.")
NO_RECEIPT = N_(
    "This is neither a receipt nor a promise nor a checkpoint of such a record. A receipt’s first line is "
    "“c2sp.org/tlog-proof@v1”, a promise’s is “Consult promise v1”."
)
CUT = N_(
    "A part of it is missing or was damaged. Please take the file once more, or copy the text from its first line to "
    "its last."
)
LINE_ENDS = N_(
    "Another program changed the line ends of this file to those of Windows. Nothing is lost: download the receipt "
    "again, or open the file, copy all of its text and paste it here."
)
OTHER_ENCODING = N_(
    "Another program saved this file in another form of text (UTF-16). Nothing is lost: download the receipt again, or "
    "open the file, copy all of its text and paste it here."
)
AROUND = N_(
    "Before or around it stands what doesn’t belong to it: words of an e-mail, quotation marks, or a “>” in front of "
    "each line. Nothing is lost: take that away, or download the receipt again."
)
OTHER_SITE = N_(
    "This is of another site: %(origin)s. Perhaps it is right; that site can say so, or the verifier in its packages."
)
NOT_SIGNED = N_(
    "This site’s key did not sign it so. Somebody changed it, or it was damaged on its way: please take it once more."
)
NOT_SHOWN = N_(
    "The checkpoint in it bears this site’s signature, but of that size the record here has another one. Keep this "
    "file and show it to others: it proves that the record was exchanged."
)
NOT_PROVEN = N_(
    "The hashes in it don’t lead from its entry to its checkpoint: the entry or its place was changed."
)
NO_ENTRY = N_("The entry that it is about is missing in it, so there is nothing to prove.")
NOT_OPENED = N_("“%(field)s” in it is not what was sealed when it was sent: it was changed afterwards.")
NOT_LINKED = N_(
    "The earlier entries in it are not those that its entry follows on: one was changed or left out."
)
NO_SUCH_LINE = N_(
    "The record here has no checkpoint with this size and root: the line was copied wrongly, or the record exchanged."
)


HEADS = (notes.PROOF_HEAD, receipts.PROMISE_HEAD)


class ReceiptFault(Refused):
    """What was brought proves nothing here, and why."""


@dataclass(frozen=True)
class Proven:
    """What is proven. ``kind``: receipt, promise, checkpoint or line (a checkpoint's, without its signature)."""

    kind: str
    log: str
    entry: Mapping[str, Any] = field(default_factory=dict)
    opened: Mapping[str, str] = field(default_factory=dict)
    """Committed field -> value, for what the receipt opens; each was compared with its commitment."""
    earlier: tuple[tuple[Mapping[str, Any], Mapping[str, str]], ...] = ()
    """(entry, what of it is opened) of the same person's linked entries before, newest first."""
    size: int = 0
    index: int = 0
    signed_at: datetime | None = None
    witnesses: tuple[tuple[str, datetime], ...] = ()
    reference: str = ""
    seal_by: datetime | None = None
    is_kept: bool | None = None
    """Of a promise: whether the entry stands in the log by now; None where the time isn't over yet."""


def check(content: bytes | str, *, witnesses: Sequence[notes.VerifierKey] = (), now: datetime) -> Proven:
    """Check what somebody brought: the bytes of a file, or pasted text (whose line ends are the browser's).

    Raises ReceiptFault, a sentence for that person.
    """
    whole = _text(content)
    try:
        if whole.startswith(receipts.PROMISE_HEAD):
            return _check_promise(whole, now)
        if whole.startswith(notes.PROOF_HEAD):
            return _check_proof(whole, witnesses)
        if any(head in whole for head in HEADS):
            raise ReceiptFault(AROUND)
        if len(whole.split()) == 4 and "\n" not in whole.strip():
            return _check_line(whole.split())
        return _check_checkpoint(whole, witnesses)
    except NoteFault as fault:
        raise ReceiptFault(CUT) from fault


def _text(content: bytes | str) -> str:
    if len(content) > BYTES_MOST:
        raise ReceiptFault(TOO_LARGE)
    if isinstance(content, bytes):
        if any(head.encode(utf16) in content for head in HEADS for utf16 in ("utf-16-le", "utf-16-be")):
            raise ReceiptFault(OTHER_ENCODING)
        try:
            content = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ReceiptFault(NO_RECEIPT) from error
        if "\r" in content and _is_text(content):
            raise ReceiptFault(LINE_ENDS)
    whole = content.replace("\r\n", "\n").removeprefix("\ufeff").strip()
    if not whole:
        raise ReceiptFault(NOTHING)
    if not _is_text(whole):
        raise ReceiptFault(NO_RECEIPT)
    return f"{whole}\n"


def _is_text(content: str) -> bool:
    """Whether a database can be asked for it and a page can show it."""
    return "\x00" not in content and not any("\ud800" <= one <= "\udfff" for one in content)


def _check_proof(whole: str, witnesses: Sequence[notes.VerifierKey]) -> Proven:
    found = notes.parse_proof(whole)
    head = notes.parse_checkpoint(notes.parse_note(found.checkpoint).text)
    log = log_of(head.origin)
    own = _own_head(log, found.checkpoint)
    extra = _extra(found.extra)
    content = extra["entry"].encode()
    if not merkle.verify_inclusion(
        found.index, head.size, merkle.leaf_hash(content), found.hashes, head.root
    ):
        raise ReceiptFault(NOT_PROVEN)
    entry, opened = _opened(extra)
    return Proven(
        "receipt", log, entry, opened, _earlier(opened, extra.get("earlier", [])), head.size, found.index,
        own.signed_at, _witnessed(found.checkpoint, witnesses),
    )  # fmt: skip


def _check_checkpoint(whole: str, witnesses: Sequence[notes.VerifierKey]) -> Proven:
    try:
        head = notes.parse_checkpoint(notes.parse_note(whole).text)
    except NoteFault as fault:
        raise ReceiptFault(NO_RECEIPT) from fault
    log = log_of(head.origin)
    own = _own_head(log, whole)
    return Proven(
        "checkpoint", log, size=head.size, signed_at=own.signed_at, witnesses=_witnessed(whole, witnesses)
    )


def _check_line(words: Sequence[str]) -> Proven:
    """As it is printed on a notice board: log, size, root, time. No signature, so only compared."""
    origin, size, root, _time = words
    try:
        number, hash_ = notes.parse_decimal(size), notes.decode64(root)
    except NoteFault as fault:
        raise ReceiptFault(NO_RECEIPT) from fault
    log = log_of(origin)
    own = queries.head_at(log, number)
    if own is None or own.root != hash_.hex():
        raise ReceiptFault(NO_SUCH_LINE)
    return Proven("line", log, size=number, signed_at=own.signed_at)


def _own_head(log: str, note: str) -> queries.Head:
    """This site's head of the size that a checkpoint says, once its signature is right."""
    try:
        head = notes.open_checkpoint(note, _keys(log))
    except NoteFault as fault:
        raise ReceiptFault(NOT_SIGNED) from fault
    own = queries.head_at(log, head.size)
    if own is None or own.root != head.root.hex():
        raise ReceiptFault(NOT_SHOWN)
    return own


def _check_promise(whole: str, now: datetime) -> Proven:
    note = notes.parse_note(whole)
    lines = dict(line.partition(" ")[::2] for line in note.text.splitlines()[1:])
    if tuple(lines) != receipts.PROMISE_LINES:
        raise NoteFault("its lines are not those of a promise")
    log = log_of(lines["log"])
    try:
        notes.open_note(whole, _keys(log))
    except NoteFault as fault:
        raise ReceiptFault(NOT_SIGNED) from fault
    place = queries.place_of(lines["entry"])
    is_there = (
        place is not None and place.log == log and place.leaf_hash == notes.decode64(lines["leaf"]).hex()
    )
    try:
        seal_by = from_minute(lines["seal-by"])
    except ValueError as error:
        raise NoteFault("its seal-by time is none") from error
    return Proven(
        "promise", log, json.loads(place.content) if place and is_there else {}, seal_by=seal_by,
        reference=lines["reference"], is_kept=is_there or (False if now > seal_by else None),
        index=place.index if place and is_there else 0,
    )  # fmt: skip


def log_of(origin: str) -> str:
    """Which of our logs this is, under any name it ever had."""
    for base in dict.fromkeys(one.base for one in queries.known_keys()):
        if origin == keys.log_name(base, SITE):
            return SITE
        log = origin.removeprefix(f"{base}/record/")
        if log != origin and log != SITE:
            return log
    raise ReceiptFault(OTHER_SITE, origin=origin[:100])


def _keys(log: str) -> list[notes.VerifierKey]:
    return [outside.verifier_key(one.base, one.public_key, log) for one in queries.known_keys()]


def _extra(extra: bytes | None) -> dict[str, Any]:
    try:
        given = json.loads(extra or b"{}")
        if not _is_text(json.dumps(given, ensure_ascii=False)):
            raise ReceiptFault(NO_ENTRY)
        json.loads(given["entry"])["commitments"].keys()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ReceiptFault(NO_ENTRY) from error
    return dict(given)


def _opened(given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """An entry and the values that it is shown to have committed to."""
    entry: dict[str, Any] = json.loads(given["entry"])
    opened: dict[str, str] = {}
    openings = given.get("openings") or {}
    if not isinstance(openings, dict):
        raise ReceiptFault(NO_ENTRY)
    for name, opening in openings.items():
        value = ""
        try:
            salt, value = opening
            is_right = canonical.commit(name, value, bytes.fromhex(salt)) == entry["commitments"][name]
        except (ValueError, KeyError, TypeError, AttributeError):
            is_right = False
        if not is_right:
            raise ReceiptFault(NOT_OPENED, field=name[:60])
        opened[name] = value
    return entry, opened


def _earlier(opened: Mapping[str, str], given: Any) -> tuple[tuple[dict[str, Any], dict[str, str]], ...]:
    """The entries before, each the one that the next commits to having followed."""
    found = []
    try:
        for one in given:
            if canonical.leaf_hash(one["entry"].encode()) != opened.get(receipts.LINK):
                raise ReceiptFault(NOT_LINKED)
            entry, opened = _opened(one)
            found.append((entry, opened))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReceiptFault(NOT_LINKED) from error
    return tuple(found)


def _witnessed(note: str, witnesses: Sequence[notes.VerifierKey]) -> tuple[tuple[str, datetime], ...]:
    parsed = notes.parse_note(note)
    seen = []
    for key in witnesses:
        for signature in parsed.signatures:
            time = notes.verified_time(key, parsed.text, signature)
            if time is not None:
                seen.append((key.name, datetime.fromtimestamp(time, UTC)))
    return tuple(seen)

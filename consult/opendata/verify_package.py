"""The command of a package's own verifier: the bag, both logs, the process, the tables; then what was found in words.

Standard library only. ``python3 -I -S verify.py PACKAGE.zip`` needs no network and no installation.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import MappingProxyType

from consult.opendata.verify_bag import UNFIT, Package, check_list, facts_of
from consult.opendata.verify_contents import check_contents
from consult.opendata.verify_entries import (
    ENTRIES,
    SITE_ENTRIES,
    check_tiles,
    entries,
    sealed_leaves,
    tiles_of,
)
from consult.opendata.verify_every_table import check_every_table
from consult.opendata.verify_files import FilesCheck, FilesCheckApart, cores, no_collector, strangers_in_words
from consult.opendata.verify_heads import check_own_times, check_site_times, check_witnessed
from consult.opendata.verify_kept import (
    COSIGNED,
    Witnessed,
    brought,
    outside_in_words,
    promise_in_words,
    read_receipt,
    receipt_in_words,
)
from consult.opendata.verify_labels import read_in_words
from consult.opendata.verify_opened import Unopened
from consult.opendata.verify_process import Process
from consult.opendata.verify_roles import Roles
from consult.opendata.verify_schema import (
    UNLABELLED,
    check_form,
    check_form_told,
    form_in_words,
    tables_in_words,
)
from consult.opendata.verify_state import STATES
from consult.opendata.verify_tables import Tables
from consult.opendata.verify_taken_in import check_imports
from consult.record.verify import (
    PROMISE,
    RECEIPT,
    Fault,
    Held,
    Key,
    LogCheck,
    held_in,
    key_of,
)


class Verification:
    """One run over one package; ``said`` is what it prints."""

    def __init__(
        self,
        package: Package,
        files: FilesCheck | FilesCheckApart,
        *,
        every: bool,
        vkeys: Sequence[str],
        held: Sequence[Held],
        witnesses: Sequence[Key] = (),
    ) -> None:
        self.package, self._every = package, every
        self.witnessed = Witnessed(witnesses)
        self.forms, self._is_held = files.forms, not files.is_apart
        self._note_entry, self._take_check = files.note_entry, files.take_check
        self.facts = facts_of(package)
        check_form(self.facts["format"])
        self.is_public = self.facts["grade"] == "public"
        given = vkeys or package.read("data/vkeys.txt").decode().split()
        self.keys: list[Key] = [key_of(one) for one in given]
        self._held = held
        self.own: list[str] = self.facts["logs"]["consultation"]["origins"]
        """Every name that the consultation's log had."""
        self.said: list[str] = []
        self.leaves: list[bytes] = []
        self.sizes: dict[str, int] = {}
        """Number of entries here of each log, by every name that it had."""
        self._unopened = Unopened(is_public=self.is_public, is_strict=self.facts["format"] not in UNLABELLED)

    def run(self) -> None:
        """Everything but the files by themselves, in an order in which the first fault is the plainest one."""
        roles = self._site()
        process = self._process(roles)
        self._tables(process)

    def _log(self, folder: str, title: str, heads: Mapping[int, bytes] = MappingProxyType({})) -> LogCheck:
        """``heads``: those of this log that the site's log names."""
        origins = self.facts["logs"]["consultation" if folder == "data/" else "site"]["origins"]
        notes = [row["note"].encode() for row in self.package.rows(f"{folder}checkpoints.jsonl")]
        if not notes or notes[-1] != self.package.read(f"{folder}checkpoint"):
            raise Fault(f"{folder}checkpoint is not the last one of {folder}checkpoints.jsonl")
        own = [key for key in self.keys if key.name in origins]
        told = {size: [("the site’s log", root)] for size, root in heads.items()}
        check = LogCheck(title, notes, own, every=self._every, told=told)
        if (path := f"{folder}{COSIGNED}") in self.package.names:
            self.witnessed.take(path, self.package.rows(path), check.heads())
        self.sizes.update(dict.fromkeys(origins, check.head.size))
        for one in self._held:
            if one.origin in origins and one.size <= check.head.size:
                told.setdefault(one.size, []).append((one.name, one.root))
        return check

    def _site(self) -> Roles:
        roles, check = Roles(), self._log("data/site/", "the site’s log")
        for index, entry, _leaf, opened in entries(self.package, SITE_ENTRIES, check, is_held=self._is_held):
            try:
                roles.take(entry, opened)
            except UNFIT as fault:
                raise _fault_in(
                    SITE_ENTRIES, f"{SITE_ENTRIES}, entry {index} ({entry.get('type')})", fault
                ) from fault
        self._tell("Site’s log", check)
        return roles

    def _process(self, roles: Roles) -> Process:
        bodies = [row["id"] for row in self.forms.rows("bodies")]
        process = Process(roles, bodies, is_public=self.is_public)
        heads = roles.heads_of(self.facts["consultation"])
        check = self._log("data/", "the consultation’s log", heads)
        sealed = sealed_leaves(self.package, check.head.size)
        own = self.facts["consultation"]
        self._take_check(check)
        walk = entries(self.package, ENTRIES, check if self._is_held else None, sealed)
        for index, entry, leaf, opened in walk:
            if self._note_entry is not None:
                self._note_entry(entry)
            if entry.get("consultation") != own:
                raise Fault(f"{ENTRIES}, entry {index}: of another consultation")
            try:
                process.take(entry, leaf, opened)
            except UNFIT as fault:
                raise _fault_in(ENTRIES, f"entry {index} ({entry.get('type')})", fault) from fault
            self.leaves.append(leaf)
            self._unopened.take(index, entry, opened)
        if self._is_held:
            self._tell("Consultation’s log", check)
            check_tiles(self.package, self.leaves)
        self._place = len(self.said)
        self.said.append(f"Tiles: {len(tiles_of(self.package)):,}, each is the one that the entries give.")
        if heads.get(check.head.size) != check.head.root:
            raise Fault("the site’s log does not name the head of the consultation’s log")
        if self.facts["as_of"] not in roles.sealed_at(self.facts["consultation"], check.head.size):
            raise Fault(
                "data/package.json: “as_of” is not when the site’s log says that this head was sealed"
            )
        sealed_at = partial(roles.sealed_at, self.facts["consultation"])
        check_own_times("data/checkpoints.jsonl", self.package.rows("data/checkpoints.jsonl"), sealed_at)
        path = "data/site/checkpoints.jsonl"
        rows = list(self.package.rows(path))
        check_site_times(path, rows, roles.sealings)
        self.said.append(check_witnessed(path, rows, self.witnessed.seen))
        forms = roles.forms_of(self.facts["consultation"]).items()
        told = [form for size, form in forms if size <= check.head.size]
        check_form_told(self.facts["format"], told)
        self.said += form_in_words(self.facts["format"], told)
        return process

    def tell_of_log(self, check: LogCheck) -> None:
        """Tell of the consultation's log what another process found."""
        self._tell("Consultation’s log", check)
        self.said.insert(self._place, self.said.pop())

    def _tell(self, title: str, check: LogCheck) -> None:
        done, head = check.finish(), check.head
        self.said.append(
            f"{title}: {done.entries:,} entries, {done.checkpoints:,} checkpoints, {done.signatures:,} signatures.\n"
            f"  {head.origin}, root {head.root.hex()}"
        )

    def _tables(self, process: Process) -> None:
        done = check_every_table(self.forms.rows, process, self.facts)
        self.said += done.said
        self._unopened.check(ENTRIES, process, has_votes=done.votes is not None)
        self._sum_up(process, done.tables, done.votes)
        self.said += done.tables.imports.in_words()
        self.said += done.tables.columns.in_words(is_public=self.is_public)

    def _sum_up(self, process: Process, tables: Tables, votes: int | None) -> None:
        counts = tables.counts
        parts = " + ".join(f"{counts[state]:,} {state}" for state in STATES)
        self.said.append(f"Comments: {counts.total():,} received = {parts}.\n  Late: {tables.late:,}.")
        if any(tables.received):
            told = "{:,} senders, {:,} submissions, {:,} comments".format(*tables.received)
            self.said.append(f"Received: {told}.")
        if tables.unconfirmed:
            self.said.append(
                f"  {tables.unconfirmed:,} more wait for their sender’s confirmation and aren’t counted."
            )
        self.said.append(
            f"Rulings: {len(process.rulings):,}, each by somebody who held the role then; "
            f"{process.by_console:,} by the operator at the console. Reviews: {len(process.reviews):,}, "
            f"{process.elsewhere:,} by another unit."
        )
        both = (process.signatures, process.roles.signatures)
        two, one, kept_out = (
            sum(getattr(log, name) for log in both) for name in ("by_two", "by_one", "refused_attempts")
        )
        self.said.append(
            f"Acts that need two persons: {two:,} by two, {one:,} by one where there was no second, as the log says; "
            f"{kept_out:,} attempts refused."
        )
        if refused := process.roles.refused.in_words():
            self.said.append(refused)
        counted = "not public yet" if votes is None else f"{votes:,} counted"
        self.said.append(
            f"Votes: {counted}. Statements: {len(process.statements):,}. Replies: {len(process.replies):,}."
        )
        self.said.append(
            f"Reading: {len(process.reading.read):,} comments marked as read, "
            f"{len(process.reading.read_alone):,} of them one by one; samples: {len(process.reading.samples):,}."
        )
        if process.asked.listed:
            states = process.asked.states(process.rules.get("closes_at", ""), str(self.facts["as_of"]))
            told = ", ".join(f"{number:,} {state}" for state, number in sorted(states.items()))
            self.said.append(f"Those who must be asked: {len(process.asked.listed):,}: {told}.")
        if process.unopened:
            whose = "they are for the auditor’s grade" if self.is_public else "they were erased"
            self.said.append(f"Not opened here: {process.unopened.total():,} committed values; {whose}.")


def _fault_in(name: str, entry: str, error: Exception) -> Fault:
    """The fault with its entry of the log ``name``; a value that must be opened with the file that doesn’t."""
    if isinstance(error, KeyError):
        return Fault(f"{entry}: “{error.args[0]}” isn’t opened in {name.replace('entries', 'openings')}")
    return Fault(f"{entry}: {error if isinstance(error, Fault) else f'{type(error).__name__} {error}'}")


def _keys_in_words(keys: Sequence[Key], is_given: bool) -> str:
    names = "\n".join(f"  {key.name}+{key.id.hex()}" for key in keys)
    if is_given:
        return f"Keys you gave:\n{names}"
    return f"Keys named by the package itself; compare them with the ones published elsewhere:\n{names}"


def verify(
    path: Path,
    *,
    every: bool = False,
    vkeys: Sequence[str] = (),
    known: Mapping[str, bytes] | None = None,
    witnesses: Sequence[str] = (),
    is_shared: bool = False,
) -> list[str]:
    """What was checked, in sentences. Raises Fault. ``known``: what the reader brought: receipts, promises, heads.

    ``is_shared``: the work is shared between two cores. Where anything is wrong, or no other process can be had, one
    process does all of it.
    """
    given = every, vkeys, known or {}, witnesses
    with no_collector():
        if is_shared:
            with suppress(*UNFIT, ImportError):
                return _verify(path, True, *given)
        return _verify(path, False, *given)


def _verify(
    path: Path,
    is_apart: bool,
    every: bool,
    vkeys: Sequence[str],
    known: Mapping[str, bytes],
    witnesses: Sequence[str],
) -> list[str]:
    told = {name: known[name] for name in sorted(known)}
    receipts = {
        name: read_receipt(name, one)
        for name, one in told.items()
        if name.endswith(".tlog-proof") or one.startswith(RECEIPT.encode())
    }
    promises = {name: one for name, one in told.items() if one.startswith(PROMISE)}
    held = [head for name, one in told.items() if name not in receipts.keys() | promises.keys()
            for head in held_in(name, one)]  # fmt: skip
    within = [head for name, one in receipts.items() for head in held_in(name, one.checkpoint)]
    with Package(path) as package:
        sums = check_list(package)
        files = FilesCheckApart(path, package, sums) if is_apart else FilesCheck(package, sums)
        try:
            seen_by = [key_of(one) for one in witnesses]
            run = Verification(
                package, files, every=every, vkeys=vkeys, held=[*held, *within], witnesses=seen_by
            )
            run.run()
            files.check_rest()
            run.said.append(tables_in_words(run.facts["format"]))
            run.said += read_in_words(run.facts["format"])
            run.said += [one for one in (strangers_in_words(package),) if one]
            run.said += check_contents(package, run.facts, sums["sha256"])
            run.said += check_imports(package)
            number = files.check_payload()
            if files.log is not None:
                run.tell_of_log(files.log)
        except Exception:
            files.name_plainest()
            raise
        finally:
            files.close()
    for own, receipt in receipts.items():
        run.said.append(receipt_in_words(receipt, own, run.leaves, run.keys, run.own))
    for own, content in promises.items():
        run.said.append(promise_in_words(content, own, run.leaves, run.keys, run.own, run.facts["as_of"]))
    run.said += run.witnessed.in_words()
    is_witnessed = bool(run.witnessed.checked)
    run.said += outside_in_words(held, run.sizes, run.keys, seen_by, is_witnessed=is_witnessed)
    grade = "public" if run.is_public else "auditor’s"
    name = package.sums["manifest-sha512.txt"]["sha512"]
    return [
        f"Package of “{run.facts['slug']}”, {grade} grade, as of {run.facts['as_of']}.",
        f"Bag: {number:,} files, every checksum is right. The site’s log names it by its manifest:\n  {name}",
        *run.said,
        _keys_in_words(run.keys, bool(vkeys)),
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit 0 where everything is right, 1 with the first fault."""
    parser = argparse.ArgumentParser(
        description="Checks a consultation’s package: nothing dropped, nothing altered."
    )
    parser.add_argument("package", type=Path, help="the ZIP, or the folder it was unpacked to")
    parser.add_argument(
        "known",
        nargs="*",
        type=Path,
        help="what was kept outside: receipts (.tlog-proof), promises, checkpoints, a gazette's page with its line",
    )
    parser.add_argument("--all", action="store_true", help="check the signature of every checkpoint")
    parser.add_argument(
        "--vkey", action="append", default=[], help="trust this verifier key instead of the package’s own"
    )
    parser.add_argument(
        "--witness", action="append", default=[], help="key of somebody who cosigned a checkpoint"
    )
    parser.add_argument("--one-core", action="store_true", help="leave the other cores of this machine alone")
    given = parser.parse_intermixed_args(arguments)  # a reader puts options anywhere
    try:
        for sentence in verify(
            given.package,
            every=given.all,
            vkeys=given.vkey,
            known=brought(given.known),
            witnesses=given.witness,
            is_shared=not given.one_core and cores() > 1,
        ):
            print(sentence)
    except Fault as fault:
        print(f"FAULT: {fault}")
        return 1
    except OSError as error:
        print(f"FAULT: {error.filename}: {error.strerror}" if error.filename else f"FAULT: {error}")
        return 1
    except UNFIT as error:
        print(f"FAULT: the package is not put together as it should be: {type(error).__name__} {error}")
        return 1
    print("Everything is right.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

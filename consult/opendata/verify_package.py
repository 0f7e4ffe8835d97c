"""The command of a package's own verifier: the bag, both logs, the process, the tables; then what was found in words.

Standard library only. ``python3 -I -S verify.py PACKAGE.zip`` needs no network and no installation.
"""

import argparse
import base64
import hashlib
import json
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from consult.audits.verify_samples import SecondLooks, check_samples
from consult.opendata.verify_bag import Package, check_bag, check_csv, check_reading_room
from consult.opendata.verify_kept import promise_in_words, receipt_in_words
from consult.opendata.verify_process import STATES, Process
from consult.opendata.verify_reading import check_reading_tables
from consult.opendata.verify_roles import Roles
from consult.opendata.verify_tables import Tables
from consult.record.verify import (
    PROMISE,
    TILE,
    Fault,
    Key,
    LogCheck,
    check_openings,
    check_receipt,
    checkpoint_of,
    key_of,
    leaf_hash,
    receipt_of,
    tile_path,
    tiles,
)

TABLES = (
    "consultation", "versions", "articles", "submissions", "comments", "rulings", "reviews", "statements", "votes",
    "replies", "dispositions", "outcomes", "date_changes", "more_time", "bodies", "carries", "causes", "samples",
    "judgements", "figures", "quiet_effects", "quiet_exemptions", "due_days", "dictionary",
)  # fmt: skip
AUDITORS_TABLES = ("revisions", "reports")
IMPORTS = "data/imports.jsonl"
"""What sites add that took the package in: the only file that isn’t of the site that made it."""
ENTRIES, SITE_ENTRIES = "data/entries.jsonl", "data/site/entries.jsonl"


def entries(
    package: Package, name: str, check: LogCheck, sealed: bytes = b""
) -> Iterator[tuple[int, dict[str, Any], bytes, dict[str, str]]]:
    """Each entry with its place, its leaf hash and the values that are opened. Raises Fault.

    ``sealed``: the leaf hashes that the tiles hold, so that a changed entry is named and not only missed.
    """
    openings = package.rows(f"{name.removesuffix('entries.jsonl')}openings.jsonl")
    following = next(openings, None)
    seen = set[str]()
    for index, line in enumerate(package.lines(name)):
        where = f"{name}, entry {index}"
        try:
            entry = json.loads(line.decode())
        except ValueError as error:
            raise Fault(f"{where}: this is no JSON") from error
        if not isinstance(entry, dict) or not is_canonical(entry, line):
            raise Fault(f"{where}: not written in the one canonical way")
        if sealed and sealed[index * 32 : index * 32 + 32] != leaf_hash(line):
            raise Fault(
                f"{where} ({entry.get('type')}): not what was sealed at this place (its tile says otherwise)"
            )
        leaf = check.add(line, str(entry.get("time", "")))
        own = str(entry.get("id", ""))
        if own in seen:
            raise Fault(f"{where}: an entry with this id stands before")
        seen.add(own)
        opened: dict[str, str] = {}
        if following is not None and following["entry"] == own:
            try:
                opened = check_openings(entry.get("commitments", {}), following["fields"])
            except Fault as fault:
                raise Fault(f"{where} ({entry.get('type')}): {fault}") from fault
            following = next(openings, None)
        yield index, entry, leaf, opened
    if following is not None:
        raise Fault(
            f"{name}: the opening of {following.get('entry')} belongs to no entry, or stands out of order"
        )


_CANONICAL = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def is_canonical(value: object, written: bytes) -> bool:
    """Whether the bytes are the one canonical JSON (RFC 8785) of an entry: sorted names, no spaces."""
    plain = _CANONICAL.encode(value).encode()
    return (
        plain == written
        or json.dumps(_sorted(value), ensure_ascii=False, separators=(",", ":")).encode() == written
    )


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _sorted(value[name]) for name in sorted(value, key=lambda one: one.encode("utf-16-be"))}
    return value


def _sealed(package: Package, size: int) -> bytes:
    """The leaf hashes in the tiles of the lowest level, as many as are there."""
    found = []
    for place in range(0, size, TILE):
        name = f"data/tiles/{tile_path(0, place // TILE, min(TILE, size - place))}"
        found.append(package.read(name))
    return b"".join(found)


def check_tiles(package: Package, leaves: Sequence[bytes]) -> int:
    """The tiles are those of the entries. Returns how many."""
    made = {f"data/tiles/{path}": content for path, content in tiles(leaves)}
    there = {name for name in package.names if name.startswith("data/tiles/")}
    for name in sorted(made.keys() | there):
        if name not in made or name not in there or package.read(name) != made[name]:
            raise Fault(f"{name}: not the tile that the entries give")
    return len(made)


class Verification:
    """One run over one package; ``said`` is what it prints."""

    def __init__(
        self, package: Package, *, every: bool, vkeys: Sequence[str], known: Sequence[bytes]
    ) -> None:
        self.package, self._every = package, every
        self.facts: dict[str, Any] = json.loads(package.read("data/package.json"))
        self.is_public = self.facts["grade"] == "public"
        given = vkeys or package.read("data/vkeys.txt").decode().split()
        self.keys: list[Key] = [key_of(one) for one in given]
        self._known = known
        self.said: list[str] = []
        self.leaves: list[bytes] = []
        self._unopened: list[tuple[int, str, frozenset[str], str]] = []

    def run(self) -> None:
        """Everything but the bag, in an order in which the first fault is the plainest one."""
        roles = self._site()
        process = self._process(roles)
        self._tables(process)
        for table in (*TABLES, *(() if self.is_public else AUDITORS_TABLES)):
            check_csv(self.package, f"data/{table}.jsonl")
        self.said.append("Tables: each CSV says what its JSON Lines say.")
        for table in ("comments", "rulings", "replies"):
            check_reading_room(self.package, table)
        self.said.append("Reading room: its lists say what the tables say.")

    def _log(self, folder: str, title: str) -> LogCheck:
        origins = self.facts["logs"]["consultation" if folder == "data/" else "site"]["origins"]
        notes = [row["note"].encode() for row in self.package.rows(f"{folder}checkpoints.jsonl")]
        if not notes or notes[-1] != self.package.read(f"{folder}checkpoint"):
            raise Fault(f"{folder}checkpoint is not the last one of {folder}checkpoints.jsonl")
        mine = [one for one in self._known if checkpoint_of(one).origin in origins]
        notes = sorted([*notes, *mine], key=lambda one: checkpoint_of(one).size)
        return LogCheck(title, notes, [key for key in self.keys if key.name in origins], every=self._every)

    def _site(self) -> Roles:
        roles, check = Roles(), self._log("data/site/", "the site’s log")
        for index, entry, _leaf, opened in entries(self.package, SITE_ENTRIES, check):
            try:
                roles.take(entry, opened)
            except Fault as fault:
                raise Fault(f"{SITE_ENTRIES}, entry {index} ({entry.get('type')}): {fault}") from fault
        self._tell("Site’s log", check)
        return roles

    def _process(self, roles: Roles) -> Process:
        bodies = [row["id"] for row in self.package.table("bodies")]
        process, self._looks = Process(roles, bodies, is_public=self.is_public), SecondLooks()
        check = self._log("data/", "the consultation’s log")
        sealed = _sealed(self.package, check.head.size)
        for index, entry, leaf, opened in entries(self.package, ENTRIES, check, sealed):
            if entry.get("consultation") != self.facts["consultation"]:
                raise Fault(f"{ENTRIES}, entry {index}: of another consultation")
            process.take(index, entry, leaf, opened)
            self._looks.take(entry, opened)
            self.leaves.append(leaf)
            missing = entry.get("commitments", {}).keys() - opened.keys()
            if missing and not self.is_public:
                named = frozenset([str(entry.get("actor", "")), *map(str, entry.get("objects", []))])
                self._unopened.append((index, str(entry["type"]), named, ", ".join(sorted(missing))))
        self._tell("Consultation’s log", check)
        self.said.append(
            f"Tiles: {check_tiles(self.package, self.leaves):,}, each is the one that the entries give."
        )
        head = (self.facts["consultation"], check.head.size, check.head.root.hex())
        if head not in roles.sealed:
            raise Fault("the site’s log does not name the head of the consultation’s log")
        return process

    def _tell(self, title: str, check: LogCheck) -> None:
        done, head = check.finish(), check.head
        self.said.append(
            f"{title}: {done.entries:,} entries, {done.checkpoints:,} checkpoints, {done.signatures:,} signatures.\n"
            f"  {head.origin}, root {head.root.hex()}"
        )

    def _tables(self, process: Process) -> None:
        package, tables = self.package, Tables(process)
        places = tables.drafts(list(package.table("versions")), package.table("articles"))
        tables.dates(list(package.table("consultation")), list(package.table("date_changes")))
        tables.more_time(package.table("more_time"))
        process.quiet.check_tables(package.table("quiet_effects"), package.table("quiet_exemptions"))
        process.due_days.check(package.table("due_days"))
        tables.submissions(package.table("submissions"))
        tables.comments(package.table("comments"))
        tables.figures(list(package.table("figures")))
        tables.revisions(package.table("revisions"))
        versions = {row["version"]: row["id"] for row in package.table("versions")}
        process.trace.check_carries(package.table("carries"), tables.references, versions, places)
        process.trace.check_causes(package.table("causes"), tables.references, versions)
        tables.rulings(package.table("rulings"))
        tables.reviews(package.table("reviews"))
        shown = bool(self.facts["results_shown"]) or not self.is_public
        statements = tables.statements(package.table("statements"))
        votes = tables.votes(statements, package.table("votes")) if shown else None
        tables.replies(package.table("replies"))
        tables.dispositions(package.table("dispositions"), places)
        tables.outcome(list(package.table("outcomes")))
        process.publications.check_summaries(package.table("summaries"))
        process.publications.check_dossiers(package.table("dossiers"))
        process.publications.check_commitments(package.table("commitments"))
        process.rated.check_ratings(package.table("answer_ratings"))
        process.rated.check_looks(package.table("second_looks"), tables.references)
        self._second_looks()
        check_reading_tables(
            process.reading, package.table("readings"), package.table("theme_comments"), tables.references
        )
        self._check_openings(process)
        self._sum_up(process, tables, votes)

    def _second_looks(self) -> None:
        samples, judgements = (list(self.package.table(name)) for name in ("samples", "judgements"))
        self._looks.compare(samples, judgements)
        judged, alike = check_samples(
            samples, judgements, list(self.package.table("rulings")) if samples else ()
        )
        if judged:
            self.said.append(
                f"Second looks: {len(samples):,} samples drawn by their seeds; of {judged:,} rulings judged again "
                f"{alike:,} alike ({100 * alike / judged:.1f} %)."
            )

    def _check_openings(self, process: Process) -> None:
        for index, type_, named, fields in self._unopened:
            if not named & process.erased:
                raise Fault(
                    f"{ENTRIES}, entry {index} ({type_}): {fields} cannot be opened, and no erasure says why"
                )

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
        counted = "not public yet" if votes is None else f"{votes:,} counted"
        self.said.append(
            f"Votes: {counted}. Statements: {len(process.statements):,}. Replies: {len(process.replies):,}."
        )
        self.said.append(
            f"Reading: {len(process.reading.read):,} comments marked as read, "
            f"{len(process.reading.read_alone):,} of them one by one; samples: {len(process.reading.samples):,}."
        )
        if process.unopened:
            whose = "they are for the auditor’s grade" if self.is_public else "they were erased"
            self.said.append(f"Not opened here: {process.unopened.total():,} committed values; {whose}.")


def check_imports(package: Package) -> Iterator[str]:
    """Where the package was taken in from elsewhere, in sentences. Raises Fault."""
    lines = package.read("manifest-sha512.txt").splitlines(keepends=True)
    original = hashlib.sha512(
        b"".join(one for one in lines if not one.endswith(f"  {IMPORTS}\n".encode()))
    ).hexdigest()
    for number, row in enumerate(package.rows(IMPORTS) if IMPORTS in package.names else (), 1):
        content = base64.b64decode(row["bytes"])
        entry = json.loads(content)
        opened = check_openings(entry["commitments"], row["openings"])
        if entry != row["entry"] or entry["type"] != "package.imported" or opened.get("manifest") != original:
            raise Fault(f"{IMPORTS}, row {number}: not the import of this package")
        keys = [key_of(one) for one in row["vkeys"]]
        head = check_receipt(receipt_of(row["proof"].encode()), leaf_hash(content), keys)
        yield f"Imported: on {entry['time']} by {head.origin}, whose log says so (entry and proof are here)."


def _keys_in_words(keys: Sequence[Key], is_given: bool) -> str:
    names = "\n".join(f"  {key.name}+{key.id.hex()}" for key in keys)
    if is_given:
        return f"Keys you gave:\n{names}"
    return f"Keys named by the package itself; compare them with the ones published elsewhere:\n{names}"


def verify(
    path: Path, *, every: bool = False, vkeys: Sequence[str] = (), known: Mapping[str, bytes] | None = None
) -> list[str]:
    """What was checked, in sentences. Raises Fault. ``known``: checkpoints and receipts that the reader brought."""
    brought = {name: (known or {})[name] for name in sorted(known or {})}
    receipts = {name: receipt_of(one) for name, one in brought.items() if name.endswith(".tlog-proof")}
    promises = {name: one for name, one in brought.items() if one.startswith(PROMISE)}
    heads = [one for name, one in brought.items() if name not in receipts.keys() | promises.keys()]
    heads += [one.checkpoint for one in receipts.values()]
    with Package(path) as package:
        files = check_bag(package)
        name = hashlib.sha512(package.read("manifest-sha512.txt")).hexdigest()
        run = Verification(package, every=every, vkeys=vkeys, known=heads)
        run.run()
        for own, receipt in receipts.items():
            run.said.append(receipt_in_words(receipt, own, run.leaves, run.keys))
        for own, content in promises.items():
            run.said.append(promise_in_words(content, own, run.leaves, run.keys))
        run.said += check_imports(package)
    grade = "public" if run.is_public else "auditor’s"
    return [
        f"Package of “{run.facts['slug']}”, {grade} grade, as of {run.facts['as_of']}.",
        f"Bag: {files:,} files, every checksum is right. The site’s log names it by its manifest:\n  {name}",
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
        "known", nargs="*", type=Path, help="receipts (.tlog-proof), promises or checkpoints you kept"
    )
    parser.add_argument("--all", action="store_true", help="check the signature of every checkpoint")
    parser.add_argument(
        "--vkey", action="append", default=[], help="trust this verifier key instead of the package’s own"
    )
    given = parser.parse_args(arguments)
    try:
        known = {path.name: path.read_bytes() for path in given.known}
        for sentence in verify(given.package, every=given.all, vkeys=given.vkey, known=known):
            print(sentence)
    except Fault as fault:
        print(f"FAULT: {fault}")
        return 1
    except OSError as error:
        print(f"FAULT: {error}")
        return 1
    except (KeyError, TypeError, ValueError, AttributeError, zipfile.BadZipFile) as error:
        print(f"FAULT: the package is not put together as it should be: {type(error).__name__} {error}")
        return 1
    print("Everything is right.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

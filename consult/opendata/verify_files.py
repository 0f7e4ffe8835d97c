"""What the files of a package say by themselves: each is the one in the bag, every entry is written in the one
canonical way and stands in its tile, and every table says the same in all its forms.

Nothing of that needs the state. Where there is a second core, a process of its own does it while the first one follows
the acts and holds the tables against them, and says whether all of it is right. If anything isn't, in either of the
two, all is checked once more by one process alone: so what is named first never hangs on how the work was shared.

Each reads the package by itself: the first one lines as JSON, the second one mostly as they are written
(``verify_lines``). Standard library only: packages carry this file.
"""

import gc
import multiprocessing
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from consult.opendata.verify_bag import UNFIT, Package, Sums, check_payload, check_size, check_sums, facts_of
from consult.opendata.verify_entries import (
    ENTRIES,
    SITE_ENTRIES,
    SITE_OPENINGS,
    check_tiles,
    check_written,
    written,
)
from consult.opendata.verify_forms import COMPARED_WITH_STATE, Forms, Share
from consult.opendata.verify_polis import POLIS, POLIS_FILES, Polis
from consult.opendata.verify_premis import Events
from consult.opendata.verify_room import Room
from consult.opendata.verify_schema import OLDER
from consult.record.verify import Fault, LogCheck

KNOWN_FILES = re.compile(
    r"bag(it|-info)\.txt|(tag)?manifest-sha(256|512)\.txt|data/(site/)?(checkpoint|[a-z_-]+\.(jsonl|csv))"
    r"|data/(README\.md|datapackage\.json|package\.json|vkeys\.txt|verify\.py)|data/tiles/.+"
    r"|data/attachments/[0-9a-f]+|data/polis/[a-z-]+\.csv"
    r"|data/reading-room/(room\.(css|js)|rows/[a-z]+-\d+\.js|([a-z-]+/)?[A-Za-z0-9-]+\.html)"
)
"""Files that packages have."""
STRANGERS_NAMED = 5
SUMMED_WITH_STATE = frozenset(
    {
        SITE_OPENINGS,
        *(f"data/{table}.{end}" for table in COMPARED_WITH_STATE for end in ("csv", "jsonl")),
        *(POLIS + name for name in POLIS_FILES),
    }
)
"""Files of which the process with the state takes the checksums: those that only it reads."""


class FilesCheck:
    """Checks the files in this process, on the way: while they are read for something else."""

    is_apart, log = False, None

    def __init__(self, package: Package, sums: Mapping[str, Sums], share: Share = Share.ALL) -> None:
        """``share``: of the tables, where another process compares the rest with their other forms."""
        self._package, self._sums, self._share = package, sums, share
        self.forms, self.events = Forms(package, share), Events(package)
        self._walked = False
        """Whether events were held against the entries on the way."""

    def note_entry(self, entry: Mapping[str, Any]) -> None:
        """The next entry of the consultation's log, while it is read for something else."""
        self._walked = True
        self.events.take(entry)

    def take_check(self, check: LogCheck) -> None:
        """That of the consultation's log, which this process does."""

    def check_log(self, check: LogCheck) -> LogCheck:
        """Hold the consultation's log against all that needs no state, and the tiles against it. Raises Fault."""
        check_tiles(self._package, check_written(self._package, check, self.events))
        self._walked = True
        check.finish()
        return check

    def check_payload(self) -> int:
        """Every file is the one that the bag lists. Returns how many there are. Raises Fault."""
        return check_payload(self._package, self._sums)

    def check_written(self) -> None:
        """Every entry is written in the one canonical way. Raises Fault."""
        for name in (SITE_ENTRIES, ENTRIES):
            for _line, entry in written(self._package, name):
                if name == ENTRIES and not self._walked:
                    self.events.take(entry)
        self._walked = True

    def check_rest(self) -> None:
        """What nobody came by: each table is there, and the same in all its forms. Raises the first fault."""
        self.forms.finish()
        self.events.finish()
        facts = facts_of(self._package)
        if self._share is Share.ALL:
            _check_polis(self._package, facts)
        if facts["format"] not in OLDER:
            Room(self._package, self.forms, facts).check()

    def name_plainest(self) -> None:
        """Something is wrong. Raises the Fault of the files that is plainer, if there is one."""
        self.check_payload()  # that a file was changed since is the plainest fault,
        self.check_written()  # and that an entry is not written as it must be is plainer than others

    def close(self) -> None:
        """Nothing is left to end."""


class FilesCheckApart:
    """Has the files checked in a process of its own; nothing of that is done again in this one, which has the state."""

    is_apart = True
    note_entry = None
    log: LogCheck | None = None
    """What the other process found of the consultation's log."""

    def __init__(self, path: Path, package: Package, sums: Mapping[str, Sums]) -> None:
        """Raises OSError, ImportError or RuntimeError where no process can be started."""
        package.sums_of = SUMMED_WITH_STATE
        self.forms = Forms(package, Share.WITH_STATE)
        self._package, self._sums = package, sums
        given = {
            kind: {name: of[name] for name in of.keys() - SUMMED_WITH_STATE} for kind, of in sums.items()
        }
        self._process, self._pipe = _begin(_check_files, path, given)

    def take_check(self, check: LogCheck) -> None:
        """Hand that of the consultation's log to the other process. Raises OSError if it was ended."""
        self._pipe.send(check)

    def check_payload(self) -> int:
        """As in this process; the other one answers for what it was given. Raises Fault, EOFError if it was ended."""
        found = self._pipe.recv()
        if found is None:
            raise Fault("some file is not as it should be")
        size, self.log = found
        own = {
            kind: {name: of[name] for name in of.keys() & SUMMED_WITH_STATE}
            for kind, of in self._sums.items()
        }
        more = sum(self._package.sizes[name] for name in check_sums(self._package, own))
        return check_size(self._package, size + more, len(self._sums["sha256"]))

    def check_rest(self) -> None:
        """What is compared here; the other process does the rest. Raises the first fault."""
        self.forms.finish()
        _check_polis(self._package, facts_of(self._package))

    def name_plainest(self) -> None:
        """One process alone does."""

    def close(self) -> None:
        """End the other process where its answer isn't waited for any more."""
        self._process.terminate()


def _check_polis(package: Package, facts: Mapping[str, Any]) -> None:
    if facts["format"] not in OLDER:
        Polis(package).check(is_shown=facts["results_shown"] or facts["grade"] != "public")


def _check_files(pipe: Any, path: Path, sums: Mapping[str, Sums]) -> None:
    """Check what the process with the state needn't. Tell it how many bytes the files have, and the log's check.

    None where anything is wrong.
    """
    found = None
    with suppress(*UNFIT), Package(path) as package:
        files = FilesCheck(package, sums, Share.WITHOUT_STATE)
        for _line in written(package, SITE_ENTRIES):
            pass
        log = files.check_log(pipe.recv())
        files.check_rest()
        found = sum(package.sizes[name] for name in check_sums(package, sums)), log
    pipe.send(found)


def _begin(work: Callable[..., object], *given: object) -> tuple[Any, Any]:
    """Begin work in a process of its own. Returns the process, and the end here of the pipe between both."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.Process(target=work, args=(there, *given), daemon=True)
    process.start()
    there.close()  # the other process has the only one now: should it be ended, that is seen here
    return process, here


def strangers_in_words(package: Package) -> str:
    """Files that no package has: the bag lists them, and nothing else says anything of them. Empty for none."""
    found = sorted(name for name in package.names if not KNOWN_FILES.fullmatch(name))
    if not found:
        return ""
    named = ", ".join(found[:STRANGERS_NAMED]) + (" …" if len(found) > STRANGERS_NAMED else "")
    return f"{len(found):,} files that packages don’t have, held by checksums alone: {named}"


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def no_collector() -> Iterator[None]:
    """Nothing here is held in circles: looking for them, again and again in millions of objects, only takes time."""
    was_there = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_there:
            gc.enable()

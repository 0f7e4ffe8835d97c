"""What the files of a package say by themselves: each is the one in the bag, every entry is written in the one
canonical way, and every table says the same in all its forms.

Nothing of that needs the log. Where there is a second core, a process of its own does it while the log and the state
are checked: the same work on the same files, so the same faults. Standard library only: packages carry this file.
"""

import multiprocessing
import os
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from consult.opendata.verify_bag import UNFIT, Package, Sums, check_payload
from consult.opendata.verify_entries import ENTRIES, SITE_ENTRIES, written
from consult.opendata.verify_forms import Forms
from consult.opendata.verify_premis import Events

KNOWN_FILES = re.compile(
    r"bag(it|-info)\.txt|(tag)?manifest-sha(256|512)\.txt|data/(site/)?(checkpoint|[a-z_-]+\.(jsonl|csv))"
    r"|data/(README\.md|datapackage\.json|package\.json|vkeys\.txt|verify\.py)|data/tiles/.+"
    r"|data/attachments/[0-9a-f]+|data/polis/[a-z-]+\.csv"
    r"|data/reading-room/(room\.(css|js)|rows/[a-z]+-\d+\.js|([a-z-]+/)?[A-Za-z0-9-]+\.html)"
)
"""Files that packages have."""
STRANGERS_NAMED = 5
Result = Exception | int | None
"""What came of a check: a fault, a number, or nothing to tell."""


class FilesHere:
    """The files are checked in this process, on the way: while they are read for something else."""

    is_apart = False

    def __init__(self, package: Package, sums: Mapping[str, Sums]) -> None:
        self._package, self._sums = package, sums
        self.forms, self.events = Forms(package), Events(package)
        self._walked = False
        """Whether events were held against the entries on the way."""

    def note_entry(self, entry: Mapping[str, Any]) -> None:
        """The next entry of the consultation's log, while it is read for something else."""
        self._walked = True
        self.events.take(entry)

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


class FilesApart:
    """The files are checked in a process of its own, and nothing of that is done again in this one."""

    is_apart = True

    def __init__(self, path: Path, package: Package, sums: Mapping[str, Sums]) -> None:
        package.takes_sums = False
        self.note_entry: Callable[[Mapping[str, Any]], None] | None = None
        self.forms = Forms(package, compares=False)
        self._given = path, sums
        self._results: dict[str, Result] = {}
        self._answer: Any = None
        with suppress(OSError, ImportError, RuntimeError):  # where no process can be started
            self._answer = _begin(_check_all, self._given)

    def check_payload(self) -> int:
        """As in this process."""
        return int(self._result("payload") or 0)

    def check_written(self) -> None:
        """As in this process."""
        self._result("written")

    def check_rest(self) -> None:
        """As in this process; here nobody held an entry against how it is written."""
        self.check_written()
        self._result("rest")

    def _result(self, check: str) -> int | None:
        """What the other process found. Where there is none, or it was ended, it is looked for here."""
        if not self._results and self._answer is not None:
            with suppress(OSError, EOFError):
                self._results = self._answer.recv()
        self._results = self._results or _check_all(*self._given)
        found = self._results[check]
        if isinstance(found, Exception):
            raise found
        return found


def _check_all(path: Path, sums: Mapping[str, Sums]) -> dict[str, Result]:
    with Package(path) as package:
        files = FilesHere(package, sums)
        return {
            "written": _result_of(files.check_written),
            "rest": _result_of(files.check_rest),
            "payload": _result_of(files.check_payload),  # last: it takes up what was read before
        }


def _result_of(check: Callable[[], int | None]) -> Result:
    try:
        return check()
    except UNFIT as fault:
        return fault


def _begin(work: Callable[..., object], given: Sequence[object]) -> Any:
    """Begin work in a process of its own. Returns where its answer is received."""
    answer, end = multiprocessing.Pipe(duplex=False)
    multiprocessing.Process(target=_send, args=(end, work, given), daemon=True).start()
    end.close()  # the other process has the only one now: should it be ended, that is seen here
    return answer


def _send(end: Any, work: Callable[..., object], given: Sequence[object]) -> None:
    end.send(work(*given))


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

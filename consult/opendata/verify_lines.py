"""Lines of JSON as they are written, cut into pieces instead of being read: entries, openings, rows of tables.

Nearly every line is built like lines before it: the same names in the same places, and between them texts without a
backslash. Cut at its quotation marks, such a line is by turns what stands outside of texts and a text, which takes a
fraction of the time of reading it as JSON and writing it again. The first line of each build is read; an entry is held
against its canonical form: another one that is built the same and has no backslash is as canonical as that one.
Entries needn't even be searched for quotation marks: ids, times and commitments are equally long in all, so one that is
as long as an entry before it has them at the same places.

Whether a text is UTF-8, and no control character is in it, isn't asked here: that asks the process which reads the
same line as JSON.
Standard library only: packages carry this file.
"""

import json
from binascii import unhexlify
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from operator import itemgetter
from struct import Struct
from typing import Any

from consult.opendata.verify_bag import parsed
from consult.record.verify import Fault, commitments_to

Pieces = list[bytes]
"""A line that was cut at every quotation mark: what stands at odd places are texts, names among them."""
Values = tuple[bytes, ...]
"""Of an entry what isn't the same in others that are built alike."""
MOST_BUILDS, LONGEST_BUILD = 1_000, 4_096
"""Builds that are kept, and bytes of one without its texts: there are few, but a package could hold nothing else."""
MOST_ALIKE = 20
"""Builds of entries that are equally long: one after the other is tried."""
MOST_OPENED = 100
LONGEST_CUT = 65_535
"""Values that a line opens, and bytes of one: what has more is read as JSON."""

_CANONICAL = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, check_circular=False)


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


NAMES, SALTS, VALUES = slice(7, None, 6), slice(9, None, 6), slice(11, None, 6)
"""Where they stand among the pieces of a line of openings."""
AFTER = {b"commitments": b":{", b"objects": b":[]", b"v": b":"}
"""Name of what must not be a text -> how what stands behind it begins, where it is what it should be."""
VARYING = (b"actor", b"id", b"time")
"""Texts of an entry that are another one in nearly each; beside them its commitments and the things that it names."""


class Build:
    """Where something stands in entries that are built alike: all is the same in them but values of the same length."""

    __slots__ = (
        "at",
        "event",
        "fixed",
        "is_plain",
        "names",
        "objects",
        "quotes",
        "same",
        "sums",
        "take_apart",
    )

    def __init__(self, pieces: Pieces) -> None:
        """``pieces``: of a line that is one object of canonical JSON and has no backslash."""
        self.fixed: dict[bytes, bytes] = {}
        """Its own texts that are the same in all such entries."""
        self.names: Pieces = []
        """Of its commitments."""
        self.event: tuple[bytes, Callable[[Values], Any]] | None = None
        """How the archive's event of such an entry is written, and its values in it; None until somebody asks."""
        self.is_plain = True
        """Whether what is known of it is all there is."""
        # of what is a text and the entry's own: where its value stands among the pieces
        texts = dict[bytes, int]()
        sums, objects = list[int](), list[int]()
        depth, above = 0, b""
        for place in range(1, len(pieces), 2):
            before, name, after = pieces[place - 1 : place + 2]
            depth += before.count(b"{") - before.count(b"}")
            if not after.startswith(b":"):
                continue  # it is a value
            above = name if depth == 1 else above
            if depth == 1 and after == b":":
                texts[name] = place + 2
                self.is_plain = self.is_plain and name not in AFTER
            elif depth == 2 and above == b"commitments" and after == b":":
                sums.append(place + 2)
                self.names.append(name)
            elif depth == 1 and name == b"objects" and after == b":[":
                objects = _places_of_list(pieces, place + 2)
                self.is_plain = self.is_plain and pieces[objects[-1] + 1].startswith(b"]")
            elif depth != 1 or not after.startswith(AFTER.get(name, b"?")):
                self.is_plain = False
        self.is_plain = self.is_plain and texts.keys() >= {b"id", b"time", b"type"}
        if self.is_plain:
            self._place(pieces, texts, sums, objects)

    def _place(
        self, pieces: Pieces, texts: Mapping[bytes, int], sums: Sequence[int], objects: Sequence[int]
    ) -> None:
        """Where each value stands among those that such a line is taken apart into."""
        own = {name: texts[name] for name in VARYING if name in texts}
        places = sorted([*own.values(), *sums, *objects])
        self.at = {name: places.index(place) for name, place in own.items()}
        self.sums = _among(places, sums)
        self.objects = _among(places, objects)
        self.fixed = {name: pieces[place] for name, place in texts.items() if name not in own}
        parts, start = Pieces(), 0  # by turns what is the same, and a value
        for place in places:
            parts += [b'"'.join([*([b""] if start else []), *pieces[start:place], b""]), pieces[place]]
            start = place + 1
        parts.append(b'"'.join([b"", *pieces[start:]]))
        self.same = tuple(parts[::2])
        self.quotes = len(pieces) - 1
        self.take_apart = Struct("".join([f"{len(part)}s" for part in parts])).unpack


def _places_of_list(pieces: Pieces, place: int) -> list[int]:
    """Of the texts of a list whose first one stands at this place."""
    places = [place]
    while pieces[place + 1] == b",":
        places.append(place := place + 2)
    return places


def _among(places: Sequence[int], some: Sequence[int]) -> slice:
    """Where some that stand in a row are among all of them."""
    first = places.index(some[0]) if some else 0
    return slice(first, first + len(some))


class RowBuild:
    """Where the values stand in rows of a table that are built alike."""

    __slots__ = ("at", "columns", "csv", "fixed", "is_plain", "shown", "texts")

    def __init__(self, row: Mapping[str, Any], pieces: Pieces) -> None:
        self.columns = list(row)
        names = [place for place in range(1, len(pieces), 2) if pieces[place + 1].startswith(b":")]
        self.at = {pieces[one].decode(): one + 2 for one in names if pieces[one + 1] == b":"}
        """Column -> where its text stands."""
        self.fixed = {column: value for column, value in row.items() if column not in self.at}
        """The values that are no texts: they are the same in all such rows."""
        self.is_plain = bool(self.at) and (len(names), len(names) + len(self.at)) == (
            len(row),
            len(pieces) // 2,
        )
        self.texts = itemgetter(*self.at.values()) if self.at else itemgetter(0)
        self.csv = b""
        """How the CSV says such a row, with a gap for each text; empty until somebody asks."""
        self.shown: list[tuple[bytes, int]] = []
        """The same of a list of the reading room: what stands before a value, and its place (0: it stands there)."""


class CutRow(Mapping[str, Any]):
    """A row of a table in pieces. It answers as the row itself does."""

    __slots__ = ("_line", "build", "pieces")

    def __init__(self, line: bytes, build: RowBuild, pieces: Pieces) -> None:
        self._line, self.build, self.pieces = line, build, pieces

    def __getitem__(self, column: str) -> Any:
        place = self.build.at.get(column)
        return self.build.fixed[column] if place is None else self.pieces[place].decode()

    def __iter__(self) -> Iterator[str]:
        return iter(self.build.columns)

    def __len__(self) -> int:
        return len(self.build.columns)

    def read(self) -> dict[str, Any]:
        """The row itself, read as JSON."""
        row: dict[str, Any] = parsed(self._line)
        return row


class RowBuilds:
    """The builds of rows that were read."""

    def __init__(self) -> None:
        self._known: dict[bytes, tuple[Callable[[Pieces], Any], dict[Any, RowBuild]]] = {}
        """What stands outside of texts -> what takes the names of such lines, and their build by these names."""
        self._number = 0

    def cut(self, line: bytes) -> tuple[RowBuild, Pieces] | None:
        """A row in pieces. None where it has to be read."""
        if b"\\" in line or len(line) > LONGEST_CUT:
            return None
        pieces = line.split(b'"')
        if len(pieces) % 2 == 0:
            return None  # a text that doesn't end
        outside = b'"'.join(pieces[::2])
        if (known := self._known.get(outside)) is not None:
            names_of, builds = known
            if (found := builds.get(names_of(pieces))) is not None:
                return found, pieces
        made = build_of_row(line, pieces)
        if made is None:
            return None
        places = [place for place in range(1, len(pieces), 2) if pieces[place + 1].startswith(b":")]
        if len(outside) + sum(len(pieces[place]) for place in places) > LONGEST_BUILD:
            return made, pieces
        if self._number == MOST_BUILDS:
            self._known, self._number = {}, 0
        names_of, builds = self._known.setdefault(outside, (itemgetter(*places), {}))
        builds[names_of(pieces)] = made
        self._number += 1
        return made, pieces


class EntryBuilds:
    """The builds of entries that were read, by the length of their lines."""

    def __init__(self) -> None:
        self._known: dict[int, list[Build]] = {}
        self._number = 0

    def cut(self, line: bytes) -> tuple[Build, Values] | None:
        """What an entry's line says at the places of its build. None where it has to be read."""
        if b"\\" in line or len(line) > LONGEST_CUT:
            return None
        alike = self._known.get(len(line), [])
        for build in alike:
            parts = build.take_apart(line)
            if parts[::2] == build.same and line.count(b'"') == build.quotes:
                if build is not alike[0]:  # it is the likeliest one of the next line
                    alike.remove(build)
                    alike.insert(0, build)
                return build, parts[1::2]
        made = self._read(line)
        return None if made is None else (made, made.take_apart(line)[1::2])

    def _read(self, line: bytes) -> Build | None:
        """How an entry is built that is canonical and holds nothing unusual, and not as others of this length were."""
        entry = parsed(line)
        if not isinstance(entry, dict) or not entry or not is_canonical(entry, line):
            return None
        build = Build(line.split(b'"'))
        if not build.is_plain:
            return None
        if sum(map(len, build.same)) <= LONGEST_BUILD:
            if self._number == MOST_BUILDS:
                self._known, self._number = {}, 0
            alike = self._known.setdefault(len(line), [])
            alike.insert(0, build)
            del alike[MOST_ALIKE:]
            self._number += 1
        return build


def build_of_row(line: bytes, pieces: Pieces) -> RowBuild | None:
    """How a row is built that holds nothing but texts, and values that are the same in all such rows."""
    row = parsed(line)
    build = RowBuild(row, pieces) if isinstance(row, dict) else None
    return build if build is not None and build.is_plain else None


# What is opened -----------------------------------------------------------------------------------


def cut_opening(line: bytes) -> Pieces | None:
    """A line of openings in pieces, as ``NAMES``, ``SALTS`` and ``VALUES`` take them apart; of values alone the words.

    None where it is built otherwise, has a quotation mark within a text, or a backslash elsewhere than in a value.
    """
    pieces = line.split(b'"')
    number = (len(pieces) - 7) // 6
    if not 0 < number <= MOST_OPENED or pieces[::2] != _around(number):
        return None
    if pieces[1] != b"entry" or pieces[5] != b"fields":
        return None
    if b"\\" in line:
        elsewhere = (pieces[3], *pieces[NAMES], *pieces[SALTS])
        if b'\\"' in line or any(b"\\" in one for one in elsewhere):
            return None
        pieces[VALUES] = map(_unescaped, pieces[VALUES])
    return pieces


@cache
def _around(number: int) -> Pieces:
    """What stands outside of texts where so many values are opened."""
    return [b"{", b":", b",", b":{", *([b":[", b",", b"],"] * number)[:-1], b"]}}"]


def check_pieces(build: Build, entry: Values, opening: Pieces) -> None:
    """Each value that a line of openings opens is what its entry commits to. Raises Fault."""
    names, sums = opening[NAMES], entry[build.sums]
    if names != build.names:
        if len(set(names)) != len(names):
            raise Fault("a name stands there twice")
        told = dict(zip(build.names, sums, strict=True))
        sums = tuple([told.get(name, b"") for name in names])
    made = commitments_to(names, map(unhexlify, opening[SALTS]), opening[VALUES])
    if b"".join(made).hex('"', 32).encode() != b'"'.join(sums):
        raise Fault("a value is not what was committed to")


def _unescaped(text: bytes) -> bytes:
    words: str = parsed(b'"%b"' % text)
    return words.encode()

"""Reading a profile's file: TOML, checked field by field; a mistake is told with file, field and what is expected."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from consult.consultations.profiles.shape import Block, ProfileData, Series
from consult.foundation.errors import Refused

PLACE = re.compile(r"\{(\w+(?:-\w+)*)\}")
CODE = re.compile(r"[a-z][a-z0-9-]{0,19}")
OWN_PLACES = frozenset({
    "body", "title", "name", "summary", "legal_basis", "affected", "decided", "open_questions", "contact", "other_ways",
    "what_next", "published_on", "opens_on", "closes_on", "closes", "days", "period", "address", "draft", "comment",
    "outcome_by", "clock",
})  # fmt: skip
"""Places that a block's text may name beside the codes of the profile's notice fields."""
_DATA: TypeAdapter[ProfileData] = TypeAdapter(ProfileData)
_SERIES: TypeAdapter[list[Series]] = TypeAdapter(list[Series])


class WrongProfile(Refused):
    """A profile's file can't be used; the message says where the mistake is and what is expected."""


def read(path: Path) -> ProfileData:
    """The profile in a file. Raises WrongProfile naming file, field and what is expected."""
    if not CODE.fullmatch(path.stem):
        raise WrongProfile(
            "The profile file %(file)s can’t be used: its name must be 1 to 20 small letters, digits and hyphens, "
            "for example hk.toml.", file=str(path),
        )  # fmt: skip
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongProfile(
            "The profile file %(file)s can’t be read: %(why)s.", file=str(path), why=str(error).rstrip(".")
        ) from None
    try:
        data = _DATA.validate_python(content)
    except ValidationError as error:
        raise _wrong(path, _fault(error)) from None
    for fault in _faults(data):
        raise _wrong(path, fault)
    return data


def _wrong(path: Path, fault: tuple[str, str]) -> WrongProfile:
    return WrongProfile(
        "The profile file %(file)s has a mistake in “%(where)s”: %(expected)s.",
        file=str(path), where=fault[0], expected=fault[1],
    )  # fmt: skip


def _fault(error: ValidationError) -> tuple[str, str]:
    """(where, what is expected) of the first fault."""
    first = error.errors()[0]
    where = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in first["loc"])
    if first["type"] == "missing":
        return where, "this field is missing"
    if first["type"] == "unexpected_keyword_argument":
        return where, "there is no such field"
    return where, f"{first['msg'][:1].lower()}{first['msg'][1:]}, but it is {_shown(first.get('input'))}"


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _faults(data: ProfileData) -> Iterator[tuple[str, str]]:
    """What is wrong between fields: codes given twice, places that nothing fills."""
    for name in ("periods", "grounds", "dispositions", "notice", "footer", "series", "exemptions"):
        codes = [one.code for one in getattr(data, name)]
        for code in codes:
            if codes.count(code) > 1:
                yield name, f"the code “{code}” is given twice"
    yield from series_faults(data.series)
    known = OWN_PLACES | {one.code for one in data.notice}
    for number, block in enumerate(data.print, 1):
        for place in places_of(block):
            if place not in known:
                yield (
                    f"print.{number}.text",
                    f"“{{{place}}}” is neither a field of the notice nor one of {', '.join(sorted(OWN_PLACES))}",
                )


def series_faults(series: Iterable[Series]) -> Iterator[tuple[str, str]]:
    """What is wrong between the fields of record series."""
    for number, one in enumerate(series, 1):
        if not one.years and not one.days:
            yield f"series.{number}", "give how long it is kept, in years or days"
        if one.what == "file" and one.fate == "destroy":
            yield f"series.{number}.fate", "the file proves a decision: transfer or keep"
        if one.what != "file" and one.fate == "transfer":
            yield f"series.{number}.fate", "only the file can be transferred to an archive: keep or destroy"
        if one.what == "requests" and one.trigger != "answered":
            yield f"series.{number}.trigger", "a request’s period begins with its answer: answered"


def read_series(path: Path) -> list[Series]:
    """A site's own record series, which stand for those of the profiles with the same code. Raises WrongProfile."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        series = _SERIES.validate_python(content.get("series", []))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongProfile(
            "The profile file %(file)s can’t be read: %(why)s.", file=str(path), why=str(error).rstrip(".")
        ) from None
    except ValidationError as error:
        raise _wrong(path, _fault(error)) from None
    for fault in series_faults(series):
        raise _wrong(path, fault)
    return series


def places_of(block: Block) -> list[str]:
    """The places that a block's text names, in any language."""
    if block.text is None:
        return []
    texts = (block.text.en, block.text.zh_hans, block.text.zh_hant)
    return [place for text in texts for place in PLACE.findall(text)]

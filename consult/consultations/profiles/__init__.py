"""Country profiles: data files with what a place's law and custom ask of a consultation.

Those that come with Consult lie beside this file; a site adds its own in ``<instance>/profiles/``. They are read when
the site starts. A site's own file with a mistake is left out (or the last good reading of it used), ``doctor`` and
every command that names it say what is wrong, and the running site goes on.
"""

import os
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import structlog

from consult.consultations.profiles.reading import WrongProfile, read, read_series
from consult.consultations.profiles.shape import Ground, Period, Profile, Series, by_language
from consult.foundation.errors import N_, Refused

__all__ = [
    "Ground",
    "Period",
    "Profile",
    "Series",
    "WrongProfile",
    "by_language",
    "check",
    "codes",
    "faults",
    "load",
    "profile",
    "series_of",
]

FOLDER = Path(__file__).parent
OWN_FOLDER = "profiles"
LAST_GOOD = ".last-good"
OWN_SERIES = "series.toml"
"""In the instance folder: record series that stand for those of every profile with the same code."""
logger = structlog.get_logger(__name__)
_own: dict[str, Profile] = {}
_faults: dict[str, WrongProfile] = {}
_series: dict[str, Series] = {}


@cache
def shipped() -> dict[str, Profile]:
    """The profiles that come with Consult."""
    return {path.stem: Profile(path.stem, read(path)) for path in sorted(FOLDER.glob("*.toml"))}


def load(instance: Path) -> None:
    """Read the site's own profiles. One with a mistake stays as it was last read without."""
    _own.clear()
    _faults.clear()
    for path in sorted((instance / OWN_FOLDER).glob("*.toml")):
        try:
            if path.stem in shipped():
                raise WrongProfile(
                    "The profile file %(file)s has the name of a profile that comes with Consult. Give it another "
                    "one.", file=str(path),
                )  # fmt: skip
            _own[path.stem] = Profile(path.stem, read(path))
            _keep(path)
        except WrongProfile as wrong:
            _faults[path.stem] = wrong
            logger.error("profile_not_read", file=str(path), reason=str(wrong))
    try:
        path = instance / OWN_SERIES
        fresh = read_series(path) if path.exists() else []
        _series.clear()
        _series.update((one.code, one) for one in fresh)
    except WrongProfile as wrong:
        _faults[OWN_SERIES] = wrong
        logger.error("series_not_read", file=str(path), reason=str(wrong))
    for path in sorted((instance / OWN_FOLDER / LAST_GOOD).glob("*.toml")):
        if path.stem not in _own and path.stem not in shipped():
            _own[path.stem] = Profile(path.stem, read(path))


def _keep(path: Path) -> None:
    """A copy of a file that was read without fault, for a day on which it has one."""
    folder = path.parent / LAST_GOOD
    try:
        folder.mkdir(exist_ok=True)
        fresh = folder / f"{path.name}.{os.getpid()}"
        shutil.copyfile(path, fresh)
        fresh.replace(folder / path.name)
    except OSError as error:
        logger.warning("profile_not_kept", file=str(path), reason=str(error))


def faults() -> Iterator[WrongProfile]:
    """What is wrong with the site's own files."""
    yield from _faults.values()


def codes() -> list[str]:
    """The profiles there are."""
    return sorted((*shipped(), *_own))


def check(code: str) -> str:
    """The code. Raises Refused where there is no such profile, or its file has a mistake."""
    if code in _faults:
        raise _faults[code]
    return profile(code).code


def profile(code: str) -> Profile:
    """The profile of this code. Raises Refused where there is none."""
    found = shipped().get(code) or _own.get(code)
    if found is None:
        raise _faults.get(code) or Refused(
            N_("There is no profile “%(code)s”. There are: %(codes)s."),
            field="profile",
            code=code,
            codes=", ".join(codes()),
        )
    return found


def series_of(code: str) -> list[Series]:
    """The record series of a profile, with what the site set instead of them or beside them."""
    own = {one.code: one for one in profile(code).data.series} | _series
    return list(own.values())

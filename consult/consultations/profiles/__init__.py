"""Country profiles: data files with what a place's law and custom ask of a consultation."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from consult.foundation.errors import N_, Refused

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Ground:
    """A listed reason for hiding or redacting."""

    code: str
    names: Mapping[str, str]

    def name_in(self, language: str) -> str:
        """Its name in a language of the site."""
        return self.names.get(language, self.names["en"])


@dataclass(frozen=True)
class Profile:
    """What a place asks. ``minimum_days``: how long comments must be taken unless a public reason is given."""

    code: str
    names: Mapping[str, str]
    minimum_days: int
    outcome_due_days: int
    review_days: int
    grounds: tuple[Ground, ...]

    def ground(self, code: str) -> Ground:
        """The ground with this code. Raises Refused naming the field."""
        for ground in self.grounds:
            if ground.code == code:
                return ground
        raise Refused(N_("Please choose a ground from the list."), field="ground")


def codes() -> list[str]:
    """The profiles there are."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


@cache
def profile(code: str) -> Profile:
    """The profile of this code. Raises Refused where there is none."""
    if code not in codes():
        raise Refused(
            N_("There is no profile “%(code)s”. There are: %(codes)s."),
            field="profile",
            code=code,
            codes=", ".join(codes()),
        )
    content = json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8"))
    return Profile(
        code=code,
        names=content["name"],
        minimum_days=content["minimum_days"],
        outcome_due_days=content["outcome_due_days"],
        review_days=content["review_days"],
        grounds=tuple(Ground(ground["code"], ground["name"]) for ground in content["grounds"]),
    )

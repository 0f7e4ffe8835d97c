"""What an office says to everybody is looked at by higher rooms, which know what isn't public."""

from collections.abc import Collection, Sequence
from typing import Protocol

from consult.consultations.models import Consultation


class Look(Protocol):
    """Raises Refused, with the field, where a text says words that nobody can read in public, or who isn't named."""

    def __call__(
        self,
        consultation: Consultation,
        texts: Sequence[str],
        field: str,
        *,
        of: Collection[int] | None = None,
    ) -> None:
        """``of``: only words of these comments are looked for; everything else was looked at already."""


LOOKS: list[Look] = []
"""Filled by the higher room that has the check; asked by every verb whose reason or note everybody reads."""


def check_said(
    consultation: Consultation, texts: Sequence[str], field: str, *, of: Collection[int] | None = None
) -> None:
    """Raises Refused where a reason or note that everybody reads says what isn't public. Asked again by the last
    signature, since what is quoted may have been hidden meanwhile."""
    said = [one for one in texts if one]
    for look in LOOKS if said else ():
        look(consultation, said, field, of=of)

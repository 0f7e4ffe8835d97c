"""In which order the rows of each table stand, and that they do. Standard library only: packages carry this file.

Every order is a total one: it leaves no two rows that could change places.
"""

from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter
from typing import Any

from consult.record.verify import Fault

OLDEST = ("consult-package-2",)
"""Forms of packages from before they opened what SINCE_3 names."""
OLDER = (*OLDEST, "consult-package-3")
"""Those from before the rows of every table stood in a stated order."""
ORDERED = "consult-package-4"
"""The one that gave them that order; since then a package holds the files of its form and no other, too."""
UNNAMED = (*OLDER, ORDERED)
"""Those from before a package opened what every body is called that it names."""
UNLABELLED = (*UNNAMED, "consult-package-5")
"""Those whose pages and descriptions say things in words that a site could have changed. The fifth names the language
that a consultation is held in."""
FORMS = (*UNLABELLED, "consult-package-6")
"""Every form that there was, oldest first."""
ORDERS: Mapping[str, tuple[str, ...]] = {
    "consultation": ("language",), "versions": ("version", "language"), "documents": ("added_at", "id"),
    "submissions": ("id",), "figures": ("is_imported", "is_late", "capacity"), "more_time": ("granted_at", "id"),
    "comments": ("reference",), "attachments": ("reference", "id"), "revisions": ("reference", "revision"),
    "referrals": ("referred_at", "id"), "reviews": ("asked_at", "id"), "reports": ("reported_at", "id"),
    "statements": ("number",), "votes": ("statement", "voter"), "replies": ("replied_at", "id"),
    "dispositions": ("version", "article", "language"), "outcomes": ("language",), "carries": ("reference", "version"),
    "causes": ("version", "linked_at", "id"), "judgements": ("sample", "position"), "summaries": ("language",),
    "dossiers": ("handed_at", "id"), "commitments": ("made_at", "id", "language"), "answer_ratings": ("reply",),
    "second_looks": ("asked_at", "id"), "quiet_effects": ("began_at", "id"), "quiet_exemptions": ("agreed_at", "id"),
    "due_days": ("due_on", "id"), "asked": ("id",), "asked_letters": ("id",),
    "earlier_comments": ("version", "reference"), "expert_opinions": ("given_at", "id"),
    "interim_responses": ("published_at", "id"), "readings": ("reference",), "reading_methods": ("stated_at", "id"),
    "reading_samples": ("method", "comment"), "themes": ("id",), "theme_comments": ("theme", "reference"),
    "sign_offs": ("request", "step"),
}  # fmt: skip
"""Table -> columns by which its rows rise."""
AUDITORS_TABLES = ("revisions", "reports")
"""Those that the public grade hasn’t."""
ORDERED_BY_LOG = ("articles", "alternatives", "rulings", "samples", "date_changes", "bodies")
"""Tables whose order means something, and is held against entries: the draft's own by its hash, acts as they were done,
and each body before the one above it."""


def check_form(form: object) -> None:
    """It is one that this verifier knows: a newer one would be read by rules that aren't its own. Raises Fault."""
    if form not in FORMS:
        raise Fault(
            f"data/package.json: “{form}” is a form that this verifier doesn’t know. Was the package made by a newer "
            "Consult, use the verify.py published by it."
        )


def check_form_told(form: str, told: Iterable[str]) -> None:
    """It is none older than packages had when a head of this log was sealed. ``told``: those forms. Raises Fault."""
    known = FORMS[: FORMS.index(form) + 1]
    for one in told:
        if one not in known:
            raise Fault(
                f"data/package.json: the package calls itself {form}, and the site’s log says that packages were "
                f"{one} when this log was sealed"
            )


def form_in_words(form: str, told: Iterable[str]) -> list[str]:
    """What isn't proven of the form that an older package names. ``told``: as in ``check_form_told``."""
    if form == FORMS[-1] or any(told):
        return []
    said = (
        f"Form: {form}, an older one with fewer checks, and no sealed head of this log names a form: that it isn’t a "
        "newer package called older isn’t proven. Compare the SHA-512 of the manifest with the site’s log."
    )
    return [said]


def rank(row: Mapping[str, Any], columns: tuple[str, ...]) -> tuple[tuple[bool, Any], ...]:
    """Where a row stands by these columns: what is empty comes first."""
    return tuple((row[one] != "", row[one]) for one in columns)


def tables_in_words(form: str) -> str:
    """What was checked of all tables alike. ``form``: of the package."""
    if form in OLDER:
        return f"Tables: each CSV says what its JSON Lines say; of an older form, {form}: their order isn’t proven."
    return "Tables: each CSV says what its JSON Lines say, and each row stands in its place."


class InOrder:
    """Takes the rows of a table one by one."""

    def __init__(self, table: str) -> None:
        self._columns = ORDERS.get(table, ())
        self._key: Callable[[Mapping[str, Any]], Any] | None = None
        self._last: Any = None

    def take(self, row: Mapping[str, Any]) -> bool:
        """Whether the next row stands behind the last one."""
        if not self._columns:
            return True
        if self._key is None:
            given = tuple(one for one in self._columns if one in row)  # the public grade has fewer
            self._key = itemgetter(*given) if given != ("version", "article", "language") else self._ranked
            self._last = self._key(row)
            return True
        last, self._last = self._last, self._key(row)
        return bool(last < self._last)

    def _ranked(self, row: Mapping[str, Any]) -> Any:
        """For the one table whose first column is a number or empty."""
        return rank(row, self._columns)

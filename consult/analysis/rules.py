"""Reading and theming: which comments count, how fast somebody can have read, what a theme may be called: pure."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta

from consult.contributions import rules as contributions
from consult.foundation.errors import N_, ClosedMeanwhile, Conflict, Refused

COUNTED = ("pending", "published", "hidden", "held", "withheld", "referred")
"""States of comments that are owed reading, a theme and a disposition, whether the public sees them or not."""
UNOWED_GROUNDS = contributions.UNOWED_GROUNDS
GONE = ("withdrawn", "removed", "erased")
OWED, PUBLISHED, UNOWED = "owed", "published", ""

READ_AT_ONCE = 50
"""So many comments can somebody mark as read within READ_WITHIN; more needs a stated method."""
READ_WITHIN = timedelta(minutes=1)
SAME_METHOD_WITHIN = timedelta(hours=1)
"""Who states the same method again so soon goes on with what was begun, rather than stating another one."""
NAME_LIMIT = 120
METHOD_LIMIT = 2_000
METHOD_LEAST = 10
NOTE_LIMIT = 5_000
FILTER_NAME_LIMIT = 80
MOST_THEMES = 500
MOST_FILTERS = 100
DEEPEST = 3
NAMED = 20
"""Comments and themes that a refusal names one by one."""
SMALL = 5
"""Numbers below it aren't shown where they count comments that the public doesn't see."""

MERGED = N_("This theme was merged into “%(name)s” in the meantime. Please look at that one.")
REMOVED = N_("This theme was removed in the meantime.")


def counted_as(state: str, ground: str) -> str:
    """How a comment counts: PUBLISHED, OWED (received, not public), or empty: nothing is owed to it any more."""
    if state not in COUNTED or (state == "hidden" and ground in UNOWED_GROUNDS):
        return UNOWED
    return PUBLISHED if state == "published" else OWED


def check_pace(recent: int, number: int, method: str) -> None:
    """Raises Refused where more comments are marked as read than a person can have read, and no method is stated."""
    if recent + number > READ_AT_ONCE and not method:
        raise Refused(
            N_(
                "That would be %(number)s comments marked as read within a minute. Please say how they were read; "
                "everybody can read it with the outcome."
            ),
            field="method", number=recent + number,
        )  # fmt: skip


def check_method(method: str) -> str:
    """A stated method, tidied. Raises Refused for words too few to say anything."""
    method = method.strip()
    if method and len(method) < METHOD_LEAST:
        raise Refused(N_("Please say in a sentence how they were read."), field="method")
    return method


def check_theme_name(name: str) -> str:
    """The name on one line. Raises Refused where there is none."""
    name = " ".join(name.split())
    if not name:
        raise Refused(N_("Please give the theme a name."), field="name")
    return name


def check_new_theme(number: int, depth: int) -> None:
    """Raises Refused where a consultation has too many themes, or the tree would grow too deep to be read."""
    if number >= MOST_THEMES:
        raise Refused(N_("A consultation can have at most %(limit)s themes."), limit=MOST_THEMES)
    check_depth(depth)


def check_depth(depth: int) -> None:
    """Raises Refused for a level of the tree that nobody could survey. The top has the depth 1."""
    if depth > DEEPEST:
        raise Refused(N_("Themes can stand %(limit)s levels deep, no deeper."), field="parent", limit=DEEPEST)


def depths(parents: Mapping[int, int | None]) -> dict[int, int]:
    """How deep each theme stands (1 on top), from ``{theme: its parent}``."""
    found: dict[int, int] = {}
    for one in parents:
        line = above(one, parents)
        found[one] = len(line)
    return found


def above(theme: int, parents: Mapping[int, int | None]) -> list[int]:
    """The theme and those above it, up to the top."""
    line: list[int] = []
    one: int | None = theme
    while one is not None and one not in line:
        line.append(one)
        one = parents.get(one)
    return line


def check_move(theme: int, parent: int | None, parents: Mapping[int, int | None]) -> None:
    """Raises Refused where a theme would stand below itself, or the tree grow too deep."""
    if parent is None:
        return
    if theme in above(parent, parents):
        raise Refused(N_("A theme can’t stand below itself."), field="parent")
    own = depths(parents)
    below = max(len(above(one, parents)) - own[theme] for one in parents if theme in above(one, parents))
    check_depth(own[parent] + 1 + below)


def check_live(name_of_target: str | None, *, is_removed: bool) -> None:
    """Raises Conflict where the theme was merged into another one (its name given) or removed."""
    if name_of_target is not None:
        raise Conflict(MERGED, field="theme", name=name_of_target)
    if is_removed:
        raise Conflict(REMOVED, field="theme")


def check_may_read(phase: str) -> None:
    """Raises Conflict where there is nothing to read yet, or everything is over."""
    if phase in ("finished", "withdrawn"):
        raise Conflict(N_("This consultation is over. What was read and how it was sorted stays as it is."))
    if phase not in ("open", "suspended", "closed", "answered"):
        raise Conflict(N_("There is nothing to read before the consultation is open."))


def drawn(population: Iterable[str], seed: str, size: int) -> list[str]:
    """The sample: the ``size`` public ids with the smallest SHA-256 of ``seed|id``. Anybody can draw it again."""
    return sorted(population, key=lambda one: hashlib.sha256(f"{seed}|{one}".encode()).hexdigest())[:size]


def check_sample(population: int, size: int, method: str) -> None:
    """Raises Refused unless a sample is smaller than what it stands for and says why it is enough."""
    if population < 2:
        raise Refused(N_("There are no unread comments of which a sample could be drawn."), field="size")
    if not 1 <= size < population:
        raise Refused(N_("Please give a number from 1 to %(most)s."), field="size", most=population - 1)
    if not method:
        raise Refused(N_("Please say why a sample is enough; everybody can read it."), field="method")


def shown_number(public: int, others: int) -> tuple[int, bool]:
    """(number to show, whether more are left unsaid): few comments that aren't public could tell who wrote them."""
    return (public, True) if 0 < others < SMALL else (public + others, False)


def share(part: int, whole: int) -> float:
    """Per cent, rounded down to a tenth, so that 100 is said only where it is all."""
    return 100.0 if part >= whole else int(part * 1000 / whole) / 10


CONDITIONS = ("article", "stance", "capacity", "spoken", "words", "read", "theme", "assigned")
"""What a saved filter or a rule may ask."""


def check_conditions(conditions: Mapping[str, str], *, known: Collection[str] = CONDITIONS) -> dict[str, str]:
    """Only what a filter knows, empty ones left out. Raises Refused where nothing is left."""
    kept = {name: value for name, value in conditions.items() if name in known and value}
    if not kept:
        raise Refused(
            N_("Please narrow the list first: a filter that asks for nothing needs no name."), field="name"
        )
    return kept


# Experts ------------------------------------------------------------------------------------------

STANDING_LIMIT = 200
INTERESTS_LIMIT = 5_000
OPINION_LIMIT = 20_000
LEANS = {"support": "for", "amend": "for", "oppose": "against"}
"""Stance -> the side it takes; others take none."""


def one_line(words: str) -> str:
    """Words on one line."""
    return " ".join(words.split())


def check_may_advise(phase: str) -> None:
    """Raises Conflict where no expert is asked: before it is published and once it is answered."""
    if phase not in ("scheduled", "open", "suspended", "closed"):
        raise ClosedMeanwhile(N_("Experts are asked between publication and outcome."))


def leaning(stances: Mapping[str, int]) -> str:
    """``for`` or ``against``, as most of those who took a side; empty where they balance or nobody did."""
    sides = {"for": 0, "against": 0}
    for stance, number in stances.items():
        if stance in LEANS:
            sides[LEANS[stance]] += number
    if sides["for"] == sides["against"]:
        return ""
    return max(sides, key=lambda side: sides[side])

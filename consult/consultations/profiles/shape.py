"""What a country profile holds. Read from a data file, checked once, never changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from consult.consultations.calendars import Calendar, Count
from consult.foundation.errors import N_, Refused

STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=4_000)]
Days = Annotated[int, Field(ge=0, le=1_000)]


@dataclass(frozen=True)
class Names:
    """One text in the three languages of the site; every language must be given."""

    __pydantic_config__ = STRICT

    en: Words
    zh_hans: Annotated[Words, Field(alias="zh-hans")]
    zh_hant: Annotated[Words, Field(alias="zh-hant")]

    def __getitem__(self, language: str) -> str:
        """The text in a language of the site; English for any other."""
        return {"zh-hans": self.zh_hans, "zh-hant": self.zh_hant}.get(language, self.en)


@dataclass(frozen=True)
class Ground:
    """A listed reason for hiding or redacting."""

    code: str
    names: Mapping[str, str]

    def name_in(self, language: str) -> str:
        """Its name in a language of the site."""
        return self.names.get(language, self.names["en"])


@dataclass(frozen=True)
class Named:
    """A code with its name: a ground, a disposition."""

    __pydantic_config__ = STRICT

    code: Code
    name: Names


@dataclass(frozen=True)
class Period:
    """A minimum period for one kind of draft. ``days`` 0: none is set."""

    __pydantic_config__ = STRICT

    code: Code
    name: Names
    days: Days
    basis: Names | None = None
    """The rule that sets it, as it is quoted to the author."""
    usual_days: Days = 0
    """How long it is open where nobody says; ``days`` where it is 0."""


@dataclass(frozen=True)
class NoticeField:
    """Something the notice of this place says beside what every consultation says."""

    __pydantic_config__ = STRICT

    code: Code
    label: Names
    hint: Names | None = None
    is_required: bool = True
    lines: Annotated[int, Field(ge=1, le=20)] = 1


@dataclass(frozen=True)
class Demand:
    """One of the texts every consultation may have, that this place demands."""

    __pydantic_config__ = STRICT

    text: Literal[
        "legal_basis", "affected", "decided", "open_questions", "contact", "other_ways", "what_next"
    ]
    message: Names
    """Said where it is missing."""


@dataclass(frozen=True)
class Block:
    """One part of the printed notice. Left out where every place in it is empty."""

    __pydantic_config__ = STRICT

    style: Literal[
        "office", "kind", "title", "number", "date", "label", "item", "subitem", "subitems", "paragraph", "sign",
        "head", "annex",
    ]  # fmt: skip
    """``subitems`` numbers each line of its text; ``head`` is signed on the left, ``sign`` on the right; an ``annex``
    begins a page and its text's first line is its title."""
    text: Names | None = None
    """What it says; a block of only a label is printed always."""
    label: Names | None = None


@dataclass(frozen=True)
class FooterField:
    """A line that pages of this place must carry at their foot; the site gives the value."""

    __pydantic_config__ = STRICT

    code: Code
    label: Names
    value: Annotated[str, StringConstraints(max_length=200)] = ""
    link: Annotated[str, StringConstraints(pattern=r"^(https://.*)?$", max_length=300)] = ""


@dataclass(frozen=True)
class CalendarData:
    """Which days are working days. ``known_until`` is the last day the lists speak of."""

    __pydantic_config__ = STRICT

    rest_days: list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]]
    holidays: list[date]
    working_days: list[date] = field(default_factory=list)
    """Days of rest on which offices work instead (调休, 補班)."""
    known_until: date | None = None


@dataclass(frozen=True)
class Counting:
    """How a period's days are counted."""

    __pydantic_config__ = STRICT

    days: Literal["calendar", "working"]
    first_day: Literal["excluded", "included"]
    last_day_moves: bool
    """Whether a period that would end on a day of rest ends on the next working day."""


@dataclass(frozen=True)
class Clocks:
    """Days and hours that other rooms count by."""

    __pydantic_config__ = STRICT

    outcome_days: Days
    """From closing to the outcome."""
    review_days: Days
    """How long a review of a ruling can be asked for."""
    review_decision_days: Days
    report_hours: Annotated[int, Field(ge=1, le=720)]
    """Until a reader's report is answered; days of rest are left out."""
    refer_days: Days
    """Until the office to which a comment was passed on answers."""
    confirm_hours: Annotated[int, Field(ge=1, le=720)]
    """How long after closing an address may be confirmed for what was sent in time."""
    clerk_days: Days
    """How long after closing letters may be entered that came in time."""
    log_days: Days
    """How long technical logs are kept at least, where the place says so."""


@dataclass(frozen=True)
class Series:
    """A kind of records of a consultation: how long it is kept after what, and what becomes of it then."""

    __pydantic_config__ = STRICT

    code: Code
    what: Literal["file", "office-notes", "reports", "reads", "requests"]
    """Which of the kinds that the software can tell apart. ``file`` is everything of a consultation together."""
    name: Names
    trigger: Literal["closed", "answered", "finished"]
    """What the period begins with; for requests only ``answered``, which is the answer to the request."""
    fate: Literal["transfer", "keep", "destroy"]
    years: Annotated[int, Field(ge=0, le=200)] = 0
    days: Days = 0
    basis: Names | None = None


@dataclass(frozen=True)
class AccessClock:
    """How long the office has to answer a request for access to what it holds."""

    __pydantic_config__ = STRICT

    days: Annotated[int, Field(ge=1, le=366)] = 30
    counting: Literal["calendar", "working"] = "calendar"
    extension_days: Days = 30
    """By how many days it may be extended, once, with a reason."""
    law: Names | None = None


@dataclass(frozen=True)
class ProfileData:
    """A profile's file as it is written."""

    __pydantic_config__ = STRICT

    name: Names
    minor_age: Annotated[int, Field(ge=0, le=25)]
    """Under this age a guardian, school or helper confirms."""
    date_style: Literal["plain", "chinese", "roc"]
    counting: Counting
    calendar: CalendarData
    clocks: Clocks
    periods: Annotated[list[Period], Field(min_length=1)]
    grounds: Annotated[list[Named], Field(min_length=1)]
    dispositions: list[Named] = field(default_factory=list)
    demands: list[Demand] = field(default_factory=list)
    notice: list[NoticeField] = field(default_factory=list)
    print: list[Block] = field(default_factory=list)
    access_to_information: Names | None = None
    """Said beside the publication choices: what the law may still make the office disclose."""
    data_protection: Names | None = None
    footer: list[FooterField] = field(default_factory=list)
    series: list[Series] = field(default_factory=list)
    access: AccessClock = field(default_factory=AccessClock)
    exemptions: list[Named] = field(default_factory=list)
    """Codes for what is withheld from a bundle of documents that somebody asked for."""


@dataclass(frozen=True)
class Profile:
    """What a place asks of a consultation."""

    code: str
    data: ProfileData

    @property
    def names(self) -> Names:
        """What the profile is called."""
        return self.data.name

    @property
    def minimum_days(self) -> int:
        """How long comments must be taken (the first kind of draft) unless a public reason is given."""
        return self.data.periods[0].days

    @property
    def outcome_due_days(self) -> int:
        """From closing to the outcome."""
        return self.data.clocks.outcome_days

    @property
    def review_days(self) -> int:
        """How long a review of a ruling can be asked for."""
        return self.data.clocks.review_days

    @property
    def clocks(self) -> Clocks:
        """Days and hours that other rooms count by."""
        return self.data.clocks

    @property
    def grounds(self) -> tuple[Ground, ...]:
        """The listed grounds."""
        return tuple(Ground(one.code, by_language(one.name)) for one in self.data.grounds)

    @property
    def calendar(self) -> Calendar:
        """Its working days."""
        data = self.data.calendar
        return Calendar(
            frozenset(WEEK.index(day) for day in data.rest_days), frozenset(data.holidays),
            frozenset(data.working_days),
        )  # fmt: skip

    @property
    def count(self) -> Count:
        """How it counts the days of a period."""
        how = self.data.counting
        return Count(how.days == "working", how.first_day == "excluded", how.last_day_moves)

    def ground(self, code: str) -> Ground:
        """The ground with this code. Raises Refused naming the field."""
        for ground in self.grounds:
            if ground.code == code:
                return ground
        raise Refused(N_("Please choose a ground from the list."), field="ground")

    def period(self, code: str) -> Period:
        """The minimum period for a kind of draft: the first one where there is none of this code."""
        return next((one for one in self.data.periods if one.code == code), self.data.periods[0])

    def disposition_name(self, code: str, language: str) -> str:
        """How this place calls what became of a comment; empty where it says nothing of its own."""
        return next((one.name[language] for one in self.data.dispositions if one.code == code), "")


WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def by_language(names: Names) -> dict[str, str]:
    """A text's three languages, by language."""
    return {"en": names.en, "zh-hans": names.zh_hans, "zh-hant": names.zh_hant}

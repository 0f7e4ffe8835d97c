"""What people read of a package: its README, and the pages of its reading room, held against the tables.

Standard library only: packages carry this file. Words that stand on every page alike (headings, labels) are held by
``verify_labels``.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from consult.opendata.verify_bag import Package
from consult.opendata.verify_forms import Forms
from consult.opendata.verify_labels import Labels
from consult.opendata.verify_pages import Read, flat, named_by_law, written_out
from consult.opendata.verify_quiet import day_in
from consult.opendata.verify_schema import ORDERED
from consult.record.verify import Fault

ROOM, LANGUAGES = "data/reading-room/", ("en", "zh-hans", "zh-hant")
LISTED = ("comments", "rulings", "replies")
STATES_SHOWN = (
    "unconfirmed", "pending", "published", "hidden", "held", "withheld", "referred", "withdrawn", "removed", "erased",
)  # fmt: skip
"""In the order in which the first page counts comments by them."""
README = {
    "public": ("e27378f9c98ed991cf24be84a01b6596f0c69a37c6f16c04ce9c4d68e91a7f7c",),
    "auditor": ("0251aa222f95a88f8d4c401ec8818d2f0ba036da81d71affc638291fef222457",),
}
"""SHA-256 of each text that a README ever had, without the title. Who changes the text adds the sum of the new one."""
FIXED = {
    "room.css": (
        "d98b4fbb41292f5ca7bad4de075385134b18c504217c43fd1d585ff9438801f0",
        "66a15cf0a575f3ae04b61b6a788b80b87e4e328bf5ca42b3fec6d6d27ae6db05",
    ),
    "room.js": (
        "c6a0c652ca586552571b0e9c8f0f8cc008360e7eb56f6a22a1f80fbb2633ba03",
        "e8bf621cbafa66c681a0c3f0fab1b7ba14ec81f4a0abff4322077c7710576114",
        "2929602697f454468e57c2e7a64aabb4c3c62dc6a345e5a20006097c164b28af",
    ),
}
"""The same of the files that every reading room shares."""
FRAME = frozenset({
    "html", "head", "title", "body", "a", "a.skip", "header", "p.site", "nav", "nav.languages", "strong", "main",
    "footer", "p", "h1",
})  # fmt: skip
"""What stands on every page that shows something; the rest by kind of page."""
DRAFT_HOLDS = frozenset({"p.caption", "section", "h2", "h3", "div.text", "div.aside"})
LIST_HOLDS = frozenset({"script", "noscript", "p.warning", "form", "label", "ol", "button"})
START_HOLDS = frozenset({
    "p.caption", "p.warning", "h2", "h3", "div", "div.text", "ul", "li", "span", "table", "caption", "tbody", "tr",
    "tr.sum", "th", "td", "td.words", "dl", "dt", "dd",
})  # fmt: skip
NUMBER = re.compile(r"\d[\d,]*")
ASKED_KINDS = ("body", "person")
ASKED_STATES = ("not-asked", "asked", "answered", "no-comment", "silent", "struck")
"""Those who must be asked, in the order in which the first page tells of them."""


class Room:
    """Holds what people read against the tables. Each method raises the first Fault."""

    def __init__(self, package: Package, forms: Forms, facts: Mapping[str, Any]) -> None:
        """``facts``: what the package says of itself."""
        self._package, self._forms = package, forms
        self._grade, self._form, self._as_of = facts["grade"], facts["format"], facts["as_of"]
        self._rows = {
            table: list(package.table(table))
            for table in (
                "consultation",
                "versions",
                "articles",
                "outcomes",
                "figures",
                "causes",
                "replies",
                "asked",
            )
        }
        self._texts = {row["language"]: row for row in self._rows["consultation"]}
        # of so many rows as there are comments and versions, only how many stand how
        carried = Counter((row["version"], row["state"]) for row in package.table("carries"))
        self._labels = Labels(
            self._rows, carried, package.names, form=self._form, is_public=self._grade == "public"
        )

    def check(self) -> None:
        """All of it."""
        self._fixed()
        drafts = {f"draft-{one['version']}-{one['language']}.html": one for one in self._rows["versions"]}
        due = {f"{ROOM}index.html"}
        for language in LANGUAGES:
            names = {"index.html", *(f"{one}.html" for one in LISTED), *drafts}
            due |= {f"{ROOM}{language}/{one}" for one in names}
        there = {one for one in self._package.names if one.startswith(ROOM) and one.endswith(".html")}
        steps = re.compile(ROOM + r"(en|zh-hans|zh-hant)/changes-[A-Za-z0-9-]+\.html")
        for name in sorted(there ^ due):
            if name in due or not steps.fullmatch(name):
                raise Fault(f"{name}: is missing, or a page that no reading room has")
        for name in sorted(there):
            page = Read(name, self._package.read(name).decode())
            language, own = name.split("/")[-2:]
            if language in LANGUAGES:
                self._dated(name, page, language)
            if own in drafts:
                self._draft(name, page, drafts[own])
            elif own.removesuffix(".html") in LISTED:
                self._list(name, page, own.removesuffix(".html"))
            elif own.startswith("changes-"):
                self._changes(name, page)
            elif language in LANGUAGES:
                self._start(name, page, language)
            else:
                self._choice(name, page)
            self._labels.check(name, page, self._forms.states)

    def _fixed(self) -> None:
        titles = {row["title"] for row in self._rows["consultation"]}
        content = self._package.read("data/README.md").decode()
        title = content.split("\n", 1)[0].removeprefix("# ")
        plain = content.replace(f"# {title}", "# ")
        if title not in titles or _sum(plain.encode()) not in README[self._grade]:
            raise Fault(
                "data/README.md: another title than the consultation has, or another text than packages have"
            )
        for name, known in FIXED.items():
            if _sum(self._package.read(ROOM + name)) not in known:
                raise Fault(f"{ROOM}{name}: not the one that every reading room has")

    @staticmethod
    def _frame(name: str, page: Read, paragraphs: int, holds: frozenset[str]) -> None:
        """Nothing stands on it beside what such pages have."""
        if (
            page.holders - FRAME - holds
            or len(page.paragraphs) != paragraphs
            or len(page.of("a", "a.skip")) < 7
        ):
            raise Fault(f"{name}: something that no such page has, or something is missing")

    def _draft(self, name: str, page: Read, edition: Mapping[str, Any]) -> None:
        place = edition["version"], edition["language"]
        articles = [one for one in self._rows["articles"] if (one["version"], one["language"]) == place]
        heads = [f"{one['number']} {one['heading']}" for one in articles]
        words = [
            one[part] for one in articles for part in ("text", "explanation", "text_in_force") if one[part]
        ]
        self._frame(name, page, 3, DRAFT_HOLDS)
        if len(page.of("h3")) != len(words) - sum(bool(one["text"]) for one in articles):
            raise Fault(f"{name}: a heading that no page of a draft has")
        titles = {edition["title"]} if edition["title"] else {row["title"] for row in self._texts.values()}
        if page.of("h2") != heads or page.of("div.text") != words or not titles.issuperset(page.of("h1")):
            raise Fault(f"{name}: not what data/articles.jsonl and data/versions.jsonl say")

    def _list(self, name: str, page: Read, table: str) -> None:
        scripts = sum(one.startswith(f"{ROOM}rows/{table}-") for one in self._package.names)
        told = [page.list_of.get(one) for one in ("data-name", "data-scripts", "data-all")]
        if told != [table, str(scripts), str(self._forms.numbers[table])]:
            raise Fault(f"{name}: not the list that the tables give")
        self._frame(name, page, 4, LIST_HOLDS)

    def _changes(self, name: str, page: Read) -> None:
        """The reasons and replies that it names are those of the tables."""
        replies = {row["id"]: row["body"] for row in self._rows["replies"]}
        told = [
            {"reason": row["reason"], "reply": replies.get(row["reply"], "")}.get(
                row["kind"], row["reference"]
            )
            for row in self._rows["causes"]
            if not row["unlinked_at"]
        ]
        for one in page.of("li"):
            if not one.endswith(tuple(told)):
                raise Fault(f"{name}: a reason that data/causes.jsonl and data/replies.jsonl don’t have")

    def _choice(self, name: str, page: Read) -> None:
        """The first page of all names the consultation, and nothing else."""
        titles = tuple(row["title"] for row in self._texts.values())
        if page.paragraphs or len(page.of("li")) != len(LANGUAGES) or not all(
            one.endswith(titles) for one in page.of("li")
        ):  # fmt: skip
            raise Fault(f"{name}: not the title of data/consultation.jsonl")

    def _start(self, name: str, page: Read, language: str) -> None:
        texts = [self._texts[language]] if language in self._texts else list(self._texts.values())
        # what isn't written in the page's language stands in the first one, which no table names
        rows = self._rows["outcomes"]
        own = next((row for row in rows if row["language"] == language), {})
        outcomes = [{**row, **{one: words for one, words in own.items() if words}} for row in rows] or [{}]
        names = ("decision", "what_changed", "what_next")
        fitting = [
            one for one in outcomes
            if any(page.of("div.text") == list(filter(None, (row["summary"], *map(one.get, names)))) for row in texts)
        ]  # fmt: skip
        if not fitting or not {row["title"] for row in texts}.issuperset(page.of("h1")):
            raise Fault(f"{name}: not what data/consultation.jsonl and data/outcomes.jsonl say")
        outcome = fitting[0]
        decided = (
            [outcome["decided_by"] or "–", self._day(outcome["decided_on"], language)] if outcome else []
        )
        decided += [outcome["number"]] if outcome and outcome["number"] else []
        states, number = self._forms.states, self._forms.numbers
        counts = [states[one] for one in STATES_SHOWN if states[one]] + [number["comments"]]
        lists = [number[one] for one in LISTED]
        shown = [_number(one) for one in page.of("td")[: len(counts)]]
        links = [_number(one) for one in page.of("li")[-len(lists) :]]
        if not all(map(NUMBER.fullmatch, page.of("td")[: len(counts)])):
            raise Fault(f"{name}: a number that is none")
        if page.of("dd") != decided or shown != counts or links != lists:
            raise Fault(f"{name}: its decision or its numbers are not those of the tables")
        self._beside(name, page, language, len(counts))
        received = [
            sum(row[one] for row in self._rows["figures"]) for one in ("senders", "submissions", "comments")
        ]
        told = [_number(one) for text in page.of("strong") for one in text.split("·") if "·" in text]
        rest = (
            any(row["closes_at"] for row in self._texts.values()), received[1], self._rows["asked"], not outcome,
            not self._rows["versions"], self._grade != "public",
        )  # fmt: skip
        self._frame(name, page, 3 + sum(map(bool, rest)), START_HOLDS)
        if told not in ([], received) or (received[1] and not told):
            raise Fault(f"{name}: senders, submissions and comments are not those of data/figures.jsonl")

    def _day(self, told: str, language: str) -> str:
        """A day as the page tells it; in the form before it stood there as in the table."""
        if not told or self._form == ORDERED:
            return told or "–"
        return written_out(date.fromisoformat(told), language)

    def _dated(self, name: str, page: Read, language: str) -> None:
        """Each page says at its foot of which day it is, by the consultation's own clock."""
        zones = {row["timezone"] for row in self._texts.values()}
        days = [day for zone in zones if (day := day_in(self._as_of, zone)) is not None]
        told = [re.compile(rf"(?<!\d){written_out(day, language)}") for day in days]
        if told and not any(one.search(page.paragraphs[-1]) for one in told):
            raise Fault(f"{name}: of another day than data/package.json says")

    def _beside(self, name: str, page: Read, language: str, counted: int) -> None:
        """The body, the versions and the list of those who must be asked. ``counted``: rows of the table before it."""
        versions = sorted(self._rows["versions"], key=lambda one: (-int(one["version"]), one["language"]))
        shown = [page.of("li")[at] for at in range(len(versions))]
        fitting = [
            flat(one).endswith(flat(edition["title"] or edition["language"])) and edition["version"] == _number(
                one.removesuffix(edition["title"] or edition["language"]))
            for one, edition in zip(shown, versions, strict=True)
        ]  # fmt: skip
        if not all(fitting) or not {row["body"] for row in self._texts.values()}.issuperset(
            page.of("p.caption")
        ):
            raise Fault(
                f"{name}: not the body of data/consultation.jsonl, or not the list of data/versions.jsonl"
            )
        named, states, numbers = list[str](), list[str](), list[int]()
        for kind in ASKED_KINDS:
            own = [row for row in self._rows["asked"] if row["kind"] == kind]
            if kind == "body" or self._grade != "public":
                named += [named_by_law(row, language) for row in own]
                states += [row["answers"] for row in own]
            else:
                totals = [sum(row["state"] == one for row in own) for one in ASKED_STATES]
                numbers += [one for one in totals if one]
        heads = list(map(flat, page.of("th")[counted:]))
        words = list(map(flat, page.of("td.words")))
        if (
            [one for one in heads if one in named] != named or len(heads) != len(named) + len(numbers)
            or len(words) != len(states) or not all(map(str.endswith, words, states))
            or [_number(one) for one in page.of("td")[counted:]] != numbers
        ):  # fmt: skip
            raise Fault(f"{name}: those who must be asked are not those of data/asked.jsonl")


def _number(text: str) -> int:
    return int("".join(re.findall(r"\d", text)) or -1)


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

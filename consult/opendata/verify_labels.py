"""The words on pages of the reading room that come from no table: headings, labels, and the names of codes.

Standard library only: packages carry this file. A page could call hidden what was published, and every number be right.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any

from consult.opendata.verify_pages import Read, article_names, flat, instant_shape, named_by_law
from consult.opendata.verify_schema import OLDER, UNLABELLED
from consult.opendata.verify_words import WORDS
from consult.record.verify import Fault

OWN_NAMES = {"en": "English", "zh-hans": "简体中文", "zh-hant": "繁體中文"}
CODED = ("state", "stance", "carry", "act", "role", "labels")
"""What the list pages tell of codes, each in the words of their language."""
KINDS_OF_CHANGE = ("reworded", "added", "removed", "moved", "renumbered", "split", "merged")
STEP = re.compile(r"changes-(\d+)-(\d+)\.html")
ShownRows = Mapping[str, Sequence[Mapping[str, Any]]]
NOT_HELD = (
    "Not proven, held by checksums alone: what grounds are called in the reading room, and its comparison of one "
    "version with the next but for reasons and replies that it names."
)
UNLABELLED_NOT_HELD = (
    "Not proven, held by checksums alone: headings, labels and dates of the reading room, but for the day of the "
    "decision and the one at their foot; how those who must be asked stand; its pages of what changed, but for the "
    "reasons and replies that they name."
)
"""What the command says of pages, and of those in older forms."""


class Labels:
    """Holds them on one page after the other. ``rows``: of the tables that pages show. ``names``: of all files.

    ``carried``: how many comments stand in a version in a state, by these two.
    """

    def __init__(
        self, rows: ShownRows, carried: Mapping[tuple[Any, str], int], names: Set[str], *, form: str, is_public: bool
    ) -> None:  # fmt: skip
        self._rows, self._carried, self._is_public, self._form = rows, carried, is_public, form
        self._titles = {row["title"] for row in rows["consultation"]}
        found = {(int(one[1]), int(one[2])) for one in map(STEP.search, names) if one}
        self._steps = sorted(found, key=lambda one: -one[1])
        """(Version before, version after) of each page of what changed, the newest first."""

    def check(self, name: str, page: Read, states: Mapping[str, int]) -> None:
        """``states``: how many comments stand how. Raises Fault."""
        if self._form in UNLABELLED:
            return
        language, own = name.split("/")[-2:]
        held = _Held(name, page, language)
        if language not in WORDS:
            shown = {flat(f"{OWN_NAMES[one]} {title}") for one in WORDS for title in self._titles}
            held.are_of("li", shown)
            held.are_of("title", self._titles)
        elif own == "index.html":
            self._frame(held, held.word("overview"))
            self._start(held, states)
        elif own.startswith("draft-"):
            self._draft(held, own.split("-")[1], own.removesuffix(".html").split("-", 2)[2])
        elif step := STEP.fullmatch(own):
            self._changes(held, int(step[1]), int(step[2]))
        else:
            self._list(held, own.removesuffix(".html"))

    def _frame(self, held: "_Held", head: str) -> None:
        page, word = held.page, held.word
        held.are_of("title", {f"{head} – {title}" for title in self._titles})
        held.are("a.skip", [word("skip")])
        held.are("p.site", [word("room")])
        held.equal(page.names, [word("pages"), word("language")])
        others = [own for one, own in OWN_NAMES.items() if one != held.language]
        held.equal(page.of("a")[:6], [*map(word, ("overview", "comments", "rulings", "replies")), *others])
        held.equal(page.of("strong")[:1], [OWN_NAMES[held.language]])
        held.fit(page.paragraphs[-1:], [held.shape("as-of") + " " + held.shape("checked")])

    def _start(self, held: "_Held", states: Mapping[str, int]) -> None:
        page, word, rows = held.page, held.word, self._rows
        outcome = bool(rows["outcomes"])
        asked = {kind: [one for one in rows["asked"] if one["kind"] == kind] for kind in ("body", "person")}
        held.are("h2", map(word, ("draft", "numbers", *(["asked"] if rows["asked"] else []), "decision")))
        later = ("what-changed", "what-next")
        firsts = {held.language, *(row["first_language"] for row in rows["consultation"])}
        shown = [row for row in rows["outcomes"] if row["language"] in firsts]
        has = {one: any(row[one.replace("-", "_")] for row in shown) for one in later}
        held.are("h3", map(word, (*(["steps"] if self._steps else []), *(one for one in later if has[one]))))
        kinds = [kind for kind, own in asked.items() if own]
        held.are("caption", [word("by-state"), *(word(f"asked-kind.{kind}") for kind in kinds)])
        heads = [word(role) for role in held.roles("state.") if states.get(role.removeprefix("state."))]
        heads.append(word("all"))
        words = []
        for kind, own in asked.items():
            if kind == "body" or not self._is_public:
                heads += [named_by_law(one, held.language) for one in own]
                words += [f"{word('asked-state.' + one['state'])} {one['answers']}" for one in own]
            else:
                there = Counter(one["state"] for one in own)
                roles = held.roles("asked-state.")
                heads += [word(role) for role in roles if there[role.removeprefix("asked-state.")]]
        held.are("th", heads)
        held.are("td.words", words)
        number = any(row["number"] for row in rows["outcomes"])
        held.are(
            "dt", map(word, ("decided-by", "decided-on", *(["number"] if number else [])) if outcome else ())
        )
        self._items(held)
        received = sum(row["submissions"] for row in rows["figures"])
        counts = [held.numbered(one) for one in ("senders", "submissions", "received-comments")]
        shapes = [
            held.shape("room"), ".*",
            *self._closing(held),
            *([] if rows["versions"] else [held.shape("no-version")]),
            *([held.shape("received") + " " + " · ".join(counts)] if received else []),
            *([held.shape("silent")] if rows["asked"] else []),
            *([] if outcome else [held.shape("no-outcome")]),
            *([] if self._is_public else [held.shape("auditors")]),
        ]  # fmt: skip
        held.fit(page.paragraphs[:-1], shapes)

    def _closing(self, held: "_Held") -> list[str]:
        """When it closes, by the consultation's own clock."""
        told = {(row["closes_at"], row["timezone"]) for row in self._rows["consultation"] if row["closes_at"]}
        before, after = (re.escape(part) for part in held.word("closes").split("%(when)s"))
        shapes = [before + instant_shape(*one, held.language) + after for one in sorted(told)]
        return ["|".join(f"(?:{one})" for one in shapes)] if shapes else []

    def _items(self, held: "_Held") -> None:
        """The lists of the first page: versions, what changed, and the three tables."""
        versions = sorted(self._rows["versions"], key=lambda one: (-int(one["version"]), one["language"]))
        shapes = [
            re.escape(
                flat(f"{held.word('version', number=one['version'])} {one['title'] or one['language']}")
            )
            for one in versions
        ]
        for before, after in self._steps:
            step = re.escape(held.word("step", before=before, after=after))
            shapes.append(f"{step}(?: – {held.numbered('unexplained-of')})?")
        shapes += [held.shape(one) + r" [\d,]+" for one in ("comments", "rulings", "replies")]
        held.fit(held.page.of("li"), shapes)

    def _draft(self, held: "_Held", version: str, language: str) -> None:
        head = held.word("version", number=version)
        self._frame(held, head)
        held.are("p.caption", [head])
        articles = [
            one
            for one in self._rows["articles"]
            if (str(one["version"]), one["language"]) == (version, language)
        ]
        parts = ("explanation", "explanation"), ("text_in_force", "in-force")
        held.are("h3", [held.word(role) for one in articles for column, role in parts if one[column]])

    def _list(self, held: "_Held", table: str) -> None:
        head = held.word(table)
        self._frame(held, head)
        held.are("h1", [head])
        held.are("label", [held.word("search")])
        held.are("button", [held.word("more")])
        held.equal(held.page.paragraphs[1:-1], [held.word("no-scripts", name=table), ""])
        told = json.loads(held.page.list_of.get("data-words", "{}"))
        due: dict[str, Any] = {
            kind: {one.partition(".")[2]: held.word(one) for one in held.roles(f"{kind}.")} for kind in CODED
        }
        before = {str(after): before for before, after in self._steps}
        first = next((row["first_language"] for row in self._rows["consultation"]), "")
        if "articles" in told:  # older packages show where they stand alone
            due["articles"] = article_names(self._rows["articles"], held.language, first)
        if told != {**due, "before": before, "ground": told.get("ground")} or not isinstance(
            told["ground"], dict
        ):
            raise Fault(
                f"{held.name}: it calls states, acts or something else otherwise than such a page does"
            )

    def _changes(self, held: "_Held", before: int, after: int) -> None:
        page, word = held.page, held.word
        head = word("step", before=before, after=after)
        self._frame(held, head)
        held.are("h1", [head])
        kinds = "|".join(re.escape(word(one)) for one in KINDS_OF_CHANGE)
        held.fit(page.of("h2"), [f".* · (?:{kinds})"] * len(page.of("h2")))
        held.are("h3", [word("moved-it")] * len(page.of("h3")))
        stand = {
            one: self._carried.get((after, one.removeprefix("carry.")), 0) for one in held.roles("carry.")
        }
        roles = [one for one, number in stand.items() if number]
        held.are("caption", [word("carried", number=after)] if roles else [])
        held.are("th", map(word, roles))
        held.are("td", [f"{stand[one]:,}" for one in roles])
        notes = {flat(row["change_note"]) for row in self._rows["versions"]}
        shapes = [
            held.numbered("unexplained-at") + " .*", held.shape("before") + " .*",
            *map(held.shape, ("all-explained", "none-changed", "unexplained")),
        ]  # fmt: skip
        known = re.compile("|".join(f"(?:{one})" for one in shapes))
        for text in map(flat, page.paragraphs[1:-1]):
            if not known.fullmatch(text) and text not in notes:
                raise held.otherwise(text)
        replies = {row["id"]: row["body"] for row in self._rows["replies"]}
        held.are_of("li", {flat(_cause(row, held, replies)) for row in self._rows["causes"]})


def _cause(row: Mapping[str, Any], held: "_Held", replies: Mapping[str, str]) -> str:
    """What moved a passage, as a page says it."""
    if row["kind"] == "reason":
        return f"{held.word('official-reason')} {row['reason']}"
    if row["kind"] == "reply":
        own = replies.get(row["reply"])
        return held.word("official-reply") + ("" if own is None else f": {own}")
    return f"{held.word('proposal' if row['kind'] == 'proposal' else 'comment')} {row['reference']}"


class _Held:
    """A page, and what its language says. Each method raises the Fault of what it says otherwise."""

    def __init__(self, name: str, page: Read, language: str) -> None:
        self.name, self.page, self.language = name, page, language
        self._words = WORDS.get(language, {})

    def word(self, role: str, **values: object) -> str:
        """The text of a role, its gaps filled in."""
        return self._words[role] % values if values else self._words[role]

    def roles(self, beginning: str) -> list[str]:
        """The roles that begin so, in their order."""
        return [one for one in self._words if one.startswith(beginning)]

    def shape(self, role: str) -> str:
        """What such a text is like, whatever stands in its gaps."""
        return ".+".join(map(re.escape, re.split(r"%\(\w+\)s", self._words[role])))

    def numbered(self, role: str) -> str:
        """The same of one that stands with a number."""
        told = (self._words[f"{role}.{one}"].split("%(num)s") for one in ("one", "more"))
        return "(?:" + "|".join(r"[\d,]+".join(map(re.escape, parts)) for parts in told) + ")"

    def otherwise(self, text: str) -> Fault:
        """The Fault that names a text."""
        return Fault(f"{self.name}: “{text[:80]}” is not what such a page says there")

    def equal(self, told: Iterable[str], due: Iterable[str]) -> None:
        """Texts are these."""
        shown, known = list(map(flat, told)), list(map(flat, due))
        for at, text in enumerate(shown):
            if at >= len(known) or text != known[at]:
                raise self.otherwise(text)
        if len(shown) != len(known):
            raise Fault(f"{self.name}: “{known[len(shown)][:80]}” is missing")

    def are(self, holder: str, due: Iterable[str]) -> None:
        """What such elements hold is this."""
        self.equal(self.page.of(holder), due)

    def are_of(self, holder: str, due: Set[str]) -> None:
        """The same, each in whatever order."""
        known = set(map(flat, due))
        for text in map(flat, self.page.of(holder)):
            if text not in known:
                raise self.otherwise(text)

    def fit(self, told: Sequence[str], shapes: Sequence[str]) -> None:
        """Texts are like these."""
        for text, shape in zip(map(flat, told), shapes, strict=False):
            if not re.fullmatch(shape, text):
                raise self.otherwise(text)
        if len(told) != len(shapes):
            raise Fault(f"{self.name}: more or fewer texts than such a page has")


def read_in_words(form: str) -> Iterator[str]:
    """What was checked of pages, and what wasn't. ``form``: of the package."""
    if form in OLDER:
        yield (
            f"Reading room: its lists say what the tables say; of an older form, {form}: README, pages and polis/ are "
            "held by checksums alone."
        )
        return
    yield "Votes: polis/ says what the tables say."
    yield "Reading room: its lists, drafts, numbers and decision say what the tables say; no page does anything else."
    if form in UNLABELLED:
        yield UNLABELLED_NOT_HELD
        return
    yield "  Its headings, labels and the names of states and acts are those that every reading room has."
    yield NOT_HELD

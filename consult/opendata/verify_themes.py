"""What comments are about, and what became of that, column by column.

Standard library only: packages carry this file.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any

from consult.opendata.verify_answers import newest
from consult.opendata.verify_reading import Reading
from consult.opendata.verify_signatures import Row
from consult.opendata.verify_told import UNSAID, Columns, Deed, Deeds, Parsed, Unknown, pairs
from consult.record.verify import Fault


class Themes:
    """The tree of themes, act by act, and what stands under each. Each method raises the first Fault."""

    def __init__(self, deeds: Deeds, columns: Columns, reading: Reading, uncounted: Set[str]) -> None:
        """``uncounted``: comments that themes don't count, such as those that were taken back."""
        self._columns, self._reading, self._uncounted = columns, reading, uncounted
        self._deeds = deeds.by(0, "theme.")
        self._parents: dict[str, str] = {}
        self._into: dict[str, str] = {}
        self._gone: set[str] = set()
        for one in deeds.of("theme."):
            self._take(one)
        decided = deeds.by(0, "disposition.")
        self._by_article: dict[str, list[Deed]] = {}
        self._by_theme: dict[str, list[Deed]] = {}
        for acts in decided.values():
            last = [one for one in acts if one.type in ("disposition.set", "disposition.theme_set")][-1:]
            if last:
                about = last[0].objects[1] if len(last[0].objects) > 1 else ""
                known = self._by_theme if last[0].type == "disposition.theme_set" else self._by_article
                known[about] = acts

    def _take(self, one: Deed) -> None:
        own, other = one.objects[0], one.objects[1] if len(one.objects) > 1 else ""
        if one.type in ("theme.made", "theme.moved"):
            self._parents[own] = other
        elif one.type == "theme.merged":
            self._into[own] = other
            if own in self._above(other):  # what it goes into must not hang below what is no more
                self._parents[other] = self._parents.get(own, "")
            self._parents |= {child: other for child, parent in self._parents.items() if parent == own}
        elif one.type == "theme.removed":
            self._gone.add(own)

    def _above(self, own: str) -> list[str]:
        found: list[str] = []
        while (own := self._parents.get(own, "")) and own not in found:
            found.append(own)
        return found

    def check(
        self, rows: Sequence[Row], links: Sequence[Row], places: Mapping[tuple[Any, str], str],
        published: Set[str] | None, *, is_public: bool, is_shown: bool,
    ) -> None:  # fmt: skip
        """Every theme with its name, its place and what became of it.

        ``published``: ids of the comments that everybody reads; None where not all are known.
        """
        past = {own for own in self._deeds if own in self._gone or own in self._into}
        shown = self._deeds.items() if is_shown else ()
        known = {own: deeds for own, deeds in shown if not (is_public and own in past)}
        under = Counter(row["theme"] for row in links)
        anchors = {own: anchor for (_version, anchor), own in places.items()}
        for row, deeds in pairs("themes", rows, known):
            own, article = row["id"], newest(deeds, "article")
            if self._columns.is_strict and not row["name"]:
                raise Fault(f"data/themes.jsonl: {own} has no name")
            names = newest(deeds, "names")
            parent = self._parents.get(own, "")
            said: dict[str, Any] = {
                "name": newest(deeds, "name"), "language": newest(deeds, "language"),
                "names": names if isinstance(names, Unknown) else Parsed("" if names == "{}" else names),
                "parent": "" if is_public and parent in past else parent, "merged_into": self._into.get(own, ""),
                "article": article if isinstance(article, Unknown) else anchors.get(article, ""),
                **self._became(own, article),
            }  # fmt: skip
            if not is_public:
                counted = self._reading.under.get(own, set()) - self._uncounted
                number, is_told = len(counted), published is not None and not self._reading.unopened
                said["published"] = len(counted & (published or set())) if is_told else UNSAID
                said |= {"comments": UNSAID if self._reading.unopened else number, "unsaid": ""}
            else:
                said["published"] = under[own]
            acts = [*deeds, *self._by_theme.get(own, ()), *self._by_article.get(str(article), ())]
            self._columns.hold("themes", row, said, [name for one in acts for name in one.named])

    def _became(self, own: str, article: Any) -> dict[str, Any]:
        """What became of the comments under a theme: its own disposition, else that of the article it was made for."""
        acts = self._by_theme.get(own)
        if acts is None and isinstance(article, str) and article:
            acts = self._by_article.get("" if article == "whole" else article)
        if acts is None and isinstance(article, Unknown):
            return dict.fromkeys(("disposition", "reason", "reason_language"), article)
        names = (("disposition", "disposition"), ("reason", "reason"), ("reason_language", "language"))
        return {column: newest(acts, name) if acts else "" for column, name in names}

    def links(
        self,
        rows: Iterable[Row],
        published: Set[str] | None,
        references: Mapping[str, str],
        *,
        is_shown: bool,
    ) -> None:
        """Which comments stand under which themes. ``published``: ids of those shown there; None: all are."""
        if self._reading.unopened:
            return
        said = {
            (theme, references[own]): own
            for theme, comments in self._reading.under.items() for own in comments if own in references
        }  # fmt: skip
        seen = set()
        for row in rows:
            link = row["theme"], row["reference"]
            if link not in said:
                raise Fault(f"data/theme_comments.jsonl: {link[1]} stands under no such theme by the entries")
            if link in seen:
                raise Fault(f"data/theme_comments.jsonl: {link[1]} stands under one theme twice")
            seen.add(link)
        for theme, reference in sorted(said.keys() - seen) if is_shown else ():
            if published is None or said[theme, reference] in published:
                raise Fault(
                    f"data/theme_comments.jsonl: {reference} stands under a theme by the entries and not here"
                )

"""That a further round names its earlier one, and where what was said there stands now, by the entries alone.

Standard library only: packages carry this file.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

from consult.record.verify import Fault


class Rounds:
    """The earlier round of a consultation, act by act."""

    READS = ("consultation.continues", "earlier_round.")
    """How the types of entries begin that it reads."""

    def __init__(self) -> None:
        self.earlier = self.slug = ""
        self.checkpoint: str | None = ""
        self.places: dict[tuple[str, str], str | None] = {}
        """(version, comment) -> what the entry says of its place; None where this package doesn't open it."""

    def take(self, entry: Mapping[str, Any], opened: Mapping[str, str]) -> None:
        """Take the next entry of the consultation's log. Raises Fault."""
        type_, objects = str(entry.get("type", "")), [str(one) for one in entry.get("objects", [])]
        if type_ == "consultation.continues":
            if self.earlier:
                raise Fault("it goes on from an earlier round twice")
            self.earlier, self.slug = objects[0], opened.get("slug", "")
        elif type_ in ("earlier_round.named", "earlier_round.carried") and objects[0] != self.earlier:
            raise Fault(f"{objects[0]} is not its earlier round")
        if type_ == "earlier_round.named":
            self.checkpoint = opened.get("checkpoint")
        elif type_ == "earlier_round.carried":
            for name in entry.get("commitments", {}):
                if name != "time" and name != "person":
                    self.places[objects[1], name] = opened.get(name)

    def check(
        self,
        consultation: Iterable[Mapping[str, Any]],
        rows: Iterable[Mapping[str, Any]],
        versions: Mapping[Any, str],
        articles: Mapping[tuple[Any, str], str],
        texts: Mapping[tuple[Any, str], Sequence[str]],
        removed: Container[str] = (),
        *,
        is_strict: bool = False,
    ) -> None:
        """The tables say what the entries say. ``articles``, ``texts``: by (version, anchor). Raises Fault.

        ``removed``: ids of versions removed by order, of which no table tells articles and words any more.
        ``is_strict``: as ``Columns`` has it.
        """
        for row in consultation:
            slug = self.slug if self.slug or not self.earlier else row["earlier_slug"]
            if (row["earlier_round"], row["earlier_slug"]) != (self.earlier, slug):
                raise Fault("data/consultation.jsonl: the entries tell of another earlier round")
            if self.checkpoint not in (None, row["earlier_checkpoint"]):
                raise Fault("data/consultation.jsonl: “earlier_checkpoint” is not what its entry says")
        left = set(self.places)
        for row in rows:
            where, key = (
                f"data/earlier_comments.jsonl: {row['reference']}",
                (versions[row["version"]], row["id"]),
            )
            if key not in self.places:
                raise Fault(f"{where} has no entry: it was added to the table")
            if key not in left:
                raise Fault(f"{where} stands there twice")
            left.discard(key)
            if self.places[key] is None and is_strict:
                raise Fault(f"{where}: where it stands cannot be opened")
            if self.places[key] is not None:
                _check_place(
                    where, row, self.places[key] or "", articles, texts, is_removed=key[0] in removed
                )
        missing: Sequence[tuple[str, str]] = sorted(one for one in left if self.places[one] is not None)
        if missing:
            raise Fault(
                f"data/earlier_comments.jsonl: comment {missing[0][1]} has an entry and is missing here"
            )


def _check_place(
    where: str,
    row: Mapping[str, Any],
    told: str,
    articles: Mapping[tuple[Any, str], str],
    texts: Mapping[tuple[Any, str], Sequence[str]],
    *,
    is_removed: bool,
) -> None:
    """It stands where its entry says, and its words stand there. Of a version that was removed only how is known."""
    state, article, *span = told.split()
    due = [state, *([] if is_removed else [article])]
    if due != _told(row, articles)[: len(due)]:
        raise Fault(f"{where}: where it stands is not what its entry says")
    is_told = bool(row.get("words") and row["article"]) and not is_removed
    if is_told and row["words"] not in _words(row, span, texts):
        raise Fault(f"{where}: its words don’t stand there in the draft")


def _words(
    row: Mapping[str, Any], span: Sequence[str], texts: Mapping[tuple[Any, str], Sequence[str]]
) -> set[str]:
    """The words at this place of the article, in each language."""
    if len(span) != 2 or not all(one.isdigit() for one in span):
        return set()
    start, end = map(int, span)
    return {one[start:end] for one in texts.get((row["version"], row["article"]), ())}


def _told(row: Mapping[str, Any], articles: Mapping[tuple[Any, str], str]) -> list[str]:
    return [row["state"], articles.get((row["version"], row["article"]), "-") if row["article"] else "-"]

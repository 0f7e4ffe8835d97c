"""The reading room of a package: pages that open from a USB stick in three languages, without any server.

Drafts, numbers and the outcome are plain HTML, in our own words for things, which verify.py knows, whatever words a
site has. Long lists lie in classic scripts of a few hundred rows each (browsers block modules and requests on file
addresses) that the list pages show and search.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from consult.contributions import labels as said
from consult.contributions import queries as contributions
from consult.foundation import i18n
from consult.foundation.errors import N_
from consult.foundation.settings import PROJECT
from consult.moderation import labels as supervised
from consult.moderation import queries as moderation
from consult.opendata.files.answers import OUTCOMES, REPLIES
from consult.opendata.files.asked import ASKED
from consult.opendata.files.drafts import ARTICLES, CONSULTATION, VERSIONS
from consult.opendata.files.said import COMMENTS
from consult.opendata.files.shape import File, Record, Scope
from consult.opendata.files.supervision import RULINGS
from consult.opendata.packaging.bag import Bag
from consult.opendata.packaging.trace_pages import Trace
from consult.opendata.verify_pages import article_names

FOLDER = "reading-room"
AT_ONCE = 500
"""Rows in one script."""
LETTERS_AT_ONCE = 1 << 23
"""So many letters one script holds at most, and one more row: its verifier reads none of more than 64 MB."""
LISTS: tuple[tuple[File, tuple[str, ...]], ...] = (
    (COMMENTS, ("reference", "in_reply_to", "article", "version", "state", "stance", "name", "body", "ground",
                "public_note", "note_language", "received_at", "language", "is_redacted")),
    (RULINGS, ("reference", "act", "ground", "note", "note_language", "role", "office", "ruled_at")),
    (REPLIES, ("comments", "body", "office", "replied_at", "corrected_at", "correction_reason", "language")),
)  # fmt: skip
"""Tables that have a list page, with what it shows."""
STANCES = {
    "support": N_("Supports"), "amend": N_("Supports with changes"), "oppose": N_("Opposes"), "remark": N_("Remark"),
}  # fmt: skip


@dataclass
class _Found:
    """What the lists hold: rows and scripts by table, comments by state."""

    rows: Counter[str] = field(default_factory=Counter)
    scripts: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)


def add_reading_room(bag: Bag, scope: Scope, as_of: datetime, lines: Mapping[str, IO[bytes]]) -> None:
    """Write every page of it. ``lines``: the tables of the lists as the package has them, in JSON Lines."""
    found, trace = _Found(), Trace(scope)
    for file, columns in LISTS:
        lines[file.name].seek(0)
        _add_rows(bag, file, columns, map(json.loads, lines[file.name]), found, trace)
    for name in ("room.css", "room.js"):
        bag.add_text(f"{FOLDER}/{name}", (PROJECT / "consult/static/src/reading" / name).read_bytes())
    pages = _pages(scope, found, as_of)
    bag.add_text(f"{FOLDER}/index.html", pages("index", "en"))
    editions, articles = _editions(scope), list(ARTICLES.rows(scope))
    for language in i18n.LANGUAGES:
        steps = trace.steps(language)
        start = pages("start", language, editions=editions, steps=steps)
        bag.add_text(f"{FOLDER}/{language}/index.html", start)
        for step in steps:
            page = pages("changes", language, step=step, replies=trace.replies, carries=said.CARRIES)
            bag.add_text(f"{FOLDER}/{language}/{step.name}.html", page)
        for edition in editions:
            name = f"draft-{edition['version']}-{edition['language']}.html"
            own = [one for one in articles if _is_of(one, edition)]
            bag.add_text(
                f"{FOLDER}/{language}/{name}", pages("draft", language, edition=edition, articles=own)
            )
        called = article_names(articles, language, scope.consultation.language)
        for file, _columns in LISTS:
            words = json.dumps(
                {**_words(scope, language), "before": trace.before, "articles": called},
                ensure_ascii=False, sort_keys=True,
            )  # fmt: skip
            bag.add_text(
                f"{FOLDER}/{language}/{file.name}.html", pages("list", language, name=file.name, words=words)
            )


def _add_rows(
    bag: Bag, file: File, columns: tuple[str, ...], rows: Iterator[Record], found: _Found, trace: Trace
) -> None:
    for batch in batches(rows):
        found.scripts[file.name] += 1
        found.rows[file.name] += len(batch)
        if file is COMMENTS:
            found.states.update(str(row["state"]) for row in batch)
        name = f"{FOLDER}/rows/{file.name}-{found.scripts[file.name]:05}.js"
        rows_shown = [{one: row[one] for one in columns if row[one]} for row in batch]
        if file is COMMENTS:
            rows_shown = [{**row, **trace.of_comment(row["reference"])} for row in rows_shown]
        bag.add(name, _script(rows_shown))


def batches(rows: Iterator[Record]) -> Iterator[list[Record]]:
    """The rows in portions for a script each: no more than ``AT_ONCE``, and fewer where they are long."""
    batch: list[Record] = []
    size = 0
    for row in rows:
        batch.append(row)
        size += sum(len(str(cell)) for cell in row.values())
        if len(batch) == AT_ONCE or size > LETTERS_AT_ONCE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _script(rows: Iterable[Record]) -> Callable[[IO[bytes]], None]:
    content = json.dumps(list(rows), ensure_ascii=False, separators=(",", ":"))
    for plain, escaped in (("<", "\\u003c"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029")):
        content = content.replace(plain, escaped)

    def write(stream: IO[bytes]) -> None:
        stream.write(f"readingRoom.take({content});\n".encode())

    return write


def _pages(scope: Scope, found: _Found, as_of: datetime) -> Callable[..., str]:
    environment = Environment(
        loader=FileSystemLoader(PROJECT / "consult" / "templates"), autoescape=True, undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=i18n.own_gettext, ngettext=i18n.own_ngettext, newstyle=False
    )
    environment.filters.update(number=i18n.number_text, aside=i18n.aside_text, day=_day)
    asked = list(ASKED.rows(scope))
    texts = {str(row["language"]): row for row in CONSULTATION.rows(scope)}
    first = texts.get(scope.consultation.language) or next(iter(texts.values()))
    titles = {one: str(texts.get(one, first)["title"]) for one in i18n.LANGUAGES}
    outcomes = {str(row["language"]): row for row in OUTCOMES.rows(scope)}

    def page(template: str, language: str, /, **values: object) -> str:
        with i18n.speaking(language):
            return environment.get_template(f"opendata/reading/{template}.html").render(
                language=language, languages=i18n.LANGUAGES, tags=i18n.TAGS, found=found, states=said.STATES,
                told=texts.get(language, first), titles=titles,
                outcome=_outcome_in(outcomes, language, scope.consultation.language), is_public=scope.is_public,
                asked=asked, asked_kinds=said.ASKED_KINDS, asked_states=said.ASKED_STATES,
                received=contributions.received(scope.consultation.id).all,
                as_of=i18n.date_text(as_of, scope.consultation.timezone), gettext_of=i18n.own_gettext,
                closes=i18n.instant_text(scope.consultation.closes_at, scope.consultation.timezone)
                if scope.consultation.closes_at else "", **values,
            )  # fmt: skip

    return page


def _day(told: str) -> str:
    """A day of a table as people read it in the language of the page."""
    return i18n.date_text(date.fromisoformat(told))


def _outcome_in(
    rows: Mapping[str, Record], language: str, first: str
) -> Mapping[str, tuple[object, str]] | None:
    """(words, their language) of each text of the outcome: what isn't written in ``language`` in the first one."""
    base = rows.get(first) or next(iter(rows.values()), None)
    if base is None:
        return None
    own = rows.get(language, base)
    return {
        name: (own[name], str(own["language"]))
        if own[name] not in ("", words)
        else (words, str(base["language"]))
        for name, words in base.items()
    }


def _editions(scope: Scope) -> list[Mapping[str, object]]:
    return sorted(VERSIONS.rows(scope), key=lambda one: (-int(str(one["version"])), str(one["language"])))


def _is_of(article: Record, edition: Mapping[str, object]) -> bool:
    return article["version"] == edition["version"] and article["language"] == edition["language"]


def _words(scope: Scope, language: str) -> dict[str, dict[str, str]]:
    """What stands in the tables as codes, in the words of a language."""
    _ = i18n.own_gettext
    with i18n.speaking(language):
        return {
            "state": {code: _(label) for code, label in said.STATES.items()},
            "stance": {code: _(label) for code, label in STANCES.items()},
            "carry": {code: _(label) for code, label in said.CARRIES.items()},
            "act": {code: _(label) for code, label in supervised.ACTS.items()},
            "role": {code: _(label) for code, label in supervised.ROLES.items()},
            "ground": dict(moderation.ground_names(scope.consultation.profile, language)),
            "labels": {
                "article": _("Article"), "whole": _("The whole draft"), "in_reply_to": _("Answers %(reference)s"),
                "unnamed": _("Name not shown"), "ground": _("Ground"), "corrected": _("Corrected"),
                "found": _("%(shown)s of %(all)s shown"), "more": _("Show more"), "none": _("Nothing found."),
                "redacted": _("Some words are redacted."), "moved": _("It moved a passage of version %(number)s"),
                "taken": _("its wording was taken over"), "stands": _("In version %(number)s: %(state)s"),
            },
        }  # fmt: skip

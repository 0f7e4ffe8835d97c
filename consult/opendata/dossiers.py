"""The dossier for those who decide: one ZIP with what was received, what became of it, and an annex.

Comments stand in it by reference and without any sender. Published ones are in the main part as everybody reads them;
hidden, withheld and late ones are in the annex, with why. What was withdrawn, erased or removed is counted only.
"""

import hashlib
import html
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from consult.analysis import queries as reading
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import labels
from consult.contributions.queries import asking
from consult.contributions.service import wording_of
from consult.foundation import i18n, text
from consult.foundation.db import snapshot
from consult.foundation.i18n import gettext as _
from consult.opendata import queries, service
from consult.opendata.files import FILES
from consult.opendata.files.shape import AUDITOR, PUBLIC, File, Scope
from consult.opendata.packaging.bag import Bag
from consult.opendata.packaging.tables import write_table
from consult.organisations import queries as organisations
from consult.outcomes import queries as outcomes
from consult.outcomes import rules
from consult.outcomes.models import Disposition, ThemeDisposition

TABLES = ("summaries", "dispositions", "themes", "versions", "articles", "asked")
"""Tables of a package that the dossier holds too, before the outcome makes some of them public."""
COMMENT_COLUMNS = (
    "reference", "version", "article", "stance", "state", "ground", "is_late", "language", "received_at", "quote",
    "body", "proposal",
)  # fmt: skip
MEANINGS = (
    ("reference", "public reference of the comment"),
    ("version", "number of the version it was written on"),
    ("article", "anchor of the article; empty for the whole draft"),
    ("stance", "support, amend, oppose, remark; empty where none was stated"),
    ("state", "published, hidden, held, withheld, pending or referred"),
    ("ground", "why it is hidden, as listed"),
    ("is_late", "whether it came after closing"),
    ("language", "its language"),
    ("received_at", "when it was received, UTC"),
    ("quote", "the words of the article that it is about; empty for the whole article"),
    ("body", "its words as last sent; words covered by a ruling are left out"),
    (
        "proposal",
        "the wording of the article that it proposes, words covered by a ruling left out; empty: none",
    ),
)


FOLDER = "dossiers"


@dataclass(frozen=True)
class Dossier:
    """A dossier that was written: how large, and its hash."""

    size: int
    sha256: str
    taken_out: tuple[int, int]
    """As with packages: what had been taken out when it was read."""


def path_of(instance: Path, name: str) -> Path:
    """Where a dossier that was handed over lies. ``name``: what ``outcomes`` calls it by its link."""
    return instance / FOLDER / f"{name}.zip"


def make(consultation_id: int, target: Path, now: datetime) -> Dossier:
    """Write the dossier beside ``target`` and rename it when it is whole. Everything in it is of one instant."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.draft")
    try:
        with draft.open("w+b") as stream, snapshot():
            consultation = consultations.get_by_id(consultation_id)
            taken_out = service.taken_out_by_now(consultation)
            write(consultation, stream, now)
        draft.chmod(0o600)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    content = target.read_bytes()
    return Dossier(len(content), hashlib.sha256(content).hexdigest(), taken_out)


def write(consultation: Consultation, stream: IO[bytes], now: datetime) -> None:
    """Write it to a stream, in the transaction that runs."""
    scope = service.scope_of(consultation, AUDITOR, now)
    rows = list(_comments(scope))
    main = [row for row in rows if not _is_annexed(row)]
    annex = [row for row in rows if _is_annexed(row)]
    with Bag(stream, now) as bag, i18n.speaking(consultation.language):
        bag.add_text("dossier.html", _page(consultation, main, annex, now))
        for file in FILES:
            if file.name in TABLES:
                # The list of those who must be asked names people for auditors only.
                shown = replace(scope, grade=PUBLIC) if file.name == "asked" else scope
                write_table(bag, file, shown, file.columns_for(PUBLIC))
        for name, chosen in (("comments", main), ("annex/comments", annex)):
            write_table(bag, _as_file(name, chosen), scope, list(COMMENT_COLUMNS))
        bag.add_text("README.md", _readme(consultation))
        bag.finish({"External-Description": consultation.title, "Internal-Sender-Identifier": "decision"})


def _as_file(name: str, rows: Sequence[dict[str, Any]]) -> File:
    chosen = [{column: row[column] for column in COMMENT_COLUMNS} for row in rows]
    return File(name, "", (), lambda _scope: iter(chosen))


def _is_annexed(row: dict[str, Any]) -> bool:
    return row["state"] != "published" or bool(row["is_late"])


def _comments(scope: Scope) -> Iterator[dict[str, Any]]:
    """Every comment that is owed an answer, by reference, with its newest words and without its sender."""
    for comment, body, redactions, proposal, anchor, version in queries.comments_to_decide(
        scope.consultation.id
    ):
        covered = sorted((start, end) for start, end, *_ground in redactions or ())
        yield {
            "reference": comment.reference, "version": version, "article": anchor or "", "stance": comment.stance,
            "state": comment.state, "ground": comment.ground, "is_late": comment.is_late,
            "language": comment.language, "received_at": scope.time(comment.received_at),
            "quote": (comment.quote or {}).get("exact", ""), "body": text.redact(body, covered),
            "proposal": wording_of(proposal), "edition": comment.edition, "marks": proposal,
        }  # fmt: skip


def _readme(consultation: Consultation) -> str:
    lines = "\n".join(f"- `{name}`: {meaning}" for name, meaning in MEANINGS)
    return (
        f"# {consultation.title}\n\nThe dossier for the decision. Open `dossier.html` to read it; the same is in "
        "tables (`.csv`, `.jsonl`).\n`comments` are those that everybody can read; `annex/comments` are the hidden, "
        f"withheld and late ones.\nNo sender is named.\n\nColumns of comments:\n\n{lines}\n"
    )


# The page -------------------------------------------------------------------------------------------------


def _page(
    consultation: Consultation, main: Sequence[dict[str, Any]], annex: Sequence[dict[str, Any]], now: datetime
) -> str:
    title = _("Dossier for the decision: %(title)s", title=consultation.title)
    office = organisations.get(consultation.organisation_id).name
    parts = [
        f"<h1>{html.escape(title)}</h1>",
        f"<p>{html.escape(office)} · {html.escape(i18n.instant_text(now, consultation.timezone))}</p>",
        *_summary(consultation),
        *_asked(consultation, now),
        *_dispositions(consultation),
        _heading(_("All published comments"), len(main)),
        *(_comment(row) for row in main),
        _heading(_("Annex: hidden, withheld and late comments"), len(annex)),
        f"<p>{html.escape(_counts(annex))}</p>",
        *(_comment(row) for row in annex),
    ]
    style = (
        "body{max-width:45em;margin:2em auto;padding:0 1em;font:1rem/1.6 sans-serif}pre{white-space:pre-wrap}"
    )
    return (
        f'<!doctype html>\n<html lang="{i18n.tag()}"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        '<meta name="viewport" content="width=device-width">'
        f"<style>{style}</style></head>\n<body><main>\n" + "\n".join(parts) + "\n</main></body></html>\n"
    )


def _summary(consultation: Consultation) -> Iterator[str]:
    summary = outcomes.published_summary_of(consultation.id)
    if summary is not None:
        yield _heading(_("What was received"))
        yield outcomes.html_of_summary(summary, i18n.language())[0]


def _asked(consultation: Consultation, now: datetime) -> Iterator[str]:
    """The bodies that must be asked with how each stands; the people who are affected in numbers."""
    numbers = asking.numbers_asked(consultation, now)
    if not numbers.total:
        return
    yield _heading(_("Those who must be asked"), numbers.total)
    bodies = [one for one in asking.asked_of(consultation.id, kind="body") if one.struck_at is None]
    lines = [
        f"<li>{html.escape(one.name)}: {html.escape(_(labels.ASKED_STATES[asking.state_of(one, consultation, now)]))}"
        f' <span lang="{html.escape(one.law_language)}">({html.escape(one.law)})</span></li>'
        for one in bodies
    ]
    counted = [
        f"{_(name)} {numbers.people[state]}"
        for state, name in labels.ASKED_STATES.items()
        if numbers.people[state]
    ]
    if counted:
        lines.append(
            f"<li>{html.escape(_('People who are affected:'))} {html.escape(' · '.join(counted))}</li>"
        )
    yield f"<ul>{''.join(lines)}</ul>"


def _dispositions(consultation: Consultation) -> Iterator[str]:
    found = outcomes.dispositions(consultation.id, public_only=False)
    own = outcomes.theme_dispositions(consultation.id)
    if found or own:
        yield _heading(_("What became of the comments, and why"))
    for place in outcomes.places(found, i18n.language()):
        one = found[place.article_id]
        label = i18n.refusal_text(outcomes.label_of(place, several_versions=True, quoted=False))
        yield _disposition(html.escape(label), one)
    for theme in reading.themes_of(consultation.id):
        if theme.id in own:
            label, language = reading.name_in(theme, i18n.language())
            yield _disposition(
                f'<span lang="{html.escape(language)}">{html.escape(label)}</span>', own[theme.id]
            )


def _disposition(label: str, one: Disposition | ThemeDisposition) -> str:
    """``label`` is safe HTML."""
    reason, language = outcomes.reason_in(one, i18n.language())
    name = i18n.gettext(rules.DISPOSITION_NAMES[one.disposition])
    return f'<h3>{label}: {html.escape(name)}</h3><p lang="{html.escape(language)}">{html.escape(reason)}</p>'


def _comment(row: dict[str, Any]) -> str:
    facts = [
        row["reference"],
        row["article"],
        row["stance"],
        _state(row),
        row["ground"],
    ]
    if row["is_late"]:
        facts.append(_("late"))
    said = html.escape(" · ".join(str(one) for one in facts if one))
    words = f'<pre lang="{html.escape(row["language"])}">{html.escape(row["body"])}</pre>'
    return f"<h3>{said}</h3>{_quoted(row)}{words}{_proposed(row)}"


def _quoted(row: dict[str, Any]) -> str:
    if not row["quote"]:
        return ""
    edition, quote = html.escape(row["edition"]), html.escape(row["quote"])
    return f'<p>{html.escape(_("On these words:"))}</p><blockquote lang="{edition}">{quote}</blockquote>'


def _proposed(row: dict[str, Any]) -> str:
    if not row["marks"]:
        return ""
    tags = {"out": "del", "in": "ins", "same": "span"}
    marks = "".join(f"<{tags[op]}>{html.escape(words)}</{tags[op]}>" for op, words in row["marks"])
    said = html.escape(_("Proposes another wording of the article:"))
    return f'<p>{said}</p><pre lang="{html.escape(row["edition"])}">{marks}</pre>'


def _counts(annex: Sequence[dict[str, Any]]) -> str:
    counts = Counter(_state(row) for row in annex)
    return "; ".join(f"{name}: {number}" for name, number in counts.items())


def _state(row: dict[str, Any]) -> str:
    name = labels.STATES[row["state"]]
    return i18n.gettext(name)


def _heading(words: str, number: int | None = None) -> str:
    return f"<h2>{html.escape(words)}{'' if number is None else f' ({number})'}</h2>"

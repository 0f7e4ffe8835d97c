"""Commands on consultations: importing drafts, and the list of them."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from consult.consultations import local_times, queries, rules, service
from consult.consultations.changes import KINDS, Change
from consult.consultations.drafts.blocks import ReadArticle, ReadDraft
from consult.consultations.drafts.reading import read_draft
from consult.consultations.models import Consultation, Version
from consult.consultations.outline import PreparedDraft, prepare
from consult.foundation import clock, i18n, zones
from consult.foundation.access import Actor
from consult.foundation.db import writing
from consult.foundation.errors import Conflict, Refused
from consult.organisations import queries as organisations
from consult.organisations.console import acting_as, as_option
from consult.record import queries as heads

WAITS = 3
"""Exit code of what was stored and waits for something: a sign-off, or languages with the same articles."""
UNWITNESSED = (
    "Only the operator keeps this record; it proves nothing against the operator. Ask another body to be its "
    "witness, and name it in CONSULT_RECORD_WITNESSES."
)
"""Said before something is published, as on the page that publishes it."""


@dataclass(frozen=True)
class Options:
    """What the operator asked for, beside the file."""

    slug: str
    language: str
    organisation: str | None
    title: str | None
    opens: str | None
    closes: str | None
    timezone: str | None
    profile: str
    late: str | None
    edition: int | None
    authority: str
    publish: bool
    confirm_findings: bool
    note: str


@click.group("consultations")
def consultations() -> None:
    """Consultations and their drafts."""


@consultations.command("import-draft")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--slug", required=True, help="The consultation's part of the address.")
@click.option("--language", required=True, help="Of the file: en, zh-hans, zh-hant or another BCP 47 tag.")
@click.option("--organisation", metavar="SLUG", help="The body (for a new consultation).")
@click.option("--title", help="Of the consultation (for a new one, or with --edition in that language).")
@click.option(
    "--opens", metavar="TIME", help="ISO 8601, in --timezone where it has no offset [default: now]."
)
@click.option("--closes", metavar="TIME", help="The same; a date alone means its end [default: the minimum].")
@click.option("--timezone", metavar="ZONE", help="Such as Asia/Taipei [default: the site’s].")
@click.option("--profile", default="", help="The country profile [default: the body's].")
@click.option(
    "--late", type=click.Choice(rules.LATE_POLICIES), help="What becomes of late comments [default: refuse]."
)
@click.option("--edition", type=click.IntRange(1), metavar="V", help="Add a language edition of version V.")
@click.option(
    "--authority",
    type=click.Choice(rules.AUTHORITIES),
    default="authentic",
    help="What the added edition counts for [default: as much as the others].",
)
@click.option("--publish", is_flag=True, help="Publish it. Exit code 3: it waits for a sign-off.")
@click.option("--confirm-findings", is_flag=True, help="The tracked changes listed are wanted as they are.")
@click.option(
    "--note",
    default="",
    help="What changed, shown to everybody (later versions; with --edition: in its language).",
)
@click.option("--json", "as_json", is_flag=True)
@as_option
@with_appcontext
def import_draft(file: Path, as_email: str | None, as_json: bool, **options: object) -> None:
    """Read a draft FILE (.md .txt .docx .odt .pdf .html .xml), print its outline, store it as the next version."""
    asked = Options(**options)  # type: ignore[arg-type]
    language = rules.check_language(asked.language)
    read = read_draft(file.read_bytes(), file.name)
    _list_tracked_changes(read)
    draft = prepare(read, file.name)
    with writing():
        actor, now = acting_as(as_email), clock.now()
        consultation = _consultation(actor, asked, language, now)
        version = _store(actor, consultation, draft, asked, language, now)
        differs = _list_mismatches(version)
        waits = asked.publish and _publish(actor, consultation, version, asked, now)
        number = version.number
    click.echo(_as_json(asked.slug, number, read) if as_json else _as_text(asked.slug, number, read))
    if waits:
        click.echo(f"{asked.slug}: awaiting sign-off", err=True)
    if waits or differs:
        raise click.exceptions.Exit(WAITS)


def _list_tracked_changes(read: ReadDraft) -> None:
    for finding in read.findings:
        if finding.kind == "tracked_change":
            click.echo(f"tracked change ({finding.detail}) {finding.where}: {finding.excerpt}", err=True)


def _list_mismatches(version: Version) -> bool:
    """Say which articles aren't the same in all languages: with them the version can't be published."""
    editions = queries.editions_of(version.id)
    found = queries.mismatches(version.id) if len(editions) > 1 else []
    for one in found:
        sides = "  |  ".join(f"{e.language}: {one.labels.get(e.id) or '-'}" for e in editions)
        click.echo(f"not the same in all languages: {one.anchor}  {sides}", err=True)
    return bool(found)


def _consultation(actor: Actor, asked: Options, language: str, now: datetime) -> Consultation:
    """The consultation at this slug, created where there is none yet; dates are set as long as it is a draft."""
    found = queries.find(asked.slug)
    if found is None:
        if asked.edition is not None:
            raise Refused(queries.NONE)
        found = _create(actor, asked, language, now)
    elif asked.organisation and organisations.get_by_slug(asked.organisation).id != found.organisation_id:
        raise Conflict("The consultation “%(slug)s” belongs to another body.", slug=asked.slug)
    dates = {
        name: local_times.read_instant(given, found.timezone, ends_day=name == "closes_at", field=name)
        for name, given in (("opens_at", asked.opens), ("closes_at", asked.closes))
        if given
    }
    asks = {**dates, "late_policy": asked.late} if asked.late else dates
    changes = {name: value for name, value in asks.items() if getattr(found, name) != value}
    if changes:
        service.set_rules(actor, found, changes=changes, now=now)
    return found


def _create(actor: Actor, asked: Options, language: str, now: datetime) -> Consultation:
    if not asked.organisation or not asked.title:
        raise Refused("A new consultation needs --organisation and --title.")
    return service.create(
        actor, organisation=organisations.get_by_slug(asked.organisation), slug=asked.slug, title=asked.title,
        language=language, timezone=asked.timezone or i18n.site_zone(), profile=asked.profile, now=now,
    )  # fmt: skip


def _store(
    actor: Actor, consultation: Consultation, draft: PreparedDraft, asked: Options, language: str, now: datetime
) -> Version:  # fmt: skip
    if asked.edition is None:
        return service.add_version(
            actor, consultation, draft, language=language, change_note=asked.note, replaces=False, now=now
        )
    version = queries.get_version(consultation.id, asked.edition, published_only=False)
    service.add_edition(
        actor, consultation, version, draft, language=language, authority=asked.authority, change_note=asked.note,
        now=now,
    )  # fmt: skip
    if asked.title and consultation.state == "draft":
        service.set_texts(actor, consultation, language=language, texts={"title": asked.title}, now=now)
    return version


def _publish(
    actor: Actor, consultation: Consultation, version: Version, asked: Options, now: datetime
) -> bool:
    """Publish the consultation, or this version of a public one. Returns whether it waits for a sign-off."""
    if any(map(service.needs_confirmation, queries.editions_of(version.id))):
        if not asked.confirm_findings:
            raise Refused(
                "The file holds tracked changes (listed above). Look at them, then import it with --confirm-findings."
            )
        service.confirm_findings(actor, consultation, version, now=now)
    if queries.phase_of(consultation, now) in rules.PUBLIC_PHASES:
        if not (asked.note or version.change_note):
            click.echo("no --note: nobody is told in words what changed", err=True)
        note = asked.note if asked.edition is None else ""  # an edition's note is kept with it
        service.publish_version(actor, consultation, change_note=note, asks_for_note=False, now=now)
        return version.published_at is None
    if not heads.witnesses():
        click.echo(UNWITNESSED, err=True)
    asks_for_texts = consultation.profile != "plain"
    state = service.publish(actor, consultation, asks_for_texts=asks_for_texts, past_dates=True, now=now)
    return state == "awaiting-sign-off"


def _as_json(slug: str, version: int, read: ReadDraft) -> str:
    articles = [
        {"anchor": one.anchor, "number": one.number, "heading": one.heading, "characters": one.characters}
        for one in read.articles
        if one.kind == "article"
    ]
    return json.dumps({"slug": slug, "version": version, "articles": articles}, ensure_ascii=False)


def _as_text(slug: str, version: int, read: ReadDraft) -> str:
    lines = [f"{slug}: version {version}, {read.title}"]
    for one in read.articles:
        label = " ".join(part for part in (one.number, one.heading) if part)
        size = f"  ({one.characters} characters)" if one.kind == "article" else ""
        lines.append(f"{'  ' * one.level}{one.anchor}  {label}{size}{_parts_of(one)}")
    others = sorted({finding.kind for finding in read.findings} - {"tracked_change"})
    if others:
        lines.append("found while reading: " + ", ".join(one.replace("_", " ") for one in others))
    return "\n".join(lines)


def _parts_of(one: ReadArticle) -> str:
    """What an article has beside its text."""
    parts = [
        *(["text in force"] if one.in_force_text else []), *(["explanation"] if one.explanation_text else []),
        *([" / ".join(each.label for each in one.alternatives)] if one.alternatives else []),
    ]  # fmt: skip
    return f"  + {', '.join(parts)}" if parts else ""


@consultations.command("list")
@click.option("--json", "as_json", is_flag=True)
@with_appcontext
def list_(as_json: bool) -> None:
    """Every consultation: slug, state, opening, closing, title."""
    now = clock.now()
    rows = [
        {
            "slug": one.slug, "state": queries.phase_of(one, now), "opens_at": _iso(one.opens_at),
            "closes_at": _iso(one.closes_at), "timezone": one.timezone, "title": one.title,
        }
        for one in queries.every()
    ]  # fmt: skip
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo(
            "  ".join(row[name] or "-" for name in ("slug", "state", "opens_at", "closes_at", "title"))
        )


@consultations.command("further-round")
@click.argument("slug")
@click.argument("new_slug", metavar="NEW")
@click.option("--title", default="", help="Of the further round [default: the same].")
@as_option
@with_appcontext
def further_round(slug: str, new_slug: str, title: str, as_email: str | None) -> None:
    """Begin a further round NEW of the consultation SLUG, whose period is over: a draft with its texts and articles."""
    with writing():
        made = service.begin_further_round(
            acting_as(as_email), queries.get(slug), slug=new_slug, title=title, now=clock.now()
        )
        told = made.slug
    click.echo(f"{told}: draft, a further round of {slug}")


@consultations.command("changes")
@click.argument("slug")
@click.argument("before", metavar="FROM")
@click.argument("after", metavar="TO", type=int)
@click.option("--language", default="", help="Of the editions compared [default: the consultation's first].")
@click.option("--json", "as_json", is_flag=True)
@with_appcontext
def changes(slug: str, before: str, after: int, language: str, as_json: bool) -> None:
    """What became of each article from version FROM (a number, or in-force: the law today) to version TO."""
    consultation = queries.get(slug)
    language = rules.check_language(language) if language else consultation.language
    found = queries.compared(consultation.id, before, after, language=language, published_only=False)
    rows = [row for change in found.changes for row in _rows_of(change)]
    if as_json:
        whole = {"slug": slug, "from": found.before.number if found.before else before, "to": after,
                 "language": found.edition.language, "articles": rows}  # fmt: skip
        click.echo(json.dumps(whole, ensure_ascii=False))
        return
    for row in rows:
        origin = ", ".join(row["from"])
        click.echo(
            f"{row['kind']:<11} {row['anchor']}  {row['number']}{f'  from {origin}' if origin else ''}"
        )
    kinds = Counter(row["kind"] for row in rows)
    click.echo(", ".join(f"{kinds[kind]} {kind}" for kind in KINDS if kinds[kind]))


def _rows_of(change: Change) -> list[dict[str, Any]]:
    """An entry for each article of the later version, and for each of the earlier one that has none there."""
    left, right = [one.anchor for one in change.before], [one.anchor for one in change.after]
    common = {
        "kind": change.kind, "from": [one for one in left if one], "to": right,
        "is_moved": change.is_moved, "is_renumbered": change.is_renumbered,
    }  # fmt: skip
    shown = [*change.after] if change.kind != "removed" else [*(change.after or change.before)]
    gone = [one for one in change.before if change.kind == "merged" and one.anchor not in right]
    return [{"anchor": one.anchor, "number": one.number, **common} for one in (*shown, *gone)]


def _iso(instant: datetime | None) -> str | None:
    return zones.to_minute(instant) if instant else None


commands = (consultations,)

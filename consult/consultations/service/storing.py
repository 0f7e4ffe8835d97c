"""The rows of a draft: the articles that all editions of a version share, and each edition's texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, func, insert, select, update

from consult.consultations.alignment import Entry, align
from consult.consultations.drafts.anchors import AnchorNames
from consult.consultations.models import Alternative, Article, ArticleText, Edition, Version
from consult.consultations.outline import PreparedArticle, PreparedDraft
from consult.foundation import text
from consult.foundation.db import db, table_of
from consult.foundation.errors import N_, Refused
from consult.foundation.ids import random_id


def new_edition(
    version: Version, draft: PreparedDraft, language: str, authority: str = "authentic"
) -> Edition:
    """The row of an edition, without its texts."""
    edition = Edition(
        version_id=version.id, language=language, authority=authority, title=draft.title, file_name=draft.file_name,
        file_kind=draft.file_kind, file_sha256=draft.file_sha256, findings=list(draft.findings),
    )  # fmt: skip
    db.session.add(edition)
    db.session.flush()
    return edition


def remove_version(version: Version) -> None:
    """Everything an unpublished version holds."""
    articles = select(Article.id).where(Article.version_id == version.id)
    _remove_texts(select(ArticleText.id).where(ArticleText.article_id.in_(articles)))
    db.session.execute(delete(Article).where(Article.version_id == version.id))
    db.session.execute(delete(Edition).where(Edition.version_id == version.id))


def remove_edition(edition: Edition, *, keep_row: bool = False) -> None:
    """An unpublished edition's texts, and the articles that only it had."""
    _remove_texts(select(ArticleText.id).where(ArticleText.edition_id == edition.id))
    others = select(ArticleText.id).where(ArticleText.article_id == Article.id).exists()
    db.session.execute(delete(Article).where(Article.version_id == edition.version_id, ~others))
    if not keep_row:
        db.session.execute(delete(Edition).where(Edition.id == edition.id))


def _remove_texts(texts: object) -> None:
    db.session.execute(delete(Alternative).where(Alternative.article_text_id.in_(texts)))  # type: ignore[arg-type]
    db.session.execute(delete(ArticleText).where(ArticleText.id.in_(texts)))  # type: ignore[arg-type]


@dataclass
class _Slot:
    """One article of a version while editions are put together; ``row`` is None for a new one."""

    row: int | None
    entry: Entry
    anchor: str = ""


def store_articles(version: Version, edition: Edition, articles: Sequence[PreparedArticle]) -> None:
    """Store an edition's articles. Those that another edition has are the same rows; the rest is added in order."""
    if not articles:
        raise Refused(N_("No text was found in this file."), field="draft")
    known = _known(version)
    first = db.session.scalar(select(func.min(Edition.id)).where(Edition.version_id == version.id))
    entries = [Entry(one.anchor, one.kind, one.level, one.number) for one in articles]
    same = align([slot.entry for slot in known], entries)
    mine = [
        _Slot(known[at].row, entry if edition.id == first else known[at].entry)
        if at is not None
        else _Slot(None, entry)
        for at, entry in zip(same, entries, strict=True)
    ]
    _name(known, mine, is_first=edition.id == first)
    ids = _store_slots(version, _merged(known, mine, same, is_first=edition.id == first))
    store_texts([ids[slot.anchor] for slot in mine], edition, articles)


def _known(version: Version) -> list[_Slot]:
    number = func.min(ArticleText.number)
    rows = db.session.execute(
        select(Article.id, Article.anchor, Article.kind, Article.level, number)
        .join(ArticleText, ArticleText.article_id == Article.id)
        .where(Article.version_id == version.id)
        .group_by(Article.id, Article.anchor, Article.kind, Article.level, Article.position)
        .order_by(Article.position)
    )
    return [_Slot(row[0], Entry(row[1], row[2], row[3], row[4] or ""), row[1]) for row in rows]


def _name(known: Sequence[_Slot], mine: Sequence[_Slot], *, is_first: bool) -> None:
    """Give every article an anchor of its own; the first edition's come before all others."""
    names = AnchorNames()
    of_row: dict[int | None, _Slot] = {slot.row: slot for slot in known}
    if is_first:
        taken = {slot.row for slot in mine if slot.row is not None}
        for slot in mine:
            slot.anchor = names.take(slot.entry.anchor)
        for slot in known:
            if slot.row not in taken:
                slot.anchor = names.take(slot.entry.anchor)
        return
    for slot in known:
        names.take(slot.anchor)
    for slot in mine:
        same = of_row.get(slot.row) if slot.row is not None else None
        slot.anchor = same.anchor if same is not None else names.take(slot.entry.anchor)


def _merged(
    known: Sequence[_Slot], mine: Sequence[_Slot], same: Sequence[int | None], *, is_first: bool
) -> list[_Slot]:
    """All articles in order: that of the first edition, with what others add behind the one it follows there."""
    if is_first:
        ours = {slot.row for slot in mine if slot.row is not None}
        lead, others = list(mine), [(at, slot) for at, slot in enumerate(known) if slot.row not in ours]
        before: dict[int | None, _Slot] = {slot.row: slot for slot in mine if slot.row is not None}
        follows = [
            next((before[known[n].row] for n in range(at - 1, -1, -1) if known[n].row in before), None)
            for at, _ in others
        ]
    else:
        lead, others = list(known), [(at, slot) for at, slot in enumerate(mine) if slot.row is None]
        follows = []
        for at, _ in others:
            there = next((same[n] for n in range(at - 1, -1, -1) if same[n] is not None), None)
            follows.append(known[there] if there is not None else None)
    behind: dict[int, list[_Slot]] = {}
    for (_, slot), anchor_slot in zip(others, follows, strict=True):
        behind.setdefault(id(anchor_slot) if anchor_slot else 0, []).append(slot)
    merged = behind.get(0, [])
    for slot in lead:
        merged += [slot, *behind.get(id(slot), ())]
    return merged


def _store_slots(version: Version, slots: Sequence[_Slot]) -> dict[str, int]:
    """Write articles with their order; returns their ids by anchor."""
    table = table_of(Article)
    kept = [(position, slot) for position, slot in enumerate(slots) if slot.row is not None]
    if kept:
        db.session.execute(
            update(Article)
            .where(Article.version_id == version.id)
            .values(anchor=func.concat("old-", Article.public_id))
        )
        changed = (
            update(table)
            .where(table.c.id == bindparam("row"))
            .values(
                anchor=bindparam("new_anchor"), kind=bindparam("new_kind"), level=bindparam("new_level"),
                position=bindparam("new_position"),
            )
        )  # fmt: skip
        db.session.connection().execute(
            changed,
            [
                {
                    "row": slot.row, "new_anchor": slot.anchor, "new_kind": slot.entry.kind,
                    "new_level": slot.entry.level, "new_position": position,
                }
                for position, slot in kept
            ],
        )  # fmt: skip
    rows = [
        {
            "public_id": random_id(), "version_id": version.id, "anchor": slot.anchor, "kind": slot.entry.kind,
            "position": position, "level": slot.entry.level,
        }
        for position, slot in enumerate(slots)
        if slot.row is None
    ]  # fmt: skip
    if rows:
        db.session.execute(insert(Article), rows)
    db.session.expire_all()
    found = db.session.execute(select(Article.anchor, Article.id).where(Article.version_id == version.id))
    return dict(found.all())


def store_texts(ids: Sequence[int], edition: Edition, articles: Sequence[PreparedArticle]) -> None:
    """The texts of one edition, many rows a statement: a law has hundreds, and others wait for the lock."""
    rows = [
        {
            "article_id": article_id, "edition_id": edition.id, "number": article.number,
            "heading": article.heading, "source_html": article.source_html, "html": article.html,
            "text": article.text, "explanation_html": article.explanation_html, "explanation": article.explanation,
            "in_force_html": article.in_force_html, "in_force": article.in_force, "lead_html": article.lead_html,
            "html_version": text.VERSION,
        }
        for article_id, article in zip(ids, articles, strict=True)
    ]  # fmt: skip
    db.session.execute(insert(ArticleText), rows)
    if not any(article.alternatives for article in articles):
        return
    stored = select(ArticleText.article_id, ArticleText.id).where(ArticleText.edition_id == edition.id)
    text_ids: Mapping[int, int] = dict(db.session.execute(stored).all())
    wordings = [
        {
            "article_text_id": text_ids[article_id], "label": label, "position": position, "html": html,
            "text": plain, "html_version": text.VERSION,
        }
        for article_id, article in zip(ids, articles, strict=True)
        for position, (label, html, plain) in enumerate(article.alternatives)
    ]  # fmt: skip
    db.session.execute(insert(Alternative), wordings)

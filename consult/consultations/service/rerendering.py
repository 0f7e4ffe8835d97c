"""Rendering stored articles again, when the rendering itself has changed. What was published stays: only its HTML."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from consult.consultations import queries
from consult.consultations.models import Alternative, Article, ArticleText, Version
from consult.consultations.service.entries import append
from consult.foundation import text
from consult.foundation.access import CONSOLE
from consult.foundation.db import db


@dataclass(frozen=True)
class Rendered:
    """An article's text or an alternative, rendered again before the lock."""

    model: type[ArticleText] | type[Alternative]
    row_id: int
    consultation_id: int
    was_version: int
    html: dict[str, str]
    """Column -> safe HTML."""


def count_stale() -> int:
    """Articles and alternatives rendered by another version."""
    return sum(
        db.session.scalar(select(func.count()).select_from(model).where(model.html_version != text.VERSION))
        or 0
        for model in (ArticleText, Alternative)
    )


def render_again(limit: int) -> list[Rendered]:
    """The next ones that another version rendered."""
    mine = select(ArticleText, Version.consultation_id).join(Article, Article.id == ArticleText.article_id)
    theirs = (
        select(Alternative, Version.consultation_id)
        .join(ArticleText, ArticleText.id == Alternative.article_text_id)
        .join(Article, Article.id == ArticleText.article_id)
    )
    found: list[Rendered] = []
    for statement, model in ((mine, ArticleText), (theirs, Alternative)):
        old: Any = (
            statement.join(Version, Version.id == Article.version_id)
            .where(model.html_version != text.VERSION)
            .order_by(model.id)
            .limit(limit - len(found))
        )
        found += [
            Rendered(model, row.id, consultation_id, row.html_version, _html_of(row))
            for row, consultation_id in db.session.execute(old)
        ]
    return found


def _html_of(row: ArticleText | Alternative) -> dict[str, str]:
    if isinstance(row, Alternative):
        return {"html": text.clean_document(row.html)}
    return {
        "html": text.clean_document(row.source_html),
        "explanation_html": text.clean_document(row.explanation_html) if row.explanation_html else "",
        "in_force_html": text.clean_document(row.in_force_html) if row.in_force_html else "",
        "lead_html": text.clean_document(row.lead_html) if row.lead_html else "",
    }


def store_again(rows: Sequence[Rendered], *, now: datetime) -> int:
    """Keep them, where nothing changed meanwhile, and say so in the log of each consultation."""
    done: Counter[int] = Counter()
    for one in rows:
        found: Any = db.session.execute(
            update(one.model)
            .where(one.model.id == one.row_id, one.model.html_version == one.was_version)
            .values(**one.html, html_version=text.VERSION)
        )
        done[one.consultation_id] += found.rowcount
    for consultation_id, number in done.items():
        if number:
            append(
                "article.rerendered", CONSOLE, queries.get_by_id(consultation_id), now,
                values={"number": str(number), "version": str(text.VERSION)},
            )  # fmt: skip
    return done.total()

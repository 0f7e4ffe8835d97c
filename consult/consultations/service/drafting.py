"""Versions of the draft, their language editions, and mending the outline that was found."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select

from consult.consultations import permissions, queries
from consult.consultations.models import Alternative, Article, ArticleText, Consultation, Edition, Version
from consult.consultations.outline import PreparedArticle, PreparedDraft
from consult.consultations.service.entries import NOT_YOURS, append, check_unchanged
from consult.foundation import text
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict, Forbidden, Refused
from consult.foundation.ids import random_id
from consult.foundation.scripts import language_of


def add_version(
    actor: Actor,
    consultation: Consultation,
    draft: PreparedDraft,
    *,
    language: str,
    now: datetime,
    change_note: str = "",
    replaces: bool = True,
) -> Version:
    """Store a draft as the next version. An unpublished version is replaced; a published one never is.

    With ``replaces`` off an unpublished version is kept beside the new one (imports from the console).
    """
    if not permissions.may_edit(actor, consultation):
        raise Forbidden(NOT_YOURS)
    if queries.phase_of(consultation, now) in ("finished", "withdrawn"):
        raise Conflict(N_("This consultation is over, so it takes no further version."))
    newest = queries.current_version(consultation.id, published_only=False)
    noted = language_of(change_note, consultation.language)
    if newest is not None and newest.published_at is None and replaces:
        _remove_texts(newest)
        version = newest
        version.change_note, version.change_note_language = change_note, noted
    else:
        version = Version(
            public_id=random_id(), consultation_id=consultation.id, number=(newest.number if newest else 0) + 1,
            created_at=now, change_note=change_note, change_note_language=noted,
        )  # fmt: skip
        db.session.add(version)
    db.session.flush()
    edition = _add_edition(version, draft, language)
    _store_articles(version, edition, draft.articles)
    append(
        "version.drafted", actor, consultation, now, objects=[version.public_id],
        values={"number": str(version.number), "file_sha256": draft.file_sha256},
    )  # fmt: skip
    return version


def add_edition(
    actor: Actor, consultation: Consultation, version: Version, draft: PreparedDraft, *, language: str, now: datetime,
    authority: str = "authentic",
) -> Edition:  # fmt: skip
    """Add a language edition to an unpublished version: its articles must be the same ones.

    Raises Refused naming those that aren't.
    """
    if not permissions.may_edit(actor, consultation):
        raise Forbidden(NOT_YOURS)
    if version.published_at is not None:
        raise Conflict(N_("This version is published, so it takes no further edition."))
    if any(edition.language.lower() == language.lower() for edition in queries.editions_of(version.id)):
        raise Conflict(N_("This version has an edition in that language already."))
    known = {
        article.anchor: article.id
        for article in db.session.scalars(select(Article).where(Article.version_id == version.id))
    }
    different = sorted(set(known).symmetric_difference(article.anchor for article in draft.articles))
    if different:
        raise Refused(
            N_("The two editions don’t have the same articles. These are in one only: %(articles)s."),
            field="draft", articles=", ".join(different[:20]),
        )  # fmt: skip
    edition = _add_edition(version, draft, language, authority)
    _store_texts(known, edition, draft.articles)
    append(
        "edition.drafted",
        actor,
        consultation,
        now,
        objects=[version.public_id],
        values={"language": language, "file_sha256": draft.file_sha256},
    )
    return edition


def _add_edition(
    version: Version, draft: PreparedDraft, language: str, authority: str = "authentic"
) -> Edition:
    edition = Edition(
        version_id=version.id, language=language, authority=authority, title=draft.title, file_name=draft.file_name,
        file_kind=draft.file_kind, file_sha256=draft.file_sha256, findings=list(draft.findings),
    )  # fmt: skip
    db.session.add(edition)
    db.session.flush()
    return edition


def _remove_texts(version: Version) -> None:
    articles = select(Article.id).where(Article.version_id == version.id)
    texts = select(ArticleText.id).where(ArticleText.article_id.in_(articles))
    db.session.execute(delete(Alternative).where(Alternative.article_text_id.in_(texts)))
    db.session.execute(delete(ArticleText).where(ArticleText.article_id.in_(articles)))
    db.session.execute(delete(Article).where(Article.version_id == version.id))
    db.session.execute(delete(Edition).where(Edition.version_id == version.id))


def _store_articles(version: Version, edition: Edition, articles: Sequence[PreparedArticle]) -> None:
    if not articles:
        raise Refused(N_("No text was found in this file."), field="draft")
    rows = [
        {
            "public_id": random_id(), "version_id": version.id, "anchor": article.anchor, "kind": article.kind,
            "position": position, "level": article.level,
        }
        for position, article in enumerate(articles)
    ]  # fmt: skip
    db.session.execute(insert(Article), rows)
    ids = dict(
        db.session.execute(select(Article.anchor, Article.id).where(Article.version_id == version.id)).all()
    )
    _store_texts(ids, edition, articles)


def _store_texts(ids: Mapping[str, int], edition: Edition, articles: Sequence[PreparedArticle]) -> None:
    """The texts of one edition, many rows a statement: a law has hundreds, and others wait for the lock."""
    rows = [
        {
            "article_id": ids[article.anchor], "edition_id": edition.id, "number": article.number,
            "heading": article.heading, "source_html": article.source_html, "html": article.html,
            "text": article.text, "explanation_html": article.explanation_html, "explanation": article.explanation,
            "in_force_html": article.in_force_html, "in_force": article.in_force, "html_version": text.VERSION,
        }
        for article in articles
    ]  # fmt: skip
    db.session.execute(insert(ArticleText), rows)
    if not any(article.alternatives for article in articles):
        return
    stored = select(ArticleText.article_id, ArticleText.id).where(ArticleText.edition_id == edition.id)
    text_ids = dict(db.session.execute(stored).all())
    wordings = [
        {
            "article_text_id": text_ids[ids[article.anchor]], "label": label, "position": position, "html": html,
            "text": plain, "html_version": text.VERSION,
        }
        for article in articles
        for position, (label, html, plain) in enumerate(article.alternatives)
    ]  # fmt: skip
    db.session.execute(insert(Alternative), wordings)


def confirm_findings(actor: Actor, consultation: Consultation, version: Version, *, now: datetime) -> None:
    """The author has read what was found in the files (tracked changes and the like) and wants it so."""
    if not permissions.may_edit(actor, consultation):
        raise Forbidden(NOT_YOURS)
    for edition in queries.editions_of(version.id):
        edition.findings_confirmed_at = edition.findings_confirmed_at or now
    db.session.flush()
    append("version.findings_confirmed", actor, consultation, now, objects=[version.public_id])


def mend_outline(
    actor: Actor,
    consultation: Consultation,
    version: Version,
    articles: Sequence[PreparedArticle],
    *,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Replace the outline of an unpublished version (one edition) by a mended one.

    ``seen`` is the stamp (queries.outline_stamp) of the outline that was mended: Conflict where it changed.
    """
    if not permissions.may_edit(actor, consultation):
        raise Forbidden(NOT_YOURS)
    if version.published_at is not None:
        raise Conflict(N_("This version is published. Correct it by importing the next version."))
    editions = queries.editions_of(version.id)
    if len(editions) != 1:
        raise Refused(N_("The outline can be mended while the version has one language edition."))
    kept = editions[0]
    draft = PreparedDraft(
        kept.title, tuple(articles), tuple(kept.findings), kept.file_name, kept.file_kind, kept.file_sha256
    )
    check_unchanged(seen, queries.outline_stamp(kept))
    language, confirmed_at = kept.language, kept.findings_confirmed_at
    _remove_texts(version)
    edition = _add_edition(version, draft, language)
    edition.findings_confirmed_at = confirmed_at
    _store_articles(version, edition, articles)
    append("version.mended", actor, consultation, now, objects=[version.public_id])

"""A further round: a consultation of its own that goes on from one whose period is over, with its draft."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from consult.consultations import permissions, queries, rules
from consult.consultations.models import (
    Alternative,
    Article,
    ArticleText,
    Consultation,
    ConsultationText,
    Edition,
    Version,
)
from consult.consultations.service.describing import create
from consult.consultations.service.entries import NOT_YOURS, append
from consult.foundation.access import Actor
from consult.foundation.db import Base, db, insert_row, table_of
from consult.foundation.errors import N_, Conflict, Forbidden
from consult.foundation.ids import random_id
from consult.organisations import queries as organisations
from consult.record import queries as record

ROUND_PUBLISHED: list[Callable[[Actor, Consultation, Consultation, Version, datetime], None]] = []
"""Higher rooms act in the same transaction when a further round, or a later version of it, becomes public."""
COPIED = (
    "who_may_comment", "who_may_vote", "moderation", "results_appear", "waiting_limit_hours", "comment_characters",
    "period_kind", "late_policy", "review_organisation_id",
)  # fmt: skip
"""Rules that a further round begins with; its dates and reasons are its own."""


def begin_further_round(
    actor: Actor, earlier: Consultation, *, slug: str, title: str = "", now: datetime
) -> Consultation:
    """Begin a further round on somebody's desk: texts, rules and the newest published draft are copied.

    It stays a draft that can be changed. Its comments are counted for themselves; those of the earlier round stay there
    and are shown beside its articles once it is public.
    """
    if not permissions.may_edit(actor, earlier) or actor.is_auditor:
        raise Forbidden(NOT_YOURS)
    rules.check_may_continue(queries.phase_of(earlier, now))
    if queries.later_round(earlier.id, public_only=False) is not None:
        raise Conflict(N_("A further round of this consultation was begun already."))
    organisation = organisations.get(earlier.organisation_id)
    made = create(
        actor, organisation=organisation, slug=slug, title=title or earlier.title, language=earlier.language,
        timezone=earlier.timezone, profile=earlier.profile, now=now,
    )  # fmt: skip
    made.earlier_id = earlier.id
    for name in COPIED:
        setattr(made, name, getattr(earlier, name))
    _copy_texts(earlier, made, title)
    version = queries.current_version(earlier.id)
    if version is not None and version.removed_at is None:
        _copy_version(version, made, now)
    db.session.flush()
    append(
        "consultation.continues", actor, made, now, objects=[earlier.public_id], values={"slug": earlier.slug}
    )
    return made


def _copy_texts(earlier: Consultation, made: Consultation, title: str) -> None:
    """What it says about itself, in every language; what was decided, and what comes next, is for the author to say."""
    kept = ("summary", "legal_basis", "affected", "contact", "other_ways", "not_for", "notice")
    own = queries.texts_of(made.id)
    for language, said in queries.texts_of(earlier.id).items():
        row = own.get(language)
        if row is None:
            row = ConsultationText(
                consultation_id=made.id, language=language, title=title or said.title, notice={}
            )
            db.session.add(row)
        for name in kept:
            setattr(row, name, getattr(said, name))
    db.session.flush()


def _copy_version(version: Version, made: Consultation, now: datetime) -> None:
    """The draft as it was published last, article by article in every language, as version 1."""
    copy = Version(
        public_id=random_id(), consultation_id=made.id, number=1, created_at=now, change_note="",
        change_note_language=version.change_note_language,
    )  # fmt: skip
    db.session.add(copy)
    db.session.flush()
    articles = _copied(Article, Article.version_id == version.id, {"version_id": {version.id: copy.id}})
    editions = _copied(Edition, Edition.version_id == version.id, {"version_id": {version.id: copy.id}})
    texts = _copied(
        ArticleText, ArticleText.edition_id.in_(editions), {"article_id": articles, "edition_id": editions}
    )
    _copied(Alternative, Alternative.article_text_id.in_(texts), {"article_text_id": texts})


def _copied(model: type[Base], meant: Any, leads: dict[str, dict[int, int]]) -> dict[int, int]:
    """Copy rows of a table; ``leads``: column -> what its old values are now. Returns old id -> new id."""
    table, made = table_of(model), {}
    for row in db.session.execute(select(table).where(meant).order_by(table.c.id)).mappings().all():
        values = {name: value for name, value in row.items() if name != "id"}
        for name, now in leads.items():
            values[name] = now[values[name]]
        if "public_id" in values:
            values["public_id"] = random_id()
        made[row["id"]] = insert_row(model, **values)
    return made


def note_round_published(
    actor: Actor, consultation: Consultation, version: Version, now: datetime, *, is_first: bool
) -> None:
    """Part of publishing: the earlier round's log names it, and what was said there is looked up in its draft.

    The newest signed head of the earlier round's log is kept, so that nobody can change it unseen.
    """
    if consultation.earlier_id is None:
        return
    earlier = queries.get_by_id(consultation.earlier_id)
    head = record.newest_head(earlier.public_id)
    consultation.earlier_checkpoint = head.board_line if head is not None else ""
    db.session.flush()
    if is_first:
        append(
            "consultation.continued", actor, earlier, now, objects=[consultation.public_id],
            values={"slug": consultation.slug},
        )  # fmt: skip
    append(
        "earlier_round.named", actor, consultation, now, objects=[earlier.public_id, version.public_id],
        values={"slug": earlier.slug, "checkpoint": consultation.earlier_checkpoint},
    )  # fmt: skip
    for follow in ROUND_PUBLISHED:
        follow(actor, consultation, earlier, version, now)

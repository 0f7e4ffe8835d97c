"""Importing comments from elsewhere: stored a few hundred at a time, seen all at once when the last is in.

Until ``finish`` an imported comment waits for nobody, is counted nowhere and listed nowhere. An import that
was cut off goes on where it stopped when the same file is given again; a finished one adds nothing.

Imports don't call ``SHOWN_CHANGED`` a comment at a time: a new comment has no report, statement or index row
to follow. What must know of them all (search) listens to ``CommentsImported``.
"""

import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, update

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation, Version
from consult.consultations.service import signing
from consult.contributions import permissions, queries, references, rules
from consult.contributions.article_names import ArticleNames
from consult.contributions.column_map import ImportedComment
from consult.contributions.events import CommentsImported
from consult.contributions.models import Comment, Import, Revision, Sender, Submission
from consult.contributions.service import senders
from consult.contributions.service.import_leaves import commit
from consult.contributions.service.import_threads import thread
from consult.contributions.service.showing import count
from consult.contributions.verify_imported import IMPORTED_ROOT
from consult.foundation import events, text
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict, Forbidden, Refused
from consult.foundation.ids import random_id
from consult.organisations.models import Approval
from consult.organisations.queries import approvals
from consult.organisations.service import approving
from consult.record import service as record

TOLD_AT_ONCE = 300
"""Comments in one event: listeners work on them in one transaction."""
KIND = "comments"
IMPORT = "contributions.import"
NEEDS_SECOND = N_("Into an open consultation two persons import. A second one has to agree first.")


@dataclass(frozen=True)
class Source:
    """Where comments come from and how they are taken in. ``status`` is pending or published."""

    name: str
    file_sha256: str
    secret: bytes
    """Of this source in this consultation: what import keys are made with (``references.import_secret``)."""
    status: str = "pending"
    shows_names: bool = False


@dataclass(frozen=True)
class Target:
    """Where they go. ``version`` is the newest one, published or not."""

    consultation: Consultation
    version: Version
    articles: ArticleNames


@dataclass(frozen=True)
class Prepared:
    """A comment rendered before the write lock."""

    comment: ImportedComment
    import_key: str
    content_key: str
    body: str
    html: str


@dataclass(frozen=True)
class Counts:
    """How many rows the file had and what became of them."""

    rows: int
    stored: int
    already: int
    refused: int


def target(actor: Actor, consultation: Consultation) -> Target:
    """Where an import into the consultation goes, in whatever state it is. Raises Forbidden or Refused."""
    if not permissions.may_import(actor, consultation):
        raise Forbidden(N_("Only authors and clerks of the body may import comments."))
    version = consultations.current_version(consultation.id, published_only=False)
    if version is None:
        raise Refused(N_("This consultation has no draft yet. Please import the draft first."))
    rows = [
        (row.article_id, row.anchor, row.number, row.heading)
        for edition in consultations.editions_of(version.id)
        for row in consultations.outline_of(edition)
        if row.kind == "article"
    ]
    return Target(consultation, version, ArticleNames(rows))


def prepare(comment: ImportedComment, secret: bytes) -> Prepared:
    """Render a comment. Its title becomes its first paragraph; without a number the row itself is its identity."""
    body = comment.body
    if comment.title and not body.startswith(comment.title):
        body = f"{comment.title}\n\n{body}"
    return Prepared(comment, *_keys(comment, body, secret), body, text.plain_html(body))


def _keys(comment: ImportedComment, body: str, secret: bytes) -> tuple[str, str]:
    """(import key, content key) of a row under the secret of a source."""
    kind, identity = (
        (queries.BY_NUMBER, comment.external_id)
        if comment.external_id
        else (queries.BY_ROW, comment.content_hash)
    )
    words = references.import_key(secret, queries.BY_WORDS, body)
    return references.import_key(secret, kind, identity), words


def erased_elsewhere(
    consultation_id: int, secrets_of: Mapping[str, bytes], prepared: Sequence[Prepared]
) -> set[str]:
    """Import keys of rows that came from another source before and were erased there: the same file, called otherwise.

    ``secrets_of``: of the other sources. A row is the same where number or whole row and words are; where one file has
    numbers and the other none, each erased comment stands for one row with its words.
    """
    found: set[str] = set()
    for source, secret in secrets_of.items():
        keys = {one.import_key: _keys(one.comment, one.body, secret) for one in prepared}
        gone = queries.erased_pairs(consultation_id, source, {words for _key, words in keys.values()})
        same = set(gone)
        found |= {own for own, pair in keys.items() if pair in same}
        kinds = Counter((key.partition(":")[0], words) for key, words in gone)
        for own, (key, words) in keys.items():
            other = (queries.BY_ROW if key.startswith(f"{queries.BY_NUMBER}:") else queries.BY_NUMBER, words)
            if own not in found and kinds[other] > 0:
                kinds[other] -= 1
                found.add(own)
    return found


def agree(actor: Actor, consultation: Consultation, source: Source, *, now: datetime) -> bool:
    """Ask that it may go into a consultation while people comment: two persons agree (S22). Whether they have."""
    return agree_to_import(actor, consultation, _facts(source), now=now)


def agree_to_import(
    actor: Actor, consultation: Consultation, facts: Mapping[str, str], *, now: datetime
) -> bool:  # fmt: skip
    """Whether an import with these facts may begin; asks for the second person where it has to and nobody did yet."""
    if is_agreed(consultation, facts, now):
        return True
    subject = _subject(consultation, facts)
    waiting = approvals.waiting_approvals(act=IMPORT, subject=subject)
    if any(one.approval.facts == facts for one in waiting):
        return False
    asked = signing.together(actor, consultation, IMPORT, subject=subject, facts=facts, now=now)
    return asked.decision == "done"


def is_agreed(consultation: Consultation, facts: Mapping[str, str], now: datetime) -> bool:
    """Whether nothing stands in the way: it isn't open, or two persons agreed to exactly this."""
    is_open = consultations.phase_of(consultation, now) in ("open", "suspended")
    return not is_open or approving.is_agreed(IMPORT, _subject(consultation, facts), facts)


def _subject(consultation: Consultation, facts: Mapping[str, str]) -> str:
    """How requests name a file that is to come into this consultation."""
    return hashlib.sha256(f"{consultation.public_id} {facts['file']}".encode()).hexdigest()[:32]


def facts_content(approval: Approval) -> str:
    """Exactly which file comes in, and how."""
    return json.dumps(approval.facts, ensure_ascii=False, sort_keys=True)


def _facts(source: Source) -> dict[str, str]:
    return {
        "kind": KIND, "source": source.name, "file": source.file_sha256, "status": source.status,
        "names": "shown" if source.shows_names else "kept",
    }  # fmt: skip


def begin(actor: Actor, consultation: Consultation, source: Source, *, now: datetime) -> Import:
    """The import of this file that was cut off, or a new one with its entry, whose id it bears."""
    started = queries.unfinished_import(consultation.id, KIND, source.name, source.file_sha256)
    if started is not None:
        return started
    if not is_agreed(consultation, _facts(source), now):
        raise Conflict(NEEDS_SECOND)
    entry = record.append(
        "import.started",
        actor=actor,
        now=now,
        consultation=consultation.public_id,
        organisation_id=consultation.organisation_id,
        role=_role(actor),
        values=_facts(source),
    )
    started = Import(
        public_id=entry.id, consultation_id=consultation.id, kind=KIND, source=source.name,
        file_sha256=source.file_sha256, imported_at=now, account_id=actor.account_id,
    )  # fmt: skip
    db.session.add(started)
    db.session.flush()
    return started


def _role(actor: Actor) -> str:
    return "author" if actor.kind == "account" else actor.kind


def store(
    into: Target, started: Import, source: Source, prepared: Sequence[Prepared], *, now: datetime
) -> int:
    """Store those that aren't there yet; returns how many. Nobody sees them before ``finish``.

    The entry of ``begin`` stands for every batch, so these rows go to the connection and not through the session,
    where a change without an entry of its own is refused.
    """
    known = queries.imported(into.consultation.id, source.name, [one.import_key for one in prepared])
    new = [one for one in prepared if one.import_key not in known]
    if not new:
        return 0
    connection = db.session.connection()
    ids = _returned(connection, Submission, [_submission(into, started, source, one, now) for one in new])
    connection.execute(insert(Sender), [_sender(number, one) for number, one in zip(ids, new, strict=True)])
    rows = [
        _comment(number, reference, into, source, one, now)
        for number, reference, one in zip(ids, _new_references(len(new)), new, strict=True)
    ]
    comment_ids = _returned(connection, Comment, rows)
    connection.execute(
        insert(Revision), [_revision(number, one, now) for number, one in zip(comment_ids, new, strict=True)]
    )
    return len(new)


def _returned(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> Sequence[int]:
    statement = insert(table).returning(table.id, sort_by_parameter_order=True)
    return connection.execute(statement, rows).scalars().all()


def _submission(
    into: Target, started: Import, source: Source, one: Prepared, now: datetime
) -> dict[str, Any]:
    is_named = source.shows_names and bool(one.comment.name)
    return {
        "public_id": random_id(), "consultation_id": into.consultation.id, "pseudonym": random_id(),
        "channel": "import", "source": source.name, "publication": "named" if is_named else "unnamed",
        "language": one.comment.language, "received_at": one.comment.submitted_at or now, "entered_at": now,
        "entry_id": started.public_id,
    }  # fmt: skip


def _sender(submission_id: int, one: Prepared) -> dict[str, Any]:
    return {"submission_id": submission_id, "name": one.comment.name or ""}


def _comment(
    submission_id: int, reference: str, into: Target, source: Source, one: Prepared, now: datetime
) -> dict[str, Any]:
    comment = one.comment
    return {
        "public_id": random_id(), "reference": reference, "submission_id": submission_id,
        "consultation_id": into.consultation.id, "version_id": into.version.id,
        "article_id": into.articles.find(comment.article) if comment.article else None,
        "parent_external_id": comment.parent_external_id, "stance": comment.stance, "language": comment.language,
        "state": "pending", "name_shown": (comment.name or "") if source.shows_names else "",
        "received_at": comment.submitted_at or now, "waiting_revision": 1, "source": source.name,
        "external_id": comment.external_id, "import_key": one.import_key, "content_key": one.content_key,
        "import_salt": secrets.token_hex(16),
    }  # fmt: skip


def _revision(comment_id: int, one: Prepared, now: datetime) -> dict[str, Any]:
    return {
        "comment_id": comment_id, "number": 1, "body": one.body, "html": one.html, "html_version": text.VERSION,
        "source_html": one.comment.source_html or "", "redactions": [],
        "written_at": one.comment.submitted_at or now,
    }  # fmt: skip


def _new_references(number: int) -> list[str]:
    made: set[str] = set()
    while len(made) < number:
        made |= {references.new_reference(secrets.token_bytes(8)) for _ in range(number - len(made))}
        made -= set(db.session.scalars(select(Comment.reference).where(Comment.reference.in_(made))))
    return list(made)


# Making them seen ---------------------------------------------------------------------------------


def finish(
    actor: Actor,
    consultation: Consultation,
    started: Import,
    source: Source,
    counts: Counts,
    *,
    now: datetime,
) -> None:
    """Let all of them be seen at once: in the queue, or published where the operator said so."""
    mine = _mine(started)
    thread(consultation.id, source.name, source.secret, mine)
    ids = list(db.session.scalars(mine))
    root = commit(ids)
    state = _state(consultation, source, now)
    _tally(consultation.id, mine, state)
    if state == "held":
        db.session.execute(
            update(Comment).where(Comment.id.in_(mine)).values(state=state, held_revision=1, waiting_revision=None),
            execution_options={"synchronize_session": False},
        )  # fmt: skip
    elif state == "published":
        _publish(mine, now)
    else:
        db.session.execute(update(Comment).where(Comment.id.in_(mine)).values(waiting_since=now))
    started.rows, started.stored, started.already, started.refused = (
        counts.rows, counts.stored, counts.already, counts.refused,
    )  # fmt: skip
    started.finished_at = now
    record.append(
        "import.finished", actor=actor, now=now, consultation=consultation.public_id, objects=[started.public_id],
        organisation_id=consultation.organisation_id, role=_role(actor),
        values={
            "source": source.name, "file": source.file_sha256, "rows": str(counts.rows), "stored": str(counts.stored),
            "already": str(counts.already), "refused": str(counts.refused), "state": state, IMPORTED_ROOT: root,
        },
    )  # fmt: skip
    db.session.flush()
    for start in range(0, len(ids), TOLD_AT_ONCE):
        events.emit(CommentsImported(tuple(ids[start : start + TOLD_AT_ONCE])), now=now)


def _state(consultation: Consultation, source: Source, now: datetime) -> str:
    """What they enter: published ones are kept back like all others where the rules show comments later."""
    phase = consultations.phase_of(consultation, now)
    if source.status == "published" and not rules.appears(consultation.comments_appear, phase):
        return "held"
    return source.status


def _mine(started: Import) -> Select[int]:
    """The comments of this import that nobody has seen yet."""
    return (
        select(Comment.id)
        .join(Submission, Submission.id == Comment.submission_id)
        .where(
            Submission.consultation_id == started.consultation_id,
            Submission.entry_id == started.public_id,
            Comment.state == "pending",
            Comment.waiting_since.is_(None),
        )
        .order_by(Comment.id)
    )


def _publish(mine: Select[int], now: datetime) -> None:
    html = select(Revision.html).where(Revision.comment_id == Comment.id, Revision.number == 1)
    db.session.execute(
        update(Revision).where(Revision.comment_id.in_(mine), Revision.number == 1).values(published_at=now)
    )
    db.session.execute(
        update(Comment)
        .where(Comment.id.in_(mine))
        .values(
            state="published", is_listed=True, published_at=now, shown_revision=1, waiting_revision=None,
            shown_html=html.scalar_subquery(), html_version=text.VERSION,
        ),
        execution_options={"synchronize_session": False},
    )  # fmt: skip


def _tally(consultation_id: int, mine: Select[int], state: str) -> None:
    rows = db.session.execute(
        select(Comment.article_id, Comment.stance, func.count())
        .where(Comment.id.in_(mine.order_by(None)))
        .group_by(Comment.article_id, Comment.stance)
    ).all()
    imported = sum(number for _article, _stance, number in rows)
    if imported:  # a source doesn't tell which of its comments came from the same person
        senders.count(
            consultation_id, capacity="self", is_late=False, is_imported=True, senders=imported,
            submissions=imported, comments=imported,
        )  # fmt: skip
    for article_id, stance, number in rows:
        count(consultation_id, article_id, state=state, stance=stance, is_imported=True, difference=number)

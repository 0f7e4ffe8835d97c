"""Quotations follow their comment: where an official text quotes words that go, they are covered and the rest stands.

One place for everything this room writes: replies and their earlier wordings, joint and interim ones, dispositions,
the outcome in every language and as it read before, reasons beside changed passages, and what waits to be signed.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, select

from consult.consultations import queries as consultations
from consult.consultations.models import Version
from consult.consultations.service import append
from consult.contributions.service import (
    Wiping,
    cover,
    covered,
    forget_notes,
    forget_reasons,
    forget_said,
)
from consult.foundation import text
from consult.foundation.access import TIMER
from consult.foundation.db import db
from consult.organisations.service import approving
from consult.outcomes.models import (
    Commitment,
    Disposition,
    DueDay,
    InterimResponse,
    JointReply,
    Outcome,
    PassageCause,
    Postponement,
    ReceivedSummary,
    Reply,
    ReplyPart,
    ReplyWording,
    SecondLook,
    ThemeDisposition,
)
from consult.outcomes.rules import OUTCOME_TEXTS
from consult.outcomes.service.deciding import html_of, text_of, words_of
from consult.outcomes.service.replying import write
from consult.outcomes.service.summarising import rendered

DECIDED = ("reason", "reasons", "earlier")
Values = Callable[[Any], Mapping[str, str]]


def wipe(wiping: Wiping) -> None:
    """Part of verbs: in every text of this consultation, whichever comment it answers.

    An office may quote one person in what it says to another.
    """
    own = wiping.submission.consultation_id
    joint = select(JointReply.id).where(JointReply.consultation_id == own)
    versions = select(Version.id).where(Version.consultation_id == own)
    _tell(wiping, "reply.quotation_erased", _replies(wiping), lambda one: {
        "body": one.body, "language": one.language,
    })  # fmt: skip
    decided: tuple[type[Any], ...] = (Disposition, ThemeDisposition)
    for model in decided:
        rows = db.session.scalars(select(model).where(model.consultation_id == own)).all()
        _tell(wiping, "disposition.quotation_erased", cover(wiping, rows, DECIDED), lambda one: {
            **words_of(one),
        })  # fmt: skip
    _tell(wiping, "outcome.quotation_erased", _outcome(wiping), lambda one: {
        "language": one.language, "texts": text_of(one.texts), "earlier": text_of(one.earlier),
        **{name: getattr(one, name) for name in OUTCOME_TEXTS},
    })  # fmt: skip
    summaries = db.session.scalars(
        select(ReceivedSummary).where(ReceivedSummary.consultation_id == own)
    ).all()
    received: list[ReceivedSummary] = cover(wiping, summaries, ["body", "texts", "earlier", "postponed"])
    for summary in received:
        summary.html, summary.html_version = rendered(summary), text.VERSION
    _tell(wiping, "summary.quotation_erased", received, lambda one: {
        "language": one.language, "body": one.body, "texts": text_of(one.texts), "earlier": text_of(one.earlier),
    })  # fmt: skip
    unfinished: Sequence[tuple[type[Any], Sequence[str], ColumnElement[bool]]] = (
        (InterimResponse, ("body", "law"), InterimResponse.consultation_id == own),
        (ReplyPart, ("body", "handed_down"), ReplyPart.joint_id.in_(joint)),
        (JointReply, ("question",), JointReply.consultation_id == own),
    )
    for model, columns, which in unfinished:
        found = cover(wiping, db.session.scalars(select(model).where(which)).all(), columns)
        _render(found)
        _tell(wiping, "answer.quotation_erased", found)
    _promises(wiping)
    causes = db.session.scalars(select(PassageCause).where(PassageCause.version_id.in_(versions))).all()
    _tell(wiping, "passage.reason-erased", cover(wiping, causes, ["reason"]))
    asked = approving.rewrite(
        wiping.consultation, lambda one: covered(wiping.quotations, one), now=wiping.now
    )
    forget_notes(wiping, asked)
    db.session.flush()


def _promises(wiping: Wiping) -> None:
    """Commitments, what second looks found, and why days were moved: public, and they may quote whom they answer."""
    own = wiping.submission.consultation_id
    promised = db.session.scalars(select(Commitment).where(Commitment.consultation_id == own)).all()
    _tell(
        wiping, "commitment.quotation_erased", cover(wiping, promised, ["body", "texts", "owner", "history"]),
        lambda one: {
            "body": one.body, "texts": text_of(one.texts), "owner": one.owner, "language": one.language,
            "history": text_of(one.history),
        },
    )  # fmt: skip
    looks = db.session.scalars(select(SecondLook).where(SecondLook.consultation_id == own)).all()
    _tell(wiping, "answer.quotation_erased", cover(wiping, looks, ["reason", "note"]))
    days = db.session.scalars(select(DueDay).where(DueDay.consultation_id == own)).all()
    moved = db.session.scalars(select(Postponement).where(Postponement.consultation_id == own)).all()
    named = [one.public_id for one in cover(wiping, days, ["reason", "earlier"])]
    named += [one.entry_id for one in cover(wiping, moved, ["reason"])]
    forget_reasons(wiping, named)


def _replies(wiping: Wiping) -> list[Reply]:
    own = Reply.consultation_id == wiping.submission.consultation_id
    replies = db.session.scalars(select(Reply).where(own).order_by(Reply.id)).all()
    earlier = db.session.scalars(
        select(ReplyWording).join(Reply, Reply.id == ReplyWording.reply_id).where(own)
    ).all()
    changed = cover(wiping, replies, ["body", "correction_reason"])
    before = cover(wiping, earlier, ["body", "reason"])
    _render([*changed, *before])
    ids = {one.id for one in changed} | {one.reply_id for one in before}
    return [one for one in replies if one.id in ids]


def _render(rows: Sequence[Any]) -> None:
    for row in rows:
        if isinstance(row, Reply | ReplyWording | InterimResponse):
            written = write(row.body)
            row.body, row.html, row.html_version = written.body, written.html, text.VERSION


def _outcome(wiping: Wiping) -> list[Outcome]:
    found = db.session.scalars(
        select(Outcome).where(Outcome.consultation_id == wiping.submission.consultation_id)
    ).all()
    changed: list[Outcome] = cover(wiping, found, [*OUTCOME_TEXTS, "texts", "earlier"])
    for one in changed:
        one.html, one.html_version = html_of(one), text.VERSION
    return changed


def _tell(wiping: Wiping, type_: str, rows: Sequence[Any], values: Values = lambda _row: {}) -> None:
    """What opened the earlier wordings goes; an entry for each commits to what it says now."""
    forget_said(wiping, [one.public_id for one in rows])
    consultation = consultations.get_by_id(wiping.submission.consultation_id)
    for one in rows:
        append(
            type_, TIMER, consultation, wiping.now, role="timer", objects=[one.public_id], values=values(one)
        )

"""Official replies that quote words which go: the quotation is covered, the rest of the reply stands."""

from sqlalchemy import select

from consult.consultations import queries as consultations
from consult.consultations.models import Version
from consult.contributions.service import Wiping
from consult.foundation import text
from consult.foundation.access import TIMER
from consult.foundation.db import db
from consult.outcomes import queries
from consult.outcomes.models import (
    InterimResponse,
    JointReply,
    PassageCause,
    Reply,
    ReplyPart,
    ReplyWording,
)
from consult.outcomes.service.replying import write
from consult.record import service as record


def wipe(wiping: Wiping) -> None:
    """Part of verbs: cover what replies of this consultation quote, in every wording of theirs.

    Whichever comment they answer: an office may quote one person in what it says to another.
    """
    ours = select(Reply).where(Reply.consultation_id == wiping.submission.consultation_id).order_by(Reply.id)
    for reply in db.session.scalars(ours).all():
        wordings: list[Reply | ReplyWording] = [reply, *queries.wordings_of(reply.id)]
        covered = [one for one in wordings if one.body in wiping.quotations]
        for one in covered:
            written = write(wiping.quotations.cover(one.body))
            one.body, one.html, one.html_version = written.body, written.html, text.VERSION
        if covered:
            _append(reply, wiping)
    _wipe_reasons(wiping)
    _cover_unfinished(wiping)
    db.session.flush()


def _wipe_reasons(wiping: Wiping) -> None:
    """Official reasons beside changed passages that quote words which go."""
    ours = (
        select(PassageCause)
        .join(Version, Version.id == PassageCause.version_id)
        .where(Version.consultation_id == wiping.submission.consultation_id, PassageCause.reason != "")
    )
    for cause in db.session.scalars(ours).all():
        if cause.reason in wiping.quotations:
            cause.reason = wiping.quotations.cover(cause.reason)
            told = record.entries_naming(wiping.consultation, [cause.public_id])
            record.erase_openings([one.id for one in told], ["reason"])
            record.append(
                "passage.reason-erased", actor=TIMER, now=wiping.now, consultation=wiping.consultation,
                objects=[cause.public_id], role="timer",
            )  # fmt: skip


def _cover_unfinished(wiping: Wiping) -> None:
    """Interim responses, and what offices wrote or were asked for a joint reply."""
    own = wiping.submission.consultation_id
    joint = select(JointReply.id).where(JointReply.consultation_id == own)
    rows: list[tuple[InterimResponse | ReplyPart | JointReply, str]] = [
        *((one, "body") for one in db.session.scalars(
            select(InterimResponse).where(InterimResponse.consultation_id == own)
        )),
        *((one, "body") for one in db.session.scalars(select(ReplyPart).where(ReplyPart.joint_id.in_(joint)))),
        *((one, "question") for one in db.session.scalars(select(JointReply).where(JointReply.id.in_(joint)))),
    ]  # fmt: skip
    for row, column in rows:
        if getattr(row, column) not in wiping.quotations:
            continue
        setattr(row, column, wiping.quotations.cover(getattr(row, column)))
        if isinstance(row, InterimResponse):
            written = write(row.body)
            row.body, row.html, row.html_version = written.body, written.html, text.VERSION
        for entry in record.entries_naming(wiping.consultation, [row.public_id]):
            said = [name for name, value in entry.opened.items() if value in wiping.quotations]
            record.erase_openings([entry.id], said)
        record.append(
            "answer.quotation_erased", actor=TIMER, now=wiping.now, consultation=wiping.consultation,
            objects=[row.public_id], role="timer",
        )  # fmt: skip


def _append(reply: Reply, wiping: Wiping) -> None:
    """What opened the earlier wordings goes; the entry commits to what the reply says now."""
    consultation = consultations.get_by_id(reply.consultation_id)
    told = record.entries_naming(consultation.public_id, [reply.public_id])
    record.erase_openings(
        [one.id for one in told if one.type in ("reply.published", "reply.corrected")], ["body"]
    )
    record.append(
        "reply.quotation_erased", actor=TIMER, now=wiping.now, consultation=consultation.public_id,
        objects=[reply.public_id], role="timer", values={"body": reply.body, "language": reply.language},
    )  # fmt: skip

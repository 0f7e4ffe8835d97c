"""Official replies that quote words which go: the quotation is covered, the rest of the reply stands."""

from sqlalchemy import select

from consult.consultations import queries as consultations
from consult.consultations.models import Version
from consult.contributions.service import Wiping
from consult.foundation import text
from consult.foundation.access import TIMER
from consult.foundation.db import db
from consult.outcomes import queries
from consult.outcomes.models import PassageCause, Reply, ReplyWording
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

"""Fields that go after days, not with a series: the address and subject of each mail that was sent."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from consult.custody import queries
from consult.custody.rules import MAILS_FORGOTTEN
from consult.foundation.access import TIMER
from consult.foundation.db import db
from consult.foundation.mail import OutboxMail
from consult.record import service as record


def forget_mails(*, days: int, now: datetime) -> int:
    """Delete mails that were sent, or given up, on a day (UTC) that lies more than ``days`` back; returns how many.

    One entry for each run that found any. Nothing goes while anything of the site is on hold: no mail says which
    consultation it is about.
    """
    if queries.holds_in_force():
        return 0
    before = (now - timedelta(days=days)).replace(hour=0, minute=0, second=0, microsecond=0)
    over = (OutboxMail.sent_at < before) | (OutboxMail.given_up_at < before)
    gone = db.session.execute(delete(OutboxMail).where(over)).rowcount  # type: ignore[attr-defined]
    if gone:
        record.append(
            MAILS_FORGOTTEN, actor=TIMER, now=now, role="timer",
            values={"number": str(gone), "days": str(days), "before": before.date().isoformat()},
        )  # fmt: skip
    return int(gone)

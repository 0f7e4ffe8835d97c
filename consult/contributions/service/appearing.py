"""What was kept back appears: at closing or with the outcome, as the rules of its consultation say."""

from collections.abc import Sequence
from datetime import datetime

from consult.consultations.models import Consultation
from consult.contributions.models import Comment
from consult.contributions.service.showing import apply_appear
from consult.foundation.access import TIMER
from consult.foundation.db import db
from consult.record import service as record


def let_appear(consultation: Consultation, comments: Sequence[Comment], *, now: datetime) -> None:
    """Show some comments that were let through meanwhile. One entry names them all."""
    if not comments:
        return
    record.append(
        "comments.appeared", actor=TIMER, now=now, consultation=consultation.public_id,
        objects=[comment.public_id for comment in comments],
    )  # fmt: skip
    for comment in comments:
        apply_appear(comment, now=now)
    db.session.flush()

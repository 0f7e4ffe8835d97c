"""What was said in an earlier round, looked up in the draft of the further one: shown beside it, not counted in it."""

from datetime import datetime

from sqlalchemy import insert

from consult.consultations.models import Consultation, Version
from consult.contributions.models import EarlierComment
from consult.contributions.queries import rounds
from consult.contributions.service.carrying import AT_ONCE, Texts, row_of
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.record import service as record


def carry_round(
    actor: Actor, consultation: Consultation, earlier: Consultation, version: Version, now: datetime
) -> None:
    """Part of publishing a further round, or a later version of its draft."""
    texts = Texts(earlier)
    found = [
        row_of(texts, version, comment, last)
        for comment, last in rounds.earlier_to_carry(earlier.id, version.id)
    ]
    for start in range(0, len(found), AT_ONCE):
        chunk = found[start : start + AT_ONCE]
        db.session.execute(
            insert(EarlierComment),
            [
                {
                    "comment_id": comment.id, "version_id": version.id, "state": values["state"],
                    "article_id": None if values["state"] == "doubtful" else values["article_id"],
                    "words": values["words"],
                }
                for comment, values, _told in chunk
            ],
        )  # fmt: skip
        record.append(
            "earlier_round.carried", actor=actor, now=now, consultation=consultation.public_id,
            objects=[earlier.public_id, version.public_id],
            values={comment.public_id: told for comment, _values, told in chunk},
        )  # fmt: skip

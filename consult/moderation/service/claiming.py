"""Having a comment on the desk, so that two people don't rule on it at once."""

from datetime import datetime

from sqlalchemy import delete

from consult.consultations import queries as consultations
from consult.contributions.models import Comment
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Forbidden
from consult.moderation import permissions, queries, rules
from consult.moderation.models import Claim


def claim(actor: Actor, comment: Comment, *, now: datetime, take_over: bool = False) -> Claim | None:
    """Put the comment on the actor's desk for ``rules.CLAIM``; returns whose it is now.

    Somebody else's claim stands unless ``take_over``. None where nobody can have it (it doesn't wait).
    """
    _check(actor, comment)
    if comment.waiting_since is None or actor.account_id is None:
        return None
    held = queries.claim_of(comment.id, now)
    if held is not None and held.account_id != actor.account_id and not take_over:
        return held
    made = db.session.merge(
        Claim(
            comment_id=comment.id,
            account_id=actor.account_id,
            name=actor.name or actor.email,
            until=now + rules.CLAIM,
        )
    )
    db.session.flush()
    return made


def release(actor: Actor, comment: Comment, *, now: datetime) -> None:
    """Give the comment back to the queue. Somebody else's claim stands."""
    _check(actor, comment)
    held = queries.claim_of(comment.id, now)
    if held is not None and held.account_id == actor.account_id:
        drop_claim(comment.id)


def _check(actor: Actor, comment: Comment) -> None:
    if not permissions.may_moderate(actor, consultations.get_by_id(comment.consultation_id)):
        raise Forbidden(N_("Only moderators of this body may rule on its comments."))


def drop_claim(comment_id: int) -> None:
    """Part of verbs: nobody has it on the desk any more."""
    db.session.execute(delete(Claim).where(Claim.comment_id == comment_id))

"""Supporting a wording that somebody proposed: one person, one support, taken back at any time while it is open."""

from datetime import datetime

from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.foundation.access import GUEST, Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Refused
from consult.record import service as record
from consult.votes import rules
from consult.votes.models import Support
from consult.votes.rules import Identity
from consult.votes.service.casting import check_person, voter_rows


def support(
    actor: Actor, identity: Identity, reference: str, *, now: datetime, is_back: bool = False
) -> bool:
    """Support the proposed wording of a comment, or take that back. Returns whether anything changed.

    Rules are asked here, inside the transaction. Raises NotFound, Forbidden, Refused and Conflict (closed).
    """
    comment = contributions.get_by_reference(reference)
    consultation = consultations.get_by_id(comment.consultation_id)
    rules.check_votes_taken(consultation.who_may_vote)
    rules.check_open(
        consultations.phase_of(consultation, now),
        opens_at=consultation.opens_at,
        closes_at=consultation.closes_at,
        zone=consultation.timezone,
    )
    check_person(actor, identity, consultation)
    if not is_back and (comment.state != "published" or not comment.proposal):
        raise Refused(N_("This comment proposes no wording that everybody can read."))
    voter = voter_rows(identity, consultation, now)[0]
    known = db.session.get(Support, (comment.id, voter.id))  # the voter's row is locked: nobody comes between
    if (known is None) == is_back:
        return False
    if known is not None:
        db.session.delete(known)
    else:
        db.session.add(Support(comment_id=comment.id, voter_id=voter.id, supported_at=now))
    db.session.flush()
    contributing.count_support(comment, -1 if is_back else 1)
    record.append(
        "proposal.unsupported" if is_back else "proposal.supported", actor=GUEST, now=now,
        consultation=consultation.public_id, objects=[comment.public_id], pseudonym=voter.pseudonym,
    )  # fmt: skip
    return True

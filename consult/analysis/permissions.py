"""Who may read for a body, sort what was read, and look on. Auditors change nothing, whatever other role they hold."""

from consult.consultations.models import Consultation
from consult.foundation.access import Actor

READERS = ("responder", "author")
"""Roles that read comments for the body and sort them."""
LOOKING = (*READERS, "auditor", "administrator")


def may_sort(actor: Actor, consultation: Consultation) -> bool:
    """Mark as read, make themes, put comments under them, assign: responders and authors of the body."""
    return not actor.is_auditor and actor.holds(consultation.organisation_id, *READERS)


def may_read_for(actor: Actor, consultation: Consultation, organisation_id: int | None) -> bool:
    """Mark one comment as read or note something about it: also whoever works in the department it was given to."""
    if may_sort(actor, consultation):
        return True
    return organisation_id is not None and not actor.is_auditor and actor.holds(organisation_id, *READERS)


def may_reply(actor: Actor, consultation: Consultation) -> bool:
    """Whether the desk leads to replies, dispositions and due days: for responders of the body."""
    return not actor.is_auditor and actor.holds(consultation.organisation_id, "responder")


def may_look(actor: Actor, consultation: Consultation) -> bool:
    """The desk: whoever works on the answer, and auditors and administrators, who read."""
    return actor.holds(consultation.organisation_id, *LOOKING)


def may_invite(actor: Actor, consultation: Consultation) -> bool:
    """Experts are invited by authors and responders of the body."""
    return may_sort(actor, consultation)

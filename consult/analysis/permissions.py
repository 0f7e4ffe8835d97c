"""Who may read for a body, sort what was read, and look on. Auditors change nothing, whatever other role they hold."""

from collections.abc import Collection

from consult.analysis.queries import given
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.foundation.access import Actor
from consult.organisations.queries import holders

READERS = ("responder", "author")
"""Roles that read comments for the body and sort them."""
LOOKING = (*READERS, "auditor", "administrator")


def may_sort(actor: Actor, consultation: Consultation) -> bool:
    """Mark as read, make themes, put comments under them, assign: responders and authors of the body."""
    return not actor.is_auditor and actor.holds(consultation.organisation_id, *READERS)


Given = tuple[int | None, int | None]
"""To whom something was given: a department, or a person by account."""


def office_of_reader(actor: Actor, consultation: Consultation, given: Collection[Given]) -> int | None:
    """The office as which somebody reads what was ``given`` to their department or to themselves; None: they may not.

    Whoever sorts reads everything, as the consultation's body.
    """
    if may_sort(actor, consultation):
        return consultation.organisation_id
    own = () if actor.is_auditor else sorted(actor.organisations_with(*READERS))
    if any(person is not None and person == actor.account_id for _office, person in given):
        # who lost the role here and has one of a body that has nothing to do with it, reads nothing any more
        tree = holders.below(holders.line_up(consultation.organisation_id)[-1]) if own else ()
        return next((office for office in own if office in tree), None)
    return next((office for office in own if (office, None) in given), None)


def may_read_for(actor: Actor, consultation: Consultation, given: Collection[Given]) -> bool:
    """Read one comment or theme, mark it as read and note something about it."""
    return office_of_reader(actor, consultation, given) is not None


def may_read_files(actor: Actor, consultation: Consultation, submission_id: int) -> bool:
    """Files that came with a comment: also whom one of the submission's comments was given to."""
    found = given.comments_given_to(
        consultation.id, [one.id for one in contributions.comments_of(submission_id)]
    )
    return any(may_read_for(actor, consultation, holders) for holders in found.values())


def may_reply(actor: Actor, consultation: Consultation) -> bool:
    """Whether the desk leads to replies, dispositions and due days: for responders of the body."""
    return not actor.is_auditor and actor.holds(consultation.organisation_id, "responder")


def may_look(actor: Actor, consultation: Consultation) -> bool:
    """The desk: whoever works on the answer, and auditors and administrators, who read."""
    return actor.holds(consultation.organisation_id, *LOOKING)


def may_invite(actor: Actor, consultation: Consultation) -> bool:
    """Experts are invited by authors and responders of the body."""
    return may_sort(actor, consultation)

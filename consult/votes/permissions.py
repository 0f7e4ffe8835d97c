"""Who may vote, and who puts statements to agreement."""

from consult.consultations.models import Consultation
from consult.foundation.access import Actor
from consult.votes.rules import Identity


def may_vote(actor: Actor, identity: Identity, consultation: Consultation) -> bool:
    """Accounts and confirmed addresses, as the consultation says. Auditors change nothing, nor does the console.

    An identity with an account is the actor's own; one without is a confirmed address or an invitation.
    """
    if actor.is_auditor or actor.kind not in ("guest", "account"):
        return False
    who = consultation.who_may_vote
    if identity.account_id not in (None, actor.account_id):
        return False
    if who == "identified":
        return identity.is_identified
    if who == "invited":
        return bool(identity.invitation)
    if identity.account_id is not None:
        return who in ("account", "confirmed")
    return identity.email_hash is not None and who == "confirmed"


def may_open_statement(actor: Actor, consultation: Consultation) -> bool:
    """Moderators and authors of the body."""
    return actor.holds(consultation.organisation_id, "moderator", "author") and not actor.is_auditor


def may_close_statement(actor: Actor, consultation: Consultation) -> bool:
    """Moderators and authors of the body."""
    return may_open_statement(actor, consultation)


def may_see_statements(actor: Actor, consultation: Consultation) -> bool:
    """Everybody with a role on the body may look at the list; nobody sees counts before everybody does."""
    return actor.holds(
        consultation.organisation_id, "author", "moderator", "responder", "clerk", "auditor", "administrator"
    )


def may_import(actor: Actor, consultation: Consultation) -> bool:
    """Authors and clerks of the body, and the console."""
    return actor.holds(consultation.organisation_id, "author", "clerk") and not actor.is_auditor

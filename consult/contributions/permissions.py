"""Who may send, and who holds a submission."""

from collections.abc import Callable

from consult.consultations.models import Consultation
from consult.consultations.permissions import may_take_part
from consult.contributions import queries
from consult.contributions.models import Sender
from consult.foundation.access import Actor


def may_comment(actor: Actor, consultation: Consultation) -> bool:
    """Everybody, or those with an account, as the consultation says. Auditors change nothing."""
    return not actor.is_auditor and may_take_part(actor, consultation.who_may_comment)


def is_sender(actor: Actor, sender: Sender) -> bool:
    """Whether a signed-in person sent it. (Who brings the private key needs no account: see queries.find_by_key.)"""
    return actor.account_id is not None and queries.is_sent_by(sender.submission_id, actor.account_id)


def may_change(actor: Actor) -> bool:
    """Whoever holds a comment may correct it and take it back; auditors change nothing, not even with a key."""
    return not actor.is_auditor


FILE_READERS: list[Callable[[Actor, Consultation, int], bool]] = []
"""Filled by a higher room: whether an actor may read the files of a submission, since it was given to them to read."""


def may_read_files(actor: Actor, consultation: Consultation, submission_id: int) -> bool:
    """Those of the body who rule, read, answer or audit; and whom the comment was given to."""
    if actor.holds(consultation.organisation_id, "moderator", "responder", "author", "auditor"):
        return True
    return any(ask(actor, consultation, submission_id) for ask in FILE_READERS)


def may_enter(actor: Actor, consultation: Consultation) -> bool:
    """Clerks of the body enter what came by post, by telephone or at the counter."""
    return (
        not actor.is_auditor
        and actor.kind == "account"
        and actor.holds(consultation.organisation_id, "clerk")
    )


def may_give_time(actor: Actor, consultation: Consultation) -> bool:
    """Ask for more time for somebody: authors and administrators of its body; a second person agrees."""
    return not actor.is_auditor and actor.holds(consultation.organisation_id, "author", "administrator")


def may_note_letters(actor: Actor, consultation: Consultation) -> bool:
    """Note which letters to those who must be asked were posted or came back: its authors and its mail room."""
    return not actor.is_auditor and actor.holds(
        consultation.organisation_id, "author", "administrator", "clerk"
    )


def may_see_more_time(actor: Actor, consultation: Consultation) -> bool:
    """For whom time was extended: those who ask for it, clerks who enter what came in it, and auditors."""
    return actor.holds(consultation.organisation_id, "author", "administrator", "clerk", "auditor")


def may_see_invited(actor: Actor, consultation: Consultation) -> bool:
    """Who is on the list: authors and administrators of the body, and auditors."""
    return actor.holds(consultation.organisation_id, "author", "administrator", "auditor")


def may_decide_erasure(actor: Actor, consultation: Consultation) -> bool:
    """Administrators of the body decide what is erased or removed."""
    return not actor.is_auditor and actor.holds(consultation.organisation_id, "administrator")


def may_see_erasure(actor: Actor, consultation: Consultation) -> bool:
    """Those who decide it, and who audits them."""
    return actor.holds(consultation.organisation_id, "administrator", "auditor")


def may_import(actor: Actor, consultation: Consultation) -> bool:
    """Authors and clerks of the body, and the console."""
    return not actor.is_auditor and actor.holds(consultation.organisation_id, "author", "clerk")


def may_place(actor: Actor, consultation: Consultation) -> bool:
    """Those of the body who prepare the draft or answer say where a comment stands in the next version."""
    return not actor.is_auditor and actor.holds(consultation.organisation_id, "author", "responder")

"""What this room does when something has happened: ask a sender to confirm the address, mail receipts."""

from datetime import timedelta

from consult.consultations import queries as consultations
from consult.consultations.events import ConsultationPublished
from consult.contributions import (
    asked_letters,
    codes,
    invitation_letters,
    letters,
    queries,
    references,
    service,
)
from consult.contributions.events import CommentReceived, ReceiptGiven
from consult.contributions.models import Sender, Submission
from consult.contributions.queries import asking, inviting
from consult.foundation import clock, events, i18n, mail, web
from consult.foundation.access import TIMER
from consult.foundation.phones import is_phone
from consult.record import receipts


@events.on(CommentReceived)
def ask_to_confirm(event: CommentReceived) -> None:
    """Mail the confirmation link, once a submission, in the language it was written in."""
    comment = queries.get(event.comment_id)
    submission = queries.get_submission(comment.submission_id)
    sender = queries.sender_of(submission.id)
    if not sender.email or sender.confirmed_at or not sender.confirm_token_hash or not submission.key_hash:
        return
    settings = web.settings()
    since = submission.entered_at - timedelta(hours=1)
    if queries.unconfirmed_since(sender.email_fold, since) > settings.confirm_mails_per_address_per_hour:
        return  # somebody fills a stranger's mailbox; the receipt's key still opens the comment
    with i18n.speaking(submission.language):
        language = i18n.language()
        token = references.confirm_token(settings.secret, submission.key_hash)
        title, _ = consultations.titles_in([comment.consultation_id], language)[comment.consultation_id]
        letter = letters.confirm_address(
            title=title,
            reference=comment.reference,
            link=f"{settings.base_url}/{language}/confirm/{token}",
            is_needed=comment.state == "unconfirmed",
            site=web.site_name(),
        )
    mail.queue(
        key=f"contributions.confirm|{submission.public_id}", address=sender.email, subject=letter.subject,
        body=letter.body, now=clock.now(),
    )  # fmt: skip


@events.on(ReceiptGiven)
def mail_receipt(event: ReceiptGiven) -> None:
    """Mail the proofs of what this sender did, once all of it is sealed, to an address that is known to be theirs."""
    sender = queries.find_sender(event.submission_id)
    held = queries.unmailed(event.submission_id)
    if (
        sender is None
        or not held
        or not sender.email
        or not sender.confirmed_at
        or is_phone(sender.email_fold)
    ):
        return
    if not all(one.receipt.is_sealed for one in held):
        raise events.NotYet
    submission = queries.get_submission(event.submission_id)
    attached = {
        receipts.file_name(one.reference, one.receipt): receipts.proof(one.receipt.entry_id, opens=True) or ""
        for one in held
    }
    letter = _receipt_letter(submission, sender, [one.reference for one in held if one.reference])
    mail.queue(
        key=f"contributions.receipt|{held[-1].receipt.entry_id}", address=sender.email, subject=letter.subject,
        body=letter.body, attached=attached, now=clock.now(),
    )  # fmt: skip
    service.note_mailed([one.receipt.entry_id for one in held], now=clock.now())


def _receipt_letter(submission: Submission, sender: Sender, named: list[str]) -> letters.Letter:
    settings = web.settings()
    references_ = list(dict.fromkeys(named)) or [queries.comments_of(submission.id)[0].reference]
    with i18n.speaking(submission.language):
        language = i18n.language()
        title, _ = consultations.titles_in([submission.consultation_id], language)[submission.consultation_id]
        own = f"me/comments/{references_[0]}"
        if sender.account_id is None:
            own = f"comments/{references_[0]}"
            token = references.confirm_token(settings.secret, submission.key_hash or "")
            if references.key_hash(token.encode()) == sender.confirm_token_hash:
                own = f"receipt/{token}?comment={references_[0]}"
        return letters.receipt(
            title=title,
            references=references_,
            link=f"{settings.base_url}/{language}/{own}",
            checked_at=f"{settings.base_url}/{language}/record/verify",
            site=web.site_name(),
        )


@events.on(CommentReceived)
def send_code(event: CommentReceived) -> None:
    """Text a code to the number, once a submission, where no e-mail address or the rules of the consultation ask."""
    comment = queries.get(event.comment_id)
    submission = queries.get_submission(comment.submission_id)
    sender = queries.sender_of(submission.id)
    consultation = consultations.get_by_id(submission.consultation_id)
    is_asked = not sender.email or consultation.who_may_comment == "identified"
    if (
        submission.channel != "web"
        or not is_asked
        or not service.wants_code(sender)
        or queries.has_code(submission.id)
    ):
        return
    codes.send(submission, now=clock.now())


@events.on(ConsultationPublished)
def ask(event: ConsultationPublished) -> None:
    """Those who must be asked get their letters now, where a mail reaches them."""
    consultation = consultations.get_by_id(event.consultation_id)
    for one in asking.unsent(consultation.id):
        asked_letters.send(TIMER, one, consultation, clock.now())


@events.on(ConsultationPublished)
def send_invitations(event: ConsultationPublished) -> None:
    """Who was invited before it was public gets the letter now."""
    consultation = consultations.get_by_id(event.consultation_id)
    for made in inviting.invitations_of(consultation.id):
        if made.withdrawn_at is None and made.used_number is None:
            invitation_letters.send(made, consultation, clock.now())

"""What this room does when something has happened: ask a sender to confirm the address."""

from datetime import timedelta

from consult.consultations import queries as consultations
from consult.contributions import letters, queries, references
from consult.contributions.events import CommentReceived
from consult.foundation import clock, events, i18n, mail, web


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

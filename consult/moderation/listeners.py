"""What this room does when something has happened: tell the staff who have to look."""

from collections.abc import Callable, Iterable

from consult.accounts.models import Account
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.foundation import clock, events, i18n, mail, web
from consult.moderation import letters, permissions, queries
from consult.moderation.events import CommentReported, ReviewAsked
from consult.moderation.letters import Letter
from consult.organisations import queries as organisations


@events.on(ReviewAsked)
def tell_reviewers(event: ReviewAsked) -> None:
    """Everybody who may decide it: not who ruled on the comment, and not who wrote it."""
    review = queries.get_review_by_id(event.review_id)
    consultation = consultations.get_by_id(review.consultation_id)
    comment = contributions.get(review.comment_id)
    sender, ruled_by = queries.find_sender(comment.submission_id), queries.ruled_by(comment.id)
    people = [
        account
        for account in organisations.holders_of(consultation.organisation_id, permissions.REVIEWERS)
        if permissions.may_decide_review(organisations.actor_for(account), consultation, sender, ruled_by)
    ]

    def written() -> Letter:
        return letters.review_asked(
            title=_title(consultation), reference=comment.reference, site=web.site_name(),
            due=i18n.date_text(review.due_at, consultation.timezone),
            link=_desk(f"moderation/reviews/{review.public_id}"),
        )  # fmt: skip

    _tell(people, f"moderation.review|{review.public_id}", written)


@events.on(CommentReported)
def tell_moderators(event: CommentReported) -> None:
    """The body's moderators, at most once an hour however many readers report: the mail leads to all of it."""
    report = queries.get_report(event.report_id)
    consultation = consultations.get_by_id(report.consultation_id)
    comment = contributions.get(report.comment_id)

    def written() -> Letter:
        names = queries.ground_names(consultation.profile, i18n.language())
        return letters.reported(
            title=_title(consultation), reference=comment.reference, site=web.site_name(),
            ground=names.get(report.ground, report.ground), link=_desk("moderation?kind=reported"),
        )  # fmt: skip

    people = organisations.holders_of(consultation.organisation_id, {"moderator"})
    hour = f"{report.reported_at:%Y-%m-%dT%H}"
    _tell(people, f"moderation.reported|{consultation.public_id}|{hour}", written)


def _tell(people: Iterable[Account], cause: str, written: Callable[[], Letter]) -> None:
    for account in people:
        with i18n.speaking(account.language):
            letter = written()
        mail.queue(
            key=f"{cause}|{account.public_id}", address=account.email, subject=letter.subject, body=letter.body,
            now=clock.now(),
        )  # fmt: skip


def _title(consultation: Consultation) -> str:
    return consultations.titles_in([consultation.id], i18n.language())[consultation.id][0]


def _desk(page: str) -> str:
    return f"{web.settings().base_url}/{i18n.language()}/desk/{page}"

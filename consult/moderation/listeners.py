"""What this room does when something has happened: tell the staff who have to look."""

from collections.abc import Callable, Iterable

from consult.accounts.models import Account
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions.models import Comment
from consult.foundation import clock, events, i18n, mail, web
from consult.moderation import letters, permissions, queries
from consult.moderation.events import CommentReferred, CommentReported, ReviewAsked, TextReported
from consult.moderation.letters import Letter
from consult.moderation.models import Referral
from consult.moderation.service.referring import DANGER
from consult.organisations import queries as organisations


@events.on(ReviewAsked)
def tell_reviewers(event: ReviewAsked) -> None:
    """Everybody who may decide it: not who ruled on the comment, and not who wrote it."""
    review = queries.get_review_by_id(event.review_id)
    consultation = consultations.get_by_id(review.consultation_id)
    comment = contributions.get(review.comment_id)
    sender, ruled_by = queries.find_sender(comment.submission_id), queries.ruled_by(comment.id)
    unit_id = review.organisation_id or consultation.organisation_id
    people = [
        account
        for account in organisations.holders_of(unit_id, permissions.REVIEWERS)
        if permissions.may_decide_review(organisations.actor_for(account), unit_id, sender, ruled_by)
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
    comment = contributions.get(report.comment_id or 0)

    def written() -> Letter:
        names = queries.ground_names(consultation.profile, i18n.language())
        return letters.reported(
            title=_title(consultation), reference=comment.reference, site=web.site_name(),
            ground=names.get(report.ground, report.ground), link=_desk("moderation?kind=reported"),
        )  # fmt: skip

    people = organisations.holders_of(consultation.organisation_id, {"moderator"})
    hour = f"{report.reported_at:%Y-%m-%dT%H}"
    _tell(people, f"moderation.reported|{consultation.public_id}|{hour}", written)


@events.on(TextReported)
def tell_moderators_of_a_text(event: TextReported) -> None:
    """The same for an official reply, a statement or a file."""
    report = queries.get_report(event.report_id)
    consultation = consultations.get_by_id(report.consultation_id)

    def written() -> Letter:
        names = queries.ground_names(consultation.profile, i18n.language())
        return letters.text_reported(
            title=_title(consultation), site=web.site_name(), ground=names.get(report.ground, report.ground),
            due=i18n.instant_text(report.due_at, consultation.timezone), link=_desk("moderation/reports"),
        )  # fmt: skip

    people = organisations.holders_of(consultation.organisation_id, {"moderator"})
    hour = f"{report.reported_at:%Y-%m-%dT%H}"
    _tell(people, f"moderation.text_reported|{consultation.public_id}|{hour}", written)


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


# Passed on ----------------------------------------------------------------------------------------


@events.on(CommentReferred)
def write_to_the_office(event: CommentReferred) -> None:
    """The office, where an address is known; danger goes to the duty officer too, else to the body's people."""
    referral = queries.get_referral_by_id(event.referral_id)
    comment = contributions.get(referral.comment_id)
    duty = web.settings().duty_address
    addresses = {referral.address: ""} if referral.address else {}
    if referral.kind == DANGER and duty:
        addresses[duty] = ""
    if referral.kind == DANGER and not addresses:
        consultation = consultations.get_by_id(referral.consultation_id)
        addresses = {
            one.email: one.language
            for one in organisations.holders_of(consultation.organisation_id, permissions.REVIEWERS)
        }
    for number, (address, language) in enumerate(addresses.items()):
        _write(referral, comment, address, language, number)


def _write(referral: Referral, comment: Comment, address: str, language: str, number: int) -> None:
    consultation = consultations.get_by_id(referral.consultation_id)
    settings, body = web.settings(), organisations.get(consultation.organisation_id)
    ruling = queries.get_ruling(referral.ruling_id)
    revision = contributions.revision(comment.id, ruling.revision)
    with i18n.speaking(language or consultation.language):
        language = i18n.language()
        about = {
            "reference": comment.reference, "words": revision.body if revision else "",
            "body": organisations.name_in(body, language), "site": web.site_name(),
            "link": f"{settings.base_url}/{language}/desk/moderation/{comment.reference}",
        }  # fmt: skip
        if referral.kind == DANGER:
            letter = letters.danger(**about)
        else:
            kind = queries.ground_names(consultation.profile, language)[referral.kind]
            letter = letters.referred(kind=kind, due=i18n.date_text(referral.due_on), **about)
    mail.queue(
        key=f"moderation.referred|{referral.public_id}|{number}", address=address, subject=letter.subject,
        body=letter.body, now=clock.now(),
    )  # fmt: skip

"""Rulings and reviews are told to who wrote the comment, and answered to who reported it."""

from datetime import timedelta

from consult.accounts.rules import fold_address
from consult.consultations import profiles
from consult.consultations import queries as consultations
from consult.consultations.grounds import INTERIM
from consult.contributions import queries as contributions
from consult.contributions.models import Comment
from consult.contributions.rules import UNOWED_GROUNDS
from consult.foundation import clock, events, i18n, mail
from consult.foundation.digests import Part
from consult.foundation.errors import NotFound
from consult.moderation import queries as moderation
from consult.moderation.events import CommentRuled, ReferralTakenUp, ReportAnswered, ReviewDecided
from consult.moderation.models import Ruling
from consult.notifications import links, queries, rules
from consult.notifications.letters import fate
from consult.notifications.letters.fate import Ruled
from consult.notifications.letters.letter import Letter, as_part
from consult.notifications.queries import Addressee

TOLD = ("publish", "hide", "redact", "withhold", "refer")
WAITS = ("publish", "withhold")
"""Rulings that may wait for the digest. What takes words away is told at once: the time to ask for a review runs."""


@events.on(CommentRuled)
def tell_ruling(event: CommentRuled) -> None:
    """Its sender, with the way to ask for a review; a review's own ruling is told with the review."""
    ruling = moderation.get_ruling(event.ruling_id)
    comment = contributions.get(ruling.comment_id)
    if ruling.act not in TOLD:
        return
    for one in [] if ruling.review_id is not None else _sender(comment):
        with i18n.speaking(one.language):
            written = _about_ruling(ruling, comment, one)
            key = f"notifications.ruled|{ruling.public_id}"
            part = _part(written, comment) if ruling.act in WAITS else None
            _queue(key, one.email, written, links.stop_sender(one), part)
    _answer_reports(ruling, comment)


@events.on(ReferralTakenUp)
def tell_taken_up(event: ReferralTakenUp) -> None:
    """What the office said about a comment passed on to it, to who sent it."""
    referral = moderation.get_referral_by_id(event.referral_id)
    for one in _sender(contributions.get(referral.comment_id)):
        with i18n.speaking(one.language):
            ruled = _ruled(contributions.get(referral.comment_id), one, note=referral.answer)
            foot = links.foot(links.stop_sender(one))
            written = fate.taken_up(ruled, foot, office=referral.office)
            _queue(f"notifications.taken_up|{referral.public_id}", one.email, written, links.stop_sender(one))


@events.on(ReportAnswered)
def tell_reporter(event: ReportAnswered) -> None:
    """Who reported a reply, a statement or a file, where the address they gave is known to be theirs."""
    report = moderation.get_report(event.report_id)
    consultation = consultations.get_by_id(report.consultation_id)
    fold = fold_address(report.email)
    if (
        report.forget_at is not None
        or not fold
        or not queries.is_confirmed_address(fold)
        or queries.stopped(consultation.id, [fold])
    ):
        return
    with i18n.speaking(report.language):
        title, _language = consultations.titles_in([consultation.id], i18n.language())[consultation.id]
        stop = links.stop_address(consultation.public_id, fold)
        written = fate.text_report_answered(
            links.foot(stop), title=title, note=report.note, is_hidden=report.answer == "hidden",
            answered=i18n.instant_text(report.closed_at or clock.now(), consultation.timezone),
        )  # fmt: skip
        _queue(f"notifications.text_report|{report.public_id}", report.email, written, stop)


@events.on(ReviewDecided)
def tell_review(event: ReviewDecided) -> None:
    """Who asked for the review."""
    try:
        review = moderation.get_review_by_id(event.review_id)
    except NotFound:
        return
    comment = contributions.get(review.comment_id)
    if review.result not in ("upheld", "overturned"):
        return
    for one in _sender(comment):
        with i18n.speaking(one.language):
            ruled = _ruled(comment, one, note=review.note)
            written = fate.reviewed(
                ruled, links.foot(links.stop_sender(one)), is_overturned=review.result == "overturned"
            )
            _queue(f"notifications.reviewed|{review.public_id}", one.email, written, links.stop_sender(one))


def _sender(comment: Comment) -> list[Addressee]:
    """Nobody, or the one who sent it and wants to be told."""
    found = queries.addressees([comment.id])
    unwanted = queries.stopped(comment.consultation_id, [one.email_fold for one in found])
    return [one for one in found if one.email_fold not in unwanted]


def _about_ruling(ruling: Ruling, comment: Comment, one: Addressee) -> Letter:
    ruled = _ruled(comment, one, note=ruling.note, ruling=ruling)
    foot = links.foot(links.stop_sender(one))
    if ruling.act == "withhold" or (ruling.act in ("publish", "redact") and comment.state == "held"):
        return fate.read(ruled, foot, is_withheld=ruling.act == "withhold")
    if ruling.act == "refer":
        return fate.referred(ruled, foot, office=ruling.referred_to, due=_answer_due(ruling))
    if ruling.act == "publish" and queries.was_reported(ruling.id):
        return fate.stays(ruled, foot)
    if ruling.act == "publish":
        return fate.published(ruled, foot, is_correction=ruling.revision > 1)
    if ruling.act == "redact":
        return fate.redacted(ruled, foot)
    if comment.state == "published" and comment.shown_revision != ruling.revision:
        return fate.correction_refused(ruled, foot)
    is_owed = ruling.ground not in UNOWED_GROUNDS
    return fate.hidden(ruled, foot, was_shown=comment.published_at is not None, is_owed=is_owed)


def _answer_due(ruling: Ruling) -> str:
    referral = moderation.referrals_of(ruling.comment_id)[ruling.id]
    return i18n.date_text(referral.due_on)


def _ruled(comment: Comment, one: Addressee | None, *, note: str, ruling: Ruling | None = None) -> Ruled:
    language = i18n.language()
    consultation = consultations.get_by_id(comment.consultation_id)
    profile = profiles.profile(consultation.profile)
    title, _language = consultations.titles_in([consultation.id], language)[consultation.id]
    may_ask = (
        one is not None
        and ruling is not None
        and ruling.ground
        and ruling.ground != INTERIM.code
        and links.has_own_page(one)
    )
    ground = ruling.ground if ruling else ""
    until = ruling.ruled_at + timedelta(days=profile.review_days) if ruling else clock.now()
    return Ruled(
        title=title, reference=comment.reference, note=note,
        ground=moderation.ground_names(consultation.profile, language).get(ground, ground),
        link=links.own_page(one) if one else "", public_link=links.page(f"comments/{comment.reference}"),
        review_link=links.own_page(one, "review") if one and may_ask else "",
        until=i18n.instant_text(until, consultation.timezone),
        ruled_on=i18n.instant_text(ruling.ruled_at if ruling else clock.now(), consultation.timezone),
    )  # fmt: skip


def _answer_reports(ruling: Ruling, comment: Comment) -> None:
    """Readers who reported it, where the address they gave is known to be theirs."""
    consultation = consultations.get_by_id(comment.consultation_id)
    for report in queries.reporters_answered_by(ruling.id):
        fold = fold_address(report.email)
        if not queries.is_confirmed_address(fold) or queries.stopped(consultation.id, [fold]):
            continue
        with i18n.speaking(report.language):
            stop = links.stop_address(consultation.public_id, fold)
            ruled = _ruled(comment, None, note=ruling.note, ruling=ruling)
            written = fate.report_answered(ruled, links.foot(stop), act=ruling.act)
            key = f"notifications.report|{comment.reference}|{ruling.public_id}|{rules.address_mark(fold)}"
            _queue(key, report.email, written, stop)


def _part(written: Letter, comment: Comment) -> Part:
    consultation = consultations.get_by_id(comment.consultation_id)
    title, _language = consultations.titles_in([consultation.id], i18n.language())[consultation.id]
    return as_part(written, consultation.public_id, title, is_own=True)


def _queue(key: str, address: str, written: Letter, stop: str, part: Part | None = None) -> None:
    mail.queue(
        key=key,
        address=address,
        subject=written.subject,
        body=written.body,
        now=clock.now(),
        unsubscribe=stop,
        part=part,
    )

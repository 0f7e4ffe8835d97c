"""What is held on one comment: its words, its sender, what was ruled, reported, noted, answered."""

from collections.abc import Iterator

from sqlalchemy import or_, select
from sqlalchemy.orm import undefer

from consult.analysis.models import Note
from consult.contributions import labels as contributing
from consult.contributions.models import (
    Attachment,
    ClerkEntry,
    Comment,
    Erasure,
    Revision,
    Sender,
    SenderLink,
    Submission,
)
from consult.custody.queries.documents import Document, line, lines
from consult.custody.queries.held_beside import joint_reply, reports
from consult.foundation.db import db
from consult.foundation.i18n import date_text
from consult.foundation.i18n import gettext as _
from consult.moderation.models import Referral, Report, Review, Ruling
from consult.outcomes.models import AnswerRating, JointReply, RepliedComment, Reply, ReplyWording, SecondLook
from consult.outcomes.rules import RATINGS


def on_comment(comment: Comment, submission: Submission, sender: Sender | None) -> Iterator[Document]:
    """Everything about one comment."""
    yield from _wordings(comment)
    if sender is not None and (who := _who(submission, sender)):
        yield Document("sender", comment.reference, submission.received_at, "", who)
    yield from _entered(comment)
    yield from _rulings(comment)
    yield from _replies(comment)
    yield from _after(comment)
    yield from _noted(comment)
    yield from _erased(comment)
    yield from _files(comment)


def _wordings(comment: Comment) -> Iterator[Document]:
    rows = db.session.scalars(
        select(Revision).where(Revision.comment_id == comment.id).order_by(Revision.number)
    )
    for one in rows:
        if one.body:
            stance = _(contributing.STANCES[comment.stance])
            said = lines([
                (_("Words it is about"), (comment.quote or {}).get("exact", "")),
                (_("Wording proposed instead"), "".join(words for kind, words in one.proposal if kind != "out")),
                (_("Covered as confidential"), " / ".join(one.body[start:end] for start, end in one.confidential)),
            ])  # fmt: skip
            yield Document(
                "comment", comment.reference, one.written_at, comment.language,
                "\n\n".join(filter(None, (stance, one.body, said))),
            )  # fmt: skip


def _who(submission: Submission, sender: Sender) -> str:
    return lines([
        (_("Name"), sender.name), (_("E-mail address"), sender.email), (_("Telephone number"), sender.phone),
        (_("Organisation"), sender.organisation), (_("Register number"), sender.register_number),
        (_("Number of members"), sender.members),
        (_("Office"), sender.office), (_("Interests"), sender.interests),
        (_("Town or district"), sender.place), (_("Adult who confirmed"), sender.guardian),
        (_("Why words or files are confidential"), submission.confidential_reason),
    ])  # fmt: skip


def _entered(comment: Comment) -> Iterator[Document]:
    for made in db.session.scalars(
        select(ClerkEntry).where(ClerkEntry.submission_id == comment.submission_id)
    ):
        said = lines([(_("Received on"), date_text(made.received_on)), (_("Way of receipt"), made.how)])
        yield Document("clerk", comment.reference, made.entered_at, "", said)
    for link in db.session.scalars(
        select(SenderLink).where(SenderLink.submission_id == comment.submission_id)
    ):
        said = lines([(_("Why it is known to be one person with an earlier sender"), link.reason)])
        yield Document("clerk", comment.reference, link.linked_at, "", said)


def _rulings(comment: Comment) -> Iterator[Document]:
    for ruling in db.session.scalars(
        select(Ruling).where(Ruling.comment_id == comment.id).order_by(Ruling.id)
    ):
        said = [
            line(_("Ruling"), ruling.act), line(_("Ground"), ruling.ground), line(_("Office"), ruling.office),
            line(_("Passed on to"), ruling.referred_to),
            line(_("Note to the public"), ruling.note), line(_("Internal note"), ruling.internal_note),
        ]  # fmt: skip
        yield Document("ruling", comment.reference, ruling.ruled_at, "", "\n".join(filter(None, said)))
    for review in db.session.scalars(
        select(Review).where(Review.comment_id == comment.id).order_by(Review.id)
    ):
        said = [
            line(_("Reasons of the sender"), review.reason), line(_("Result"), review.result or ""),
            line(_("Office"), review.office),
            line(_("Note"), review.note),
        ]  # fmt: skip
        yield Document("review", comment.reference, review.asked_at, "", "\n".join(filter(None, said)))
    for referral in db.session.scalars(
        select(Referral).where(Referral.comment_id == comment.id).order_by(Referral.id)
    ):
        said = [
            line(_("Passed on to"), referral.office),
            line(_("Address"), referral.address),
            line(_("What that office answered"), referral.answer),
        ]
        yield Document("referral", comment.reference, referral.referred_at, "", "\n".join(filter(None, said)))
    yield from reports(Report.comment_id == comment.id)


def _replies(comment: Comment) -> Iterator[Document]:
    rows = db.session.scalars(
        select(Reply)
        .join(RepliedComment, RepliedComment.reply_id == Reply.id)
        .where(RepliedComment.comment_id == comment.id)
        .order_by(Reply.id)
    )
    for one in rows:
        yield Document("reply", comment.reference, one.replied_at, one.language, one.body)
        earlier = select(ReplyWording).where(ReplyWording.reply_id == one.id).order_by(ReplyWording.number)
        for was in db.session.scalars(earlier):
            why = lines([(_("Why it was corrected"), was.reason)])
            yield Document(
                "reply", comment.reference, was.written_at, was.language, f"{was.body}\n\n{why}".strip()
            )
    asked = select(JointReply).where(JointReply.comment_id == comment.id).order_by(JointReply.id)
    for joint in db.session.scalars(asked):
        yield from joint_reply(joint, comment.reference)


def _after(comment: Comment) -> Iterator[Document]:
    """What the sender says of the answer they got."""
    for rated in db.session.scalars(select(AnswerRating).where(AnswerRating.comment_id == comment.id)):
        said = lines(
            [(_("Whether the answer meets the point"), _(RATINGS[rated.value])), _answer_meant(rated)]
        )
        yield Document("rating", comment.reference, rated.rated_at, "", said)
    looks = select(SecondLook).where(SecondLook.comment_id == comment.id).order_by(SecondLook.id)
    for one in db.session.scalars(looks):
        said = lines(
            [
                (_("What the answer misses"), one.reason), _answer_meant(one), (_("Note"), one.note),
                (_("Office"), one.office),
            ]
        )  # fmt: skip
        yield Document("rating", comment.reference, one.asked_at, one.reason_language, said)


def _answer_meant(one: AnswerRating | SecondLook) -> tuple[str, str]:
    return _("The answer meant"), _("What the outcome made of it") if one.reply_id is None else _("The reply")


def _noted(comment: Comment) -> Iterator[Document]:
    """What those who read for the body noted."""
    for one in db.session.scalars(select(Note).where(Note.comment_id == comment.id).order_by(Note.id)):
        said = lines(
            [(_("Internal note"), one.body), (_("Office"), one.office), (_("Written by"), one.author)]
        )
        yield Document("note", comment.reference, one.written_at, "", said)


def _erased(comment: Comment) -> Iterator[Document]:
    """What was asked to be erased or ordered to be removed."""
    rows = select(Erasure).where(
        Erasure.submission_id == comment.submission_id,
        or_(Erasure.comment_id.is_(None), Erasure.comment_id == comment.id),
    )
    for one in db.session.scalars(rows.order_by(Erasure.id)):
        scope = contributing.ORDER_SCOPES if one.order_kind else contributing.SCOPES
        decided = contributing.DECIDED_ORDERS if one.order_kind else contributing.DECIDED
        said = lines([
            (_("What goes"), _(scope[one.scope]) if one.scope in scope else ""),
            (_("Number of the order"), one.order_number), (_("What everybody reads about it"), one.order_text),
            (_("Result"), _(decided[one.decision])), (_("Note"), one.note),
        ])  # fmt: skip
        yield Document("erasure", comment.reference, one.asked_at, one.text_language, said)


def _files(comment: Comment) -> Iterator[Document]:
    rows = db.session.scalars(
        select(Attachment)
        .where(Attachment.comment_id == comment.id, Attachment.state != "removed")
        .options(undefer(Attachment.content))
        .order_by(Attachment.id)
    )
    for one in rows:
        yield Document(
            "file",
            comment.reference,
            comment.received_at,
            "",
            line(_("File"), one.name),
            one.name,
            one.content,
        )

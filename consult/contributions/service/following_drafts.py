"""What comments took from a version of the draft that is removed by order: chosen words, proposed wordings, places."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from consult.consultations.models import Version
from consult.consultations.service import Removed
from consult.contributions.models import Carry, Comment, EarlierComment, Revision, Submission
from consult.contributions.quotations import Quotations
from consult.contributions.service.aiming import DRAFT_OPS, without_draft_words
from consult.contributions.service.covering import cover, forget_notes
from consult.contributions.service.wiping import FOLLOWING, Wiping
from consult.foundation import mail
from consult.foundation.db import db


def follow_removed(removed: Removed, now: datetime) -> None:
    """Part of verbs: its words go from what people chose in it, and from what offices, mails and packages quote of it.

    What people say of it in words of their own is theirs.
    """
    consultation = removed.consultation
    quotations = Quotations([one for one in removed.texts if one], removed.names, removed.public)
    nobody = Submission(id=0, consultation_id=consultation.id, public_id="", pseudonym="")
    wiping = Wiping(nobody, consultation.public_id, (), "", "", quotations, (), now)
    own = Comment.consultation_id == consultation.id
    comments = db.session.scalars(select(Comment).where(own)).all() if removed.texts else ()
    touched = {one.public_id for one in cover(wiping, [one for one in comments if one.quote], ["quote"])}
    touched |= _cover_proposals(quotations, comments)
    places = select(Carry).join(Comment, Comment.id == Carry.comment_id).where(own, Carry.words != "")
    if removed.texts:
        cover(wiping, db.session.scalars(places).all(), ["words", "candidates"])
        earlier = (
            select(EarlierComment)
            .join(Version, Version.id == EarlierComment.version_id)
            .where(Version.consultation_id == consultation.id, EarlierComment.words != "")
        )
        cover(wiping, db.session.scalars(earlier).all(), ["words"])
    forget_notes(wiping, touched)
    mail.rewrite(quotations.cover)
    for follow in FOLLOWING:
        follow(wiping)


def _cover_proposals(quotations: Quotations, comments: Sequence[Comment]) -> set[str]:
    by_id = {one.id: one for one in comments}
    revisions = (
        select(Revision).join(Comment, Comment.id == Revision.comment_id).where(Comment.id.in_(by_id))
        if by_id
        else None
    )
    touched = set()
    for comment in comments:
        told = [[op, quotations.cover(words) if op in DRAFT_OPS else words] for op, words in comment.proposal]
        if told != [list(one) for one in comment.proposal]:
            comment.proposal = told
            touched.add(comment.public_id)
    for revision in db.session.scalars(revisions) if revisions is not None else ():
        told, redactions = without_draft_words(revision, quotations)
        if told != [list(one) for one in revision.proposal]:
            revision.proposal, revision.redactions = told, redactions
            touched.add(by_id[revision.comment_id].public_id)
    return touched

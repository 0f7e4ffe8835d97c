"""What comments took from a version of the draft that is removed by order: chosen words, proposed wordings, places."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from consult.consultations.service import Removed
from consult.contributions.models import Carry, Comment, Revision, Submission
from consult.contributions.quotations import Quotations
from consult.contributions.service.covering import cover, covered, forget_notes
from consult.contributions.service.wiping import FOLLOWING, Wiping
from consult.foundation import mail
from consult.foundation.db import db

DRAFT_OPS = ("same", "out")
"""Parts of a proposed wording that are the draft's own words; what is put in is the sender's."""


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
    rows: list[Any] = [*comments, *(db.session.scalars(revisions) if revisions is not None else ())]
    touched = set()
    for row in rows:
        told = [[op, covered(quotations, words) if op in DRAFT_OPS else words] for op, words in row.proposal]
        if told != [list(one) for one in row.proposal]:
            row.proposal = told
            touched.add((row if isinstance(row, Comment) else by_id[row.comment_id]).public_id)
    return touched

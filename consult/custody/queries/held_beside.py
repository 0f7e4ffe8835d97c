"""What is held beside comments and lists: notes on themes, joint replies, experts, reports on other texts, mails."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select

from consult.accounts.rules import fold_address
from consult.analysis.models import Expert, Note, Opinion, Theme
from consult.consultations.models import Article
from consult.contributions import labels as contributing
from consult.contributions.models import Comment
from consult.custody.queries.documents import Document, lines
from consult.foundation.db import db
from consult.foundation.i18n import gettext as _
from consult.foundation.i18n import ngettext
from consult.moderation.models import Report
from consult.notifications.models import Subscription
from consult.organisations.models import Organisation
from consult.outcomes.models import JointReply, ReplyPart


def beside(consultation_id: int, person: str) -> Iterator[Document]:
    """Everything of the consultation, or what there is on one person (a name or an address)."""
    yield from _experts(consultation_id, person)
    if person:
        yield from reports(
            Report.consultation_id == consultation_id, Report.forget_at.is_(None),
            func.lower(Report.email).in_({person.lower(), fold_address(person)}),
        )  # fmt: skip
        yield from _news_of(consultation_id, fold_address(person))
        return
    yield from reports(Report.consultation_id == consultation_id, Report.comment_id.is_(None))
    yield from _notes_on_themes(consultation_id)
    for joint, name in db.session.execute(
        select(JointReply, Theme.name)
        .join(Theme, Theme.id == JointReply.theme_id)
        .where(JointReply.consultation_id == consultation_id)
        .order_by(JointReply.id)
    ):
        yield from joint_reply(joint, joint.public_id, theme=name)
    yield from _news_counted(consultation_id)


def reports(*of: ColumnElement[bool]) -> Iterator[Document]:
    """Reports of readers. What they are about is named by the reference of a comment, else by the text's random id."""
    about = select(Report, Comment.reference).outerjoin(Comment, Comment.id == Report.comment_id)
    for one, reference in db.session.execute(about.where(*of).order_by(Report.id)):
        said = lines([
            (_("Ground"), one.ground), (_("What the reader wrote"), one.message),
            (_("Address of the reader"), one.email), (_("Answer to the reader"), one.answer), (_("Note"), one.note),
        ])  # fmt: skip
        yield Document("report", reference or one.subject_id, one.reported_at, "", said)


def joint_reply(joint: JointReply, reference: str, *, theme: str = "") -> Iterator[Document]:
    """What several departments were asked together, and what each wrote for it."""
    said = lines([(_("Theme"), theme), (_("What the departments are asked"), joint.question)])
    if said:
        yield Document("joint", reference, joint.asked_at, "", said)
    parts = (
        select(ReplyPart, Organisation.name)
        .join(Organisation, Organisation.id == ReplyPart.organisation_id)
        .where(ReplyPart.joint_id == joint.id, ReplyPart.body != "")
        .order_by(ReplyPart.id)
    )
    for part, office in db.session.execute(parts):
        said = lines([(_("Office"), office)]) + f"\n\n{part.body}"
        yield Document("joint", reference, part.written_at, part.language, said)


def _notes_on_themes(consultation_id: int) -> Iterator[Document]:
    rows = (
        select(Note, Theme.name, Theme.public_id)
        .join(Theme, Theme.id == Note.theme_id)
        .where(Note.consultation_id == consultation_id, Note.comment_id.is_(None))
        .order_by(Note.id)
    )
    for one, theme, public_id in db.session.execute(rows):
        said = lines([
            (_("Theme"), theme), (_("Internal note"), one.body),
            (_("Office"), one.office), (_("Written by"), one.author),
        ])  # fmt: skip
        yield Document("note", public_id, one.written_at, "", said)


def _experts(consultation_id: int, person: str) -> Iterator[Document]:
    """Who was asked as an expert, by the name under which they were, and what each said."""
    chosen = select(Expert).where(Expert.consultation_id == consultation_id)
    if person:
        chosen = chosen.where(or_(Expert.name == person, func.lower(Expert.name) == person.lower()))
    for one in db.session.scalars(chosen.order_by(Expert.id)):
        said = lines([(_("Name"), one.name), (_("Expert"), one.standing), (_("Interests"), one.interests)])
        yield Document("expert", one.public_id, one.invited_at, one.interests_language, said)
        opinions = (
            select(Opinion, Article.anchor)
            .join(Article, Article.id == Opinion.article_id)
            .where(Opinion.expert_id == one.id)
            .order_by(Opinion.id)
        )
        for opinion, anchor in db.session.execute(opinions):
            about = "\n".join(filter(None, (anchor, _(contributing.STANCES[opinion.stance]))))
            yield Document(
                "expert", one.public_id, opinion.given_at, opinion.language, f"{about}\n\n{opinion.body}"
            )


def _news_of(consultation_id: int, address: str) -> Iterator[Document]:
    own = Subscription.consultation_id == consultation_id, Subscription.email_fold == address
    for one in db.session.scalars(select(Subscription).where(*own, Subscription.email != "")):
        yield _news(lines([(_("E-mail address"), one.email)]), one.asked_at)


def _news_counted(consultation_id: int) -> Iterator[Document]:
    """How many there are: an address says nothing on the consultation."""
    number = db.session.scalar(
        select(func.count())
        .select_from(Subscription)
        .where(Subscription.consultation_id == consultation_id, Subscription.email != "")
    )
    if number:
        yield _news(
            ngettext(
                "%(num)s address gets e-mails about it.", "%(num)s addresses get e-mails about it.", number
            ),
            None,
        )


def _news(said: str, since: datetime | None) -> Document:
    return Document("news", "", since, "", said)

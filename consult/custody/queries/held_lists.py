"""What is held on people beside their comments: who must be asked, who is invited, who got more time."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, undefer

from consult.accounts.rules import fold_address
from consult.consultations.models import Consultation
from consult.contributions import labels as contributing
from consult.contributions.models import Asked, AskedFile, AskedLetter, Invitation, MoreTime
from consult.contributions.queries import asking
from consult.custody.queries.documents import Document, lines
from consult.foundation.db import db
from consult.foundation.i18n import date_text, instant_text
from consult.foundation.i18n import gettext as _


def on_lists(consultation_id: int, person: str, now: datetime) -> Iterator[Document]:
    """Everything on the lists of a consultation, or what is there on one person (a name or an address)."""
    consultation = db.session.get_one(Consultation, consultation_id)
    listed = select(Asked).where(
        Asked.consultation_id == consultation_id, *_called(person, Asked.name, Asked.address)
    )
    given: set[int | None] = set()
    for one in db.session.scalars(listed.order_by(Asked.id)):
        given.add(one.more_time_id)
        yield _asked(one, consultation, now)
        yield from _scans(one)
    invited = select(Invitation).where(
        Invitation.consultation_id == consultation_id, *_called(person, Invitation.name, Invitation.address)
    )
    for invitation in db.session.scalars(invited.order_by(Invitation.id)):
        yield _invitation(invitation, consultation)
    longer = select(MoreTime).where(MoreTime.consultation_id == consultation_id)
    if person:
        longer = longer.where(MoreTime.id.in_(given - {None}) | and_(*_called(person, MoreTime.whom)))
    for time in db.session.scalars(longer.order_by(MoreTime.id)):
        yield _more_time(time, consultation)


def _called(person: str, *columns: InstrumentedAttribute[str]) -> list[ColumnElement[bool]]:
    """Rows that name this person. Lower case is asked of the database too: it knows ASCII alone."""
    if not person:
        return []
    spellings = {person, fold_address(person)}
    return [or_(*(one.in_(spellings) | func.lower(one).in_(spellings | {person.lower()}) for one in columns))]


def _asked(one: Asked, consultation: Consultation, now: datetime) -> Document:
    zone = consultation.timezone
    state = asking.state_of(one, consultation, now)
    said = lines([
        (_("Name"), one.name), (_("Address"), one.address), (_("Postal address"), one.post),
        (_("Town or district"), one.place), (_("Law, or how they are affected"), one.law),
        (_("How it stands"), _(contributing.ASKED_STATES[state])),
        (_("Way of receipt"), one.no_comment_how),
        (_("Asked for more time until"), instant_text(one.wanted_until, zone) if one.wanted_until else ""),
        (_("Reason"), one.wanted_reason), (_("Why no more time was given"), one.refused_reason),
        (_("Added after publication, because"), one.added_reason),
        (_("Taken off the list, because"), one.struck_reason),
        (_("May answer until"), instant_text(one.until, zone) if one.until else ""),
        *((_("Letter"), _letter(letter, zone)) for letter in asking.letters_to([one.id]).get(one.id, ())),
    ])  # fmt: skip
    return Document("asked", one.public_id, one.added_at, one.law_language, said)


def _scans(one: Asked) -> Iterator[Document]:
    """Letters by which somebody said that there is no comment, as files."""
    scans = select(AskedFile).where(AskedFile.asked_id == one.id, AskedFile.content.is_not(None))
    for file in db.session.scalars(scans.options(undefer(AskedFile.content)).order_by(AskedFile.id)):
        said = lines([(_("File"), file.name)])
        yield Document("file", one.public_id, one.no_comment_at, "", said, file.name, file.content)


def _letter(letter: AskedLetter, zone: str) -> str:
    day = date_text(letter.posted_on) if letter.posted_on else instant_text(letter.sent_at, zone)
    came_back = _("Came back: %(why)s", why=letter.failed_reason) if letter.failed_at else ""
    return " · ".join(filter(None, (day, letter.post_number, came_back)))


def _invitation(one: Invitation, consultation: Consultation) -> Document:
    zone = consultation.timezone
    said = lines([
        (_("Name"), one.name), (_("Address"), one.address),
        (_("Accepted"), instant_text(one.accepted_at, zone) if one.accepted_at else ""),
        (_("Took part"), instant_text(one.answered_at, zone) if one.answered_at else ""),
        (_("Invitation withdrawn"), instant_text(one.withdrawn_at, zone) if one.withdrawn_at else ""),
    ])  # fmt: skip
    return Document("invitation", one.public_id, one.invited_at, "", said)


def _more_time(one: MoreTime, consultation: Consultation) -> Document:
    zone = consultation.timezone
    said = lines([
        (_("For which group"), one.group), (_("For whom"), one.whom), (_("Town or district"), one.place),
        (_("Reason"), one.reason), (_("Until"), instant_text(one.until, zone)),
        (_("Given on"), instant_text(one.granted_at, zone) if one.granted_at else _("not given yet")),
    ])  # fmt: skip
    return Document("more-time", one.public_id, one.asked_at, one.reason_language, said)

"""Where comments stand in a later version of the draft, and what they moved in it, is told to who wrote them."""

from consult.consultations import queries as consultations
from consult.consultations.events import VersionPublished
from consult.contributions import queries as contributions
from consult.contributions.events import CommentPlaced, CommentsCarried
from consult.contributions.queries import carrying
from consult.contributions.rules import GONE
from consult.foundation import clock, events, i18n, mail
from consult.foundation.errors import NotFound
from consult.notifications import links, queries
from consult.notifications.events import MovedLeft
from consult.notifications.letters.carrying import Followed, carried, moved_passage
from consult.notifications.letters.letter import as_part
from consult.notifications.queries import Addressee
from consult.outcomes.events import PassageTraced
from consult.outcomes.queries import tracing

AT_ONCE = 300
"""Comments whose authors are told in one transaction."""


@events.on(CommentsCarried)
def tell_carried(event: CommentsCarried) -> None:
    """Those whose words don't stand there as they did."""
    for one in queries.addressees(list(event.comment_ids)):
        _tell(one, event.version_id, by_staff=False)


@events.on(CommentPlaced)
def tell_placed(event: CommentPlaced) -> None:
    """Whose comment staff have placed."""
    for one in queries.addressees([event.comment_id]):
        _tell(one, event.version_id, by_staff=True)


def _tell(one: Addressee, version_id: int, *, by_staff: bool) -> None:
    comment = contributions.get_by_reference(one.reference)
    if comment.state in GONE or queries.stopped(comment.consultation_id, [one.email_fold]):
        return
    try:
        carry = carrying.get_carry(comment.id, version_id)
    except NotFound:
        return
    consultation = consultations.get_by_id(comment.consultation_id)
    number = next(one.number for one in consultations.versions_of(consultation.id) if one.id == version_id)
    stop = links.stop_sender(one)
    with i18n.speaking(one.language):
        title, _language = consultations.titles_in([consultation.id], i18n.language())[consultation.id]
        written = carried(
            Followed(
                title, comment.reference, number, carry.state, comment.quote["exact"] if comment.quote else "",
                carry.words, links.own_page(one), links.own_page(one, "restate"),
            ),
            links.foot(links.stop_sender(one)), by_staff=by_staff,
        )  # fmt: skip
        key = f"notifications.carried|{comment.reference}|{number}|{carry.state if by_staff else ''}"
        mail.queue(
            key=key, address=one.email, subject=written.subject, body=written.body, now=clock.now(), unsubscribe=stop,
            part=as_part(written, consultation.public_id, title, is_own=True),
        )  # fmt: skip


@events.on(PassageTraced)
def tell_traced(event: PassageTraced) -> None:
    """Whose comment moved a passage, or whose reply did; where the version isn't public yet, when it becomes so."""
    _tell_moved(MovedLeft(0, event.cause_id, 0))


@events.on(VersionPublished)
def tell_traced_version(event: VersionPublished) -> None:
    """Those whose comments moved passages of a version that was linked before it was public."""
    _tell_moved(MovedLeft(event.version_id, 0, 0))


@events.on(MovedLeft)
def tell_further_moved(event: MovedLeft) -> None:
    """The next ones of many: one reply may answer thousands."""
    _tell_moved(event)


def _tell_moved(left: MovedLeft) -> None:
    moved = tracing.comments_that_moved(
        version_id=left.version_id, cause_id=left.cause_id, after=left.after, limit=AT_ONCE
    )
    for one in queries.addressees(list(moved)):
        _tell_author(one, moved[one.comment_id])
    if len(moved) == AT_ONCE:
        events.emit(MovedLeft(left.version_id, left.cause_id, max(moved)), now=clock.now())


def _tell_author(one: Addressee, passage: tracing.Moved) -> None:
    comment = contributions.get_by_reference(one.reference)
    if comment.state in GONE or queries.stopped(comment.consultation_id, [one.email_fold]):
        return
    consultation = consultations.get_by_id(comment.consultation_id)
    stop = links.stop_sender(one)
    with i18n.speaking(one.language):
        title, _language = consultations.titles_in([consultation.id], i18n.language())[consultation.id]
        place = f"changes/{passage.before}/{passage.version}#{passage.passage}"
        written = moved_passage(
            links.foot(links.stop_sender(one)), title=title, reference=comment.reference, version=passage.version,
            link=links.page(f"consultations/{consultation.slug}/{place}"), own_link=links.own_page(one),
            kind=passage.kind,
        )  # fmt: skip
        mail.queue(
            key=f"notifications.moved|{comment.reference}|{passage.version}", address=one.email,
            subject=written.subject, body=written.body, now=clock.now(), unsubscribe=stop,
            part=as_part(written, consultation.public_id, title, is_own=True),
        )  # fmt: skip

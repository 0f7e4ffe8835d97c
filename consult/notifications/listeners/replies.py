"""A reply is told to each author whose comments it answers, with their own words, some hundreds at a time."""

from collections.abc import Set

from consult.consultations import queries as consultations
from consult.foundation import clock, events, i18n, mail
from consult.foundation.mail import Outgoing
from consult.notifications import links, queries
from consult.notifications.events import RepliesLeft
from consult.notifications.letters import replies as letters
from consult.notifications.letters.letter import as_part
from consult.notifications.letters.replies import Own, Reply
from consult.notifications.queries import Addressee
from consult.organisations import look
from consult.outcomes import queries as outcomes
from consult.outcomes.events import ReplyCorrected, ReplyPublished

AT_ONCE = 300


@events.on(ReplyPublished)
def tell_reply(event: ReplyPublished) -> None:
    """The authors it answers."""
    _tell(RepliesLeft(event.reply_id, False, 0))


@events.on(ReplyCorrected)
def tell_correction(event: ReplyCorrected) -> None:
    """The authors it answered."""
    _tell(RepliesLeft(event.reply_id, True, 0))


@events.on(RepliesLeft)
def tell_further(event: RepliesLeft) -> None:
    """The next ones of many."""
    _tell(event)


def _tell(left: RepliesLeft) -> None:
    reply = outcomes.get_reply_by_id(left.reply_id)
    answered = outcomes.comments_of_reply(reply.id, limit=AT_ONCE, after=left.after)
    authors = queries.addressees([comment_id for comment_id, _reference, _article in answered])
    unwanted = queries.stopped(reply.consultation_id, {one.email_fold for one in authors})
    words = queries.own_words([one.comment_id for one in authors])
    mailboxes: dict[str, list[Addressee]] = {}
    for one in authors:
        if one.email_fold not in unwanted:
            mailboxes.setdefault(one.email_fold, []).append(one)
    looked = outcomes.with_second_look([one.comment_id for one in authors])
    told: dict[str, Reply] = {}
    which = f"{len(outcomes.wordings_of(reply.id))}" if left.is_correction else "0"
    key = f"notifications.reply|{reply.public_id}|{which}"
    mails = []
    for own in mailboxes.values():
        with i18n.speaking(own[0].language):
            language = i18n.language()
            if language not in told:
                told[language] = _reply(reply.consultation_id, reply.public_id, reply.body, language)
            mails.append(_mail(key, told[language], own, words, looked, is_correction=left.is_correction))
    mail.queue_all(mails, now=clock.now())
    if len(answered) == AT_ONCE:
        events.emit(RepliesLeft(reply.id, left.is_correction, answered[-1][0]), now=clock.now())


def _reply(consultation_id: int, public_id: str, body: str, language: str) -> Reply:
    shown = outcomes.shown_reply(consultation_id, public_id)
    title, _language = consultations.titles_in([consultation_id], language)[consultation_id]
    slug = consultations.get_by_id(consultation_id).slug
    return Reply(
        title=title, office=look.office_name(shown.office_in(language)), body=body,
        reason=shown.earlier[-1].reason if shown.earlier else "",
        link=links.page(f"consultations/{slug}/replies/{public_id}"),
    )  # fmt: skip


def _mail(
    key: str, reply: Reply, own: list[Addressee], words: dict[int, str], looked: Set[int], *, is_correction: bool
) -> Outgoing:  # fmt: skip
    theirs = [
        Own(
            one.reference, words.get(one.comment_id, ""), links.own_page(one),
            links.own_page(one, "answer") if links.has_own_page(one) else "",
            one.comment_id in looked,
        )
        for one in own
    ]  # fmt: skip
    stop = links.stop_sender(own[0])
    write = letters.corrected if is_correction else letters.replied
    written = write(reply, theirs, links.foot(stop))
    public_id = consultations.get_by_id(own[0].consultation_id).public_id
    part = as_part(written, public_id, reply.title, is_own=True)
    return Outgoing(f"{key}|{own[0].reference}", own[0].email, written.subject, written.body, stop, part)

"""What authors say of the answer they got, and the one second look they may ask for."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from datetime import datetime

from sqlalchemy import select

from consult.consultations import profiles
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.consultations.service import append
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.contributions.models import Comment
from consult.contributions.permissions import is_sender
from consult.contributions.service import Wiping
from consult.foundation import text
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict, Forbidden, Refused
from consult.foundation.ids import random_id
from consult.foundation.scripts import language_of
from consult.organisations import queries as organisations
from consult.outcomes import permissions, queries, rules
from consult.outcomes.models import AnswerRating, SecondLook
from consult.outcomes.service.reasons import check_reasons
from consult.record import service as record

AUDITORS_NOT = N_("Auditors read everything and change nothing. This was not done.")
ANOTHER = N_("A second look is closed by another person than who answered, and not by who wrote the comment.")
LAPSED = N_(
    "The comment was withdrawn, erased, removed or restricted by law since. This second look has lapsed: nobody closes "
    "it any more."
)
ANOTHER_ANSWER = N_(
    "The answer is another one since you opened this page. It stands here now: please look at it, then send again what "
    "you typed."
)
LOOK_ASKED = "answer.second_look_asked"
ACCOUNTS_OF_ONE = 2
"""So many accounts may be the author of one comment."""
SAID = ("disposition.set", "disposition.theme_set")
PUBLISHED = ("outcome.published", "outcome.corrected")
"""Entries that tell who gave the answer where it is the outcome: who decided what, and who published it."""


def rate_answer(actor: Actor, comment: Comment, *, value: str, now: datetime, seen: str = "") -> AnswerRating:
    """Say whether the answer meets the point (the door checked the key or the account). It can be changed later.

    ``seen``: the stamp of the answer that the form showed. Raises Conflict where it is another one by now.
    """
    answer = _answered(actor, comment, seen)
    rules.check_rating(value)
    rating = queries.rating_of(comment.id)
    if rating is None:
        rating = AnswerRating(
            public_id=random_id(), consultation_id=comment.consultation_id, comment_id=comment.id, value=value,
            rated_at=now,
        )  # fmt: skip
        db.session.add(rating)
    rating.value, rating.rated_at = value, now
    rating.reply_id = answer.reply.id if answer.reply is not None else None
    named = [rating.public_id, answer.public_id]
    _append("answer.rated", actor, comment, named, {"value": value, **answer.values}, now)
    db.session.flush()
    return rating


def ask_second_look(
    actor: Actor, comment: Comment, *, reason: str, now: datetime, language: str = "", seen: str = ""
) -> SecondLook:
    """Ask once for a second look at the answer. Raises Conflict for a second time, Refused when it is too late.

    ``seen``: the stamp of the answer that the form showed. Raises Conflict where it is another one by now.
    """
    answer = _answered(actor, comment, seen)
    if queries.second_look_at(comment.id) is not None:
        raise Conflict(N_("A second look at the answer can be asked for once, and was."))
    consultation = consultations.get_by_id(comment.consultation_id)
    rules.check_may_ask_look(answer.at, profiles.profile(consultation.profile).review_days, now)
    reason = text.normalise(reason, limit=rules.REASON_LIMIT, field="reason")
    if text.is_blank(reason):
        raise Refused(N_("Please say in a sentence or two what the answer misses."), field="reason")
    look = SecondLook(
        public_id=random_id(), consultation_id=comment.consultation_id, comment_id=comment.id,
        reply_id=answer.reply.id if answer.reply is not None else None, reason=reason,
        reason_language=language_of(reason, language), asked_at=now, note="", office="", role="",
    )  # fmt: skip
    db.session.add(look)
    named = [look.public_id, answer.public_id]
    entry = _append(LOOK_ASKED, actor, comment, named, {
        "reason": reason, "reason_language": look.reason_language, **answer.values,
    }, now)  # fmt: skip
    contributing.give_receipt(comment, entry, now=now)
    db.session.flush()
    return look


def close_second_look(
    actor: Actor, look: SecondLook, *, note: str, now: datetime, language: str = ""
) -> SecondLook:
    """Say what was found, to everybody. An answer that is wrong is corrected besides; both its texts stay readable."""
    consultation = consultations.get_by_id(look.consultation_id)
    comment = contributions.get(look.comment_id)
    sender = contributions.find_sender(comment.submission_id)
    is_own = sender is not None and is_sender(actor, sender)
    gave = who_gave(consultation, [look])[look.id]
    if not permissions.may_close_look(actor, consultation, gave, is_own=is_own):
        raise Forbidden(ANOTHER)
    if look.closed_at is not None:
        raise Conflict(N_("This second look is closed already."))
    if queries.is_lapsed(comment):
        raise Conflict(LAPSED)
    note = text.normalise(note, limit=rules.REASON_LIMIT, field="note")
    if text.is_blank(note):
        raise Refused(N_("Please say what the second look found; everybody can read it."), field="note")
    check_reasons(consultation, [note], "note")
    role = _role(actor, consultation)
    look.note, look.note_language = note, language_of(note, language or consultation.language)
    look.closed_at, look.account_id, look.role = now, actor.account_id, role
    look.office = actor.offices.get(consultation.organisation_id, "")
    append(
        "answer.second_look_closed", actor, consultation, now, role=role,
        objects=[comment.public_id, look.public_id, queries.asked_look(look).answer],
        values={"note": note, "note_language": look.note_language},
    )  # fmt: skip
    db.session.flush()
    return look


def _role(actor: Actor, consultation: Consultation) -> str:
    return "responder" if actor.holds(consultation.organisation_id, "responder") else "administrator"


def who_gave(consultation: Consultation, looks: Sequence[SecondLook]) -> Mapping[int, set[int | None]]:
    """By id of each of these second looks: the accounts that gave the answer it is about, and may not close it.

    Of a reply, whoever wrote a wording of it. Of the outcome, whoever published or corrected it and whoever set one of
    the dispositions that the author was answered with: tables keep only who did last, entries all. Each until the look
    was asked for: who corrects the answer because of it gave another one.
    """
    wordings = queries.who_answered({look.reply_id for look in looks if look.reply_id is not None})
    found: dict[int, set[int | None]] = {
        look.id: {who for since, who in wordings[look.reply_id] if since <= look.asked_at}
        for look in looks
        if look.reply_id is not None
    }
    by_outcome = [look for look in looks if look.reply_id is None]
    if not by_outcome:
        return found
    published: set[int | None] = set()
    said: dict[str, set[int | None]] = defaultdict(set)
    gave: dict[str, set[int | None]] = {}
    for one in record.entries_of_types(consultation.public_id, (*SAID, *PUBLISHED, LOOK_ASKED)):
        who = int(one.opened["person"]) if one.opened.get("person") else None
        if one.type == LOOK_ASKED:
            named = one.opened.get("dispositions", "").split()
            gave[one.objects[1]] = published.union(*(said[own] for own in named))
        elif one.type in SAID:
            said[one.objects[0]].add(who)
        else:
            published.add(who)
    return {**found, **{look.id: gave[look.public_id] for look in by_outcome}}


def closing(
    actor: Actor, consultation: Consultation, looks: Sequence[SecondLook]
) -> tuple[Mapping[int, bool], Set[int]]:
    """By id of these open second looks: whether the actor may close it; and those that nobody may, as roles are held.

    As many statements for many looks as for few: who wrote a comment is asked of the actor and of those who are the
    last left for some look. A comment leads to two accounts at most: by its address, and by its telephone number.
    """
    if not looks:
        return {}, set()
    gave = who_gave(consultation, looks)
    able = organisations.able_holders_of(consultation.organisation_id, permissions.CLOSERS)
    left = {look.id: {one.id for one in able} - gave[look.id] for look in looks}
    last = {who for ids in left.values() if len(ids) <= ACCOUNTS_OF_ONE for who in ids}
    comment_ids = [look.comment_id for look in looks]
    asked = last | ({actor.account_id} if actor.account_id is not None else set())
    own = {who: contributions.sent_among(comment_ids, who) for who in asked}
    may_close = {
        look.id: permissions.may_close_look(
            actor, consultation, gave[look.id], is_own=look.comment_id in own.get(actor.account_id or 0, ())
        )
        for look in looks
    }
    nobody = {look.id for look in looks if all(look.comment_id in own.get(who, ()) for who in left[look.id])}
    return may_close, nobody


def _answered(actor: Actor, comment: Comment, seen: str) -> queries.OwnAnswer:
    if actor.is_auditor:
        raise Forbidden(AUDITORS_NOT)
    answer = queries.answer_to(comment)
    why = rules.why_unrated(comment.state, comment.ground, is_answered=answer is not None)
    if why or answer is None:
        raise Conflict(why)
    if seen and seen != answer.stamp:
        raise Conflict(ANOTHER_ANSWER)
    return answer


def _append(
    type_: str, actor: Actor, comment: Comment, objects: list[str], values: dict[str, str], now: datetime
) -> str:
    """An entry of the author's, under the name that their submission has in the record."""
    entry = record.append(
        type_, actor=actor, now=now,
        consultation=consultations.get_by_id(comment.consultation_id).public_id,
        objects=[comment.public_id, *objects],
        pseudonym=contributions.get_submission(comment.submission_id).pseudonym, values=values,
    )  # fmt: skip
    return entry.id


def wipe_looks(wiping: Wiping) -> None:
    """Part of verbs: what the author of erased words wrote about the answer goes with them."""
    ids = [comment.id for comment in wiping.comments]
    for look in db.session.scalars(select(SecondLook).where(SecondLook.comment_id.in_(ids))).all():
        look.reason = ""
    db.session.flush()

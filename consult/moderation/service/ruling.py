"""Ruling on one comment: publish, hide, redact or pass on, with a listed ground and in the open."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update

from consult.accounts import queries as accounts
from consult.consultations import queries as consultations
from consult.consultations import service as consulting
from consult.consultations.grounds import INTERIM
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions import service as showing
from consult.contributions.models import Comment, Revision
from consult.contributions.passages import left_to_read, ruled_text
from consult.contributions.service import Label
from consult.foundation import events, i18n, text
from consult.foundation.access import Actor
from consult.foundation.db import db, held, is_gathering, together
from consult.foundation.errors import N_, Conflict, Forbidden, Refused
from consult.foundation.ids import random_id
from consult.foundation.scripts import UNKNOWN, language_of
from consult.moderation import permissions, queries, rules
from consult.moderation.events import CommentRuled
from consult.moderation.models import Review, Ruling
from consult.moderation.service.claiming import drop_claim
from consult.moderation.service.referring import NOBODY, Addressee, check_addressee, refer
from consult.moderation.service.reporting import close_reports
from consult.record import service as record

NOT_YOURS = N_("Only moderators of this body may rule on its comments.")
RESTRICTED = N_("It is off every page and only kept. Nobody works with it.")
OWN = N_("This is your own comment, so another person has to rule on it.")


@dataclass(frozen=True)
class Known:
    """What a bulk act read once for all its comments: each ruling then needs fewer statements."""

    grounds: Mapping[str, Sequence[str]]
    """Codes of the listed grounds, by profile."""
    fresh: Collection[int]
    """Comments without any ruling, claim or open report so far."""


@dataclass(frozen=True)
class Decision:
    """What was decided on one wording, checked against every rule."""

    act: str
    revision: int
    ground: str = ""
    note: str = ""
    note_language: str = UNKNOWN
    internal_note: str = ""
    spans: Sequence[rules.Span] = ()
    addressee: Addressee = NOBODY


def rule(
    actor: Actor,
    comment: Comment,
    *,
    act: str,
    seen_lock_version: int,
    now: datetime,
    ground: str = "",
    note: str = "",
    internal_note: str = "",
    language: str = "",
    redactions: Sequence[rules.Span] = (),
    addressee: Addressee = NOBODY,
    known: Known | None = None,
    is_note_looked_at: bool = False,
) -> Ruling:
    """Rule on what waits of a comment, or again on what everybody sees.

    ``redactions`` are (start, end) in code points of ``text_to_rule``. ``seen_lock_version`` is the comment's
    as the moderator read it; Conflict where it changed since (A04). Hiding a correction leaves the text published
    before it standing. ``language`` is that of the page the notes were written on, ``addressee`` the office a
    comment is passed on to. ``is_note_looked_at``: what ``look_at_note`` found of this note.
    """
    consultation = consultations.get_by_id(comment.consultation_id)
    check_permission(actor, comment, consultation)
    if known is None:
        consulting.take_side(actor, consultation, consulting.MODERATING, now=now)
    act = rules.act_on_withheld(act) if comment.is_withheld else rules.check_act(act)
    rules.check_state(comment.state)
    if comment.state == "withheld" and contributions.restricted_at(comment.id) is not None:
        raise Conflict(RESTRICTED)
    check_unchanged(comment, seen_lock_version)
    number = queries.revision_to_rule(comment)
    body, wording = "", ""
    if act == "redact":
        revision = contributions.revision(comment.id, number)
        body, wording = (revision.body, showing.wording_of(revision.proposal)) if revision else ("", "")
        redactions = showing.without_article_words(redactions, revision) if revision else redactions
    listed = known.grounds[consultation.profile] if known else queries.ground_codes(consultation.profile, act)
    decision = Decision(
        act=act,
        revision=number,
        ground=rules.check_ground(act, ground, listed),
        note=rules.check_note(act, note),
        note_language=language_of(note or internal_note, language),
        internal_note=text.normalise(internal_note, limit=rules.NOTE_LIMIT, field="internal_note"),
        spans=rules.check_spans(act, body, redactions, wording=wording),
        addressee=check_addressee(act, addressee),
    )
    is_fresh = known is not None and comment.id in known.fresh
    takes_nothing_off = not is_on_pages(comment)
    made = put_in_force(
        actor, comment, consultation, decision, role=role_of(actor, "moderator"), now=now, is_fresh=is_fresh
    )
    if known is None:  # only now: what it publishes may be quoted, what it hides may not
        of = [comment.id] if is_note_looked_at and takes_nothing_off else None
        consulting.check_said(consultation, [decision.note], "note", of=of)
    return made


def is_on_pages(comment: Comment) -> bool:
    """Whether a ruling may take words or a name off pages, so that what a note says was public only before it."""
    return comment.state == "published"


def look_at_note(consultation: Consultation, act: str, note: str) -> bool:
    """Whether a note says nothing that isn't public, looked at before the lock: that reads every unpublished comment.

    ``rule`` then looks for words of the comment that it is about alone, where that wasn't public before. What it takes
    off pages may have been the only place where a short quotation or a name stands: then, and where this finds
    something, it looks at everything again.
    """
    try:
        consulting.check_said(consultation, [rules.check_note(act, note)], "note")
    except Refused:
        return False
    return True


def check_permission(actor: Actor, comment: Comment, consultation: Consultation) -> None:
    """Raises Forbidden in words that say which of the two rules stands in the way."""
    sender = queries.find_sender(comment.submission_id)
    if not permissions.may_rule(actor, consultation, sender):
        raise Forbidden(OWN if permissions.is_own(actor, sender) else NOT_YOURS)


def check_unchanged(comment: Comment, seen_lock_version: int) -> None:
    """Raises Conflict where the comment isn't what the moderator read, or a review is open on it."""
    if comment.lock_version != seen_lock_version:
        latest = queries.latest_ruling(comment.id)
        if comment.waiting_since is None and latest is not None:
            raise Conflict(
                N_("%(who)s ruled on this comment while you were reading. Please look at it again."),
                who=_who(latest),
            )
        raise Conflict(N_("The text changed while you were reading. Please read it again before you decide."))
    if comment.waiting_revision is None and queries.open_review(comment.id) is not None:
        raise Conflict(
            N_("The sender asked for a review of the ruling. It is decided there, by another person.")
        )


def _who(ruling: Ruling) -> str:
    return accounts.get(ruling.account_id).name if ruling.account_id is not None else ruling.role


def role_of(actor: Actor, role: str) -> str:
    """The role an entry names: the console is named as such."""
    return role if actor.kind == "account" else actor.kind


def put_in_force(
    actor: Actor,
    comment: Comment,
    consultation: Consultation,
    decision: Decision,
    *,
    role: str,
    now: datetime,
    review: Review | None = None,
    office_id: int | None = None,
    is_fresh: bool = False,
) -> Ruling:
    """Part of verbs: the ruling's row, what everybody sees, the entry and the event.

    ``office_id`` is the unit that acts, where it isn't the consultation's own.
    ``is_fresh``: the caller knows that there is no earlier ruling, claim or open report to put aside.
    """
    redactions = [[start, end, decision.ground] for start, end in decision.spans]
    office_id = office_id or consultation.organisation_id
    is_shown_as_it_was = comment.state == "published" and comment.shown_revision != decision.revision
    is_refused_correction = decision.act == "hide" and is_shown_as_it_was
    if not is_fresh:
        _retire(comment, decision, only_same_revision=is_refused_correction)
    ruling = Ruling(
        public_id=random_id(), consultation_id=consultation.id, comment_id=comment.id, revision=decision.revision,
        act=decision.act, ground=decision.ground, note=decision.note, note_language=decision.note_language,
        internal_note=decision.internal_note, redactions=redactions, referred_to=decision.addressee.office,
        account_id=actor.account_id, pseudonym=actor.pseudonym, role=role,
        organisation_id=office_id, office=actor.offices.get(office_id, ""),
        ruled_at=now, waited_minutes=rules.waited_minutes(comment.waiting_since, now),
        review_id=review.id if review else None, is_in_force=True,
    )  # fmt: skip
    db.session.add(ruling)
    entry = record.append(
        "comment.ruled", actor=actor, now=now, consultation=consultation.public_id,
        objects=[comment.public_id, ruling.public_id, *([review.public_id] if review else [])],
        organisation_id=office_id, role=role,
        ground=decision.ground,
        values=_values(comment, decision, ruling),
    )  # fmt: skip
    ruling.entry_id = entry.id
    if decision.act == "refer" or not (is_fresh and is_gathering()):
        db.session.flush()
    waited_since, waited_for = comment.waiting_since, comment.waiting_revision
    _show(comment, consultation, decision, is_refused_correction=is_refused_correction, now=now)
    if not is_fresh:
        _put_aside(
            comment, ruling, waits_from=waited_since or now, is_refused_correction=is_refused_correction
        )
    if waited_for not in (None, decision.revision):  # a review of an earlier wording: the newer one waits
        showing.apply_wait(comment, now=waited_since or now, number=waited_for)
    if decision.act == "refer":
        refer(actor, comment, consultation, ruling, decision.addressee, now=now)
    together(_tell, (ruling, now))
    return ruling


def _values(comment: Comment, decision: Decision, ruling: Ruling) -> dict[str, str]:
    """What the entry of a ruling commits to."""
    return {
        "act": decision.act, "revision": str(decision.revision), "note": decision.note,
        "note_language": decision.note_language if decision.note else "", "internal_note": decision.internal_note,
        "redactions": json.dumps(ruling.redactions),
        **({"referred_to": ruling.referred_to} if ruling.referred_to else {}),
        **_left(comment, decision, ruling.redactions),
    }  # fmt: skip


def _left(comment: Comment, decision: Decision, redactions: Sequence[Sequence[Any]]) -> dict[str, str]:
    """What everybody reads, where words of it are covered."""
    if decision.act in rules.REVIEWABLE - {"redact"}:
        return {}
    kept = held().get((Revision, comment.id, decision.revision))
    revision = kept or contributions.revision(comment.id, decision.revision)
    if revision is None or not (redactions or revision.confidential):
        return {}
    return {"left": left_to_read(revision.body, redactions, revision.confidential)}


def _tell(ruled: Sequence[tuple[Ruling, datetime]]) -> None:
    """Rulings of a bulk act get their numbers together."""
    db.session.flush()
    for ruling, now in ruled:
        events.emit(CommentRuled(ruling.id), now=now)


def _put_aside(
    comment: Comment, ruling: Ruling, *, waits_from: datetime, is_refused_correction: bool
) -> None:
    """The claim, and the reports that this ruling answers."""
    drop_claim(comment.id)
    if is_refused_correction and queries.open_reports([comment.id]):
        showing.apply_wait(comment, now=waits_from)  # what readers reported is the text that stands
    elif ruling.ground != INTERIM.code:
        close_reports(comment.id, ruling=ruling, now=ruling.ruled_at)


def hide_meanwhile(actor: Actor, comment: Comment, *, now: datetime) -> Ruling:
    """Hide what readers reported until a ruling answers them. It goes on waiting, and nothing is decided by it."""
    consultation = consultations.get_by_id(comment.consultation_id)
    check_permission(actor, comment, consultation)
    if comment.state != "published" or not queries.open_reports([comment.id]):
        raise Conflict(
            N_("Only a published comment that readers reported can be hidden until it is decided.")
        )
    since, number = comment.waiting_since, comment.waiting_revision or comment.shown_revision
    decision = Decision("hide", comment.shown_revision or 1, ground=INTERIM.code)
    ruling = put_in_force(actor, comment, consultation, decision, role=role_of(actor, "moderator"), now=now)
    showing.apply_wait(comment, now=since or now, number=number)
    return ruling


def _retire(comment: Comment, decision: Decision, *, only_same_revision: bool) -> None:
    earlier = [Ruling.comment_id == comment.id, Ruling.is_in_force.is_(True)]
    if only_same_revision:
        earlier.append(Ruling.revision == decision.revision)
    db.session.execute(update(Ruling).where(*earlier).values(is_in_force=False))


def _show(
    comment: Comment,
    consultation: Consultation,
    decision: Decision,
    *,
    is_refused_correction: bool,
    now: datetime,
) -> None:
    note = showing.Note(decision.note, decision.note_language)
    if is_refused_correction:
        showing.apply_keep(comment)
    elif decision.act == "hide":
        showing.apply_hide(comment, ground=decision.ground, note=note, now=now)
    elif decision.act == "refer":
        showing.apply_state(comment, "referred", ground=decision.ground, note=note, now=now)
    elif decision.act == "redact":
        label = label_of(comment, consultation, decision.ground)
        showing.apply_publish(
            comment, decision.revision, redactions=[(start, end, decision.ground) for start, end in decision.spans],
            label=label, ground=decision.ground, note=note, now=now,
        )  # fmt: skip
    else:
        showing.apply_publish(comment, decision.revision, note=note, now=now)


def text_to_rule(revision: Revision) -> str:
    """What passages are marked in: the words, and behind them the wording of the article that they propose."""
    return ruled_text(revision.body, showing.wording_of(revision.proposal))


def find_passages(revision: Revision, lines: str) -> list[rules.Span]:
    """Where the words stand in it that a moderator typed, but for the article's own. Raises Refused naming a line."""
    return rules.find_spans(text_to_rule(revision), lines, is_own=showing.is_senders(revision))


def preview_redaction(
    comment: Comment, revision: Revision, spans: Sequence[rules.Span], ground: str
) -> tuple[str, list[list[str]]]:
    """(safe HTML, proposed wording) of what would be left to read. Changes nothing; raises what ``rule`` would."""
    consultation = consultations.get_by_id(comment.consultation_id)
    rules.check_ground("redact", ground, queries.ground_codes(consultation.profile))
    spans = showing.without_article_words(spans, revision)
    spans = rules.check_spans("redact", revision.body, spans, wording=showing.wording_of(revision.proposal))
    redactions = [(start, end, ground) for start, end in spans]
    labels = [label_of(comment, consultation, ground)] * len(spans)
    shown = showing.covered_proposal(revision.proposal, revision.body, redactions)
    return showing.rendered(revision.body, redactions, labels), shown


def label_of(comment: Comment, consultation: Consultation, ground: str) -> Label:
    """What stands in place of redacted words: the ground, in the language of the words around it where we speak it."""
    spoken = comment.language if comment.language in i18n.LANGUAGES else consultation.language
    with i18n.speaking(spoken):
        language = i18n.language()
        name = queries.ground_names(consultation.profile, language).get(ground, ground)
        words = i18n.gettext(N_("Redacted: %(ground)s"), ground=name)
    return Label(words, "" if language == comment.language else i18n.TAGS[language])

"""What finishing asks of this room, what of it is signed, which HTML it stores, and how a reply is reported."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from consult.analysis import queries as readings
from consult.analysis import service as reading
from consult.analysis.queries import given
from consult.consultations import queries as consultations_queries
from consult.consultations import service as consultations
from consult.consultations.models import Consultation
from consult.contributions import fates
from consult.contributions import service as contributions
from consult.contributions.models import Comment
from consult.foundation import i18n, rerendering, sweeping
from consult.foundation.access import Actor
from consult.foundation.errors import N_
from consult.moderation import service as moderation
from consult.organisations import queries as organisations
from consult.organisations import service as bodies
from consult.organisations.models import Approval
from consult.organisations.service.approving import ACTS, Act, Description, Lines
from consult.outcomes import queries, record_checks, service
from consult.outcomes.models import (
    AnswerRating,
    Commitment,
    DecisionDossier,
    Disposition,
    DueDay,
    InterimResponse,
    PassageCause,
    ReceivedSummary,
    Reply,
    SecondLook,
    ThemeDisposition,
)
from consult.outcomes.queries import joint
from consult.outcomes.service import due_days
from consult.record import checks


def owed_to_the_public(consultation: Consultation) -> list[str]:
    """What is missing, in the language of this request."""
    return [i18n.refusal_text(one) for one in queries.missing_to_finish(consultation, i18n.language())]


if owed_to_the_public not in consultations.FINISH_REQUIREMENTS:
    consultations.FINISH_REQUIREMENTS.append(owed_to_the_public)

if joint.read_for_parts not in given.ALSO_GIVEN:
    given.ALSO_GIVEN.append(joint.read_for_parts)
if queries.fates_of not in fates.KNOWN:
    fates.KNOWN.append(queries.fates_of)
if service.covered_words not in consultations.VERSION_BARS:
    consultations.VERSION_BARS.append(service.covered_words)
if service.check_reasons not in consultations.LOOKS:
    consultations.LOOKS.append(service.check_reasons)
rerendering.keep(
    rerendering.Stored(
        "replies and outcomes",
        service.count_stale,
        service.render_again,
        lambda rows, now: service.store_again(rows, now=now),
    )
)


SUMMARIES = (
    "summary.promised",
    "summary.postponed",
    "summary.drafted",
    "summary.published",
    "summary.corrected",
)


def check_answers() -> str:
    """Replies and dispositions against the entries that made or changed them, and what authors say of them."""
    held = _check_answers()
    record_checks.check_what_is_rated()
    record_checks.check_who_closed()
    return held


def _check_answers() -> str:
    return checks.check_tables(
        checks.Kept(
            Reply, ("reply.published", "reply.corrected", "reply.quotation_erased"), made_by=("reply.published",),
            columns={"body": "body", "language": "language"},
        ),
        checks.Kept(
            Disposition, ("disposition.set",), columns={"disposition": "disposition", "decided_at": "time"},
        ),
        checks.Kept(
            Disposition, ("disposition.set", "disposition.quotation_erased"), made_by=("disposition.set",),
            columns={"reason": "reason"},
        ),
        checks.Kept(
            InterimResponse, ("interim.published",), columns={"body": "body", "law": "law", "unread": "unread"},
        ),
        checks.Kept(
            AnswerRating, ("answer.rated",), place=1, columns={"value": "value", "rated_at": "time"},
        ),
        checks.Kept(
            SecondLook, ("answer.second_look_asked", "answer.second_look_closed"), place=1,
            made_by=("answer.second_look_asked",), columns={"reason": "reason", "note": "note"},
            emptied=("reason",),
        ),
        checks.Kept(
            Commitment, ("commitment.made", "commitment.reported", "commitment.quotation_erased"),
            made_by=("commitment.made",),
            columns={"body": "body", "owner": "owner", "due_on": "due_on", "state": "state"},
        ),
        checks.Kept(
            DecisionDossier, ("dossier.handed_over", "dossier.acknowledged"), made_by=("dossier.handed_over",),
            columns={"sha256": "sha256", "handed_to": "handed_to", "acknowledged_by": "acknowledged_by"},
        ),
        checks.Kept(
            ReceivedSummary,
            (*SUMMARIES, "summary.quotation_erased"),
            made_by=SUMMARIES,
            columns={"body": "body", "due_on": "due_now"}, read={"due_on": lambda day: day.isoformat() if day else ""},
        ),
        checks.Kept(
            DueDay, ("due.set", "due.moved"), made_by=("due.set",), columns={"due_on": "due_on", "reason": "reason"},
        ),
        checks.Kept(
            ThemeDisposition, ("disposition.theme_set",),
            columns={"disposition": "disposition", "decided_at": "time"},
        ),
        checks.Kept(
            ThemeDisposition, ("disposition.theme_set", "disposition.quotation_erased"),
            made_by=("disposition.theme_set",), columns={"reason": "reason"},
        ),
        checks.Kept(
            PassageCause, ("passage.traced",), columns={"passage": "passage", "kind": "kind", "reason": "reason"},
        ),
    )  # fmt: skip


for follow in (service.wipe, service.wipe_looks):
    if follow not in contributions.FOLLOWING:
        contributions.FOLLOWING.append(follow)


FOLLOWED = frozenset({"withdrawn", "hidden", "redacted", "corrected"})


def follow_shown(changes: Sequence[contributions.Change]) -> None:
    """What leaves every page, or is covered there, leaves official texts, too, unless a hold keeps all as it is."""
    held = contributions.held_consultations()
    of: dict[int, dict[int, Comment]] = defaultdict(dict)
    for one in changes:
        comment = one.comment
        was_public = comment.published_at is not None or one.reason == "withdrawn"
        if one.reason in FOLLOWED and was_public and (comment.state != "published" or comment.is_redacted):
            of[comment.consultation_id][comment.id] = comment
    for consultation_id, comments in of.items():
        quoting = contributions.quoting(list(comments.values()), changes[0].now)
        if quoting and consultation_id not in held:
            service.wipe(quoting)


if follow_shown not in contributions.SHOWN_CHANGED_TOGETHER:
    contributions.SHOWN_CHANGED_TOGETHER.append(follow_shown)
checks.ERASING.update((
    "disposition.quotation_erased", "outcome.quotation_erased", "summary.quotation_erased",
    "commitment.quotation_erased",
))  # fmt: skip
checks.ERASING.update(("reply.quotation_erased", "answer.quotation_erased", "passage.reason-erased"))
checks.covers(
    "outcomes", check_answers, "reply", "disposition", "theme_disposition", "interim_response", "passage_cause",
    "received_summary", "decision_dossier", "answer_rating", "second_look", "commitment", "due_day",
)  # fmt: skip
for _move in (due_days.pause, due_days.pause_summary):
    if _move not in consultations.CLOCKS:
        consultations.CLOCKS.append(_move)
checks.derives(
    record_checks.ANSWERED.derived(
        "answer counts", ("reply_comment", "reply", "comment"), consultations_queries.public_id_of
    )
)
checks.exempts({
    "joint_reply": "asking for it and publishing it are entries; so is each part",
    "reply_part": "each wording that was handed in is an entry, and so is each change of who owes it",
    "outcome_escalation": "follows from the due date; a mark that it was told",
    "outcome_postponement": "each one is an entry with both dates and the reason",
    "reply_wording": "earlier wordings; each is in the entry that published it",
})  # fmt: skip


def describe_outcome(approval: Approval) -> Description:
    """The outcome that is to become public."""
    consultation = consultations.consultation_of(approval)
    outcome = queries.outcome_of(consultation.id)
    lines = [(i18n.gettext(N_("The decision")), outcome.decision if outcome else "", consultation.language)]
    link = f"/{i18n.language()}/desk/consultations/{consultation.slug}/outcome"
    return Description(consultation.title, consultation.language, lines, link)


def describe_interim(approval: Approval) -> Description:
    """The interim response that is to become public while comments are unread."""
    consultation, facts = consultations.consultation_of(approval), approval.facts
    unread, until = readings.coverage(consultation.id).unread, date.fromisoformat(facts["until"])
    lines: Lines = [
        (i18n.gettext(N_("Interim response")), str(facts["body"]), str(facts["language"])),
        (i18n.gettext(N_("The law that forces the date")), str(facts["law"]), str(facts["language"])),
        (i18n.gettext(N_("Comments that nobody has read yet")), i18n.number_text(unread)),
        (i18n.gettext(N_("The rest will be read by")), i18n.date_text(until)),
    ]
    return _on_desk(consultation, lines, "outcome")


def describe_summary(approval: Approval) -> Description:
    """The summary of what was received that is to become public."""
    consultation = consultations.consultation_of(approval)
    summary = queries.summary_of(consultation.id)
    label = i18n.gettext(N_("What was received"))
    lines: Lines = [(label, summary.body, summary.language) if summary else (label, "")]
    link = f"/{i18n.language()}/desk/consultations/{consultation.slug}/summary"
    return Description(consultation.title, consultation.language, lines, link)


def describe_reply(approval: Approval) -> Description:
    """A reply that is to become public."""
    number = str(len(approval.facts["comments"]))
    lines: Lines = [
        (i18n.gettext(N_("Comments")), number),
        (i18n.gettext(N_("Your reply")), str(approval.facts["body"]), str(approval.facts["language"])),
    ]
    return _on_desk(consultations.consultation_of(approval), lines)


def describe_joint(approval: Approval) -> Description:
    """The parts of several departments that are to become one reply."""
    parts = queries.parts_of(queries.get_joint(approval.subject).id)
    names = organisations.names_in([one.organisation_id for one in parts], i18n.language())
    lines: Lines = [(names[one.organisation_id], one.body, one.language) for one in parts]
    return _on_desk(consultations.consultation_of(approval), lines)


def _on_desk(consultation: Consultation, lines: Lines, page: str = "replies") -> Description:
    link = f"/{i18n.language()}/desk/consultations/{consultation.slug}/{page}"
    return Description(consultation.title, consultation.language, lines, link)


ACTS[service.PUBLISH_INTERIM] = Act(
    N_("Publish an interim response"),
    service.publish_signed_interim,
    service.interim_content,
    describe_interim,
    is_for_running=True,
)
ACTS[service.PUBLISH_SUMMARY] = Act(
    N_("Publish the summary"),
    service.publish_signed_summary,
    service.summary_content,
    describe_summary,
    is_for_running=True,
)
ACTS[service.PUBLISH_REPLY] = Act(
    N_("Publish a reply"),
    service.publish_signed_reply,
    lambda approval: str(approval.facts["body"]),
    describe_reply,
    is_for_running=True,
)
ACTS[service.PUBLISH_JOINTLY] = Act(
    N_("Publish a joint reply"),
    service.publish_signed_jointly,
    service.joint_content,
    describe_joint,
    is_for_running=True,
)
if service.hand_up_parts not in bodies.CLOSING:
    bodies.CLOSING.append(service.hand_up_parts)
if service.follow_merger not in reading.MERGING:
    reading.MERGING.append(service.follow_merger)
ACTS[service.PUBLISH] = Act(
    N_("Publish the outcome"),
    service.publish_signed_outcome,
    service.outcome_content,
    describe_outcome,
    is_for_running=True,
)


def describe_postponement(approval: Approval) -> Description:
    """A later day for the outcome."""
    consultation = consultations.consultation_of(approval)
    return _another_day(consultation, consultation.outcome_due_on, approval, "outcome")


def describe_summary_postponement(approval: Approval) -> Description:
    """Another day for the summary of what was received."""
    consultation = consultations.consultation_of(approval)
    summary = queries.summary_of(consultation.id)
    return _another_day(consultation, summary.due_on if summary else None, approval, "summary")


def _another_day(
    consultation: Consultation, due_on: date | None, approval: Approval, page: str
) -> Description:
    lines = [
        (i18n.gettext(N_("Promised for")), i18n.date_text(due_on) if due_on else "–"),
        (i18n.gettext(N_("The other day")), i18n.date_text(date.fromisoformat(approval.facts["until"]))),
        (i18n.gettext(N_("Reason")), str(approval.facts["reason"])),
    ]
    link = f"/{i18n.language()}/desk/consultations/{consultation.slug}/{page}"
    return Description(consultation.title, consultation.language, lines, link)


ACTS[service.POSTPONE] = Act(
    N_("Promise the outcome for a later day"),
    service.postpone_agreed,
    service.postponement_content,
    describe_postponement,
    is_for_running=True,
)
ACTS[service.POSTPONE_SUMMARY] = Act(
    N_("Promise the summary for another day"),
    service.postpone_summary_agreed,
    service.summary_postponement_content,
    describe_summary_postponement,
    is_for_running=True,
)


class Replies:
    """Official replies, as moderators find and hide what readers report (moderation.Subject)."""

    def find(self, public_id: str) -> moderation.Published | None:
        """The reply, shown or hidden."""
        reply = queries.reply_called(public_id)
        if reply is None:
            return None
        slug = consultations_queries.get_by_id(reply.consultation_id).slug
        return moderation.Published(
            subject="reply", public_id=reply.public_id, consultation_id=reply.consultation_id, html=reply.html,
            language=reply.language, place=f"consultations/{slug}/replies/{reply.public_id}",
            is_shown=reply.hidden_at is None, written_by=reply.account_id,
        )  # fmt: skip

    def hide(self, actor: Actor, public_id: str, *, ground: str, now: datetime) -> None:  # noqa: ARG002 - the Protocol's
        """Take its words from every page."""
        service.hide_reply(public_id, ground=ground, now=now)

    def show(self, actor: Actor, public_id: str, *, now: datetime) -> None:  # noqa: ARG002 - the Protocol's arguments
        """Show them again."""
        service.show_reply(public_id)


moderation.SUBJECTS["reply"] = Replies()
sweeping.TABLES.update((
    "commitment", "due_day", "outcome_postponement",
    "reply", "reply_wording", "passage_cause", "disposition", "theme_disposition", "outcome", "received_summary",
    "interim_response", "second_look",
    "reply_part", "joint_reply", "approval",
))  # fmt: skip

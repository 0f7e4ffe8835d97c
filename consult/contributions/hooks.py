"""What lower rooms ask of this one, in the same transaction: an account closes. And which HTML it stores."""

from datetime import datetime, timedelta

from flask import current_app

from consult.accounts import service as accounts
from consult.consultations import queries as consultations
from consult.consultations import service as publishing
from consult.consultations.models import Consultation
from consult.contributions import labels, letters, queries, record_checks, service
from consult.contributions.models import Erasure
from consult.contributions.queries import entering, times
from consult.contributions.service import importing
from consult.foundation import clock, i18n, mail, mail_files, rerendering, sweeping, web
from consult.foundation.access import Actor
from consult.foundation.errors import N_
from consult.organisations.models import Approval
from consult.organisations.service.approving import ACTS, Act, Description
from consult.record import checks


def take_back(actor: Actor, *, account_id: int, now: datetime) -> None:  # noqa: ARG001 - the Protocol's arguments
    """Who closes the account takes everything back."""
    service.take_back_later(actor, account_id=account_id)


def forget(actor: Actor, *, account_id: int, now: datetime) -> None:  # noqa: ARG001 - the Protocol's arguments
    """An account closes: what it sent is forgotten within the limit that its holder reads."""
    within = timedelta(hours=web.settings().erasure_spread_hours)
    service.forget_later(account_id=account_id, now=now, within=within)


if take_back not in accounts.TAKING_BACK:
    accounts.TAKING_BACK.append(take_back)
if service.carry_over not in publishing.VERSION_PUBLISHED:
    publishing.VERSION_PUBLISHED.append(service.carry_over)
if service.keep_back not in publishing.RULES_CHANGED:
    publishing.RULES_CHANGED.append(service.keep_back)
if service.carry_round not in publishing.ROUND_PUBLISHED:
    publishing.ROUND_PUBLISHED.append(service.carry_round)


def check_draft_not_held(consultation: Consultation) -> None:
    """Nothing of a draft is taken out while all of its consultation is on hold."""
    service.check_consultation_not_held(consultation.id)


if check_draft_not_held not in publishing.CHECKS:
    publishing.CHECKS.append(check_draft_not_held)
if service.follow_removed not in publishing.REMOVED:
    publishing.REMOVED.append(service.follow_removed)
if forget not in accounts.CLOSING:
    accounts.CLOSING.append(forget)

rerendering.keep(
    rerendering.Stored(
        "comments",
        service.count_stale,
        service.render_again,
        lambda rows, now: service.store_again(rows, now=now),
    )
)

checks.covers(
    "contributions", record_checks.check_words, "comment", "comment_revision", "erasure", "submission",
)  # fmt: skip
checks.covers("files", record_checks.check_files, "attachment", "asked_file")
for _name in ("attachment", "asked_file"):
    checks.leaves_out(_name, "content")
checks.marks_alone("sender", "clerk_entry", "more_time", "invitation", "asked", "asked_letter")
checks.covers("carrying", record_checks.check_carries, "comment_carry")
checks.ERASING.update((
    "asked.erased",
    "sender.erased", "sender.removed", "submission.contact-erased", "comment.erased", "comment.removed",
    "comment.original_erased", "attachment.removed", "wording.removed", "notes.erased", "reason.quotation_erased",
))  # fmt: skip
if record_checks.pseudonyms not in checks.SENDERS:
    checks.SENDERS.append(record_checks.pseudonyms)
for _name, _counts, _from in (
    ("comment counts", record_checks.COMMENTS, ("comment",)),
    ("submission counts", record_checks.SUBMISSIONS, ("submission", "comment")),
):
    checks.derives(_counts.derived(_name, _from, consultations.public_id_of))
checks.exempts({
    "given_receipt": "which entries senders hold receipts of; each receipt is proven by its entry",
    "contribution_import": "each import is an entry with its counts and the hash of its file",
    "sender_code": "codes in text messages, hashed, minutes long",
    "submission_draft": "what somebody is still writing; nobody has received it",
    "submission_draft_part": "what somebody is still writing; nobody has received it",
    "submission_draft_file": "what somebody is still writing; nobody has received it",
    "earlier_comment": "each place is in the entry that carried it; the verifier of the package compares them",
    "sender_link": "each is an entry with both submissions and the reason",
})  # fmt: skip


def describe_new_key(approval: Approval) -> Description:
    """A new private key for somebody who lost the slip."""
    submission = entering.submission_called(approval.subject)
    title, language = consultations.titles_in([submission.consultation_id], i18n.language())[
        submission.consultation_id
    ]
    lines = [(i18n.gettext(N_("Reason")), str(approval.facts["reason"]))]
    return Description(title, language, lines, f"/{i18n.language()}/desk/entered/{submission.public_id}")


ACTS[service.REISSUE] = Act(
    N_("Give a sender a new private key"), service.reissue_key, lambda approval: str(approval.facts["key_hash"]),
    describe_new_key, roles=("clerk", "administrator"),
)  # fmt: skip


def describe_more_time(approval: Approval) -> Description:
    """More time for one body, place or person: who signs it knows for whom."""
    made = times.more_time_called(approval.subject)
    consultation = consultations.get_by_id(made.consultation_id)
    title, language = consultations.titles_in([consultation.id], i18n.language())[consultation.id]
    lines = [
        (i18n.gettext(N_("For which group, as everybody reads it")), made.group),
        *([(i18n.gettext(N_("For whom; only staff and auditors read it")), made.whom)] if made.whom else []),
        *([(i18n.gettext(N_("For all who must be asked of one place")), made.place)] if made.place else []),
        (i18n.gettext(N_("Until")), i18n.instant_text(made.until, consultation.timezone)),
        (i18n.gettext(N_("Reason")), made.reason),
    ]
    closes_at = consultation.closes_at
    if closes_at is not None and consultations.phase_of(consultation, clock.now()) == "closed":
        since = i18n.instant_text(closes_at, consultation.timezone)
        still = N_("%(instant)s. Whoever is given this time can still send; nobody else can.")
        lines.append((i18n.gettext(N_("Closed for all")), i18n.gettext(still, instant=since)))
    return Description(
        title, language, lines, f"/{i18n.language()}/desk/consultations/{consultation.slug}/more-time"
    )


ACTS[service.MORE_TIME] = Act(
    N_("Give somebody more time"),
    service.grant_more_time,
    service.more_time_signed,
    describe_more_time,
    is_for_running=True,
    why_too_late=service.why_no_more_time,
)


def describe_import(approval: Approval) -> Description:
    """Comments or votes from elsewhere that are to come in while people comment."""
    consultation = consultations.get_by_public_id(approval.consultation)
    facts = approval.facts
    kind = IMPORTED[facts["kind"]]
    lines = [
        (i18n.gettext(N_("What comes in")), i18n.gettext(kind)),
        (i18n.gettext(N_("Source")), facts["source"]),
        (i18n.gettext(N_("SHA-256 of the file")), facts["file"]),
    ]
    if "status" in facts:
        is_published = facts["status"] == "published"
        appear = N_("Published at once") if is_published else N_("Wait for a moderator")
        names = N_("Everybody sees them") if facts["names"] == "shown" else N_("Only staff see them")
        lines += [
            (i18n.gettext(N_("The comments")), i18n.gettext(appear)),
            (i18n.gettext(N_("Names in the file")), i18n.gettext(names)),
        ]
    link = f"/{i18n.language()}/desk/consultations/{consultation.slug}"
    return Description(consultation.title, consultation.language, lines, link)


def nothing_yet(_actor: Actor, _approval: Approval, _now: datetime) -> None:
    """What was agreed to is done by the command when it is run again: the file isn’t here."""


def why_not_needed(approval: Approval, now: datetime) -> str:
    """Why nobody need agree to an import any more: people don't comment there now."""
    consultation = consultations.get_by_public_id(approval.consultation)
    if consultations.phase_of(consultation, now) in ("open", "suspended"):
        return ""
    return N_("The consultation isn’t open any more, so nobody need agree to this import any more.")


IMPORTED = {"comments": N_("Comments"), "votes": N_("Statements and votes")}
ACTS[importing.IMPORT] = Act(
    N_("Import into an open consultation"), nothing_yet, importing.facts_content, describe_import,
    is_for_running=True, why_too_late=why_not_needed,
)  # fmt: skip


# Erasing ------------------------------------------------------------------------------------------


def describe_erasure(approval: Approval) -> Description:
    """What a second person is to erase for good. Neither name nor words are shown here."""
    made = service.erasure_of(approval)
    lines = [
        (i18n.gettext(N_("What goes")), i18n.gettext(labels.SCOPES[made.scope])),
        (i18n.gettext(N_("Legal ground")), i18n.gettext(labels.ERASURE_GROUNDS[approval.facts["ground"]])),
        (i18n.gettext(N_("What the sender reads")), approval.facts["note"] or "–"),
    ]
    return _described(made, lines)


def describe_removal(approval: Approval) -> Description:
    """What a second person is to take out by order."""
    made = service.erasure_of(approval)
    sealed = N_("yes, for good") if made.is_sealed_too else N_("no, auditors can still open it")
    lines = [
        (
            i18n.gettext(N_("What goes")),
            labels.order_scope(
                made.scope, made.revision, made.attachment_id, queries.file_name(made.attachment_id)
            ),
        ),
        (i18n.gettext(N_("Who ordered it")), i18n.gettext(labels.ORDERS[made.order_kind])),
        (i18n.gettext(N_("Number of the order")), made.order_number or "–"),
        (i18n.gettext(N_("What everybody reads about it")), made.order_text),
        (i18n.gettext(N_("Out of the sealed originals, too")), i18n.gettext(sealed)),
    ]
    return _described(made, lines)


def _described(made: Erasure, lines: list[tuple[str, str]]) -> Description:
    consultation = consultations.get_by_id(made.consultation_id)
    link = f"/{i18n.language()}/desk/erasures/{made.public_id}"
    references = [
        one.reference for one in queries.comments_of(made.submission_id) if made.comment_id in (None, one.id)
    ]
    about = (i18n.gettext(N_("About")), ", ".join(references))
    return Description(consultation.title, consultation.language, [about, *lines], link)


def send_certificate(made: Erasure, address: str, now: datetime) -> None:
    """The last mail to this address about it; the outbox forgets it once it is sent."""
    settings = web.settings()
    with i18n.speaking(made.language):
        code = service.code_of(settings.secret, made.public_id)
        link = f"{settings.base_url}/{i18n.language()}/erasures/{made.public_id}/{code}"
        letter = letters.erasure_decided(
            decision=(made.order_kind and "removed") or made.decision,
            link=link,
            days=settings.backup_days,
            site=web.site_name(),
        )
    mail.queue(
        key=f"{letters.CERTIFICATE}{made.public_id}",
        address=address,
        subject=letter.subject,
        body=letter.body,
        now=now,
    )


def forget_copies(wiping: service.Wiping) -> None:
    """Mails that became files for want of a mail server, and pages that this process keeps."""
    references = [one.reference for one in queries.comments_of(wiping.submission.id)]

    def is_meant(address: str, words: str) -> bool:
        own = [one for one in (wiping.email_fold, wiping.phone) if one]
        is_own = any(one in address.lower() for one in own)
        return words in wiping.quotations or (is_own and any(one in words for one in references))

    instance = current_app.extensions["consult_settings"].instance
    mail_files.forget_in(instance, is_meant)
    sweeping.ask(instance)
    current_app.extensions["consult_kept_pages"].forget()


sweeping.TABLES.update((
    "asked", "asked_file", "asked_letter",
    "submission", "sender", "comment", "comment_revision", "attachment", "submission_draft", "submission_draft_part",
    "submission_draft_file", "erasure", "more_time", "invitation", "clerk_entry", "sender_link", "sender_code",
))  # fmt: skip
if send_certificate not in service.CERTIFYING:
    service.CERTIFYING.append(send_certificate)
for _follow in (service.cover_reasons, service.follow_erased, forget_copies):
    if _follow not in service.FOLLOWING:
        service.FOLLOWING.append(_follow)
ADMINISTRATORS = ("administrator",)
ACTS[service.ERASE] = Act(
    N_("Erase what somebody sent"),
    service.erase_signed,
    service.erase_content,
    describe_erasure,
    roles=ADMINISTRATORS,
)
ACTS[service.REMOVE] = Act(
    N_("Remove by order"), service.remove_signed, service.remove_content, describe_removal,
    on_void=service.void_removal, roles=ADMINISTRATORS,
)  # fmt: skip

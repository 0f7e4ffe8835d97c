"""What lower rooms ask of this one, in the same transaction: an account closes. And which HTML it stores."""

from consult.accounts import service as accounts
from consult.consultations import queries as consultations
from consult.contributions import record_checks, service
from consult.contributions.queries import entering
from consult.foundation import i18n, rerendering
from consult.foundation.errors import N_
from consult.organisations.models import Approval
from consult.organisations.service.approving import ACTS, Act, Description
from consult.record import checks

if service.take_back_all not in accounts.TAKING_BACK:
    accounts.TAKING_BACK.append(service.take_back_all)
if service.forget_sender not in accounts.CLOSING:
    accounts.CLOSING.append(service.forget_sender)

rerendering.keep(
    rerendering.Stored(
        "comments",
        service.count_stale,
        service.render_again,
        lambda rows, now: service.store_again(rows, now=now),
    )
)

checks.covers("contributions", record_checks.check_words, "comment", "comment_revision")
checks.ERASING.update(("sender.erased", "submission.contact-erased"))
if record_checks.pseudonyms not in checks.SENDERS:
    checks.SENDERS.append(record_checks.pseudonyms)
checks.exempts({
    "submission": "its comments are held against their entries; the verifier of the package asks the rest",
    "sender": "personal and erasable; what the entry committed to can be opened and is compared there",
    "comment_tally": "counts that follow from comments; `doctor` counts them again",
    "contribution_import": "each import is an entry with its counts and the hash of its file",
    "submission_draft": "what somebody is still writing; nobody has received it",
    "submission_draft_part": "what somebody is still writing; nobody has received it",
    "submission_draft_file": "what somebody is still writing; nobody has received it",
    "more_time": "each request for more time is an entry",
    "submission_tally": "counts that follow from submissions",
    "clerk_entry": "each is an entry with channel, day and way of receipt",
    "sender_link": "each is an entry with both submissions and the reason",
    "attachment": "its hash is in the entry of its submission; the verifier of the package compares it",
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

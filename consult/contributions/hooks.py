"""What lower rooms ask of this one, in the same transaction: an account closes. And which HTML it stores."""

from consult.accounts import service as accounts
from consult.contributions import record_checks, service
from consult.foundation import rerendering
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
    "attachment": "its hash is in the entry of its submission; the verifier of the package compares it",
})  # fmt: skip

"""Reading holds, disposals and requests for access."""

from consult.custody.queries.disposals import (
    Coming,
    coming,
    disposal_called,
    disposals_for,
    every_disposal,
    find_due,
    get_disposal,
    prepared,
    prepared_of,
    public_disposals,
    to_prepare,
    transfers_of,
    triggered_on,
    unswept_disposals,
)
from consult.custody.queries.forgotten import Forgotten, forgotten_mails
from consult.custody.queries.holds import (
    get_hold,
    holds_for,
    holds_in_force,
    holds_on,
    public_holds,
)
from consult.custody.queries.reports import reports_asked_for, requests_for_report
from consult.custody.queries.requests import (
    count_late,
    document_of,
    documents_of,
    gathered_called,
    gathered_for,
    numbers_given_out,
    request_called,
    requests_about,
    requests_answered_before,
    requests_for,
    requests_given_out,
)

__all__ = [
    "Coming", "Forgotten", "coming", "count_late", "disposal_called", "disposals_for", "document_of", "documents_of",
    "every_disposal", "find_due", "forgotten_mails", "gathered_called", "gathered_for", "get_disposal",
    "get_hold", "holds_for",
    "holds_in_force", "holds_on", "numbers_given_out", "prepared", "prepared_of", "public_disposals",
    "public_holds", "reports_asked_for", "request_called", "requests_about", "requests_answered_before",
    "requests_for", "requests_for_report", "requests_given_out", "to_prepare", "transfers_of", "triggered_on",
    "unswept_disposals",
]  # fmt: skip

"""Where something is refused before anybody accepts it, and why, in words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from consult.foundation.errors import N_
from consult.foundation.i18n import gettext

OTHERS = N_("Other forms")
OFFICIAL = N_("Writing an official text")
"""Wherever staff do: only there a name is refused."""
DOORS = {
    "contributions.send_comment": N_("Writing a comment"),
    **dict.fromkeys(
        ("contributions.begin_submission", "contributions.submission_part", "contributions.submission_files",
         "contributions.submission_sender", "contributions.send_submission", "contributions.discard_submission"),
        N_("Writing a submission"),
    ),
    **dict.fromkeys(("contributions.correct", "contributions.own_correct"), N_("Correcting a comment")),
    **dict.fromkeys(("contributions.withdraw", "contributions.own_withdraw"), N_("Taking a comment back")),
    **dict.fromkeys(("contributions.restate", "contributions.own_restate"), N_("Placing a comment in a new version")),
    **dict.fromkeys(
        ("contributions.erase", "contributions.own_erase", "contributions.erase_mine", "contributions.erase_asked"),
        N_("Asking for erasing"),
    ),
    **dict.fromkeys(
        ("contributions.confirm", "contributions.confirm_phone", "contributions.another_code"),
        N_("Confirming an address or a number"),
    ),
    "contributions.use_invitation": N_("Using an invitation"),
    **dict.fromkeys(
        ("contributions.say_no_comment", "contributions.want_time"), N_("Answering as one who must be asked")
    ),
    "contributions.open_receipt": N_("Opening a receipt"),
    **dict.fromkeys(
        ("votes.cast", "votes.start", "votes.confirm", "votes.leave", "votes.mail_receipt", "votes.support"),
        N_("Answering statements"),
    ),
    **dict.fromkeys(("moderation.send_review", "moderation.send_own_review"), N_("Asking for a review")),
    **dict.fromkeys(
        ("moderation.send_report", "moderation.send_text_report", "audits.report_process"), N_("Reporting something")
    ),
    **dict.fromkeys(("outcomes.rate_answer", "outcomes.rate_own_answer"), N_("Rating an answer")),
    **dict.fromkeys(("analysis.own_invitation", "analysis.give_opinion"), N_("Giving an opinion as an expert")),
    **dict.fromkeys(
        ("notifications.send_subscribe", "notifications.confirm_subscription", "notifications.send_unsubscribe"),
        N_("Asking for news by e-mail"),
    ),
    **dict.fromkeys(
        ("accounts.sign_in", "accounts.sign_in_code", "accounts.sign_in_passkey", "accounts.second_step",
         "accounts.sign_out", "accounts.reset", "accounts.set_new_password"),
        N_("Signing in"),
    ),
    **dict.fromkeys(("accounts.sign_up", "accounts.confirm", "organisations.invitation"), N_("Opening an account")),
    **dict.fromkeys(
        (f"accounts.{one}" for one in (
            "address", "confirm_address", "close", "details", "remove_official", "passkeys", "remove_passkey",
            "password", "prove", "prove_code", "prove_passkey", "prove_send", "recovery_codes", "second_factor",
            "remove_second_factor", "end_session", "end_other_sessions",
        )),
        N_("Settings of an account"),
    ),
    **dict.fromkeys(
        ("opendata.order_package", "opendata.ordered", "opendata.acknowledge"), N_("Taking packages and dossiers")
    ),
    "site.verify_receipt": N_("Checking a receipt"),
}  # fmt: skip
"""Endpoint -> what somebody wanted to do there."""
CAUSES = {
    "limit": N_("too many within an hour"),
    "trap": N_("taken for spam"),
    "closed": N_("not open at that time"),
    "overload": N_("the site was overloaded"),
    "repair": N_("the record of the site was being repaired"),
    "name": N_("it named somebody who took part and chose not to be named"),
}


@dataclass(frozen=True)
class RefusedRow:
    """One line of the table."""

    day: date
    door: str
    cause: str
    number: int


def refused_rows(days: Sequence[tuple[date, Mapping[str, Mapping[str, int]]]]) -> list[RefusedRow]:
    """What was refused, by day, door and cause, in the page's language; doors of one name are added up."""
    rows = []
    for day, counts in days:
        numbers = Counter[tuple[str, str]]()
        for door, causes in counts.items():
            for cause, number in causes.items():
                name = OFFICIAL if cause == "name" else DOORS.get(door, OTHERS)
                numbers[gettext(name), gettext(CAUSES.get(cause, cause))] += number
        rows += [RefusedRow(day, door, cause, number) for (door, cause), number in sorted(numbers.items())]
    return rows

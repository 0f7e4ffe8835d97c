"""Those who must be asked, and the letters that went to them."""

from collections.abc import Iterator
from datetime import datetime

from consult.contributions import asking_states
from consult.contributions.models import Asked
from consult.contributions.queries import asking
from consult.opendata.files.shape import AUDITOR, Column, File, Record, Scope


def _exact(instant: datetime | None) -> str:
    return instant.isoformat().replace("+00:00", "Z") if instant else ""


def _shown(scope: Scope, one: Asked) -> bool:
    """Whether its name and place are in the package: a body's always, a person's for auditors."""
    return one.kind == "body" or not scope.is_public


def _answered(scope: Scope, one: Asked) -> str:
    """When the first answer came: of a person everybody reads the day alone, which many submissions share."""
    told = scope.time(one.answered_at)
    return told if _shown(scope, one) else told.partition("T")[0]


def _asked(scope: Scope) -> Iterator[Record]:
    listed = asking.asked_of(scope.consultation.id)
    answers = asking.answers_of([one.id for one in listed if one.kind == "body"])
    scans = asking.hashes_of_scans(scope.consultation.id)
    for one in sorted(listed, key=lambda one: one.public_id):
        yield {
            "id": one.public_id, "kind": one.kind, "name": one.name if _shown(scope, one) else "",
            "place": one.place if _shown(scope, one) else "", "law": one.law, "law_language": one.law_language,
            "address": one.address, "post": one.post, "added_at": scope.time(one.added_at),
            "reason": one.added_reason, "state": asking_states.said(asking.standing(one)),
            "asked_at": scope.time(one.sent_at),
            "answered_at": _answered(scope, one), "no_comment_at": scope.time(one.no_comment_at),
            "channel": one.no_comment_channel,
            "how": one.no_comment_how, "scans": " ".join(scans.get(one.id, ())),
            "wanted_until": _exact(one.wanted_until) if one.wanted_at else "", "wanted_reason": one.wanted_reason,
            "refused_reason": one.refused_reason, "until": _exact(one.until), "struck_reason": one.struck_reason,
            "answers": " ".join(answers.get(one.id, ())),
        }  # fmt: skip


ASKED = File(
    "asked",
    "Those who must be asked: bodies by name, affected people without. Silent is whoever stands as “asked” when the "
    "period, and time extended for them, is over.",
    (
        Column("id", "random id, as entries of the record name it"),
        Column("kind", "body (named by a law) or person (affected; a household counts as one)"),
        Column("name", "name of the body; in the auditor's grade of the person, too, until it is erased"),
        Column("place", "its place; of a person only in the auditor's grade"),
        Column("law", "the law that names it, or how such people are affected"),
        Column("law_language", "language of that"),
        Column("address", "e-mail address or telephone number", AUDITOR),
        Column("post", "postal address", AUDITOR),
        Column("added_at", "when it was put on the list, UTC"),
        Column("reason", "why only after publication, where it was so"),
        Column("state", "not-asked, asked, answered, no-comment or struck (taken off the list)"),
        Column("asked_at", "when the first letter left, UTC"),
        Column(
            "answered_at", "when the first answer came, UTC; of a person only auditors read more than the day"
        ),
        Column("no_comment_at", "when it said that it has no comment, UTC"),
        Column(
            "channel",
            "how it came that there is no comment, where a clerk entered it: post, phone, counter or hall",
        ),
        Column("how", "the way of receipt, as the clerk noted it", AUDITOR),
        Column("scans", "SHA-256 of each scan of that letter", AUDITOR),
        Column("wanted_until", "until when more time is asked for, where nothing is decided yet, UTC"),
        Column("wanted_reason", "why more time was asked for", AUDITOR),
        Column("refused_reason", "why no more time was given, where it was so"),
        Column("until", "until when it may answer, where time was extended for it, UTC"),
        Column("struck_reason", "why it was taken off the list"),
        Column("answers", "references of a body's published answers under its own name"),
    ),
    _asked,
)


def _letters(scope: Scope) -> Iterator[Record]:
    ids = {one.id: one.public_id for one in asking.asked_of(scope.consultation.id)}
    letters = [letter for own in asking.letters_to(ids).values() for letter in own]
    for letter in sorted(letters, key=lambda one: one.public_id):
        yield {
            "id": letter.public_id, "asked": ids[letter.asked_id], "way": letter.way,
            "purpose": "reminder" if letter.is_reminder else "asking", "sent_at": scope.time(letter.sent_at),
            "posted_on": letter.posted_on.isoformat() if letter.posted_on else "",
            "post_number": letter.post_number, "arrived": letter.arrived_at is not None,
            "failed": letter.failed_at is not None, "failed_reason": letter.failed_reason,
        }  # fmt: skip


ASKED_LETTERS = File(
    "asked_letters",
    "The letters to those who must be asked: when each left and what became of it.",
    (
        Column("id", "random id, as entries of the record name it"),
        Column("asked", "id of whom it went to"),
        Column("way", "mail or post"),
        Column("purpose", "asking or reminder"),
        Column("sent_at", "when it was handed to the outbox, or its posting noted, UTC"),
        Column("posted_on", "day of posting"),
        Column("post_number", "number of a registered letter", AUDITOR),
        Column("arrived", "whether a mail server took it"),
        Column("failed", "whether it came back, or was given up"),
        Column("failed_reason", "what it said when it came back", AUDITOR),
    ),
    _letters,
)

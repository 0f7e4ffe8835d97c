"""What authors say of the answers they got, in numbers, and second looks at answers."""

import json
from collections.abc import Iterator

from consult.analysis import queries as reading
from consult.opendata.files.shape import AUDITOR, Column, File, Record, Scope
from consult.outcomes import queries as outcomes
from consult.record import service as record


def _outcome(scope: Scope) -> tuple[str, int]:
    """Its id and how many comments it answers, as told by the entry that published it; older ones don't tell that."""
    published = record.entries_of_types(scope.consultation.public_id, ("outcome.published",))[-1]
    coverage = published.opened.get("coverage")
    received = (
        json.loads(coverage)["received"] if coverage else reading.coverage(scope.consultation.id).received
    )
    return published.objects[0], received


def _ratings(scope: Scope) -> Iterator[Record]:
    said = outcomes.ratings_by_answer(scope.consultation.id)
    if None in said:
        own, asked = _outcome(scope)
        answers, misses = said[None].get("answers", 0), said[None].get("misses", 0)
        yield {
            "reply": "",
            "outcome": own,
            "asked": max(asked, answers + misses),
            "answers": answers,
            "misses": misses,
        }
    for reply in outcomes.every_reply(scope.consultation.id):
        numbers = said.get(reply.id, {})
        yield {
            "reply": reply.public_id,
            "outcome": "",
            "asked": reply.comment_count,
            "answers": numbers.get("answers", 0),
            "misses": numbers.get("misses", 0),
        }


ANSWER_RATINGS = File(
    "answer_ratings",
    "What the authors of comments say of the answers: once each, of the newest reply they got, else of what the "
    "outcome made of their comment; it can be changed.",
    (
        Column(
            "reply",
            "id of the reply; empty in the one row about the outcome, which is there once somebody rated it",
        ),
        Column("outcome", "id of the outcome, as entries of the record name it; empty in rows about replies"),
        Column(
            "asked",
            "comments it answers, of the outcome as counted when it was published: so many could say something; where "
            "more did, as one that was hidden as spam then and published later, so many as did",
        ),
        Column(
            "answers", "how many said last that it answers their point, whatever became of the comment later"
        ),
        Column("misses", "how many said last that it doesn't"),
    ),
    _ratings,
)


def _looks(scope: Scope) -> Iterator[Record]:
    for one in outcomes.second_looks(scope.consultation.id):
        look = one.look
        yield {
            "id": look.public_id,
            "reference": one.reference,
            "reply": one.reply,
            "outcome": one.outcome,
            "reason": look.reason,
            "asked_at": scope.time(look.asked_at),
            "closed_at": scope.time(look.closed_at),
            "note": look.note,
            "note_language": look.note_language if look.note else "",
            "office": look.office,
            "role": look.role,
        }


SECOND_LOOKS = File(
    "second_looks",
    "Every second look at an answer: asked for once by the author, closed with a reason by another person.",
    (
        Column("id", "random id of the second look, as entries of the record name it"),
        Column("reference", "reference of the comment"),
        Column(
            "reply",
            "id of the reply it is about; empty where it is about what the outcome made of the comment",
        ),
        Column(
            "outcome", "id of that outcome, as entries of the record name it; empty where it is about a reply"
        ),
        Column("reason", "what the answer misses, as the author says", AUDITOR),
        Column("asked_at", "when it was asked for, UTC"),
        Column("closed_at", "when it was closed, UTC; empty while it is open"),
        Column("note", "what was found"),
        Column("note_language", "language of that"),
        Column("office", "office that closed it"),
        Column("role", "role under which it was closed"),
    ),
    _looks,
)

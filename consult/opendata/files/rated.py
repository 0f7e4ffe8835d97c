"""What authors say of the answers they got, in numbers, and second looks at answers."""

from collections.abc import Iterator

from consult.opendata.files.shape import AUDITOR, Column, File, Record, Scope
from consult.outcomes import queries as outcomes


def _ratings(scope: Scope) -> Iterator[Record]:
    said = outcomes.ratings_by_reply(scope.consultation.id)
    for reply in outcomes.every_reply(scope.consultation.id):
        numbers = said.get(reply.id, {})
        yield {
            "reply": reply.public_id,
            "asked": reply.comment_count,
            "answers": numbers.get("answers", 0),
            "misses": numbers.get("misses", 0),
        }


ANSWER_RATINGS = File(
    "answer_ratings",
    "What the authors of comments say of each reply: once each, of the newest one they got; it can be changed.",
    (
        Column("reply", "id of the reply"),
        Column("asked", "comments it answers: so many could say something"),
        Column("answers", "how many say that it answers their point"),
        Column("misses", "how many say that it doesn't"),
    ),
    _ratings,
)


def _looks(scope: Scope) -> Iterator[Record]:
    for look, reference, reply in outcomes.second_looks(scope.consultation.id):
        yield {
            "id": look.public_id,
            "reference": reference,
            "reply": reply,
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
        Column("reply", "id of the reply"),
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

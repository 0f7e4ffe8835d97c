"""What is published and handed over on the way to the decision."""

import json
from collections.abc import Iterator

from consult.opendata.files.shape import Column, File, Record, Scope
from consult.outcomes import queries as outcomes


def _summaries(scope: Scope) -> Iterator[Record]:
    for summary, language, words in outcomes.summary_rows(scope.consultation.id):
        yield {
            "id": summary.public_id,
            "language": language,
            "body": words,
            "due_on": summary.due_on.isoformat() if summary.due_on else "",
            "postponed": json.dumps(summary.postponed, ensure_ascii=False) if summary.postponed else "",
            "published_at": scope.time(summary.published_at),
            "office": summary.office,
            "earlier": json.dumps(summary.earlier, ensure_ascii=False) if summary.earlier else "",
        }


SUMMARIES = File(
    "summaries",
    "What was received, without any position: published before the outcome, one row a language.",
    (
        Column("id", "random id of the summary, as entries of the record name it"),
        Column("language", "language of the words"),
        Column("body", "what was received, with what each statement cites in double brackets"),
        Column("due_on", "day it was promised for; empty where none was"),
        Column(
            "postponed", "each later day that was promised, as JSON, oldest first: before, now, reason, at"
        ),
        Column("published_at", "when it was published, UTC"),
        Column("office", "office that published it"),
        Column("earlier", "what everybody read before each correction, as JSON, oldest first"),
    ),
    _summaries,
)

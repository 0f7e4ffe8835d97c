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
            "postponed",
            "each later day that was promised, as JSON, oldest first: before, now, reason, at, by",
        ),
        Column("published_at", "when it was published, UTC"),
        Column("office", "office that published it"),
        Column("earlier", "what everybody read before each correction, as JSON, oldest first"),
    ),
    _summaries,
)


def _dossiers(scope: Scope) -> Iterator[Record]:
    for one in outcomes.dossiers_of(scope.consultation.id):
        yield {
            "id": one.public_id,
            "sha256": one.sha256,
            "handed_to": one.handed_to,
            "handed_at": scope.time(one.handed_at),
            "office": one.office,
            "acknowledged_by": one.acknowledged_by,
            "acknowledged_office": one.acknowledged_office,
            "acknowledged_at": scope.time(one.acknowledged_at),
        }


DOSSIERS = File(
    "dossiers",
    "Each dossier of all that was received that was handed to those who decide, and who acknowledged it by name.",
    (
        Column("id", "random id of the dossier, as entries of the record name it"),
        Column("sha256", "SHA-256 of the file that was handed over"),
        Column("handed_to", "the deciding body"),
        Column("handed_at", "when it was handed over, UTC"),
        Column("office", "office that handed it over"),
        Column("acknowledged_by", "name of who acknowledged it; empty until somebody does"),
        Column("acknowledged_office", "their office"),
        Column("acknowledged_at", "when, UTC"),
    ),
    _dossiers,
)


def _commitments(scope: Scope) -> Iterator[Record]:
    for one in outcomes.commitments_of(scope.consultation.id):
        words = {**one.texts, one.language: one.body}
        for language in sorted(words):
            yield {
                "id": one.public_id,
                "language": language,
                "body": words[language],
                "owner": one.owner,
                "due_on": one.due_on.isoformat(),
                "state": one.state,
                "made_at": scope.time(one.made_at),
                "office": one.office,
                "history": json.dumps(one.history, ensure_ascii=False) if one.history else "",
            }


COMMITMENTS = File(
    "commitments",
    "What was promised by a day, and how it stands, one row a language.",
    (
        Column("id", "random id of the commitment, as entries of the record name it"),
        Column("language", "language of the words"),
        Column("body", "what will be done"),
        Column("owner", "who owes it, by office"),
        Column("due_on", "by which day, as it stands now"),
        Column("state", "open, kept or dropped"),
        Column("made_at", "when it was promised, UTC"),
        Column("office", "office that promised it"),
        Column(
            "history", "each report as JSON, oldest first: state, due_on, note, note_language, at, office"
        ),
    ),
    _commitments,
)

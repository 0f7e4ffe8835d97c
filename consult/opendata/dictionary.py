"""The dictionary of a package: every column of every file in words (S04). Made from the same table the rows are."""

from collections.abc import Iterator

from consult.opendata.files import FILES, Grade


def dictionary_rows(grade: Grade) -> Iterator[dict[str, str]]:
    """``{file, column, meaning}`` for every column that a package of this grade has, each table once.

    ``file`` is without ``.csv`` or ``.jsonl`` where the package holds the table as both.
    """
    for file in FILES:
        if file.only in (None, grade):
            for column in file.columns:
                if column.only in (None, grade):
                    yield {"file": f"data/{file.name}", "column": column.name, "meaning": column.meaning}
    for name, one, meaning in EXTRA:
        yield {"file": name, "column": one, "meaning": meaning}


def file_rows(grade: Grade) -> Iterator[dict[str, str]]:
    """The same for every file by the name it has in the package, so that a program finds each cell by its header."""
    for row in dictionary_rows(grade):
        for ending in ("",) if row["file"].endswith((".csv", ".jsonl")) else (".csv", ".jsonl"):
            yield {**row, "file": row["file"] + ending}


EXTRA = (
    ("dictionary", "file", "file of the package"),
    ("dictionary", "column", "name of the column"),
    ("dictionary", "meaning", "what it holds"),
    ("record/entries.jsonl", "v", "version of the entry's form"),
    ("record/entries.jsonl", "id", "random id of the entry"),
    ("record/entries.jsonl", "time", "when, UTC, to the minute"),
    ("record/entries.jsonl", "type", "what happened: <thing>.<past participle>"),
    ("record/entries.jsonl", "consultation", "id of the consultation"),
    ("record/entries.jsonl", "objects", "ids of what it happened to"),
    ("record/entries.jsonl", "actor", "name in the record of who did it"),
    ("record/entries.jsonl", "office", "office, where staff did it"),
    ("record/entries.jsonl", "role", "role, where staff did it"),
    ("record/entries.jsonl", "ground", "listed ground, where there is one"),
    ("record/entries.jsonl", "commitments", "salted commitments to what isn't shown, by field"),
    ("record/openings.jsonl", "entry", "id of the entry"),
    ("record/openings.jsonl", "fields", "by field: [salt in hexadecimal, committed value]"),
    ("polis/comments.csv", "timestamp", "when the statement was opened, milliseconds since 1970, UTC"),
    ("polis/comments.csv", "datetime", "the same in words"),
    ("polis/comments.csv", "comment-id", "number of the statement, as in data/statements"),
    ("polis/comments.csv", "author-id", "empty: who wrote the comment isn't given here"),
    ("polis/comments.csv", "agrees", "votes that count: agree"),
    ("polis/comments.csv", "disagrees", "votes that count: disagree"),
    (
        "polis/comments.csv",
        "moderated",
        "1 put to agreement, 0 not looked at, -1 rejected where it was imported from",
    ),
    ("polis/comments.csv", "comment-body", "the statement's text"),
    ("polis/votes.csv", "timestamp", "when it was cast, milliseconds since 1970, UTC"),
    ("polis/votes.csv", "datetime", "the same in words"),
    ("polis/votes.csv", "comment-id", "number of the statement"),
    ("polis/votes.csv", "voter-id", "number of the voter, made for this file"),
    ("polis/votes.csv", "vote", "the vote that counts: 1 agree, -1 disagree, 0 pass"),
    ("polis/participants-votes.csv", "participant", "number of the voter, as in polis/votes.csv"),
    ("polis/participants-votes.csv", "group-id", "opinion group, where groups were made"),
    ("polis/participants-votes.csv", "n-comments", "statements this voter wrote, as far as known here"),
    ("polis/participants-votes.csv", "n-votes", "votes of this voter that count"),
    ("polis/participants-votes.csv", "n-agree", "of them: agree"),
    ("polis/participants-votes.csv", "n-disagree", "of them: disagree"),
    (
        "polis/participants-votes.csv",
        "*",
        "every other column is the number of a statement: 1 agree, -1 disagree, 0 pass, empty without a vote",
    ),
    (
        "polis/summary.csv",
        "*",
        "no header: each line is a name and its value, as Polis exports them (topic, voters, comments …)",
    ),
)

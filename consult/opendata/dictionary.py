"""The dictionary of a package: every column of every file in words (S04). Made from the same table the rows are."""

from collections.abc import Iterator

from consult.opendata.files import FILES, Grade


def dictionary_rows(grade: Grade) -> Iterator[dict[str, str]]:
    """``{file, column, meaning}`` for every column that a package of this grade has."""
    for file in FILES:
        if file.only in (None, grade):
            for column in file.columns:
                if column.only in (None, grade):
                    yield {"file": f"data/{file.name}", "column": column.name, "meaning": column.meaning}
    for name, one, meaning in EXTRA:
        yield {"file": name, "column": one, "meaning": meaning}


EXTRA = (
    ("dictionary", "file", "file of the package, without .csv or .jsonl"),
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
    ("polis/comments.csv", "*", "the statements in the form of a Polis export; comment-id is our number"),
    (
        "polis/votes.csv",
        "*",
        "the votes that count in the form of a Polis export: 1 agree, -1 disagree, 0 pass",
    ),
    ("polis/participants-votes.csv", "*", "one row a voter with one column a statement, as Polis exports it"),
    ("polis/summary.csv", "*", "key and value pairs about the votes, as Polis exports them"),
)

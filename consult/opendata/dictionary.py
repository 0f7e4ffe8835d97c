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
    found = [
        {**row, "file": row["file"] + ending}
        for row in dictionary_rows(grade)
        for ending in (("",) if row["file"].endswith((".csv", ".jsonl")) else (".csv", ".jsonl"))
    ]
    yield from sorted(found, key=lambda row: row["file"])


LOG = (
    ("entries", "v", "version of the entry's form"),
    ("entries", "id", "random id of the entry"),
    ("entries", "time", "when, UTC, to the minute"),
    ("entries", "type", "what happened: <thing>.<past participle>"),
    ("entries", "consultation", "id of the consultation"),
    ("entries", "objects", "ids of what it happened to"),
    ("entries", "actor", "name in the record of who did it"),
    ("entries", "office", "office, where staff did it"),
    ("entries", "role", "role, where staff did it"),
    ("entries", "ground", "listed ground, where there is one"),
    ("entries", "commitments", "salted commitments to what isn't shown, by field"),
    ("openings", "entry", "id of the entry"),
    ("openings", "fields", "by field: [salt in hexadecimal, committed value]"),
    ("checkpoints", "size", "how many entries the checkpoint covers"),
    ("checkpoints", "signed_at", "when it was signed, UTC, to the minute"),
    ("checkpoints", "note", "the checkpoint itself, a signed note"),
)
"""Files of a log: of the consultation's, and below ``site/`` of the site's."""
EXTRA = (
    ("data/dictionary", "file", "file of the package"),
    ("data/dictionary", "column", "name of the column"),
    ("data/dictionary", "meaning", "what it holds"),
    *((f"data/{log}{name}.jsonl", column, meaning) for log in ("", "site/") for name, column, meaning in LOG),
    ("data/premis-events.jsonl", "identifier", "id of the entry"),
    ("data/premis-events.jsonl", "type", "what happened, in the words of PREMIS"),
    ("data/premis-events.jsonl", "date_time", "when, UTC, to the minute"),
    ("data/premis-events.jsonl", "detail", "type of the entry"),
    ("data/premis-events.jsonl", "outcome", "success: only what was done is an entry"),
    ("data/premis-events.jsonl", "agent", "who did it: name in the record, office, role"),
    ("data/premis-events.jsonl", "objects", "ids of what it happened to"),
    ("data/polis/comments.csv", "timestamp", "when the statement was opened, milliseconds since 1970, UTC"),
    ("data/polis/comments.csv", "datetime", "the same in words"),
    ("data/polis/comments.csv", "comment-id", "number of the statement, as in data/statements"),
    ("data/polis/comments.csv", "author-id", "empty: who wrote the comment isn't given here"),
    ("data/polis/comments.csv", "agrees", "votes that count: agree"),
    ("data/polis/comments.csv", "disagrees", "votes that count: disagree"),
    (
        "data/polis/comments.csv",
        "moderated",
        "1 put to agreement, 0 not looked at, -1 rejected where it was imported from",
    ),
    ("data/polis/comments.csv", "comment-body", "the statement's text"),
    ("data/polis/votes.csv", "timestamp", "when it was cast, milliseconds since 1970, UTC"),
    ("data/polis/votes.csv", "datetime", "the same in words"),
    ("data/polis/votes.csv", "comment-id", "number of the statement"),
    ("data/polis/votes.csv", "voter-id", "number of the voter, made for this file"),
    ("data/polis/votes.csv", "vote", "the vote that counts: 1 agree, -1 disagree, 0 pass"),
    ("data/polis/participants-votes.csv", "participant", "number of the voter, as in polis/votes.csv"),
    ("data/polis/participants-votes.csv", "group-id", "opinion group, where groups were made"),
    ("data/polis/participants-votes.csv", "n-comments", "statements this voter wrote, as far as known here"),
    ("data/polis/participants-votes.csv", "n-votes", "votes of this voter that count"),
    ("data/polis/participants-votes.csv", "n-agree", "of them: agree"),
    ("data/polis/participants-votes.csv", "n-disagree", "of them: disagree"),
    (
        "data/polis/participants-votes.csv",
        "*",
        "every other column is the number of a statement: 1 agree, -1 disagree, 0 pass, empty without a vote",
    ),
    (
        "data/polis/summary.csv",
        "*",
        "no header: each line is a name and its value, as Polis exports them (topic, voters, comments …)",
    ),
)

"""That a package holds the files that every package of its form has, and no other; and what describes its tables.

Standard library only: packages carry this file.
"""

import base64
import csv
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from consult.opendata.verify_bag import NameTwice, Package, parsed
from consult.opendata.verify_schema import AUDITORS_TABLES, OLDER, ORDERED, ORDERED_BY_LOG, ORDERS, UNLABELLED
from consult.record.verify import Fault

DICTIONARY, DESCRIPTION, VERIFIER = "data/dictionary.jsonl", "data/datapackage.json", "data/verify.py"
FACTS_FILE = "data/package.json"
LOG_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "entries.jsonl": (
        "v", "id", "time", "type", "consultation", "objects", "actor", "office", "role", "ground", "commitments",
    ),
    "openings.jsonl": ("entry", "fields"), "checkpoints.jsonl": ("size", "signed_at", "note"),
}  # fmt: skip
OTHER_COLUMNS: Mapping[str, tuple[str, ...]] = {
    **{f"data/{log}{name}": columns for log in ("", "site/") for name, columns in LOG_COLUMNS.items()},
    "data/premis-events.jsonl": ("identifier", "type", "date_time", "detail", "outcome", "agent", "objects"),
    "data/polis/comments.csv": (
        "timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body",
    ),
    "data/polis/votes.csv": ("timestamp", "datetime", "comment-id", "voter-id", "vote"),
    "data/polis/participants-votes.csv": (
        "participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree", "*",
    ),
    "data/polis/summary.csv": ("*",),
}  # fmt: skip
"""What the dictionary tells of files that are no tables, whether this package has them or not."""
ALWAYS = frozenset({
    "bagit.txt", "bag-info.txt", *(f"{one}manifest-{kind}.txt" for one in ("", "tag") for kind in ("sha256", "sha512")),
    *(f"data/{log}{name}" for log in ("", "site/") for name in (*LOG_COLUMNS, "checkpoint", "cosignatures.jsonl")),
    "data/vkeys.txt", "data/premis-events.jsonl", "data/README.md", "data/package.json", DESCRIPTION, VERIFIER,
    "data/reading-room/index.html", "data/reading-room/room.css", "data/reading-room/room.js",
})  # fmt: skip
MAY_BE = re.compile(
    r"data/(imports\.jsonl|tiles/.+|polis/(comments|votes|participants-votes|summary)\.csv"
    r"|reading-room/(rows/[a-z]+-\d+\.js|[a-z-]+/[A-Za-z0-9-]+\.html))"
)
"""Files that only some have; each kind is held against something else by name: entries, tables, what sites add."""
FACT_KEYS = ("format", "consultation", "slug", "grade", "as_of", "results_shown", "logs", "rows")
LOG_KEYS = ("origins", "size", "root")
"""What data/package.json tells, and of each log, in their order."""
MEANINGS: Mapping[str, tuple[str, ...]] = {
    "public": ("9d0159f40fb2aa660e2d3aa551be06f32ee713fe0b188c4726b8fdabaf6ad1c3",),
    "auditor": ("c9d5c38cfbe2ae9e01573e05d851f2ac964148ee8134f9d36fc901c52ebe9dcb",),
}
"""SHA-256 of all words in which packages explain their tables. Who changes any adds the sum of the new ones."""
UNHELD = "What a table or column means is said in words that nothing proves but the checksums."
INFO, SIZE = "bag-info.txt", "Payload-Oxum: "
"""What the bag says of itself, and the line of it that tells how large the payload is."""


def info_of(consultation: Mapping[str, Any], body: str, grade: str, as_of: str) -> dict[str, str]:
    """What a bag says of itself beside its size, by label. ``consultation``: its row in its first language.

    ``body``: the name of the body that holds it. ``as_of``: of which minute the package is.
    """
    return {
        "Source-Organization": body,
        "External-Description": consultation["title"],
        "Bagging-Date": as_of[: len("2026-01-01")],
        "External-Identifier": consultation["id"],
        "Internal-Sender-Identifier": f"{consultation['slug']} ({grade})",
        "Bag-Software-Agent": "Consult",
    }


def written_info(info: Mapping[str, str]) -> str:
    """Labels of a bag as lines: no value is longer than its line."""
    return "".join(f"{label}: {' '.join(value.split())}\n" for label, value in info.items())


def written_json(value: object) -> str:
    """How a package writes a description of itself."""
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


def check_contents(package: Package, facts: Mapping[str, Any], sums: Mapping[str, str]) -> Iterator[str]:
    """Hold the list of files, the dictionary and the description against the tables. Sentences. Raises Fault.

    ``sums``: the SHA-256 of each file, as the bag gives them.
    """
    if facts["format"] in OLDER:
        return
    tables = sorted(
        {*ORDERS, *ORDERED_BY_LOG} - (set(AUDITORS_TABLES) if facts["grade"] == "public" else set())
    )
    _check_names(package.names, [*tables, "dictionary"])
    columns = {table: _columns(package, table) for table in [*tables, "dictionary"]}
    meanings = _check_dictionary(package.rows(DICTIONARY), columns)
    described = _described(package, DESCRIPTION)
    _check_description(described, facts, {one: columns[one] for one in tables}, meanings)
    is_held = facts["format"] not in UNLABELLED
    if is_held and _sum_of_words(package, described) not in MEANINGS[facts["grade"]]:
        raise Fault(
            f"{DICTIONARY}, {DESCRIPTION}: other words than those in which packages explain their tables"
        )
    number = 2 * sum(map(len, columns.values())) + sum(map(len, OTHER_COLUMNS.values()))
    _check_facts(package, [*tables, "dictionary"], number)
    for log, folder in (("consultation", "data/"), ("site", "data/site/")):
        _origin, size, root, *_signatures = package.read(f"{folder}checkpoint").decode().split("\n")
        told = facts["logs"][log]
        if (told["size"], told["root"]) != (int(size), base64.b64decode(root).hex()):
            raise Fault(f"data/package.json: not the head of {folder}checkpoint")
    _check_info(package, facts)
    yield (
        f"Files: each that a package has, and no other; {DICTIONARY[5:]} names every column of them, and no other.\n  "
        + ("What tables and columns mean is said in the words of every package." if is_held else UNHELD)
    )
    yield f"{INFO}: says what the tables and the log say."
    yield (
        "No program proves itself: compare the SHA-256 of this package’s verify.py with that of one from elsewhere:\n"
        f"  {sums[VERIFIER]}"
    )


def _sum_of_words(package: Package, described: Mapping[str, Any]) -> str:
    """SHA-256 of all that a package says of what its files, tables and columns mean."""
    told = [[row["file"], row["column"], row["meaning"]] for row in package.rows(DICTIONARY)]
    told += [[one["path"], "", one["description"]] for one in described["resources"]]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def _check_names(names: frozenset[str], tables: Iterable[str]) -> None:
    needed = ALWAYS | {f"data/{table}.{ending}" for table in tables for ending in ("csv", "jsonl")}
    for name in sorted(needed - names):
        raise Fault(f"{name} is missing, and every package has it")
    for name in sorted(names - needed):
        if not MAY_BE.fullmatch(name):
            raise Fault(f"{name}: a file that no package has")


def _described(package: Package, name: str) -> Any:
    """What a file says as JSON. Raises Fault where it holds more than that: another way to write it, a key twice."""
    content, described = package.read(name), None
    with suppress(NameTwice):
        described = parsed(content.strip())
    if written_json(described).encode() != content:
        raise Fault(f"{name}: not as a package writes it")
    return described


def _check_facts(package: Package, tables: Iterable[str], number: int) -> None:
    """data/package.json tells what it has to, each held against something else, and nothing beside.

    ``number``: rows of the dictionary.
    """
    facts = _described(package, FACTS_FILE)
    logs, rows = facts["logs"], facts["rows"]
    keys = [(facts, FACT_KEYS), (logs, ("consultation", "site")), *((logs[one], LOG_KEYS) for one in logs)]
    if extra := next((one for told, due in keys for one in told if one not in due), None):
        raise Fault(f"{FACTS_FILE}: “{extra}” is nothing that it tells")
    if any(tuple(told) != due for told, due in keys):
        raise Fault(f"{FACTS_FILE}: not what it tells, in its order")
    if facts["grade"] not in ("public", "auditor") or not isinstance(facts["results_shown"], bool):
        raise Fault(f"{FACTS_FILE}: no grade, or no word on whether counts of votes are public")
    names = {one.partition("+")[0] for one in package.read("data/vkeys.txt").decode().split()}
    if {one for told in logs.values() for one in told["origins"]} != names:
        raise Fault(f"{FACTS_FILE}: other names of the logs than those of the keys in data/vkeys.txt")
    due = {f"data/{table}.csv" for table in tables}
    if facts["format"] == ORDERED:  # it told the number of lines of other files, too
        due |= {one for one in rows if one in package.names}
    if rows.keys() != due or not all(type(one) is int for one in rows.values()):
        raise Fault(f"{FACTS_FILE}: rows of other files than the tables")
    if rows["data/dictionary.csv"] != number:
        raise Fault(f"{FACTS_FILE}: another number of rows than {DICTIONARY} has")


def _check_info(package: Package, facts: Mapping[str, Any]) -> None:
    """The bag says of itself what the tables and the log say, and nothing else."""
    own, body = package.table("consultation"), next(package.table("bodies"))["name"]
    # of older forms no table names the first language
    firsts = [one for one in own if one.get("first_language", one["language"]) == one["language"]]
    if facts["slug"] not in {one["slug"] for one in firsts}:
        raise Fault("data/package.json: another slug than data/consultation.jsonl has")
    told, _, size = package.read(INFO).decode().rpartition(SIZE)  # which check_size holds against the payload
    due = [written_info(info_of(one, body, facts["grade"], facts["as_of"])) for one in firsts]
    if told not in due or not re.fullmatch(r"[0-9]+\.[0-9]+\n", size):
        said = next((one for one in told.splitlines() if one not in "".join(due).splitlines()), "")
        raise Fault(
            f"{INFO}: not what the tables and the log say: “{said}”" if said else f"{INFO}: not its lines"
        )


def _columns(package: Package, table: str) -> tuple[str, ...]:
    """The columns of a table, as its CSV begins."""
    first = next(package.lines(f"data/{table}.csv"), b"")
    return tuple(next(csv.reader([first.decode()]), []))


def _check_dictionary(
    rows: Iterable[Mapping[str, Any]], columns: Mapping[str, tuple[str, ...]]
) -> dict[tuple[str, str], str]:
    """Every column of every file once, by file. Returns what each column of a table means."""
    tables = {f"data/{table}.{end}": of for table, of in columns.items() for end in ("csv", "jsonl")}
    files = {**tables, **OTHER_COLUMNS}
    due = ((name, column) for name in sorted(files) for column in files[name])
    meanings = dict[tuple[str, str], str]()
    for number, row in enumerate(rows, 1):
        named = row["file"], row["column"]
        if named != next(due, None):
            raise Fault(
                f"{DICTIONARY}, line {number}: “{named[1]}” of {named[0]} is not the column that comes next"
            )
        if (
            not str(row["meaning"]).strip()
            or meanings.setdefault(_of_table(*named), row["meaning"]) != row["meaning"]
        ):
            raise Fault(
                f"{DICTIONARY}, line {number}: “{named[1]}” of {named[0]} means nothing, or two things"
            )
    if missing := next(due, None):
        raise Fault(f"{DICTIONARY}: “{missing[1]}” of {missing[0]} is missing")
    return meanings


def _of_table(name: str, column: str) -> tuple[str, str]:
    return re.sub(r"\.(csv|jsonl)$", "", name), column


def _check_description(
    described: Mapping[str, Any],
    facts: Mapping[str, Any],
    columns: Mapping[str, tuple[str, ...]],
    meanings: Mapping[tuple[str, str], str],
) -> None:
    """The description for programs says of the tables what the dictionary says."""
    resources = described["resources"]
    due = {
        "name": facts["slug"], "id": facts["consultation"], "resources": [
            {
                "name": table.replace("_", "-"), "path": f"{table}.csv", "description": told["description"],
                "encoding": "utf-8", "dialect": {"quoteChar": '"', "doubleQuote": True},
                "schema": {"fields": [
                    {"name": one, "type": "string", "description": meanings[f"data/{table}", one]}
                    for one in columns[table]
                ], **_key_of(table, columns[table])},
            } for table, told in zip(sorted(columns), resources, strict=False)
        ],
    }  # fmt: skip
    if due != described or len(resources) != len(columns) or not all(one["description"] for one in resources):
        raise Fault(f"{DESCRIPTION}: not what {DICTIONARY} and the tables say")


def _key_of(table: str, columns: Iterable[str]) -> dict[str, list[str]]:
    rise = [one for one in ORDERS.get(table, ()) if one in columns]
    return {"primaryKey": rise} if rise else {}

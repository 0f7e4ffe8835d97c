"""A person's own data as one ZIP: JSON for programs, tables for a spreadsheet, a sentence for each file."""

import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from consult.foundation.tables import write_csv

COMMENTS = (
    "consultation", "version", "article", "reference", "state", "stance", "received_at", "published_at", "answered_at",
    "withdrawn_at", "ground", "public_note", "body",
)  # fmt: skip
VOTES = ("consultation", "statement", "text", "value", "voted_at", "changes")


def zipped(data: Mapping[str, Any], readme: str) -> bytes:
    """The ZIP with ``data`` (as queries.own_data makes it) and ``readme``."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", readme)
        archive.writestr("my-data.json", json.dumps(data, ensure_ascii=False, indent=1) + "\n")
        newest = [{**one, "body": _newest(one["wordings"])} for one in data["comments"]]
        archive.writestr("comments.csv", _table(newest, COMMENTS))
        archive.writestr("votes.csv", _table(data["votes"], VOTES))
    return target.getvalue()


def _newest(wordings: Sequence[Mapping[str, Any]]) -> str:
    return str(wordings[-1]["body"]) if wordings else ""


def _table(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> bytes:
    text = io.StringIO(newline="")
    write_csv([{name: row[name] for name in columns} for row in rows], columns, text)
    return text.getvalue().encode("utf-8-sig")

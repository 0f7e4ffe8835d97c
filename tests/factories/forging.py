"""What an operator could do who holds the key: other entries, sealed and signed anew as if they had always been those.

Only what the process itself forbids is left to give such a package away.
"""

import json
from collections.abc import Callable
from typing import Any

from consult.opendata.verify_contents import written_json
from consult.record import canonical, merkle, notes
from consult.record.notes import SigningKey
from consult.record.verify import tiles
from tests.factories.packages import Files, rebagged

SEED = bytes(range(32))
Row = dict[str, Any]


class Log:
    """A log that somebody writes anew."""

    def __init__(self, files: Files, folder: str) -> None:
        self.folder = folder
        self.entries = [json.loads(line) for line in files[f"{folder}entries.jsonl"].splitlines()]
        opened = [json.loads(line) for line in files[f"{folder}openings.jsonl"].splitlines()]
        self.openings: dict[str, dict[str, list[str]]] = {row["entry"]: row["fields"] for row in opened}

    def first(self, type_: str, **opened: str) -> Row:
        """The first entry of a type, of which these values are opened."""
        return next(
            one
            for one in self.entries
            if one["type"] == type_ and all(self.value(one, name) == value for name, value in opened.items())
        )

    def last(self, type_: str) -> Row:
        """The newest entry of a type."""
        return next(one for one in reversed(self.entries) if one["type"] == type_)

    def value(self, entry: Row, field: str) -> str:
        """What a commitment opens to, empty where it isn't opened."""
        return self.openings.get(entry["id"], {}).get(field, ["", ""])[1]

    def say(self, entry: Row, field: str, value: str) -> None:
        """Let the entry commit to another value."""
        salt = self.openings[entry["id"]][field][0]
        self.openings[entry["id"]][field] = [salt, value]
        entry["commitments"][field] = canonical.commit(field, value, bytes.fromhex(salt))

    def drop(self, *gone: Row) -> None:
        """Leave entries out."""
        for one in gone:
            self.entries.remove(one)
            self.openings.pop(one["id"], None)

    def sealed(self, origin: str, at: str) -> tuple[Files, bytes]:
        """The files of the log under one checkpoint, signed in this minute, and its root."""
        lines = [_canonical(one) for one in self.entries]
        leaves = [merkle.leaf_hash(line) for line in lines]
        root = merkle.root_of(leaves)
        note = notes.sign_checkpoint(notes.Checkpoint(origin, len(leaves), root), SigningKey(origin, SEED))
        opened = [
            {"entry": one["id"], "fields": self.openings[one["id"]]}
            for one in self.entries
            if one["id"] in self.openings
        ]
        heads = [{"size": len(leaves), "signed_at": at, "note": note}]
        files = {
            f"{self.folder}entries.jsonl": b"".join(line + b"\n" for line in lines),
            f"{self.folder}openings.jsonl": b"".join(_canonical(one) + b"\n" for one in opened),
            f"{self.folder}checkpoints.jsonl": b"".join(_canonical(one) + b"\n" for one in heads),
            f"{self.folder}checkpoint": note.encode(),
        }
        if self.folder == "data/":
            files |= {f"data/tiles/{path}": content for path, content in tiles(leaves)}
        return files, root


def forged(files: Files, change: Callable[[Log, Log], None], *, tells_earlier_heads: bool = False) -> Files:
    """The package as it would be had ``change`` (the consultation's log, the site's) been so from the beginning.

    ``tells_earlier_heads``: the site's log still names the heads that there really were.
    """
    own, site = Log(files, "data/"), Log(files, "data/site/")
    facts = json.loads(files["data/package.json"])
    change(own, site)
    origins = {name: facts["logs"][name]["origins"][-1] for name in ("consultation", "site")}
    made, root = own.sealed(origins["consultation"], facts["as_of"])
    told = [
        one
        for one in site.entries
        if one["type"] == "record.sealed" and one["consultation"] == facts["consultation"]
    ]
    if not tells_earlier_heads:
        site.drop(*told[:-1])
    site.say(told[-1], "size", str(len(own.entries)))
    site.say(told[-1], "root", root.hex())
    latest = max(one["time"] for one in site.entries if one["type"] == "record.sealed")
    others, site_root = site.sealed(origins["site"], latest)
    for name, log, head in (("consultation", own, root), ("site", site, site_root)):
        facts["logs"][name] |= {"size": len(log.entries), "root": head.hex()}
    kept = {name: content for name, content in files.items() if not name.startswith("data/tiles/")}
    keys = "".join(f"{SigningKey(name, SEED).vkey}\n" for name in origins.values())
    told_anew = {"data/vkeys.txt": keys.encode(), "data/package.json": written_json(facts).encode()}
    return rebagged({**kept, **made, **others, **told_anew})


def older(files: Files, form: str) -> Files:
    """The package as a Consult of that time made it, when no sealed head named a form."""

    def change(_own: Log, site: Log) -> None:
        for one in site.entries:
            if one["type"] == "record.sealed":
                one.pop("objects", None)

    facts = json.loads(files["data/package.json"]) | {"format": form}
    return forged({**files, "data/package.json": written_json(facts).encode()}, change)


def _canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()

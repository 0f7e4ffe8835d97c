"""When the newest head of the site’s log was signed: no later than a witness says that it saw it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from consult.opendata.verify_package import verify
from consult.record.notes import SigningKey, parse_note
from consult.record.verify import Fault
from tests.factories.packages import Files, rebagged, write

WITNESS = SigningKey("witness.example/w1", bytes(range(32)))


def _seen(files: Files, after: timedelta) -> Files:
    """The package with a signature of the witness under the newest head, so long after that says it was signed."""
    *_others, head = map(json.loads, files["data/site/checkpoints.jsonl"].splitlines())
    at = datetime.strptime(head["signed_at"], "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC) + after
    line = WITNESS.cosign(parse_note(head["note"]).text, int(at.timestamp())).line
    row = {"size": head["size"], "witness": WITNESS.name, "line": line}
    content = files["data/site/cosignatures.jsonl"] + json.dumps(row, ensure_ascii=False).encode() + b"\n"
    return rebagged({**files, "data/site/cosignatures.jsonl": content})


@pytest.mark.parametrize("grade", ["public", "auditor"])
def test_a_witness_bounds_when_the_newest_head_was_signed(
    packages: dict[str, Files], tmp_path: Path, grade: str
) -> None:
    path, keys = write(_seen(packages[grade], timedelta(minutes=2)), tmp_path), [str(WITNESS.witness_vkey)]
    assert "isn’t proven" not in next(
        one for one in verify(path, witnesses=keys) if one.startswith("Heads of")
    )
    (said,) = (one for one in verify(path, witnesses=keys) if one.startswith("Heads of"))
    assert "the newest no later than" in said and "when witness.example/w1 signed that it saw it" in said
    (said,) = (one for one in verify(path) if one.startswith("Heads of"))
    assert "that the newest was signed no later than it says isn’t proven" in said  # without its key


def test_a_head_that_says_it_was_signed_after_a_witness_saw_it_is_named(
    packages: dict[str, Files], tmp_path: Path
) -> None:
    path = write(_seen(packages["public"], timedelta(minutes=-30)), tmp_path)
    with pytest.raises(Fault, match=r"signed later than witness\.example/w1 saw it"):
        verify(path, witnesses=[str(WITNESS.witness_vkey)])

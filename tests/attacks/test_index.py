"""Every attack that this software answers for has a test, and every test that the index names exists."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
ASKED = {*range(1, 7), *range(22, 25), 29, *range(32, 37), *range(48, 60), *range(61, 68), *range(70, 73)}


def index() -> list[tuple[set[int], list[tuple[str, str]]]]:
    """(numbers, (file, function)) of each row of the README's tables."""
    found = []
    for line in (TESTS / "attacks" / "README.md").read_text(encoding="utf-8").splitlines():
        named = re.findall(r"`([\w/]+\.py)::(\w+)`", line)
        if line.startswith("|") and named:
            first = line.split("|")[1].strip()
            numbers = {int(one) for one in first.split(", ")} if re.fullmatch(r"[\d, ]+", first) else set()
            found.append((numbers, named))
    return found


def test_every_attack_has_a_test() -> None:
    tried = set().union(*(numbers for numbers, _ in index()))
    assert sorted(ASKED - tried) == []


def test_every_test_the_index_names_exists() -> None:
    missing = [
        f"{file}::{function}"
        for _, named in index()
        for file, function in named
        if not (TESTS / file).is_file()
        or f"\ndef {function}(" not in (TESTS / file).read_text(encoding="utf-8")
    ]
    assert missing == []


def test_every_test_of_an_attack_is_in_the_index() -> None:
    named = {function for _, tests in index() for _, function in tests}
    written = {
        function
        for path in sorted((TESTS / "attacks").glob("test_*.py"))
        if path != Path(__file__)
        for function in re.findall(r"^def (test_\w+)\(", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert sorted(written - named) == []

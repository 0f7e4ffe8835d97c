"""Every line is in the room where a newcomer would look for it (DESIGN §1)."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "consult"
KNOWN_FILES = {
    "__init__", "rules", "models", "events", "queries", "permissions", "service", "forms", "routes", "api", "cli",
    "listeners", "jobs", "hooks",
}  # fmt: skip
SAME_THING_OTHERWISE = {
    "utils",
    "helpers",
    "common",
    "views",
    "handlers",
    "services",
    "tasks",
    "schemas",
    "misc",
    "managers",
}
LINES_A_FILE = 400
LINES_A_FUNCTION = 60
ROOMS = sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))
SOURCES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_no_file_means_the_same_as_an_agreed_one(room: Path) -> None:
    names = {path.stem for path in room.rglob("*.py")} | {
        path.name for path in room.iterdir() if path.is_dir()
    }
    assert not names & SAME_THING_OTHERWISE


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_files_and_functions_stay_small(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert source.count("\n") <= LINES_A_FILE
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < LINES_A_FUNCTION, f"{node.name} is too long"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_module_says_what_it_is_for(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not source.strip() or ast.get_docstring(ast.parse(source)) or path.name == "__init__.py"


def test_verbs_never_commit_and_never_read_the_clock() -> None:
    for path in SOURCES:
        parts = path.relative_to(PACKAGE).parts
        if "service" in (path.stem, *parts) and parts[0] != "foundation":
            source = path.read_text(encoding="utf-8")
            assert ".commit(" not in source, path
            assert "clock.now(" not in source, path
            assert "writing(" not in source, path

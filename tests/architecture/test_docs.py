"""What is promised in words exists, and what exists is described."""

import re
import subprocess
from pathlib import Path

import click
import pytest
from flask import Flask

from consult.foundation.settings import Settings

PROJECT = Path(__file__).parents[2]
OPERATING = PROJECT / "docs" / "OPERATING.md"


def test_every_setting_is_described() -> None:
    words = OPERATING.read_text(encoding="utf-8")
    missing = [name for name in Settings.model_fields if f"CONSULT_{name.upper()}" not in words]
    assert missing == []


def test_every_command_is_described(app: Flask) -> None:
    words = OPERATING.read_text(encoding="utf-8")
    ours = {name: c for name, c in app.cli.commands.items() if name not in ("db", "run", "shell", "routes")}
    commands = [
        f"{name} {verb}" if verb else name
        for name, command in ours.items()
        for verb in (command.commands if isinstance(command, click.Group) else ("",))
    ]
    assert [one for one in commands if one not in words] == []


def test_decisions_are_numbered_once() -> None:
    numbers = [path.name[:4] for path in (PROJECT / "docs" / "decisions").glob("*.md")]
    assert len(numbers) == len(set(numbers))
    assert all(re.fullmatch(r"\d{4}", number) for number in numbers)


def test_links_between_documents_lead_somewhere() -> None:
    for path in (*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")):
        for target in re.findall(r"\]\(([^)#]+)", path.read_text(encoding="utf-8")):
            if not target.startswith(("http://", "https://", "mailto:")):
                assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_no_link_of_a_working_tree_is_kept_in_the_repository() -> None:
    """A folder that such a link stands for would be lost wherever it is checked out."""
    if not (PROJECT / ".git").exists():
        pytest.skip("this is not a working tree of git")
    git = ["git", "-c", f"safe.directory={PROJECT}", "-C", str(PROJECT), "ls-files", "--stage"]
    listed = subprocess.run(git, capture_output=True, text=True, check=True)
    assert [line for line in listed.stdout.splitlines() if line.startswith("120000")] == []

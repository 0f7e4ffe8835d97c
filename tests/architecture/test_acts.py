"""Every act that the code can write into the record has words in three languages, so no page shows a raw name."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from consult.foundation import i18n
from consult.organisations.service import approving
from consult.site.acts import ACTS, WITH_GROUND

PACKAGE = Path(__file__).parents[2] / "consult"
VERBS = {"service", "jobs", "rules", "queries"}
"""Files, or folders of files, in which verbs and the names of their entries stand."""
NAME = r"[a-z]+(?:_[a-z]+)*\.[a-z]+(?:[_-][a-z]+)*"
OTHER = {"sealer.lock", "worker.lock"}
"""Names of files."""


def written() -> Iterator[tuple[str, str]]:
    """(pattern of the name, where) of every string in a verb that could be the type of an entry."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = {path.stem, *path.relative_to(PACKAGE).parts}
        if path.stem.startswith("verify") or not parts & VERBS:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            where = f"{path.relative_to(PACKAGE)}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if re.fullmatch(NAME, node.value):
                    yield re.escape(node.value), where
            elif isinstance(node, ast.JoinedStr):
                pieces = [one.value if isinstance(one, ast.Constant) else "part" for one in node.values]
                if re.fullmatch(NAME, "".join(map(str, pieces))) and "part" in pieces:
                    yield "".join("[a-z]+" if one == "part" else re.escape(str(one)) for one in pieces), where


def test_every_act_that_a_verb_writes_has_words(app: Flask) -> None:
    others = approving.ACTS.keys() | OTHER  # what two persons are asked to do is no entry's name
    named = [*ACTS, *others]
    without = [
        (name, where) for name, where in written() if not any(re.fullmatch(name, one) for one in named)
    ]
    assert without == [], "consult/site/acts.py: ACTS"


@pytest.mark.parametrize("lang", ["zh-hans", "zh-hant"])
def test_the_words_are_translated(lang: str) -> None:
    catalogue = i18n.translations(lang)
    words = [*ACTS.values(), *WITH_GROUND.values()]
    assert [one for one in words if catalogue.gettext(one) == one] == []

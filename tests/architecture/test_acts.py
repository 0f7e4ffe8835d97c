"""Every act that the code can write into the record has words in three languages, so no page shows a raw name."""

import fnmatch
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
STRING = re.compile(r'(f?)"([a-z_.{}-]+)"')
OTHER = {"sealer.lock", "worker.lock"}
"""Names of files."""


def written() -> Iterator[tuple[str, str]]:
    """(name, where) of every string in a verb that could be the type of an entry; ``*`` for what is filled in."""
    for path in sorted(PACKAGE.rglob("*.py")):
        where = path.relative_to(PACKAGE)
        if path.stem.startswith("verify") or not {path.stem, *where.parts} & VERBS:
            continue
        for is_filled, said in STRING.findall(path.read_text(encoding="utf-8")):
            name = re.sub(r"\{\w+\}", "part", said) if is_filled else said
            if re.fullmatch(NAME, name):
                yield re.sub(r"\{\w+\}", "*", said), str(where)


def test_every_act_that_a_verb_writes_has_words(app: Flask) -> None:
    named = ACTS.keys() | approving.ACTS.keys() | OTHER  # what two persons are asked to do is no entry's name
    without = [
        (name, where)
        for name, where in written()
        if name not in named and not ("*" in name and fnmatch.filter(named, name))
    ]
    assert without == [], "consult/site/acts.py: ACTS"


@pytest.mark.parametrize("lang", ["zh-hans", "zh-hant"])
def test_the_words_are_translated(lang: str) -> None:
    catalogue = i18n.translations(lang)
    words = [*ACTS.values(), *WITH_GROUND.values()]
    assert [one for one in words if catalogue.gettext(one) == one] == []

"""Where an outcome was corrected in one language and still says in another what it said before."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from consult.outcomes import rules
from consult.outcomes.models import Outcome


def corrected_elsewhere(outcome: Outcome | None, language: str) -> list[str]:
    """Languages in which it was corrected, and whose correction the text that readers of ``language`` get lacks.

    A text that is corrected after another one was is taken to follow it; one that is added later has it all.
    """
    if outcome is None or not outcome.earlier:
        return []
    now = {**outcome.texts, outcome.language: {one: getattr(outcome, one) for one in rules.OUTCOME_TEXTS}}
    lacking: dict[str, list[str]] = {}
    for before, after in pairwise([*(one["said"]["texts"] for one in outcome.earlier), now]):
        changed = [one for one in before if _words(before, one) and _words(before, one) != _words(after, one)]
        for one in changed:
            if lacking.pop(one, None):
                continue
            for other in after:
                if other not in changed and _words(after, other):
                    lacking.setdefault(other, []).append(one)
    shown = language if _words(now, language) else outcome.language
    return list(dict.fromkeys(lacking.get(shown, ())))


def _words(texts: Mapping[str, Mapping[str, Any]], language: str) -> dict[str, Any]:
    return {name: said for name, said in texts.get(language, {}).items() if said}

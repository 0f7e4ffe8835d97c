"""How much of what officials might write the checker finds, and that it stops nothing else: floors over whole sets."""

from consult.outcomes.claims import check
from tests.outcomes.claim_samples import FIFTH, FIRST, FOURTH, SECOND, THIRD, Lines
from tests.outcomes.claim_samples_further import EIGHTH, NINTH, SEVENTH, SIXTH, TENTH
from tests.outcomes.test_claim_sentences import SOURCES

SETS: dict[str, Lines] = {
    "first": FIRST,
    "second": SECOND,
    "third": THIRD,
    "fourth": FOURTH,
    "fifth": FIFTH,
    "sixth": SIXTH,
    "seventh": SEVENTH,
    "eighth": EIGHTH,
    "ninth": NINTH,
    "tenth": TENTH,
}
FLOORS = {"uncited": 0.95, "wrong": 0.98, "plain": 1.0}
"""Of each kind in each language at least so many are told rightly, over all sets together."""


def test_claims_are_found_and_ordinary_sentences_left_alone() -> None:
    wrongly: dict[tuple[str, str], list[str]] = {}
    number: dict[tuple[str, str], int] = {}
    for name, languages in SETS.items():
        for language, kinds in languages.items():
            for kind, texts in kinds.items():
                told = number.setdefault((language, kind), 0)
                number[language, kind] = told + len(texts)
                wrongly.setdefault((language, kind), []).extend(
                    f"{name}: {text}" for text in texts if bool(check(text, SOURCES)) == (kind == "plain")
                )
    short = {
        f"{language} {kind} {1 - len(missed) / number[language, kind]:.0%}": missed
        for (language, kind), missed in wrongly.items()
        if len(missed) > (1 - FLOORS[kind]) * number[language, kind] + 1e-9
    }
    assert not short, f"told wrongly in more sentences than {FLOORS} allow: {short}"

"""Fair orders (S12): each statement gets its share of answers, and each voter an order of their own."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from consult.votes.queries import Counts
from consult.votes.result_order import ordered, page_after
from consult.votes.statement_order import Candidate, in_order

SEED = "5eed"


def first_of(answers: dict[str, int], voter: str, done: frozenset[str] = frozenset()) -> str:
    waiting = [Candidate(name, number) for name, number in answers.items() if name not in done]
    return in_order(waiting, seed=SEED, voter=voter)[0].public_id


def test_first_exposure_without_answers_lies_in_the_expected_band() -> None:
    names = [f"s{number}" for number in range(1000)]
    candidates = [Candidate(name, 0) for name in names]
    size, visits = 20, 1000
    seen: Counter[str] = Counter()
    for visit in range(visits):
        seen.update(one.public_id for one in in_order(candidates, seed=SEED, voter=f"v{visit}")[:size])
    expected = visits * size / len(names)  # 20 of 1,000 visits; standard deviation 4.4
    assert expected - 18 < min(seen[name] for name in names)
    assert max(seen[name] for name in names) < expected + 22


def test_answers_are_spread_evenly_over_all_statements() -> None:
    answers = {f"s{number}": 0 for number in range(50)}
    for voter in range(400):
        done: frozenset[str] = frozenset()
        for _ in range(5):
            chosen = first_of(answers, f"v{voter}", done)
            answers[chosen] += 1
            done |= {chosen}
    assert set(answers.values()) == {40}


def test_a_late_statement_catches_up() -> None:
    answers = {"early": 10, "late": 0}
    for voter in range(8):
        assert first_of(answers, f"v{voter}") == "late"
        answers["late"] += 1


def test_two_voters_have_two_orders_and_each_keeps_theirs() -> None:
    candidates = [Candidate(f"s{number}", 0) for number in range(30)]
    orders = [in_order(candidates, seed=SEED, voter=voter) for voter in ("a", "b", "a")]
    assert orders[0] == orders[2] != orders[1]
    assert in_order(candidates, seed="other", voter="a") != orders[0]


@settings(deadline=None)
@given(st.lists(st.tuples(st.text(max_size=5), st.integers(0, 5)), unique_by=lambda pair: pair[0]))
def test_the_order_has_everything_once_and_fewest_answers_first(pairs: list[tuple[str, int]]) -> None:
    found = in_order((Candidate(*pair) for pair in pairs), seed=SEED, voter="v")
    assert sorted(found) == sorted(Candidate(*pair) for pair in pairs)
    assert [one.answers for one in found] == sorted(number for _, number in pairs)


def test_a_single_answer_does_not_lead_the_results() -> None:
    items = [(1, Counts(1, 0, 0)), (2, Counts(90, 8, 2)), (3, Counts(50, 50, 0))]

    def order(name: str) -> list[int]:
        return [one[0] for one in ordered(items, name, counts=lambda one: one[1], number=lambda one: one[0])]

    assert order("agreed") == [2, 3, 1]
    assert order("divided") == [3, 2, 1]
    assert order("number") == order("nonsense") == [1, 2, 3]


def test_pages_follow_each_other_without_gap() -> None:
    items = [5, 3, 9, 1, 7]
    seen, after = [], None
    while True:
        page, after = page_after(items, after, limit=2, number=lambda one: one)
        seen += page
        if after is None:
            break
    assert seen == items

"""Times apart from each other, within the limit, in no order."""

import random
from datetime import timedelta
from itertools import pairwise

import pytest

from consult.contributions.spreading import LEAST_APART, spread


@pytest.mark.parametrize(("number", "hours"), [(0, 48), (1, 1), (2, 1), (40, 48), (200, 48), (500, 1)])
def test_each_has_a_time_of_its_own_within_the_limit(number: int, hours: int) -> None:
    within = timedelta(hours=hours)
    for seed in range(20):
        times = list(spread(number, within, random.Random(seed)))
        ordered = sorted(times)
        assert len(times) == number and all(timedelta() < one <= within for one in times)
        gap = min(LEAST_APART, within / (number + 1)) - timedelta(milliseconds=1)
        assert all(later - one >= gap for one, later in pairwise(ordered))


def test_the_order_of_sending_says_nothing_about_the_order_of_forgetting() -> None:
    firsts = {
        min(range(5), key=list(spread(5, timedelta(hours=48), random.Random(seed))).__getitem__)
        for seed in range(60)
    }
    assert firsts == set(range(5))

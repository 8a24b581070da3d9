"""A rate out of counts that were written down by name."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from plumbline.errors import UsageError
from plumbline.measures import rate, rate_of
from plumbline.measures.rates import RATES, Counts

COUNTS = Counts(met=80, not_met=19, cannot_tell=2, excused_evidenced=4, service_side=5, unexplained=10)


@pytest.mark.parametrize("name", RATES)
def test_it_is_the_rate_of_the_same_counts(name: str) -> None:
    assert rate_of(asdict(COUNTS), name) == rate(COUNTS, name)


def test_counts_that_are_not_named_are_0() -> None:
    found = rate_of({"met": 3, "not_met": 1}, "strict")
    assert (found.numerator, found.denominator) == (3, 4)


@pytest.mark.parametrize(
    ("named", "why"),
    [
        ({"mett": 1}, "mett: there is no such count"),
        ({"met": -1}, "0 or more"),
        ({"met": "3"}, "whole number"),
        ({"met": True}, "whole number"),
        ({"met": 1, "not_met": 3, "unexplained": 2}, "do not add up"),
    ],
)
def test_counts_that_cannot_be_are_refused(named: dict[str, int], why: str) -> None:
    with pytest.raises(UsageError, match=why):
        rate_of(named, "strict")

"""In force at the end of a year is what was in force a year before, with what began, less what ended."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from factories.seen import order, seen
from plumbline.measures.workload import workload

AS_AT = date(2026, 3, 31)
FIRST = date(2022, 3, 25)
days = st.integers(0, (AS_AT - FIRST).days + 20).map(lambda number: FIRST + timedelta(days=number))
orders = st.lists(
    st.fixed_dictionaries(
        {
            "imposed_on": days,
            "ended_on": st.none() | days,
            "kind": st.sampled_from(["cpo", "cpo_fine_default", "dtto", "diversion"]),
            "authority": st.sampled_from(["X12000001", "X12000002"]),
        }
    ),
    min_size=1,
    max_size=25,
)


@settings(deadline=None, max_examples=25)
@given(orders)
def test_what_is_in_force_follows_from_what_began_and_ended(these: list[dict[str, object]]) -> None:
    records = {"orders": [order(number, **columns) for number, columns in enumerate(these)]}
    with tempfile.TemporaryDirectory() as folder, seen(Path(folder), records, AS_AT) as con:
        figures = workload(con, as_at=AS_AT)
    found = {
        (f.code, f.breakdown.get("authority"), f.period): f.value
        for f in figures
        if set(f.breakdown) <= {"authority"} and f.value is not None
    }
    years = sorted({period for code, _, period in found if code == "orders_in_force" and period})
    for heading in ("orders", "cpos", "dttos"):
        for place in (None, "X12000001", "X12000002"):
            for before, year in pairwise(years):
                begun = found.get((f"{heading}_begun", place, year), 0)
                ended = found.get((f"{heading}_ended", place, year), 0)
                stock = found.get((f"{heading}_in_force", place, before), 0)
                assert found.get((f"{heading}_in_force", place, year), 0) == stock + begun - ended
    assert found.get(("orders_in_force", None, None), 0) == found.get(("orders_in_force", None, "2025-26"), 0)

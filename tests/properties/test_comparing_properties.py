"""What holds for any two extracts compared, and for any months judged."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from factories.taken import write_taken
from plumbline.records.comparing import compare
from plumbline.records.volumes import LEAST_ROWS, new_month_limits, settled_flags, whole_table_flag

KINDS = st.sampled_from(["male", "female", None])
PEOPLE = st.dictionaries(st.integers(0, 12).map(lambda number: f"p{number}"), KINDS, max_size=12)
ABSENCES = st.lists(st.sampled_from(["custody", "hospital", "abroad"]), max_size=12)


@settings(max_examples=25, deadline=None)
@given(PEOPLE, PEOPLE, ABSENCES, ABSENCES)
def test_added_gone_and_changed_are_what_plain_python_counts(people_before, people_after, one, other):
    def rows(people: dict[str, str | None], kinds: list[str]) -> dict[str, list[dict[str, object]]]:
        return {
            "people": [{"person_id": key, "gender": value} for key, value in people.items()],
            "absences": [{"person_id": "p1", "kind": kind} for kind in kinds],
        }

    sent = {"people": ["person_id", "gender"], "absences": ["person_id", "kind"]}
    with tempfile.TemporaryDirectory() as folder:
        before = write_taken(Path(folder) / "before", rows(people_before, one), sent=sent)
        after = write_taken(Path(folder) / "after", rows(people_after, other), sent=sent)
        people, absences = compare(before, after).tables
    both = people_before.keys() & people_after.keys()
    assert people.added == len(people_after) - len(both)
    assert people.gone == len(people_before) - len(both)
    assert people.changed == sum(people_before[key] != people_after[key] for key in both)
    assert absences.added == (Counter(other) - Counter(one)).total()
    assert absences.gone == (Counter(one) - Counter(other)).total()


@given(st.lists(st.integers(0, 5_000), min_size=12, max_size=12).filter(any))
def test_a_new_month_like_the_mean_of_the_twelve_before_it_is_never_flagged(former):
    lower, upper = new_month_limits(former)
    mean = sum(former) / len(former)
    assert 0 <= lower <= mean <= upper


@given(st.integers(0, 3_000), st.integers(0, 3_000))
def test_whatever_is_flagged_moved_by_five_rows_and_lies_beyond_the_limits_it_states(before, after):
    flags = settled_flags("contacts", {0: before}, {0: after}, 0, 1)
    whole = whole_table_flag("people", before, after)
    for flag in [*flags, *([whole] if whole else [])]:
        assert abs(after - before) >= LEAST_ROWS
        assert (flag.change == "drop") == (after < flag.lower)
        assert (flag.change == "jump") == (after > flag.upper)

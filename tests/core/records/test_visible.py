"""What a cell holds is shown on a screen and never acted upon by it."""

from __future__ import annotations

import pytest

from plumbline.records.faults import Fault, FaultList, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Tìr nan Òg, row 3", "Tìr nan Òg, row 3"),
        ("\x1b[2Jgone", "<U+001B>[2Jgone"),
        ("abc\u202edef", "abc<U+202E>def"),
        ("two\nlines", "two<U+000A>lines"),
        ("nul\x00", "nul<U+0000>"),
    ],
)
def test_a_sign_that_a_screen_would_act_on_is_written_as_its_number(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_the_summary_shows_no_such_sign() -> None:
    fault = Fault(
        "orders.csv", "orders", 1, "kind", "\x1b[2J", "code_unknown", "error", "“\x1b[2J” is no code."
    )
    assert "\x1b" not in FaultList.of([fault]).summary()

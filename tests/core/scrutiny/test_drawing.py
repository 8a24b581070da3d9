"""The draw by hash: worked values, and what must hold for any frame."""

from __future__ import annotations

from plumbline.scrutiny.drawing import draw, key_of, plan
from plumbline.scrutiny.frames import frame_of

TWELVE = [("CPO", f"R{number:03}") for number in range(1, 13)]


def test_the_worked_key_is_the_sha256_of_seed_stratum_and_record() -> None:
    assert (
        key_of("2026-INSP-001", "CPO", "R001")
        == "14d2d76a433b14484782842c7a7b4c9158f0d4d0a915fbc1bbd3314a50048438"
    )


def test_the_worked_records_stand_in_the_order_of_their_keys() -> None:
    frame = frame_of(TWELVE)
    drawn = draw(frame, plan(frame.strata, size=6), "2026-INSP-001")
    assert [row.record_id for row in drawn.rows] == (
        ["R001", "R003", "R005", "R007", "R002", "R009", "R012", "R008", "R010", "R011", "R006", "R004"]
    )

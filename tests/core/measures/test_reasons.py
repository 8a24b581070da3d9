from __future__ import annotations

from pathlib import Path
from typing import Any

from factories.runs import duties, write_run
from plumbline.measures.frozen import connect, open_run
from plumbline.measures.reasons import Reason, reasons


def missed(
    n: int, side: str | None, reason: str | None, evidenced: bool | None = None
) -> list[dict[str, Any]]:
    return duties(n, verdict="not_met", delay_side=side, delay_reason=reason, delay_evidenced=evidenced)


def found(folder: Path, rows: list[dict[str, Any]]) -> list[Reason]:
    with connect(open_run(write_run(folder / "run", rows))) as con:
        return reasons(con)


def test_misses_are_told_by_side_and_reason_most_first(tmp_path: Path) -> None:
    rows = missed(4, None, None) + missed(1, "client", "ill") + missed(3, "client", "in_custody")
    rows += missed(2, "service", "weather") + missed(1, "neither", "transferred_in")
    rows += missed(1, "another_agency", "order_received_late")
    assert [(one.side, one.reason, one.misses) for one in found(tmp_path, rows)] == [
        ("service", "weather", 2),
        ("client", "in_custody", 3),
        ("client", "ill", 1),
        ("another_agency", "order_received_late", 1),
        ("neither", "transferred_in", 1),
        (None, None, 4),
    ]


def test_reasons_are_evidenced_or_asserted_afterwards(tmp_path: Path) -> None:
    rows = missed(3, "client", "ill", True) + missed(2, "client", "ill", False) + missed(1, "client", "ill")
    (one,) = found(tmp_path, rows)
    assert (one.evidenced, one.asserted) == (3, 3)


def test_the_unexplained_are_neither_evidenced_nor_asserted(tmp_path: Path) -> None:
    (one,) = found(tmp_path, missed(3, None, None))
    assert (one.misses, one.evidenced, one.asserted) == (3, 0, 0)


def test_only_misses_have_reasons(tmp_path: Path) -> None:
    assert found(tmp_path, duties(3, delay_side="client", delay_reason="ill")) == []

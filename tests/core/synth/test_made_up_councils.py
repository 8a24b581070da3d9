from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from plumbline.errors import UsageError
from plumbline.records.specification import load
from plumbline.synth import councils, make
from plumbline.synth.frame import made_up_councils, prisons

AS_AT = date(2026, 8, 31)


def test_there_are_32_councils_in_order() -> None:
    assert [code for code, _ in councils()] == [f"X12{number:06d}" for number in range(1, 33)]


def test_every_council_has_a_name_of_its_own() -> None:
    assert len({name for _, name in councils()}) == 32


def test_the_specification_knows_every_made_up_council() -> None:
    assert {code for code, _ in councils()} <= set(load().authorities)


def test_together_they_begin_twenty_thousand_orders_a_year() -> None:
    assert sum(council.orders_a_year for council in made_up_councils().values()) == 20_000


def test_no_two_councils_share_a_team() -> None:
    teams = [team for council in made_up_councils().values() for team in council.all_teams]
    assert len(teams) == len(set(teams))


def test_every_prison_is_named_once() -> None:
    assert len(set(prisons())) == len(prisons()) == 5


def test_every_one_of_the_32_has_orders_contacts_and_staff(tmp_path: Path) -> None:
    make(
        tmp_path / "all",
        authorities=[code for code, _ in councils()],
        years=1,
        as_at=AS_AT,
        orders_per_year=40,
    )
    for table in ("orders", "contacts", "work_sessions", "workers", "requirements"):
        lines = (tmp_path / "all" / f"{table}.csv").read_text("utf-8").splitlines()[1:]
        assert {line[:4] for line in lines} == {f"X{number:02d}-" for number in range(1, 33)}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"authorities": []}, "No council"),
        ({"authorities": ["S12000033"]}, "S12000033: no made-up council"),
        ({"authorities": ["X12000001", "X12000001"]}, "named twice"),
        ({"years": 0}, "0 years"),
        ({"years": 31}, "31 years"),
        ({"seed": -1}, "the seed"),
        ({"faults": -1}, "-1 faults"),
        ({"as_at": date(1999, 1, 1)}, "1999-01-01"),
        ({"file_format": "xlsx"}, "csv or parquet"),
        ({"orders_per_year": 0}, "0 orders a year"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_reason(
    tmp_path: Path, wrong: dict[str, object], says: str
) -> None:
    asked: dict[str, object] = {"authorities": ["X12000001"], "as_at": AS_AT} | wrong
    with pytest.raises(UsageError, match=says):
        make(tmp_path / "out", **asked)  # type: ignore[arg-type]
    assert not (tmp_path / "out").exists()


def test_the_smallest_places_have_fewer_than_five_staff(tmp_path: Path) -> None:
    summary = make(tmp_path / "out", authorities=["X12000006"], years=1, as_at=AS_AT)
    assert 0 < summary.counts["workers"] < 5


@pytest.mark.parametrize("orders", [1, 2, 3, 5])
def test_a_council_with_hardly_any_orders_can_be_made_up(tmp_path: Path, orders: int) -> None:
    summary = make(
        tmp_path / "out", authorities=["X12000007"], years=1, as_at=date(2026, 3, 31), orders_per_year=orders
    )
    assert summary.counts["orders"] >= 1

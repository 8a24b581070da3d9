"""What a public edition shows of the strata of a sample."""

from __future__ import annotations

from plumbline.publishing.documents import Table
from plumbline_web.publication.sample_annexes import _strata


def shown(*rows: tuple[int, int], protect: bool = True) -> list[tuple[str, ...]]:
    table = _strata(
        [
            {"stratum": name, "records": records, "drawn": drawn}
            for name, (records, drawn) in zip("ABC", rows, strict=False)
        ],
        protect=protect,
    )
    assert isinstance(table, Table)
    return [tuple(row) for row in table.rows]


def test_a_stratum_of_which_a_few_were_drawn_is_hidden_with_another_so_that_none_is_left_over() -> None:
    rows = shown((40, 20), (30, 3), (20, 10))
    assert [row[1] == "*" for row in rows] == [row[2] == "*" for row in rows]
    assert rows[1] == ("B", "*", "*") and sum(row[2] == "*" for row in rows) == 2


def test_inside_and_where_none_is_small_all_are_shown() -> None:
    assert shown((40, 20), (30, 3), protect=False) == [("A", "40", "20"), ("B", "30", "3")]
    assert shown((40, 20), (30, 10)) == [("A", "40", "20"), ("B", "30", "10")]

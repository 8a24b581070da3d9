"""What lies after the as-at date is not seen, whatever the files say about themselves."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from factories.judged import write_with_keys
from factories.seen import order
from plumbline.standards.seen import prepare_seen

LAST = date(2025, 6, 1)
ORDERS = [
    order(1, ended_on=LAST),
    order(2, ended_on=date(2025, 6, 2)),
    order(3),
    order(4, imposed_on=date(2025, 6, 2)),
]


@pytest.mark.parametrize("statistics", [True, False], ids=["with statistics", "without"])
@pytest.mark.parametrize("rows", [1, 4], ids=["a part for each row", "one part"])
def test_later_days_are_not_seen_whether_or_not_the_file_tells_its_latest(
    tmp_path: Path, statistics: bool, rows: int
) -> None:
    write_with_keys(tmp_path, {"orders": ORDERS})
    file = tmp_path / "orders.parquet"
    pq.write_table(pq.read_table(file), file, write_statistics=statistics, row_group_size=rows)
    with duckdb.connect() as con:
        prepare_seen(con, tmp_path, frozenset({"orders"}), LAST)
        found = con.execute("SELECT order_id, ended_on FROM seen_orders ORDER BY 1").fetchall()
    assert found == [("O1", LAST), ("O2", None), ("O3", None)]

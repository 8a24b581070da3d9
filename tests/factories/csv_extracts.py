"""Small extracts for tests: rows as plain dicts, written as the CSV files that a service would send."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

Records = Mapping[str, Sequence[Mapping[str, Any]]]


def write_csv_extract(folder: Path, records: Records, cover: str = "") -> Path:
    """Write each table as CSV with the columns that some row has. cover: the text of extract.toml."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, rows in records.items():
        columns = list(dict.fromkeys(name for row in rows for name in row))
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    if cover:
        (folder / "extract.toml").write_text(cover, "utf-8")
    return folder


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else value


def small_records(orders: int = 12) -> dict[str, list[dict[str, Any]]]:
    """People, orders and contacts of one council; every third order had its first contact two weeks late."""
    first = date(2025, 4, 7)
    days = [first + timedelta(days=7 * number) for number in range(orders)]
    return {
        "people": [{"person_id": f"P{n}", "gender": "female", "birth_year": 1990} for n in range(orders)],
        "orders": [
            {
                "order_id": f"O{n}",
                "person_id": f"P{n}",
                "authority": "X12000001",
                "kind": "cpo",
                "imposed_on": day,
                "received_on": day,
                "officer_nominated_on": day + timedelta(days=1),
                "transferred_in_on": None,
                "ended_on": None,
                "team": "North" if n % 2 else "South",
            }
            for n, day in enumerate(days)
        ],
        "contacts": [
            {
                "order_id": f"O{n}",
                "person_id": None,
                "happened_on": day + timedelta(days=14 if n % 3 == 0 else 1),
                "recorded_on": day + timedelta(days=15),
                "kind": "first_direct_contact",
                "mode": "in_person",
                "attendance": "attended",
            }
            for n, day in enumerate(days)
        ],
    }

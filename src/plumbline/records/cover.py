"""Cover: from which day until which day each table was sent whole, and when the extract was made."""

from __future__ import annotations

import datetime
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from plumbline.records.manifest import Cover
from plumbline.records.raw import first_row
from plumbline.records.specification import Specification, bare_name

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Stated:
    """What is said of cover. tables: by name, only those of which something is said."""

    extracted_on: datetime.date | None
    tables: dict[str, Cover]

    def under(self, other: Stated) -> Stated:
        """What `other` says, and where it says nothing, what this says."""
        tables = {
            name: Cover(
                other.tables.get(name, Cover()).covers_from or self.tables.get(name, Cover()).covers_from,
                other.tables.get(name, Cover()).covers_until or self.tables.get(name, Cover()).covers_until,
            )
            for name in {**self.tables, **other.tables}
        }
        return Stated(other.extracted_on or self.extracted_on, tables)


NOTHING_STATED = Stated(None, {})


def cover_from_toml(text: bytes, specification: Specification) -> tuple[Stated, list[str]]:
    """Read extract.toml: what it states, and all that is wrong with it."""
    try:
        raw = tomllib.loads(text.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return NOTHING_STATED, ["it is not UTF-8 text"]
    except tomllib.TOMLDecodeError as fault:
        return NOTHING_STATED, [f"it is not TOML: {fault}"]
    except RecursionError:
        return NOTHING_STATED, ["it holds lists within lists without end"]
    return read_cover(raw, specification)


def read_cover(raw: dict[str, Any], specification: Specification) -> tuple[Stated, list[str]]:
    """Read what is said of cover: `extracted_on`, then for each table covers_from and covers_until.

    Gives what is stated, and all that is wrong with it.
    """
    wrong: list[str] = []
    extracted_on = _day(raw.get("extracted_on"), "extracted_on", wrong)
    names = {bare_name(name): name for name in specification.tables}
    tables: dict[str, Cover] = {}
    for key, said in raw.items():
        if key == "extracted_on":
            continue
        if bare_name(key) not in names:
            wrong.append(f"{key!r} is neither extracted_on nor a table of the specification")
            continue
        if not isinstance(said, dict):
            wrong.append(f"{key}: write [{key}] and below it covers_from = 2023-04-01")
            continue
        for unknown in said.keys() - {"covers_from", "covers_until"}:
            wrong.append(f"[{key}] {unknown!r} is not known here; covers_from and covers_until are")
        cover = Cover(
            _day(said.get("covers_from"), f"[{key}] covers_from", wrong),
            _day(said.get("covers_until"), f"[{key}] covers_until", wrong),
        )
        if cover.covers_from and cover.covers_until and cover.covers_until < cover.covers_from:
            wrong.append(f"[{key}] covers_until is before covers_from")
        tables[names[bare_name(key)]] = cover
    return Stated(extracted_on, tables), wrong


def _day(value: Any, where: str, wrong: list[str]) -> datetime.date | None:
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, str):
        try:
            return datetime.date.fromisoformat(value.strip())
        except ValueError:
            pass
    if value is None or isinstance(value, datetime.date):
        return value
    wrong.append(f"{where}: give a date, such as 2026-09-01")
    return None


_GAPS = {
    "contacts": 92, "work_sessions": 92, "assessments": 92, "plans": 92, "reviews": 275,
    "enforcement": 366, "referrals": 366, "outcomes": 366, "feedback": 366,
}  # fmt: skip
"""Tables of what happens on orders, and after how many days without any row it is clear that some were not
sent."""

_ORDERS, _SHARE = 3, 0.05  # so many orders, and this share of them, must lie in the gap


def gaps(
    con: duckdb.DuckDBPyConnection, views: dict[str, str], begins: dict[str, tuple[str, ...]], stated: Stated
) -> list[tuple[str, str]]:
    """Tables whose events clearly begin later than orders, or stop earlier, where nothing is said about
    cover.

    views: the SQL view of each table sent; begins: its columns that say when a row began.
    Gives (table, message). Clearly: by more days than _GAPS has, with at least three orders, and one in
    twenty, imposed in the gap.
    """
    if "orders" not in views:
        return []
    found: list[tuple[str, str]] = []
    for name, days in _GAPS.items():
        if name not in views:
            continue
        said = stated.tables.get(name, Cover())
        day = "coalesce(" + ", ".join(f'"{column}"' for column in begins[name]) + ")"
        row = first_row(
            con,
            f"""
            WITH events AS (SELECT min({day}) AS first, max({day}) AS last FROM {views[name]})
            SELECT e.first, e.last, min(o.imposed_on), max(o.imposed_on), count(*),
                count(*) FILTER (o.imposed_on < e.first - {days}), count(*) FILTER (o.imposed_on > e.last +
                {days})
            FROM {views["orders"]} o, events e WHERE e.first IS NOT NULL GROUP BY ALL""",
        )
        if not row:
            continue
        first, last, orders_first, orders_last, orders, before, after = row
        enough = max(_ORDERS, _SHARE * orders)
        if said.covers_from is None and before >= enough:
            found.append(
                (name, _gap(name, f"begin on {first}, and orders on {orders_first}", "covers_from", first))
            )
        if said.covers_until is None and after >= enough:
            found.append(
                (name, _gap(name, f"stop on {last}, and orders on {orders_last}", "covers_until", last))
            )
    return found


def _gap(table: str, what: str, key: str, day: datetime.date) -> str:
    return (
        f"The rows of {table} {what}. If {table} were not sent for all that time, say so in extract.toml "
        f"([{table}] {key} = {day}), or what was not sent will count as not done."
    )

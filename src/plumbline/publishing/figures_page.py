"""Figures counted from the records, table by table: the whole and its years, then its parts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plumbline.errors import PlumblineError
from plumbline.measures.frozen import FrozenRun
from plumbline.measures.periods import Period, parse_label
from plumbline.measures.protection import small
from plumbline.measures.registry import ENTRIES
from plumbline.measures.text_tables import FEWEST_FOR_A_PERCENTAGE, share_text
from plumbline.measures.workload_described import DESCRIBED
from plumbline.publishing.wording import between, number, proper, sentence
from plumbline.records.specification import load
from plumbline.statistics.disclosure import SYMBOL

UNITS = {"days": "days", "hours": "hours", "per_10000": "for every 10,000 people", "per_100": "for every 100"}
YEARS_SHOWN = 3


def figures(run: FrozenRun, publish: bool, period: Period | None = None) -> list[dict[str, Any]]:
    """The figures counted from the records, by the table that each is counted from first.

    The report has wholes, the last years and single breakdowns; figures by authority, by month or quarter and
    by worker stay in the run's own file, and no worker is named here. With `publish` a figure is shown only
    where neither it nor what it leaves of its base is small; where one part of a breakdown or one year is not
    shown, the others are not shown either, since they would give it away. period: the figures of this one and
    of those of its length before it, in place of wholes, years and breakdowns.
    """
    tables: dict[str, dict[str, dict[str, Any]]] = {}
    for one in read_list(run.folder / "figures.json"):
        if not (_of_period(one, period) if period else _in_report(one)):
            continue
        source = (one.get("source") or ["the records"])[0]
        figure = tables.setdefault(source, {}).setdefault(
            one["code"],
            {"title": one["title"], "definition": one["definition"], "whole": None, "years": {}, "parts": {}},
        )
        if one["period"]:
            figure["years"][one["period"]] = one
        elif one["breakdown"]:
            figure["parts"].setdefault(tuple(one["breakdown"]), []).append(one)
        else:
            figure["whole"] = one
    years = {
        source: sorted({year for figure in those.values() for year in figure["years"]})[-YEARS_SHOWN:]
        for source, those in tables.items()
    }
    order = {name: at for at, name in enumerate(load().tables)}
    return [
        {
            "code": source,
            "table": table_title(source),
            "years": years[source],
            "figures": [_figure(figure, years[source], publish) for figure in those.values()],
        }
        for source, those in sorted(tables.items(), key=lambda one: order.get(one[0], len(order)))
    ]


def _figure(held: Mapping[str, Any], years: list[str], publish: bool) -> dict[str, Any]:
    """One figure as the template prints it: the whole, a text for each year, a text for each breakdown."""
    whole = held["whole"]
    hidden = publish and whole is not None and _gives_away(whole)
    years_hidden = publish and (hidden or any(_gives_away(one) for one in held["years"].values()))
    parts = []
    for columns, those in held["parts"].items():
        refused = publish and (hidden or any(_gives_away(one) for one in those))
        said = "; ".join(f"{_what(one)} {_with_range(one)}" for one in those)
        by = sentence(f"by {' and '.join(proper(column) for column in columns)}")
        parts.append({"by": by, "text": SYMBOL if refused else said})
    return {
        "title": held["title"],
        "definition": held["definition"],
        "whole": "" if whole is None else SYMBOL if hidden else figure_text(whole),
        "range": "" if whole is None or hidden else _range(whole),
        "note": "" if whole is None else whole.get("note") or "",
        "left_out": "" if whole is None else _left_out(whole, publish),
        "years": [
            "–" if year not in held["years"] else SYMBOL if years_hidden else figure_text(held["years"][year])
            for year in years
        ],
        "parts": parts,
    }


def table_title(name: str) -> str:
    """What a table of the specification is called for people."""
    table = load().tables.get(name)
    return table.title if table else sentence(name.replace("_", " "))


def figures_left_out(run: FrozenRun) -> list[list[str]]:
    """The figures that could not be counted, each with why; none where none was to be counted."""
    if run.asked_for:
        return []
    titles = {one.code: one.title for one in DESCRIBED.values()} | {one.code: one.title for one in ENTRIES}
    return [
        [titles.get(one["code"]) or sentence(proper(one["code"])), one["why"]]
        for one in run.manifest.get("figures_left_out") or ()
    ]


def figure_text(one: Mapping[str, Any]) -> str:
    """A figure as a person says it, with its base: "62.3% (43 of 69)", "14 days (median of 210)"."""
    value, unit = one["value"], one["unit"]
    if value is None:
        return "none"
    if unit == "share":
        if float(one["numerator"]) < 0:
            return f"{number(one['numerator'])} of {number(one['denominator'])}"
        return share_text(int(one["numerator"]), int(one["denominator"]))
    said = number(value)
    if unit in UNITS:
        said = f"{said} {UNITS[unit]}"
    if one["denominator"] is not None and unit in ("days", "hours", "per_100", "per_10000"):
        said = f"{said}, of {number(one['denominator'])}"
    return said


def read_list(path: Path) -> list[dict[str, Any]]:
    """A run's list of figures or patterns; empty where it has none. PlumblineError where it is damaged."""
    try:
        held = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as fault:
        raise PlumblineError(f"{path}: cannot be read ({fault}). Judge the extract again.") from None
    if not isinstance(held, list):
        raise PlumblineError(f"{path}: is damaged. Judge the extract again.")
    return held


def _in_report(one: Mapping[str, Any]) -> bool:
    by, period = one["breakdown"], one["period"]
    if {"authority", "worker_id", "worker"} & set(by):
        return False
    return not (period and (by or parse_label(period).length != "year"))


def _of_period(one: Mapping[str, Any], period: Period) -> bool:
    """Whether a figure is of the whole service, in a period of this one's length that ends by its end."""
    if one["breakdown"] or not one["period"]:
        return False
    mine = parse_label(one["period"])
    return mine.length == period.length and mine.last <= period.last


def _what(one: Mapping[str, Any]) -> str:
    """What a part is of: "CPO", "Harbour"."""
    return ", ".join(
        str(value) if column in ("team", "court", "prison", "task") else proper(str(value))
        for column, value in one["breakdown"].items()
    )


def _with_range(one: Mapping[str, Any]) -> str:
    range_of = _range(one)
    return f"{figure_text(one)}, {range_of}" if range_of else figure_text(one)


def _range(one: Mapping[str, Any]) -> str:
    if (
        not one.get("interval")
        or one["unit"] != "share"
        or (one["denominator"] or 0) < FEWEST_FOR_A_PERCENTAGE
    ):
        return ""
    low, high = one["interval"]
    return between((low, high)) if low >= 0 else ""


def _left_out(one: Mapping[str, Any], publish: bool) -> str:
    return "; ".join(
        f"{reason}: {SYMBOL if publish and small(n) else number(n)}"
        for reason, n in (one.get("left_out") or {}).items()
    )


def _gives_away(one: Mapping[str, Any]) -> bool:
    """Whether a figure, or what is left of its base, is a small number, or speaks of one case alone."""
    base, part = one["denominator"], one["numerator"]
    if one["unit"] == "share":
        return small(abs(int(part or 0)), int(base or 0), abs(int(base or 0) - int(part or 0)))
    if one["unit"] == "count":
        return small(int(part or 0))
    return "longest" in one["code"] or small(int(base or 0))

"""The last pages: patterns to ask about, data quality, method."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from plumbline.measures.frozen import FrozenRun
from plumbline.measures.patterns import DESCRIBED
from plumbline.measures.periods import Period
from plumbline.measures.protection import FEWEST_STAFF, small
from plumbline.measures.rates import RATES
from plumbline.measures.text_tables import FEWEST_FOR_A_PERCENTAGE
from plumbline.publishing.facts import StandardFacts
from plumbline.publishing.figures_page import figures_left_out, read_list, table_title
from plumbline.publishing.named_period import period_words
from plumbline.publishing.standard_page import RATE_TITLES, calendar_words
from plumbline.publishing.trend_part import CHART_WORDS
from plumbline.publishing.wording import day, number, sentence
from plumbline.records.faults import KINDS
from plumbline.statistics.control_charts import PROVISIONAL_BELOW, SHIFT_POINTS, TREND_POINTS
from plumbline.statistics.disclosure import SYMBOL, THRESHOLD
from plumbline.statistics.words import word_table


def patterns(run: FrozenRun, names: Mapping[str, str], publish: bool) -> dict[str, Any]:
    """Patterns to ask about, each a question. With `publish` those of small numbers are left out.

    not_looked_for: titles of the patterns that this run did not look for.
    """
    held = read_list(run.folder / "patterns.json")
    shown = [one for one in held if not (publish and _pattern_small(one))]
    several = len({one["where"].get("authority") for one in held}) > 1
    groups: dict[str, dict[str, Any]] = {}
    for one in shown:
        described = DESCRIBED.get(one["code"])
        title = described.title if described else sentence(one["code"].replace("_", " "))
        group = groups.setdefault(one["code"], {"title": title, "how": one.get("how") or "", "rows": []})
        place = one["where"].get("authority") if several else None
        group["rows"].append({"place": names.get(place, place) if place else "", "question": one["question"]})
    unsought = [one["code"] for one in run.manifest.get("patterns_left_out") or ()]
    return {
        "groups": list(groups.values()),
        "withheld": len(held) - len(shown),
        "not_looked_for": [DESCRIBED[code].title for code in unsought if code in DESCRIBED],
    }


def _pattern_small(one: Mapping[str, Any]) -> bool:
    return small(one["count"], one["base"], one["base"] - one["count"])


def data_quality(run: FrozenRun, publish: bool) -> dict[str, Any]:
    """What came in, what was left out and why, what the extract covers, and what could not be judged."""
    faults = run.manifest.get("faults") or {}
    by_kind = faults.get("by_kind") or {}

    def rows_text(n: int) -> str:
        return _rows_text(n, publish)

    return {
        "faults": [
            [KINDS.get(kind) or sentence(str(kind).replace("_", " ")), rows_text(_fault_count(n))]
            for kind, n in by_kind.items()
        ],
        "errors": rows_text(faults.get("errors", 0)),
        "warnings": rows_text(faults.get("warnings", 0)),
        "tables": [
            [
                table_title(name),
                rows_text(one.rows_read),
                rows_text(one.rows),
                rows_text(one.left_out_faulty),
                rows_text(one.left_out_hanging),
                _cover(run.cover.get(name)),
            ]
            for name, one in run.tables.items()
        ],
        "any_left_out": bool(run.rows_left_out),
        "accept_partial": run.accept_partial,
        "left_out": [[one.title, one.why] for one in run.left_out],
        "figures_left_out": figures_left_out(run),
        "no_figures": bool(run.asked_for),
        "run_warnings": list(run.warnings),
    }


def partial_notice(run: FrozenRun, publish: bool) -> str:
    """What must stand with every figure where rows were left out; empty where none was."""
    lost = run.rows_left_out
    if not lost:
        return ""
    said = ", ".join(f"{_rows_text(n, publish)} of {table}" for table, n in lost.items())
    return f"Partial extract: faulty rows were left out of every figure here ({said})."


def _rows_text(n: int, publish: bool) -> str:
    return f"fewer than {THRESHOLD}" if publish and small(n) else number(n)


def method(
    run: FrozenRun, found: Sequence[StandardFacts], publish: bool, period: Period | None = None
) -> dict[str, Any]:
    """How the figures were made: enough for another person to make them again."""
    table = word_table()
    return {
        "rates": [[RATE_TITLES[name], sentence(meaning) + "."] for name, meaning in RATES.items()],
        "charts": [sentence(words) for kind, words in CHART_WORDS.items() if kind != "none"],
        "shift": SHIFT_POINTS,
        "trend": TREND_POINTS,
        "provisional": PROVISIONAL_BELOW,
        "threshold": THRESHOLD,
        "fewest": FEWEST_FOR_A_PERCENTAGE,
        "fewest_staff": FEWEST_STAFF,
        "symbol": SYMBOL,
        "words_from": table.words_from,
        "words": [
            [table.all_word, "every one"],
            *[[band.word, f"{band.least}% to {band.most}%"] for band in table.bands],
            [table.none_word, "not one"],
        ],
        "words_source": f"{table.title}, in force from {day(table.in_force_from)}",
        "facts": [
            *([["Period", period_words(period)]] if period else []),
            ["As-at date", day(run.as_at)],
            ["Extract made on", day(run.extracted_on) if run.extracted_on else "not stated"],
            ["Extract’s fingerprint (SHA-256)", run.extract_hash],
            ["Working days by", calendar_words(run)],
            ["Authorities with days of their own", ", ".join(run.authorities) or "none"],
            ["Plumbline version", run.library_version],
            ["Faulty rows accepted", "yes" if run.accept_partial else "no"],
        ],
        "standards": [
            [one.judged.title, one.judged.code, one.judged.source, one.judged.edition] for one in found
        ],
        "publish": publish,
    }


def _cover(held: Mapping[str, str | None] | None) -> str:
    if not held:
        return "not stated"
    first, last = (
        day(date.fromisoformat(when)) if when else "not stated"
        for when in (held.get("covers_from"), held.get("covers_until"))
    )
    return f"{first} to {last}"


def _fault_count(n: Any) -> int:
    return int(n["count"]) if isinstance(n, dict) else int(n)

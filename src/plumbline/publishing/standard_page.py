"""The page of one standard: what is owed, since when, for whom and why, in rows that the template prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plumbline.measures.due import RISKS
from plumbline.measures.frozen import FrozenRun
from plumbline.measures.protection import OTHERS, small
from plumbline.measures.rates import RATES, asserted_share, if_left_out_were_missed, rate
from plumbline.measures.reasons import SIDES
from plumbline.measures.selection import NOT_RECORDED
from plumbline.measures.text_tables import FEWEST_FOR_A_PERCENTAGE, share_of, share_text
from plumbline.measures.two_clocks import HEADINGS
from plumbline.publishing import drawing
from plumbline.publishing.comparison_part import comparison_part
from plumbline.publishing.facts import Breakdown, StandardFacts, strict_share
from plumbline.publishing.named_period import period_words
from plumbline.publishing.trend_part import trend_part
from plumbline.publishing.wording import (
    between,
    counted,
    day,
    from_to,
    listed,
    number,
    period,
    proper,
    quantity_word,
    sentence,
    shown_number,
)
from plumbline.standards.form import HOW_SURE, REASONS
from plumbline.statistics.intervals import wilson_interval

RATE_TITLES = {
    "strict": "Strict",
    "national": "National",
    "excused": "Excused",
    "offered": "Offered in time",
    "service": "Missed on the service’s side",
}
VERDICT_WORDS = {
    "met": "Met",
    "not_met": "Not met",
    "not_applicable": "Not applicable",
    "not_yet_due": "Not yet due",
    "cannot_tell": "Cannot tell",
}


@dataclass(frozen=True)
class Headline:
    """The strict rate in words. text is "62.3% (43 of 69)", or bounds where too much is unknown."""

    text: str
    word: str
    range: str
    bounded: bool
    value: float | None
    interval: tuple[float, float] | None


def headline(facts: StandardFacts) -> Headline:
    """How the strict rate may be said: with its word, by its bounds, as counts alone, or not at all."""
    shown = facts.line.shown
    if facts.waiting:
        return Headline("not complete", "", "", False, None, None)
    if shown is None:
        hidden = facts.line.met is None
        return Headline("not printed, too few" if hidden else "none judged", "", "", False, None, None)
    if facts.line.too_unknown:
        return Headline(strict_share(facts.line), "", "", True, None, None)
    found = rate(facts.counts, "strict")
    if found.bounds is not None and facts.line.bounded:
        return Headline(
            f"between {share_of(found.bounds[0])} and {share_of(found.bounds[1])}",
            "",
            "",
            True,
            None,
            found.bounds,
        )
    if found.denominator < FEWEST_FOR_A_PERCENTAGE or found.interval is None:
        return Headline(share_text(*shown), "", "", False, None, None)
    return Headline(
        share_text(*shown),
        quantity_word(*shown),
        between(found.interval),
        False,
        found.value,
        found.interval,
    )


def window_words(facts: StandardFacts) -> str:
    """The months that the figures are of: "12 complete months, April 2025 to March 2026"."""
    if facts.period is not None:
        return period_words(facts.period)
    spans = facts.window.spans
    if not spans:
        return "no complete month yet"
    how_many = counted(len(facts.window.months), "complete month")
    if len(spans) <= 3:
        return f"{how_many}, {listed([from_to(one.first, one.last) for one in spans])}"
    ends = f"{period(spans[0].first)} and {period(spans[-1].last)}"
    return f"{how_many} between {ends}; the others are not complete"


def standard_page(
    run: FrozenRun, facts: StandardFacts, sentences: Sequence[str], names: Mapping[str, str], publish: bool
) -> dict[str, Any]:
    """Everything the template prints for one standard.

    sentences: what is owed, in words. names: an authority's code -> its name.
    """
    judged = facts.judged
    return {
        "code": judged.code,
        "title": judged.title,
        "owed": sentences[0],
        "in_headlines": judged.headline,
        "window": window_words(facts),
        "months": list(facts.window.months),
        "months_since": list(facts.since_months),
        "headline": headline(facts),
        "waiting": _waiting(run, facts, publish),
        "left_out": _left_out(run, facts, publish),
        "trend": trend_part(facts),
        "rates": _rates(facts),
        "rate_notes": _rate_notes(facts),
        "verdicts": _verdicts(facts),
        "verdict_codes": list(VERDICT_WORDS),
        "bands": _bands(facts),
        "clocks": _clocks(facts),
        "clock_codes": _clocks_told(facts),
        "reasons": _reasons(facts),
        "breakdowns": [_breakdown(one) for one in facts.breakdowns],
        "unknowns": any(line.cannot_tell for one in facts.breakdowns for line in one.lines),
        "comparison": comparison_part(facts, names),
        "withheld": sentence(listed(facts.withheld)) if facts.withheld else "",
        "about": _about(run, facts, sentences),
    }


def _waiting(run: FrozenRun, facts: StandardFacts, publish: bool) -> str:
    """Why the period that was asked for has no figures of this standard; empty where it has."""
    if not facts.waiting or facts.period is None:
        return ""
    some = "some of its duties are" if publish else counted(facts.waiting, "duty is", "duties are")
    return (
        f"{period_words(facts.period)} is not complete for this standard: {some} not yet due as at "
        f"{day(run.as_at)}. It has no figures here, since they could still move."
    )


def _rates(facts: StandardFacts) -> list[dict[str, str]]:
    if facts.waiting:
        return []
    rows = []
    for name in facts.rates:
        found = rate(facts.counts, name)
        text = share_text(found.numerator, found.denominator)
        # The national rate has no bounds: what is not known lies outside it by its own rule.
        if facts.line.too_unknown and name != "national":
            text = f"{found.numerator:,} of {found.denominator:,}"
        elif found.bounds is not None and facts.line.bounded:
            text = f"between {share_of(found.bounds[0])} and {share_of(found.bounds[1])}"
        enough = found.interval is not None and found.denominator >= FEWEST_FOR_A_PERCENTAGE
        ranged = enough and not found.bounds and (name == "national" or not facts.line.too_unknown)
        rows.append(
            {
                "code": name,
                "title": RATE_TITLES[name],
                "text": text,
                "range": between(found.interval) if ranged and found.interval else "",
                "meaning": sentence(RATES[name]) + ".",
            }
        )
    return rows


def _rate_notes(facts: StandardFacts) -> list[str]:
    """What must stand beside the rates, as sentences."""
    mine, notes = facts.counts, []
    if "excused" in facts.rates and (asserted := asserted_share(mine)) is not None:
        enough = mine.excused >= FEWEST_FOR_A_PERCENTAGE
        said = share_of(asserted) if enough else f"{number(mine.excused_asserted)} of {number(mine.excused)}"
        notes.append(f"Of the misses excused, {said} were explained only after the due date.")
    if "service" in facts.rates and mine.judged > mine.met:
        notes.append(
            f"{sentence(counted(mine.unexplained, 'miss', 'misses'))} of {number(mine.judged - mine.met)} "
            f"{'has' if mine.unexplained == 1 else 'have'} no reason recorded."
        )
    if facts.cannot_tell.get("done_before_start") and mine.done_before_start:
        notes.append(
            f"{counted(mine.done_before_start, 'duty was', 'duties were')} done before the order and not "
            "since; they are counted as cannot tell, not as met."
        )
    if facts.line.too_unknown:
        notes.append(
            "How many cannot be told is not shown, to protect small numbers, and may be more than a tenth of "
            "what could be judged. So counts are printed in place of a rate."
        )
    elif facts.line.bounded:
        notes.append(
            "More than a tenth of what could be judged cannot be told, so the lowest and the highest that "
            "each rate could be are printed in place of one rate."
        )
    return notes


def _left_out(run: FrozenRun, facts: StandardFacts, publish: bool) -> str:
    """What rows left out of the table that owes the standard could have done to its rate."""
    table = run.population_table(facts.judged.code)
    lost = run.rows_left_out.get(table or "", 0)
    if not lost or facts.line.shown is None or (publish and small(lost)):
        return ""
    worst = if_left_out_were_missed(facts.counts, lost)
    if worst is None or facts.counts.judged < FEWEST_FOR_A_PERCENTAGE:
        return f"{counted(lost, 'row')} of {table} left out of the extract as faulty."
    return (
        f"{counted(lost, 'row')} of {table} left out of the extract as faulty. Had each of them been owed in "
        f"these months and missed, the strict rate would be {share_of(worst)}."
    )


def _verdicts(facts: StandardFacts) -> list[list[str]]:
    """Rows of verdict, how many in the complete months, how many since where that may be printed."""
    if facts.waiting:
        return []
    line, others, since = facts.line, facts.others, facts.since
    missed = None if line.met is None or line.judged is None else line.judged - line.met
    rows = [["met", shown_number(line.met)], ["not_met", shown_number(missed)]]
    rows += [
        [name, shown_number(None if others is None else others[name])] for name in list(VERDICT_WORDS)[2:]
    ]
    return [
        [VERDICT_WORDS[name], text, *([number(getattr(since, name))] if since is not None else [])]
        for name, text in rows
    ]


def _bands(facts: StandardFacts) -> list[dict[str, Any]]:
    if not facts.bands:
        return []
    done = sum(part.count for part in facts.bands[:-2])
    rows: list[dict[str, Any]] = []
    for at, part in enumerate(facts.bands):
        banded = at < len(facts.bands) - 2
        rows.append(
            {
                "label": part.label,
                "code": part.code,
                "count": number(part.count),
                "percent": share_text(part.count, done).partition(" (")[0]
                if banded and done >= FEWEST_FOR_A_PERCENTAGE
                else "",
                "bar": drawing.bar(part.count / done) if banded and done >= FEWEST_FOR_A_PERCENTAGE else "",
            }
        )
    return rows


def _clocks(facts: StandardFacts) -> list[list[str]]:
    if facts.clocks is None:
        return []
    whole = facts.clocks.judged
    return [
        [
            sentence(words),
            number(getattr(facts.clocks, name)),
            _percent_of(getattr(facts.clocks, name), whole),
        ]
        for name, words in HEADINGS.items()
        if name in _clocks_told(facts)
    ]


def _clocks_told(facts: StandardFacts) -> list[str]:
    """The names of the two clocks' counts that are printed, in their order."""
    if facts.clocks is None:
        return []
    return [name for name in HEADINGS if name != "recorded_unknown" or facts.clocks.recorded_unknown]


def _reasons(facts: StandardFacts) -> dict[str, Any]:
    """Sides with their reasons; for each how many were evidenced and how many asserted afterwards."""
    missed = sum(one.misses for one in facts.reasons)
    sides = []
    for side, words in SIDES.items():
        mine = [one for one in facts.reasons if one.side == side]
        if not mine:
            continue
        n = sum(one.misses for one in mine)
        single = [one for one in mine if one.reason] if side is not None else []
        split = "the single reasons" not in facts.withheld
        sides.append(
            {
                "side": sentence(words),
                "code": side or "",
                "misses": number(n),
                "percent": _percent_of(n, missed),
                "evidenced": number(sum(one.evidenced for one in mine)) if side and split else "",
                "asserted": number(sum(one.asserted for one in mine)) if side and split else "",
                "reasons": [
                    {
                        "reason": sentence((one.reason or "").replace("_", " ")),
                        "code": one.reason or "",
                        "misses": number(one.misses),
                        "percent": _percent_of(one.misses, missed),
                        "evidenced": number(one.evidenced),
                        "asserted": number(one.asserted),
                    }
                    for one in single
                ],
            }
        )
    return {"sides": sides, "missed": number(missed), "split": "the single reasons" not in facts.withheld}


def _breakdown(one: Breakdown) -> dict[str, Any]:
    """One breakdown as rows; groups under 10 give counts alone, and are marked as small."""
    rows = []
    for line in sorted(one.lines, key=lambda line: _place(one.column, line.label)):
        shown = line.shown
        enough = shown is not None and shown[1] >= FEWEST_FOR_A_PERCENTAGE
        interval = wilson_interval(*shown) if enough and shown and not line.bounded else None
        rows.append(
            {
                "label": line.label if one.column == "team" else sentence(proper(line.label)),
                "values": list(line.values),
                "share": strict_share(line),
                "range": line.why_no_rate or (between(interval) if interval else ""),
                "reach": drawing.reach(shown[0] / shown[1], interval) if interval and shown else "",
                "small": shown is not None and not enough and not line.bounded,
                "unknown": number(line.cannot_tell) if line.cannot_tell else "",
            }
        )
    joined = ""
    if one.joined:
        groups = counted(one.joined, "group")
        joined = f"“{sentence(OTHERS)}” stands for {groups} joined, so that none can be told apart."
    return {
        "title": f"By {one.words}",
        "column": one.column,
        "rows": rows,
        "refused": one.refused,
        "why": one.why,
        "joined": joined,
    }


def _place(column: str, label: str) -> tuple[int, str]:
    """A breakdown value's place: risk highest first, else by name; what is not known or joined last."""
    if label in (NOT_RECORDED, "not known", OTHERS):
        return len(RISKS) + 1, label
    risks = [risk.replace("_", " ") for risk in RISKS]
    return (risks.index(label) if column == "risk_level" and label in risks else 0), label


def _about(run: FrozenRun, facts: StandardFacts, sentences: Sequence[str]) -> list[tuple[str, str, str]]:
    """Terms, what they say, and an address or nothing: source, edition, how sure, note, calendar."""
    judged, standard = facts.judged, facts.standard
    rows = [
        ("The rule in full", " ".join(sentences), ""),
        ("Source", judged.source, (standard.url if standard else None) or ""),
        ("Edition", judged.edition, ""),
        ("How sure", sentence(HOW_SURE.get(judged.how_sure, judged.how_sure)), ""),
    ]
    if standard is not None and (standard.in_force_from or standard.in_force_until):
        from_on = f"from {standard.in_force_from}" if standard.in_force_from else ""
        until = f"until {standard.in_force_until}" if standard.in_force_until else ""
        rows.append(("In force", " ".join(filter(None, (from_on, until))), ""))
    if judged.local:
        rows.append(("Whose rule", judged.council or "A council’s own rule", ""))
    if judged.note:
        rows.append(("Note", judged.note, ""))
    rows.append(("Calendar", calendar_words(run), ""))
    rows.append(("Code", judged.code, ""))
    return rows


def calendar_words(run: FrozenRun) -> str:
    """The calendar that working days were counted by, and for whom there is another."""
    name = "Bank holidays in Scotland" if run.calendar_name == "scotland" else run.calendar_name
    if run.authorities:
        return f"{name}; days of their own: {listed(run.authorities)}"
    return name


def unknown_reasons(facts: StandardFacts) -> str:
    """Why it cannot be told, most frequent first: "the extract does not cover these days (12); …"."""
    return "; ".join(f"{REASONS.get(code, code)} ({number(n)})" for code, n in facts.cannot_tell.items())


def _percent_of(part: int, whole: int) -> str:
    return share_text(part, whole).partition(" (")[0] if whole >= FEWEST_FOR_A_PERCENTAGE else ""

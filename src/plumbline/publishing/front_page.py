"""The first page, read in two minutes: what is done to standard, what is not, what changed, where to look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from plumbline.measures.due import DueList
from plumbline.measures.frozen import FrozenRun
from plumbline.measures.periods import parse_label, spoken
from plumbline.measures.protection import protect_rows
from plumbline.measures.selection import NOT_RECORDED
from plumbline.measures.text_tables import FEWEST_FOR_A_PERCENTAGE, share_of, share_text
from plumbline.measures.trends import SIGNS
from plumbline.publishing import drawing
from plumbline.publishing.facts import StandardFacts
from plumbline.publishing.named_period import period_words
from plumbline.publishing.standard_page import headline, unknown_reasons
from plumbline.publishing.trend_part import passed_episodes, sign_of, spots_of
from plumbline.publishing.wording import counted, listed, number, sentence, shown_number
from plumbline.statistics.intervals import wilson_interval
from plumbline.statistics.words import base_rule, word_of_quantity, word_table

MOST_TO_LOOK_AT = 5

DONE, NOT_DONE, UNSAID, NOT_COMPLETE = "done", "not_done", "unsaid", "not_complete"


def done_words() -> tuple[str, str]:
    """The words of quantity that count as done to standard, from the dated table: all, and its top band."""
    table = word_table()
    return table.all_word, table.bands[0].word


def standing(facts: StandardFacts) -> str:
    """Whether a standard is done, is not, cannot be said (too few, too much not known) or is not complete."""
    if facts.waiting:
        return NOT_COMPLETE
    shown = facts.line.shown
    if shown is None or headline(facts).bounded or shown[1] < FEWEST_FOR_A_PERCENTAGE:
        return UNSAID
    return DONE if word_of_quantity(*shown).word in done_words() else NOT_DONE


def front_page(
    run: FrozenRun,
    found: Sequence[StandardFacts],
    due: DueList | None,
    names: Mapping[str, str],
    publish: bool,
) -> dict[str, Any]:
    """Everything the template prints on the first page. names: an authority's code -> its name.

    due: None where the report is of a named period, since what falls due is of the as-at date.
    """
    groups = {
        key: [one for one in found if standing(one) == key] for key in (NOT_DONE, DONE, UNSAID, NOT_COMPLETE)
    }
    for key in (NOT_DONE, DONE):
        groups[key].sort(key=_by_rate)
    first = look_first(found)
    due_rows = _due(due, names, publish) if due else None
    return {
        "lead": _lead(groups, found, due_rows["words"] if due_rows else ""),
        "look_first": first,
        "groups": [
            {"key": key, "title": title, "about": about, "rows": [_row(one) for one in groups[key]]}
            for key, title, about in (
                (NOT_DONE, "Not done to standard", "Lowest rate first."),
                (DONE, "Done to standard", f"{listed(done_words(), 'or').capitalize()} duties met."),
                (
                    UNSAID,
                    "Cannot be said",
                    f"Fewer than {FEWEST_FOR_A_PERCENTAGE} duties judged, or more than a tenth that cannot "
                    "be told.",
                ),
                (NOT_COMPLETE, "Not complete", "Some duties of the period are not yet due."),
            )
            if groups[key]
        ],
        "changed": _changed(found),
        "unchanged": _unchanged(found),
        "unknown": unknown(found),
        "due": due_rows,
        "due_within": due.within if due else 0,
        "rows_of": f"in {period_words(found[0].period)}"
        if found and found[0].period
        else "over its last 12 complete months, or as many as there are",
    }


def fit_for_headlines(facts: StandardFacts) -> bool:
    """Whether a standard may stand in the first sentence and list: its source and its base allow it."""
    shown = facts.line.shown
    return facts.judged.headline and shown is not None and base_rule(shown[1]) == "full"


def look_first(found: Sequence[StandardFacts]) -> list[dict[str, str]]:
    """What is not done to standard or has got worse, lowest rate first, each with why in one line.

    Standards that are kept out of headlines, and those with few duties, are not among them.
    """
    candidates = [
        one
        for one in found
        if fit_for_headlines(one)
        and (standing(one) == NOT_DONE or (standing(one) == DONE and one.trend.change == "worse"))
    ]
    return [
        {"code": one.judged.code, "title": one.judged.title, "why": _why(one)}
        for one in sorted(candidates, key=_by_rate)[:MOST_TO_LOOK_AT]
    ]


def _why(facts: StandardFacts) -> str:
    """The rate, its change, the team that stands out and the misses without a reason, in one line."""
    shown = facts.line.shown
    assert shown is not None
    parts = [f"{share_text(*shown)} met"]
    if facts.trend.change in ("better", "worse") and facts.trend.since:
        parts.append(f"{facts.trend.change} {_since(facts)}")
    elif past := passed_episodes(facts.trend):
        parts.append(f"{', then '.join(past)}, usual again since")
    if team := lowest_team(facts):
        parts.append(team)
    missed, unexplained = shown[1] - shown[0], facts.counts.unexplained
    if "service" in facts.rates and missed >= FEWEST_FOR_A_PERCENTAGE and 2 * unexplained >= missed:
        parts.append(f"no reason recorded for {share_text(unexplained, missed)} of the misses")
    return "; ".join(parts) + "."


def lowest_team(facts: StandardFacts) -> str:
    """The lowest of the teams whose whole interval lies below the service's rate; empty where none does."""
    shown = facts.line.shown
    teams = next((one.lines for one in facts.breakdowns if one.column == "team"), ())
    if shown is None:
        return ""
    apart = []
    for line in teams:
        if line.shown is None or line.shown[1] < FEWEST_FOR_A_PERCENTAGE or line.label == NOT_RECORDED:
            continue
        if wilson_interval(*line.shown)[1] < shown[0] / shown[1]:
            apart.append((line.shown[0] / line.shown[1], line))
    if not apart:
        return ""
    _, lowest = min(apart, key=lambda one: (one[0], one[1].label))
    assert lowest.shown is not None
    return f"lowest in team {lowest.label}, {share_text(*lowest.shown)}"


def _lead(groups: Mapping[str, Sequence[StandardFacts]], found: Sequence[StandardFacts], due: str) -> str:
    """The whole in one sentence; each standard stands for itself, and unlike duties are never added up."""
    if not found:
        return "No standard could be judged from this extract."
    parts = []
    not_done = [one for one in groups[NOT_DONE] if fit_for_headlines(one)]
    done = [one for one in groups[DONE] if fit_for_headlines(one)]
    changed = {
        change: [
            one for one in found if one.judged.headline and one.trend.change == change and one.trend.since
        ]
        for change in ("worse", "better")
    }
    if not_done:
        parts.append(f"{_some(not_done, 3)} {'needs' if len(not_done) == 1 else 'need'} attention")
    if done:
        parts.append(f"{_some(done, 3)} {'is' if len(done) == 1 else 'are'} done to standard")
    if not done and not not_done:
        parts.append("too little can be judged to say whether work is done to standard")
    for change, those in changed.items():
        if those:
            named = [f"{_short(one)} ({_since(one)})" for one in those[:2]]
            verb = "has" if len(those) == 1 else "have"
            parts.append(f"{_and_others(named, len(those) - 2)} {verb} got {change}")
    if due:
        parts.append(due)
    return sentence("; ".join(parts)) + "."


def _some(those: Sequence[StandardFacts], most: int) -> str:
    return _and_others([_short(one) for one in those[:most]], len(those) - most)


def _and_others(named: list[str], more: int) -> str:
    return listed([*named, counted(more, "other")] if more > 0 else named)


def _since(facts: StandardFacts) -> str:
    """Since when what the newest periods show has held; a single period is named as such."""
    points = facts.trend.points
    since = facts.trend.since or ""
    if points and points[-1].period == since:
        return f"in {spoken(since)}"
    return f"since {spoken(parse_label(since).first)}"


def _short(facts: StandardFacts) -> str:
    """A title inside a sentence: what follows a comma in brackets, and no capital but an acronym's."""
    head, _, rest = facts.judged.title.partition(", ")
    title = f"{head} ({rest})" if rest else head
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def _row(facts: StandardFacts) -> dict[str, Any]:
    said = headline(facts)
    spots = spots_of(facts)
    complete = [spot for spot in spots if spot.mark != "incomplete"]
    return {
        "code": facts.judged.code,
        "title": facts.judged.title,
        "label": ""
        if facts.judged.headline
        else "local rule, not a national standard"
        if facts.judged.local
        else "our inference, not for headlines",
        "rate": said.text,
        "bounded": said.bounded,
        "no_rate": facts.line.why_no_rate,
        "word": said.word,
        "range": said.range,
        "reach": drawing.reach(said.value, said.interval) if said.value is not None and said.interval else "",
        "spark": drawing.as_data(drawing.sparkline(complete)) if len(complete) > 1 else "",
        "spark_alt": f"Trend from {complete[0].label} to {complete[-1].label}, "
        f"last {share_of(complete[-1].value or 0)}"
        if len(complete) > 1
        else "",
        "sign": sign_of(facts),
        "change": facts.trend.change,
        "value": said.value,
        "since": _since(facts) if facts.trend.since else "",
    }


def _changed(found: Sequence[StandardFacts]) -> list[dict[str, str]]:
    """The standards with a real change, worse before better, then those that changed and have come back."""
    order = {"worse": 0, "better": 1, "none": 2}
    rows = []
    for one in sorted(found, key=lambda one: order.get(one.trend.change, 3)):
        words, past = one.trend.words, passed_episodes(one.trend)
        if one.trend.change not in order or (one.trend.change == "none" and not past):
            continue
        sign = SIGNS[one.trend.change]
        if one.trend.change == "none":
            sign, words = "= back to usual", sentence(", then ".join(past)) + "."
        rows.append({"code": one.judged.code, "title": one.judged.title, "sign": sign, "words": words})
    return rows


def _unchanged(found: Sequence[StandardFacts]) -> str:
    """What to say where no standard has changed: that none has, and of how many it cannot be told yet."""
    untold = sum(one.trend.change == "too_few" for one in found)
    if untold == len(found):
        return (
            "It cannot be told yet whether anything has changed: too few complete months, or too few duties."
        )
    if not untold:
        return "No standard shows a real change."
    return f"No standard shows a real change; of {counted(untold, 'standard')} it cannot be told yet."


def unknown(found: Sequence[StandardFacts]) -> dict[str, Any]:
    """For each standard with anything that cannot be told: how much, and why; most first."""
    rows = []
    withheld = False
    for one in found:
        if one.line.met is None or one.others is None or one.line.cannot_tell is None:
            withheld = withheld or one.counts.cannot_tell > 0
            continue
        unknown = one.line.cannot_tell + one.undated
        could = (one.line.judged or 0) + unknown
        if unknown:
            rows.append((unknown / could, one, share_text(unknown, could)))
    rows.sort(key=lambda row: -row[0])
    return {
        "rows": [
            {
                "code": one.judged.code,
                "title": one.judged.title,
                "share": text,
                "why": sentence(unknown_reasons(one)),
                "reasons": [[reason, n] for reason, n in one.cannot_tell.items()],
            }
            for _, one, text in rows
        ],
        "withheld": withheld,
    }


def _due(due: DueList, names: Mapping[str, str], publish: bool) -> dict[str, Any]:
    """How many duties by team; no person, case or worker. refused: the counts are too small to publish."""
    teams: dict[str, list[int]] = {}
    lists = (due.due_soon, due.still_overdue, due.still_long_overdue, due.too_late)
    written: dict[str, set[str | None]] = {}
    several = len({row.authority for rows in lists for row in rows}) > 1
    for place, rows in enumerate(lists):
        for row in rows:
            council = names.get(row.authority or "", row.authority or NOT_RECORDED)
            label = council if several else row.team or f"Team {NOT_RECORDED}"
            teams.setdefault(label, [0] * len(lists))[place] += 1
            written.setdefault(label, set()).add(row.authority if several else row.team)
    lines = [(label, tuple(teams[label])) for label in sorted(teams)]
    head = "Authority" if several else "Team"
    if not publish:
        whole = [sum(column) for column in zip(*(line for _, line in lines), strict=True)] or [0] * len(lists)
        table = [[label, *(number(n) for n in line)] for label, line in lines]
        return {
            "head": head,
            "column": "authority" if several else "team",
            "values": [sorted(written[label], key=str) for label, _ in lines],
            "rows": table,
            "whole": [number(n) for n in whole],
            "refused": False,
            "words": _due_words(due.within, whole[0], whole[1] + whole[2], whole[3]),
        }
    shown = protect_rows(lines)
    if shown is None:
        return {"head": head, "rows": [], "whole": [], "refused": True, "words": ""}
    return {
        "head": head,
        "rows": [
            [sentence(label), *(shown_number(n) for n in cells[: len(lists)])]
            for label, cells in zip(shown.labels, shown.cells, strict=True)
        ],
        "whole": [shown_number(n) for n in shown.whole[: len(lists)]],
        "refused": False,
        "words": "",
    }


def _due_words(within: int, soon: int, late: int, too_late: int) -> str:
    """What falls due, what is overdue and can still be done, and what no longer can: three things, apart."""
    falls = counted(soon, "duty falls", "duties fall") if soon else "nothing falls"
    words = f"{falls} due in the next {within} working days"
    if not too_late:
        return (
            f"{words} and {counted(late, 'is', 'are')} overdue" if late else f"{words} and nothing is overdue"
        )
    if not late:
        return f"{words}, nothing overdue can still be done and {number(too_late)} can no longer be made up"
    return (
        f"{words}, {counted(late, 'is', 'are')} overdue and {number(too_late)} more can no longer be made up"
    )


def _by_rate(facts: StandardFacts) -> tuple[float, str]:
    shown = facts.line.shown
    return (shown[0] / shown[1] if shown else 0.0), facts.judged.code

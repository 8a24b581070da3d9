"""What a plan fills into a paper for a board: tables and the plan, frozen as at a day, and first words.

Each table is made twice: with every number, and for the public with small numbers protected.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from plumbline.measures import parse_measure
from plumbline.measures.text_tables import share_text
from plumbline.publishing.documents import Table, block_as_json, document_as_json
from plumbline.publishing.documents.written import as_markdown
from plumbline.publishing.wording import counted, day
from plumbline.scrutiny.quantities.evidence import Evidence
from plumbline.scrutiny.quantities.protected_wording import Protected
from plumbline.scrutiny.quantities.protecting import part_in, protected
from plumbline_web.board_papers.states import TABLE_WORDS
from plumbline_web.improvement.documents import document_of
from plumbline_web.improvement.facts import ActionFacts, AreaFacts, PlanFacts
from plumbline_web.improvement.figures import ATTRIBUTION, PeriodFacts

NOT_PUBLISHED = "The verdict rests on small numbers, which are not published."
_OF = re.compile(r"\b(\d[\d,]*)\s+(?:out\s+)?of\s+(?:all\s+|the\s+)?(\d[\d,]*)\b")


def filled(facts: PlanFacts) -> dict[str, Any]:
    """What a plan fills in as at its day, as plain data: see `content`. A table without rows is None."""
    public = for_the_public(facts)
    tables = {
        code: {"full": _kept(code, facts, protect=False), "public": _kept(code, public, protect=True)}
        for code in TABLE_WORDS
    }
    return {
        "as_at": facts.as_at.isoformat(),
        "plan": facts.title,
        "tables": tables,
        "appendix": {
            "full": document_as_json(document_of(facts)),
            "public": document_as_json(document_of(public)),
        },
    }


def for_the_public(facts: PlanFacts) -> PlanFacts:
    """The same facts; a reason that tells a small number, or from which one could be told, is left out."""
    hidden = hidden_figures(facts)
    return replace(
        facts,
        areas=tuple(
            replace(one, reason=NOT_PUBLISHED, cautions=()) if _tells_small(one) or one.key in hidden else one
            for one in facts.areas
        ),
    )


def hidden_figures(facts: PlanFacts) -> dict[str, Protected]:
    """Of each area whose newest figure the public may not have, what is printed in its place.

    Figures of one standard and rate in one period are set against each other: that of a team, beside that of
    the whole service, would tell what is left.
    """
    pieces: dict[str, Evidence] = {}
    named: dict[str, str] = {}
    for area in facts.areas:
        for last in _last(area):
            if area.figure is None or last.n < last.x or last.n == 0:
                continue
            measure = parse_measure(area.figure.measure)
            part = part_in("service:all", *(f"{column}:{value}" for column, value in measure.where))
            same = f"{measure.standard} {measure.chosen_rate} {part} {last.label}"
            named[area.key] = same
            pieces[same] = Evidence(
                *(same, "share", "measure"),
                x=last.x,
                n=last.n,
                question=f"{measure.standard} {measure.chosen_rate}",
                part=part,
                period=last.label,
            )
    found = protected(pieces)
    return {key: found[same] for key, same in named.items() if same in found}


def small_in(text: str) -> list[str]:
    """Each "3 of 40" in a text of which the count, or what is left of its base, is a small number."""
    return [found[0] for found in _OF.finditer(text) if _hidden(_number(found[1]), _number(found[2]))]


def _tells_small(area: AreaFacts) -> bool:
    if small_in(area.reason):
        return True
    periods = area.figure.periods if area.figure else ()
    return "%" in area.reason and any(_hidden(one.x, one.n) for one in periods)


def _number(written: str) -> int:
    return int(written.replace(",", ""))


def _hidden(x: int, n: int) -> Protected | None:
    """What is printed of x of n for the public where that is less than it holds; None where it is all."""
    if n < x or n == 0:
        return None
    return protected({"it": Evidence("it", "share", "measure", x=x, n=n)}).get("it")


def _kept(code: str, facts: PlanFacts, *, protect: bool) -> dict[str, Any] | None:
    table = _table(code, facts, protect=protect)
    return block_as_json(table) if table.rows else None


def _table(code: str, facts: PlanFacts, *, protect: bool) -> Table:
    caption, note = f"{TABLE_WORDS[code]}, as at {day(facts.as_at)}", ""
    head: tuple[str, ...]
    areas = {one.key: one for one in facts.areas}
    if code == "areas":
        head = ("Area for improvement", "Verdict", "Why")
        rows = [(f"{one.number}. {one.text}", _verdict(one), one.reason) for one in facts.areas]
        note = "Done is not improved: an area closes only when its evidence has shifted and held."
    elif code == "figures":
        head = ("Area", "Measure", "Period", "Figure")
        hidden = hidden_figures(facts) if protect else {}
        rows = [row for one in facts.areas for row in _figure(one, hidden.get(one.key))]
        note = ATTRIBUTION
        if hidden:
            note += " Counts from 1 to 4, and those that would give them away, are not printed."
    elif code == "no_shift":
        head = ("Action", "Area", "Verdict on the area")
        rows = [
            (_numbered(one), areas[one.area].text, _verdict(areas[one.area]))
            for one in facts.actions
            if one.no_shift
        ]
    elif code == "overdue":
        head = ("Action", "Responsible", "Due", "Overdue by")
        rows = [
            (_numbered(one), _owners(one), one.due, counted(one.overdue, "day"))
            for one in facts.actions
            if one.overdue
        ]
    elif code == "at_risk":
        head = ("Action", "Responsible", "Due")
        rows = [
            (_numbered(one), _owners(one), one.due or "Not said")
            for one in facts.actions
            if one.state == "at_risk"
        ]
    else:
        head = ("Action", "State", "Since", "What the evidence shows")
        rows = [
            (
                _numbered(one),
                one.state_words,
                day(one.last.on) if one.last else "",
                "Nothing has shifted" if one.no_shift else _verdict(areas[one.area]),
            )
            for one in facts.actions
            if one.state in ("done", "watched")
        ]
    return Table(caption, head, tuple(rows), note=note)


def _verdict(area: AreaFacts) -> str:
    words = area.verdict_words[:1].upper() + area.verdict_words[1:]
    return f"{words}; closed on {day(area.closed_on)}" if area.closed_on else words


def _last(area: AreaFacts) -> tuple[PeriodFacts, ...]:
    """The newest period of an area's measure, where it has one."""
    return area.figure.periods[-1:] if area.figure else ()


def _figure(area: AreaFacts, hidden: Protected | None) -> Iterable[tuple[str, str, str, str]]:
    if area.figure is None:
        return
    name = f"{area.number}. {area.text}"
    for one in _last(area):
        yield name, area.figure.title, one.words, hidden.count if hidden else share_text(one.x, one.n)
    if not area.figure.periods:
        yield name, area.figure.title, "No complete period yet", "Cannot be told"


def _numbered(action: ActionFacts) -> str:
    return f"{action.number}. {action.text}"


def _owners(action: ActionFacts) -> str:
    return "\n".join(action.owners) or "Not said"


def first_words(facts: PlanFacts, *, for_decision: bool) -> dict[str, list[dict[str, str]]]:
    """What each section says to begin with, as paragraphs; people write them on."""
    title = as_markdown(facts.title)
    as_at = day(facts.as_at)
    loud = [one for one in facts.actions if one.no_shift]
    overdue = [one for one in facts.actions if one.overdue]
    at_risk = [one for one in facts.actions if one.state == "at_risk"]
    done = [one for one in facts.actions if one.state in ("done", "watched")]
    held = facts.in_state("held")
    standing = (
        f"As at {as_at} the plan has {counted(len(facts.areas), 'area')} for improvement and "
        f"{counted(len(facts.actions), 'action')}. Improvement is shown and has held in {len(held)}. "
        f"{_many(done, 'is done', 'are done').capitalize()}, "
        f"{_many(overdue, 'is overdue', 'are overdue')} and "
        f"{_many(at_risk, 'is at risk', 'are at risk')}."
    )
    said = "1 action is" if len(loud) == 1 else f"{len(loud)} actions are"
    loud_words = f"**Done, and nothing has shifted.** {said} done, and the evidence shows no improvement."
    where_from = f"The plan answers {as_markdown(facts.came_from)}." if facts.came_from else ""
    background = [
        as_markdown(facts.about),
        where_from,
        f"Its actions are checked {facts.checked_every.lower()}.",
    ]
    recommendations = [_said(f"note where each area for improvement stood on {as_at};")]
    if loud:
        recommendations.append(_said("note that actions are done without any shift in what they were for;"))
    if overdue or at_risk:
        recommendations.append(_said("note the actions that are overdue or at risk;"))
    if for_decision:
        recommendations.append(_said(f"agree the plan “{title}” as it stands in the appendix;"))
    recommendations[-1]["text"] = recommendations[-1]["text"].rstrip(";") + "."
    issues = [_said(loud_words, "no_shift")] if loud else []
    issues.append(_said(f"Where each area stood on {as_at}:", "areas"))
    if any(one.figure for one in facts.areas):
        issues.append(_said("The newest figure of each measure:", "figures"))
    for code, found, words in (
        ("overdue", overdue, "is overdue|are overdue"),
        ("at_risk", at_risk, "is at risk|are at risk"),
        ("done", done, "is done|are done"),
    ):
        if found:
            issues.append(_said(f"{_many(found, *words.split('|'))}:", code))
    return {
        "purpose": [
            _said(f"To report what was done under the plan “{title}” and what changed, as at {as_at}.")
        ],
        "summary": [*([_said(loud_words)] if loud else []), _said(standing)],
        "recommendations": recommendations,
        "background": [_said(text) for text in background if text],
        "main_issues": issues,
        "proposals": [],
        "consultation": [],
    }


def _said(text: str, table: str = "") -> dict[str, str]:
    return {"text": text, "exempt": "", "table": table}


def _many(found: list[ActionFacts], one: str, many: str) -> str:
    if not found:
        return f"no action {one}"
    return f"1 action {one}" if len(found) == 1 else f"{len(found)} actions {many}"

"""What the pages of plans share: the way back, and how loud an action is."""

from __future__ import annotations

from django.urls import reverse

from plumbline_web.improvement.facts import ActionFacts, PlanFacts
from plumbline_web.people.models import Organisation

PAGE_POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""For a made page shown in the browser: it brings its one style sheet along and asks for nothing else."""
VERDICT_COLOURS = {
    "not_yet": "grey",
    "shifted_not_held": "blue",
    "held": "green",
    "opened_again": "red",
}
HEAD = (
    "Plan",
    "Area",
    "What is to improve",
    "Quality indicator",
    "Verdict on the area",
    "No.",
    "Action",
    "Key messages",
    "Responsible",
    "Bodies outside",
    "Due",
    "Timescale in words",
    "Began",
    "State",
    "Days overdue",
    "Done, and nothing has shifted",
    "Resources",
    "Evidence of improvement expected",
    "Last said on",
    "Last said",
    "Of which time",
    "Figures then",
)
"""Columns of the file for a spreadsheet."""


def crumbs(organisation: Organisation, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way back from a page about plans."""
    return [("Improvement", reverse("improvement:plans", kwargs={"organisation": organisation.slug})), *more]


def plan_crumb(organisation: Organisation, key: str, title: str) -> tuple[str, str]:
    """A plan as a step of the way back."""
    return title, reverse("improvement:plan", kwargs={"organisation": organisation.slug, "key": key})


def loudness(action: ActionFacts) -> int:
    """What comes first in a list: done without effect, overdue, at risk, open, done, given up."""
    if action.no_shift:
        return 0
    if action.overdue:
        return 1
    if action.state == "at_risk":
        return 2
    if action.open:
        return 3
    return 5 if action.state == "dropped" else 4


def rows_for_file(plans: list[PlanFacts]) -> list[list[object]]:
    """Every action of plans as rows under HEAD; an area without actions has a row of its own."""
    found: list[list[object]] = []
    for plan in plans:
        for area in plan.areas:
            head = [
                plan.title,
                area.number,
                area.text,
                " ".join(one for one in (area.indicator, area.indicator_title) if one),
                area.verdict_words,
            ]
            if not area.actions:
                found.append([*head, *[""] * (len(HEAD) - len(head))])
            for one in area.actions:
                last = one.last
                found.append(
                    [
                        *head,
                        one.number,
                        one.text,
                        ", ".join(one.key_messages),
                        "; ".join(one.responsible),
                        "; ".join(one.outside),
                        one.due_on or "",
                        one.due_words,
                        one.began_on or "",
                        one.state_words,
                        one.overdue or "",
                        "yes" if one.no_shift else "no",
                        one.resources,
                        one.expected,
                        last.on if last else "",
                        last.text if last else "",
                        last.period if last else "",
                        "; ".join(last.figures) if last else "",
                    ]
                )
    return found

"""What evidence is tied to: the indicators in scope, lines of enquiry and themes, under the key questions."""

from __future__ import annotations

from dataclasses import dataclass

from plumbline.scrutiny.activity_form import THEMES
from plumbline_web.scrutiny.models import Activity
from plumbline_web.scrutiny.queries import framework_of, template_of


@dataclass(frozen=True)
class Line:
    """One thing that is looked into. kind: "Indicator", "Line of enquiry" and the like, as shown."""

    code: str
    title: str
    kind: str
    asks: str

    @property
    def shown(self) -> str:
        """The code where people use it, with the title."""
        return self.title if self.kind in THEMES_SHOWN else f"{self.code} {self.title}"


THEMES_SHOWN = frozenset(words.capitalize() for words in THEMES.values())
"""Themes are known by their titles alone; their codes are for files."""


@dataclass(frozen=True)
class Group:
    """The lines under one key question, or of one kind. title: as a heading."""

    title: str
    lines: tuple[Line, ...]


def groups_of(activity: Activity) -> tuple[Group, ...]:
    """What is looked into, in the order of the framework, each under its key question.

    Indicators in scope as the template words them, then lines of enquiry, themes, and the judgement over all
    indicators where the framework has one and the activity grades.
    """
    template, framework = template_of(activity), framework_of(activity)
    found = []
    if framework is not None:
        worded = {one.indicator: one.worded for one in template.scope}
        for question, headings in framework.questions:
            lines = tuple(
                Line(one.code, worded[one.code] or one.title, "Indicator", one.asks)
                for heading in headings
                for one in framework.under(heading.code)
                if one.code in worded
            )
            found.append(Group(question, lines))
    found.append(
        Group(
            "Lines of enquiry",
            tuple(
                Line(one.code, one.title, "Line of enquiry", one.asks) for one in template.lines_of_enquiry
            ),
        )
    )
    found.append(
        Group(
            "Looked into beside what is judged",
            tuple(
                Line(one.code, one.title, THEMES[one.kind].capitalize(), " ".join(one.questions))
                for one in template.themes
            ),
        )
    )
    if framework is not None and framework.overall is not None and template.graded:
        over = framework.overall
        found.append(Group("Over all of it", (Line(over.code, over.title, "Over all", over.asks),)))
    return tuple(one for one in found if one.lines)


def lines_of(activity: Activity) -> dict[str, Line]:
    """The same by code, without their headings. A code that stands twice is that of the first."""
    found: dict[str, Line] = {}
    for group in groups_of(activity):
        for one in group.lines:
            found.setdefault(one.code, one)
    return found

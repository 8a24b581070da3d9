"""What evidence is tied to: indicators in scope, lines of enquiry, themes and each of their questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from plumbline.scrutiny.activity_form import THEMES, Theme
from plumbline_web.scrutiny.models import Activity
from plumbline_web.scrutiny.queries import framework_of, template_of


@dataclass(frozen=True)
class Line:
    """One thing that is looked into. kind: "Indicator", "Line of enquiry" and the like, as shown.

    parts: the codes of a theme's questions. within: the code of the theme that a question is of.
    """

    code: str
    title: str
    kind: str
    asks: str
    parts: tuple[str, ...] = ()
    within: str = ""

    @property
    def shown(self) -> str:
        """The code where people use it, with the title."""
        return self.title if self.kind in WITHOUT_CODE else f"{self.code} {self.title}"


QUESTION = "Question"
WITHOUT_CODE = frozenset({QUESTION, *(words.capitalize() for words in THEMES.values())})
"""Themes and their questions are known by their words alone; their codes are for files."""


@dataclass(frozen=True)
class Group:
    """The lines under one key question, or of one kind. title: as a heading."""

    title: str
    lines: tuple[Line, ...]


def groups_of(activity: Activity) -> tuple[Group, ...]:
    """What is looked into, in the order of the framework, each under its key question.

    Indicators in scope as the template words them, then lines of enquiry, themes with their questions, and
    the judgement over all indicators where the framework has one and the activity grades.
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
            tuple(line for one in template.themes for line in _of_theme(one)),
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


def questions_of(theme: Theme) -> tuple[str, ...]:
    """The codes of a theme's questions, such as "workload.2"; none where it asks one, which is the theme."""
    many = len(theme.questions)
    return tuple(f"{theme.code}.{number}" for number in range(1, many + 1)) if many > 1 else ()


def points_at(code: str, parts: tuple[str, ...], tied: Mapping[str, str]) -> str:
    """Which way a piece points on a line; "" where it bears on it not at all.

    tied: the code of each line that the piece is tied to -> which way. What is tied to questions of a theme
    speaks to the theme: one way where they agree, both where they do not, as long as it is not tied to the
    theme itself.
    """
    if code in tied:
        return tied[code]
    ways = {tied[one] for one in parts if one in tied}
    told = ways - {"neither"} or ways
    return next(iter(told)) if len(told) == 1 else "mixed" if told else ""


def _of_theme(theme: Theme) -> Iterator[Line]:
    codes = questions_of(theme)
    yield Line(theme.code, theme.title, THEMES[theme.kind].capitalize(), " ".join(theme.questions), codes)
    for code, question in zip(codes, theme.questions if codes else (), strict=True):
        yield Line(code, question, QUESTION, f"Asked under “{theme.title}”.", within=theme.code)

"""What an activity judges: its indicators or lines of enquiry under their key questions, and its themes."""

from __future__ import annotations

from dataclasses import dataclass

from plumbline_web.evidence.lines import questions_of
from plumbline_web.scrutiny.models import Activity
from plumbline_web.scrutiny.queries import framework_of, template_of


@dataclass(frozen=True)
class Asked:
    """Something that is judged. question: the key question it stands under, or what heads it.

    title: as the activity words it for its own scope, where it does. judged: False for a theme, and for
    what is asked over all indicators: looked into, never evaluated. parts: the codes of a theme's questions,
    to which evidence is tied too.
    """

    code: str
    title: str
    question: str = ""
    asks: str = ""
    note: str = ""
    judged: bool = True
    parts: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Code and title: “5.2 Assessing and responding to risk and need”; a title alone for a theme."""
        return f"{self.code} {self.title}" if self.judged and self.title != self.code else self.title


def asked_of(activity: Activity) -> tuple[Asked, ...]:
    """What the activity judges, in the order of its template: indicators, lines of enquiry, themes, all."""
    template, framework = template_of(activity), framework_of(activity)
    known = {one.code: one for one in framework.indicators} if framework else {}
    questions = {one.code: one.question for one in framework.headings} if framework else {}
    found = []
    for scope in template.scope:
        one = known.get(scope.indicator)
        found.append(
            Asked(
                scope.indicator,
                scope.worded or (one.title if one else scope.indicator),
                questions.get(one.heading, "") if one else "",
                one.asks if one else "",
                one.note or "" if one else "",
            )
        )
    found += [Asked(one.code, one.title, "Lines of enquiry", one.asks) for one in template.lines_of_enquiry]
    found += [
        Asked(one.code, one.title, "Themes", " ".join(one.questions), judged=False, parts=questions_of(one))
        for one in template.themes
    ]
    if framework and framework.overall and template.graded:
        over = framework.overall
        found.append(Asked(over.code, over.title, "Over all of it", over.asks, judged=False))
    return tuple(found)


def asked_called(activity: Activity, code: str) -> Asked | None:
    """The one with this code; None where the activity has none."""
    return next((one for one in asked_of(activity) if one.code == code), None)

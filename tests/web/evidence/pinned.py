"""A run pinned to an activity, whose figures are made up."""

from __future__ import annotations

import json
from pathlib import Path

from factories.activities import Team
from factories.site import run_of
from plumbline_web.scrutiny.models import Subject


def figure(code: str, **said: object) -> dict[str, object]:
    """A figure as the folder of a run has it."""
    empty: dict[str, object] = {
        "code": code,
        "title": f"Made-up title of {code}",
        "definition": "Made up.",
        "numerator": None,
        "denominator": None,
        "value": None,
        "unit": "count",
        "interval": None,
        "left_out": {},
        "breakdown": {},
        "period": None,
        "source": ["orders"],
        "note": None,
    }
    return empty | said


def with_figures(team: Team, extract: Path, held: list[dict[str, object]]) -> Subject:
    """The council as the activity looks at it, with a run pinned that holds these figures."""
    subject = team.activity.subjects.get()
    subject.run = run_of(team.council, team.manager, extract)
    subject.save()
    holding(subject, held)
    return subject


def holding(subject: Subject, held: list[dict[str, object]]) -> None:
    """Have the pinned run hold these figures and no others."""
    (subject.run.folder / "run" / "figures.json").write_text(json.dumps(held), "utf-8")

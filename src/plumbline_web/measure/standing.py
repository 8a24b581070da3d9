"""What stands beside a run's figures: targets, notes on charts, what changed since the run before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from plumbline.measures.periods import parse_label
from plumbline.publishing.wording import number
from plumbline_web.measure.models import ChartNote, Target
from plumbline_web.measure.preparing import shown
from plumbline_web.measure.rules import TARGET_WORDS, beside_target
from plumbline_web.people.models import Organisation
from plumbline_web.people.queries import Access
from plumbline_web.records.models import Run
from plumbline_web.records.queries import runs_of


def targets_at(run: Run) -> dict[str, Target]:
    """Standard -> the target in force on the run's as-at day: of those begun, the one that began last."""
    found: dict[str, Target] = {}
    held = Target.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__date__gt=run.as_at),
        organisation=run.organisation,
        from_on__lte=run.as_at,
    )
    for one in held.order_by("from_on", "id"):
        found[one.standard] = one
    return found


def target_shown(target: Target | None, rate: float | None) -> dict[str, str] | None:
    """A target in words, and where the rate stands beside it; None where there is none."""
    if target is None:
        return None
    where = beside_target(rate, target.at_least, target.approaching)
    return {
        "where": where,
        "word": TARGET_WORDS[where],
        "at_least": f"{number(round(target.at_least * 100, 1))}%",
        "from": f"{number(round(target.approaching * 100, 1))}%"
        if target.approaching < target.at_least
        else "",
    }


def chart_notes(organisation: Organisation, standard: str) -> list[ChartNote]:
    """The notes on a standard's chart, by month."""
    return list(
        ChartNote.objects.filter(
            organisation=organisation, standard=standard, removed_at__isnull=True
        ).select_related("by")
    )


@dataclass(frozen=True)
class Placed:
    """A note with its number under the chart, and the period of the chart that its month lies in."""

    number: int
    note: ChartNote
    period: str


def placed(notes: Iterable[ChartNote], periods: Iterable[str], by_year: bool) -> list[Placed]:
    """The notes with the period of the chart that each belongs to; "" where the chart does not reach it."""
    spans = []
    for label in periods:
        if by_year:
            start = int(label[:4])
            spans.append((label, f"{start}-04", f"{start + 1}-03"))
        else:
            one = parse_label(label)
            spans.append((label, one.first, one.last))
    found = []
    for at, note in enumerate(notes, start=1):
        of = next((label for label, first, last in spans if first <= note.period <= last), "")
        found.append(Placed(at, note, of))
    return found


def run_before(seen: Access, run: Run) -> Run | None:
    """The run of an earlier as-at day that comes before this one."""
    return runs_of(seen).filter(as_at__lt=run.as_at).first()


GROUPS = {
    "done": "done to standard",
    "not_done": "not done to standard",
    "unsaid": "cannot be said",
    "not_complete": "not complete",
}
CHANGES = {
    "better": "improving",
    "worse": "worsening",
    "none": "no real change",
    "too_few": "cannot be told yet",
}


def changed_since(run: Run, before: Run) -> list[dict[str, str]]:
    """The standards whose standing or direction is another than in an earlier run, each in words.

    What only moved by a few cases is not among them: the rate of every run stands on its own page.
    """
    now, then = _rows(shown(run)), _rows(shown(before))
    found = []
    for code, row in now.items():
        old = then.get(code)
        if old is None:
            found.append({"code": code, "title": row["title"], "words": "is judged for the first time"})
            continue
        parts = []
        if row["group"] != old["group"]:
            parts.append(f"now {GROUPS[row['group']]}, before {GROUPS[old['group']]}")
        if row["change"] != old["change"]:
            parts.append(f"now {CHANGES[row['change']]}, before {CHANGES[old['change']]}")
        if parts:
            rates = f"{old['rate']}, then {row['rate']}"
            found.append({"code": code, "title": row["title"], "words": f"{'; '.join(parts)} ({rates})"})
    return found


def _rows(facts: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        row["code"]: {**row, "group": group["key"]}
        for group in facts["front"]["groups"]
        for row in group["rows"]
    }

"""The list that a sample is drawn from: from a service's run or handed over, frozen, given up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from plumbline.scrutiny.frames import Frame, frame_of
from plumbline.scrutiny.scope import Condition, Scope, scope_as_json, scope_sentence, select
from plumbline_web.people.models import Account
from plumbline_web.people.queries import access
from plumbline_web.records.models import Run
from plumbline_web.scrutiny import frame_files
from plumbline_web.scrutiny.actions.held_draws import held_draw, noted_of_draw
from plumbline_web.scrutiny.case_rows import rows_of, stratum_of
from plumbline_web.scrutiny.conditions import ScrutinyRefused, check_move, check_open
from plumbline_web.scrutiny.models import Activity, Draw, Subject
from plumbline_web.scrutiny.populations import POPULATIONS
from plumbline_web.scrutiny.states import DRAW_MOVES, DRAW_WORDS


@dataclass(frozen=True)
class FromRun:
    """A list as a run would give it: who is in scope, in a sentence, and what is known of each record.

    left_out: records that the rule leaves out. cannot_tell: those of which it cannot be told.
    """

    frame: Frame
    about: dict[str, dict[str, Any]]
    scope: Scope
    left_out: int
    cannot_tell: int
    run: Run

    @property
    def sentence(self) -> str:
        return scope_sentence(self.scope)


def look_at_run(
    *,
    by: Account,
    subject: Subject,
    population: str,
    conditions: Sequence[Condition],
    by_column: str = "",
    aims: Sequence[str] = (),
) -> FromRun:
    """Who would be in scope, from the run that is pinned for a service. Nothing is kept.

    population: a code of `POPULATIONS`. conditions: beside what the population is. by_column: what the list
    is shared out by, of the population's strata. aims: for "missed", the standards and odd
    patterns aimed at, in order.
    Raises ScrutinyRefused where no run is pinned, this person does not see its cases, or nobody is in scope.
    """
    if subject.run_id is None:
        raise ScrutinyRefused("No run of this service’s records is chosen. Choose one first.")
    run = Run.objects.select_related("organisation", "extract__organisation").get(pk=subject.run_id)
    seen = access(by, subject.organisation)
    if not seen.may("see cases") or seen.teams is not None:
        raise ScrutinyRefused(
            "You do not see this service’s cases. Ask the service for a grant, or for a list of records."
        )
    kind = POPULATIONS[population]
    if by_column and by_column not in kind.strata:
        raise ScrutinyRefused("This list cannot be shared out so. Choose another kind of strata.")
    if (by_column == "missed") != bool(aims):
        raise ScrutinyRefused("Choose what to aim at, for strata by what the data say and only then.")
    scope = Scope(kind.things, tuple(conditions), things_are=kind.things_are)
    rows = rows_of(run, kind)
    if not rows:
        raise ScrutinyRefused(f"This run holds no {kind.things.lower()}, or its case rows have been removed.")
    chosen = select(scope, rows)
    if not chosen.rows:
        raise ScrutinyRefused("Nobody is in scope by this rule. Widen it.")
    stratum = {row[kind.record_id]: stratum_of(row, by_column, aims) for row in chosen.rows}
    frame = frame_of(
        ((stratum[name], name) for name in stratum), stratified=bool(by_column), name="the list of records"
    )
    about = {
        row[kind.record_id]: {
            "team": str(row.get("team") or ""),
            "worker": str(row.get("worker_id") or ""),
            "calls": row["calls"],
        }
        for row in chosen.rows
    }
    return FromRun(frame, about, scope, chosen.left_out, chosen.cannot_tell, run)


@transaction.atomic
def freeze_from_run(
    *,
    by: Account,
    subject: Subject,
    population: str,
    conditions: Sequence[Condition],
    by_column: str = "",
    aims: Sequence[str] = (),
) -> Draw:
    """Freeze the list of who is in scope, from the run that is pinned for a service: see `look_at_run`."""
    held = _open_subject(subject)
    found = look_at_run(
        by=by, subject=held, population=population, conditions=conditions, by_column=by_column, aims=aims
    )
    return _freeze(
        by,
        held,
        found.frame,
        found.about,
        source="run",
        scope=scope_as_json(found.scope),
        sentence=found.sentence,
        plan={
            "population": population,
            "strata_by": by_column,
            "aims": list(aims),
            "left_out": found.left_out,
            "cannot_tell": found.cannot_tell,
            "run": found.run.key,
        },
    )


@transaction.atomic
def freeze_from_list(
    *,
    by: Account,
    subject: Subject,
    frame: Frame,
    sentence: str,
    teams: Mapping[str, str] | None = None,
) -> Draw:
    """Freeze a list that somebody handed over. sentence: who is on it, in words. teams: record -> team.

    Raises ScrutinyRefused where the sentence is missing.
    """
    held = _open_subject(subject)
    if not sentence.strip():
        raise ScrutinyRefused("Say in a sentence who is on the list, and who handed it over.")
    about = {
        row.record_id: {"team": (teams or {}).get(row.record_id, ""), "worker": "", "calls": {}}
        for row in frame.rows
    }
    return _freeze(by, held, frame, about, source="list", scope={}, sentence=sentence.strip(), plan={})


@transaction.atomic
def thaw(*, by: Account, draw: Draw, why: str) -> Draw:
    """Give a frozen list up before anything was drawn from it, with a reason. The row and its hash stay."""
    held = held_draw(draw)
    check_move(DRAW_MOVES, held.state, "planned", DRAW_WORDS)
    if not why.strip():
        raise ScrutinyRefused("Say why the list is given up.")
    held.state = "planned"
    held.plan = {**held.plan, "given_up": why.strip()}
    held.save(update_fields=["state", "plan"])
    frame_files.forget_frame(held)
    noted_of_draw("gave up sample list", by, held, frame=held.frame_sha256)
    return held


def _freeze(
    by: Account,
    subject: Subject,
    frame: Frame,
    about: dict[str, dict[str, Any]],
    *,
    source: str,
    scope: dict[str, Any],
    sentence: str,
    plan: dict[str, Any],
) -> Draw:
    if subject.draws.exclude(state="planned").exists():
        raise ScrutinyRefused(
            "This service has a frozen list already. Give that one up first, with a reason."
        )
    stratum = {row.record_id: row.stratum for row in frame.rows}
    made = Draw(
        subject=subject,
        state="frozen",
        source=source,
        scope=scope,
        sentence=sentence,
        plan={
            **plan,
            "columns": {"id": frame.id_column, "stratum": frame.stratum_column},
            "called": _called(about, stratum),
        },
        strata=[{"stratum": name, "size": size} for name, size in frame.strata.items()],
        frame_sha256=frame.sha256,
        frame_rows=len(frame.rows),
        frozen_by=by,
        frozen_at=timezone.now(),
    )
    made.save()
    frame_files.keep_frame(made, frame, about)
    noted_of_draw("froze sample list", by, made, frame=frame.sha256, records=len(frame.rows), source=source)
    return made


def _called(
    about: Mapping[str, Mapping[str, Any]], stratum: Mapping[str, str]
) -> dict[str, dict[str, dict[str, int]]]:
    """How many records in scope the data call so: standard -> stratum -> verdict -> number."""
    counted: dict[str, dict[str, Counter[str]]] = {}
    for name_of, known in about.items():
        for standard, verdict in known["calls"].items():
            counted.setdefault(standard, {}).setdefault(stratum[name_of], Counter())[verdict] += 1
    return {
        standard: {name: dict(verdicts) for name, verdicts in strata.items()}
        for standard, strata in counted.items()
    }


def _open_subject(subject: Subject) -> Subject:
    check_open(Activity.objects.select_for_update().get(pk=subject.activity_id))
    return Subject.objects.select_related("activity__organisation", "organisation").get(pk=subject.pk)

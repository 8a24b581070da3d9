"""A council with a plan, and cheap runs whose months say what a test wants."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from django.utils import timezone

from factories.runs import duties, write_run
from plumbline.calendars import add_months
from plumbline.measures import connect, open_run
from plumbline.measures.rates import write_measures_csv
from plumbline.scrutiny.effect import Accepted, ShiftedAndHeld
from plumbline_web.improvement.actions import (
    add_action,
    add_area,
    add_key_message,
    make_plan,
    share_plan,
    update_action,
)
from plumbline_web.improvement.series import months_in, open_manifest
from plumbline_web.people.models import Account, Organisation
from plumbline_web.records.models import Extract, Run

MEASURE = "cpo_first_contact/strict"
STEADY = (24, 26, 25, 23, 27, 25, 24, 26, 25, 23, 26, 25)
"""Of 40 a month, up and down by no more than chance."""
BETTER = (33, 34, 33, 35, 34, 33)
"""Of 40 a month, well above the limits that STEADY gives."""


def month_starts(first: date, n: int) -> list[date]:
    """The first days of so many months."""
    return [add_months(first, at) for at in range(n)]


def frozen_run(
    organisation: Organisation, by: Account, first: date, met: Sequence[int], of: int = 40, staff: int = 12
) -> Run:
    """A frozen run of months from `first` on, in each of which so many of `of` duties were met.

    Its as-at date is the last day of the last month.
    """
    rows = []
    for start, yes in zip(month_starts(first, len(met)), met, strict=True):
        days = {"clock_start": start + timedelta(1), "due_on": start + timedelta(2)}
        rows += duties(yes, **days)
        rows += duties(of - yes, verdict="not_met", **days)
    as_at = add_months(first, len(met)) - timedelta(1)
    extract = Extract.objects.create(organisation=organisation, loaded_by=by, state="taken", as_at=as_at)
    made = Run.objects.create(
        organisation=organisation,
        extract=extract,
        as_at=as_at,
        state="frozen",
        frozen_at=timezone.now(),
        library_version="0.1.0",
    )
    folder = made.folder / "run"
    write_run(folder, rows, as_at=as_at, staff={"North": staff})
    with closing(connect(open_run(folder))) as con:
        write_measures_csv(con, Path(folder) / "measures.csv")
    return made


def forget_counted() -> None:
    """Let the next look count anew what this process has counted of runs."""
    months_in.cache_clear()
    open_manifest.cache_clear()


def furnished_plan(here: Organisation, manager: Account, body: Organisation | None = None) -> dict[str, str]:
    """A plan with everything in it, and a year of runs before and since; shared with `body` where given.

    A1 is judged by first contact, A2 by a person’s statement, a part of A1 by nothing yet. Keys by address.
    """
    plan = make_plan(
        by=manager, organisation=here, title="After the inspection", about="What we do about the report."
    )
    add_key_message(by=manager, plan=plan, code="KM1", text="Plans are not routinely reviewed.")
    measured = add_area(
        by=manager,
        plan=plan,
        text="First contact is made in time",
        indicator="5.2",
        indicator_title="Assessing and responding to risk and need",
        owners=[here.name],
        closing=ShiftedAndHeld(MEASURE, "increase"),
    )
    stated = add_area(
        by=manager, plan=plan, text="A vision for the service", closing=Accepted("Nothing is counted.")
    )
    open_one = add_area(by=manager, plan=plan, text="Records are kept well", within=measured)
    rung = add_action(
        by=manager,
        area=measured,
        text="Ring on the day of sentence",
        responsible=["Team leaders"],
        outside=["Courts service"],
        key_messages=["KM1"],
        due_on=date(2025, 6, 30),
        expected="First contact within a working day",
    )
    update_action(by=manager, action=rung, state="done", on=date(2025, 4, 1), text="All teams do it.")
    written = add_action(
        by=manager, area=stated, text="Write the vision", responsible=["Head of Service"], due_words="2025"
    )
    update_action(by=manager, action=written, state="under_way", on=date(2025, 5, 1))
    add_action(by=manager, area=open_one, text="Train the teams", due_on=date(2025, 9, 30))
    frozen_run(here, manager, date(2024, 4, 1), (*STEADY, 25, 24, 26, 25, 24, 26))
    share = share_plan(by=manager, plan=plan, to=body) if body is not None else None
    plans = {
        f"improvement:{name}": plan.key
        for name in ("plan", "plan_file", "document", "new_area", "change_plan", "share")
    }
    areas = {f"improvement:{name}": measured.key for name in ("area", "new_action", "change_area", "settle")}
    return {
        **plans,
        **areas,
        "improvement:settle": open_one.key,
        "improvement:accept": stated.key,
        "improvement:action": rung.key,
        "improvement:change_action": rung.key,
        "improvement:shared_plan": share.key if share else "",
        "improvement:shared_document": share.key if share else "",
    }

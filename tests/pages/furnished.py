"""What a page shows only after somebody did something: added to the world of the table of addresses."""

from __future__ import annotations

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

from django.urls import reverse

from factories.extracts import ORDERS, PEOPLE, write_extract
from factories.site import AS_AT, as_sent
from plumbline_web.compare.actions import bring_in
from plumbline_web.measure.actions import add_chart_note, set_target
from plumbline_web.people.actions import give_role, invite
from plumbline_web.people.queries import access, today
from plumbline_web.records.actions import load_extract
from plumbline_web.reports.actions import open_schedule
from plumbline_web.work.actions import put_aside
from plumbline_web.work.listing import due_seen

FAULTY = ORDERS + "O3,P1,X12000001,cpo,2026-13-45,\n"


def furnish(world: SimpleNamespace) -> dict[str, str]:
    """Notes, a target, duties put aside and asked for, an invitation, a schedule, others' figures, faults.

    Returns the address of each page that the table of addresses has none of its own for.
    """
    here, manager = world.here, access(world.manager, world.here)
    set_target(
        by=world.manager,
        organisation=here,
        standard="cpo_lscmi",
        at_least=0.9,
        approaching=0.8,
        from_on=AS_AT - timedelta(days=365),
    )
    add_chart_note(
        by=world.manager, organisation=here, standard="cpo_lscmi", period="2025-10", text="Two posts vacant"
    )
    until = today() + timedelta(days=7)
    mine = due_seen(world.run, manager)
    put_aside(by=manager, duties=mine[:2], reason="in_hospital", until=until)
    asks = access(world.own["practitioner"], here)
    asked = [one for one in due_seen(world.run, asks) if one.duty not in {done.duty for done in mine[:2]}]
    put_aside(by=asks, duties=asked[:1], reason="transfer", until=until, text="The papers are on their way")
    open_schedule(by=world.manager, organisation=here, length="quarter", publish=True, formats=["html"])
    measures = (world.run.folder / "run" / "measures.csv").read_text("utf-8")
    bring_in(
        by=access(world.own["analyst"], here), text=measures.replace("X12000001", "X12000009"), as_at=AS_AT
    )
    invited, _ = invite(
        by=world.manager, organisation=here, email="new@example.scot", name="Somebody New", role="analyst"
    )
    give_role(by=None, account=world.manager, organisation=here, role="board_reader")
    faulty = _with_faults(world)
    return {
        "people:withdraw": _address("people:withdraw", here, key=invited.key),
        "people:end_role": _address("people:end_role", here, key=world.manager.key, role="board_reader"),
        "records:faults": _address("records:faults", here, key=faulty),
    }


def _address(name: str, place: object, **parts: str) -> str:
    return reverse(name, kwargs={"organisation": place.slug, **parts})


def _with_faults(world: SimpleNamespace) -> str:
    """The key of an extract with errors, loaded and waiting for a decision."""
    folder = Path(tempfile.mkdtemp(prefix="faulty-"))
    try:
        sent = as_sent(write_extract(folder / "x", people=PEOPLE, orders=FAULTY))
        lead = world.own["information_lead"]
        return load_extract(by=lead, organisation=world.here, files=sent, as_at=AS_AT).key
    finally:
        shutil.rmtree(folder)

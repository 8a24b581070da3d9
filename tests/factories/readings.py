"""Records of a made-up inspection, drawn, and dealt to its readers on a short instrument."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from factories.activities import Team
from plumbline.scrutiny.instruments import read_instrument
from plumbline_web.reading.actions import (
    choose_instrument,
    deal_record,
    open_reading,
    raise_concern,
    save_answers,
    submit_reading,
)
from plumbline_web.reading.actions.answers import Given, Saved
from plumbline_web.reading.models import Instrument, Reading
from plumbline_web.reading.shipped_instruments import shipped_instruments
from plumbline_web.scrutiny.models import Draw, Member, Record

FORM = (Path(__file__).parent / "everything_form.md").read_text("utf-8")
"""Every type of question, what shows and hides, a filter, a limit, a repeat, and words for a low rating."""

COMPLETE = {"/plan/there": "no", "/doing/visits": "3"}
"""Answers with which the form above can be submitted."""


def on_form(team: Team, text: str = FORM) -> Instrument:
    """The activity's instrument from a form's text."""
    return choose_instrument(
        by=team.lead,
        activity=team.activity,
        form=read_instrument(text, "md"),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )


def on_shipped(team: Team, code: str = "reading_cpo_short") -> Instrument:
    """The activity's instrument, one that is shipped."""
    one = shipped_instruments()[code]
    return choose_instrument(
        by=team.lead, activity=team.activity, form=one.form, sha256=one.sha256, code=code, minutes=one.minutes
    )


def drawn(team: Team, records: int = 1, /, **more: Any) -> list[Record]:
    """Records of the council's sample, with facts of the extract."""
    subject = team.activity.subjects.get(organisation=team.council)
    subject.day_number, subject.night_number = "01632 960 001", "01632 960 002"
    subject.save()
    draw = subject.draws.first() or Draw.objects.create(subject=subject, state="drawn")
    there = draw.records.count()
    return [
        Record.objects.create(
            draw=draw,
            record_id=f"CPO-{number:04}",
            position=number,
            facts={"words": {"plan_completed_on": "A plan was completed on 3 March 2026."}, "calls": {}},
            **more,
        )
        for number in range(there + 1, there + records + 1)
    ]


def dealt(team: Team, record: Record, member: Member | None = None, kind: str = "first") -> Reading:
    """The record dealt to a reader, the first of the team where none is named."""
    return deal_record(by=team.lead, record=record, reader=member or team.members[0], kind=kind)


def answered(reading: Reading, values: dict[str, str], **more: Any) -> Saved:
    """These answers saved, as from a page that saw nothing before."""
    account = reading.reader.account
    reading = open_reading(by=account, reading=reading)
    activity = reading.record.draw.subject.activity
    saved = save_answers(
        by=account,
        organisation=reading.reader.organisation.slug,
        activity=activity.key,
        key=reading.key,
        given=[Given(path, value, **more) for path, value in values.items()],
    )
    assert saved is not None
    return saved


def submitted(reading: Reading, values: dict[str, str] | None = None) -> Reading:
    """A reading answered and submitted."""
    answered(reading, values or COMPLETE)
    return submit_reading(by=reading.reader.account, reading=reading)


def readings_of_everybody(team: Team) -> dict[str, str]:
    """A practice record dealt to lead and first reader, one read and submitted by the second, and a concern.

    Returns keys: of each standing's reading, of the record, and of what an address needs by its name.
    """
    lead = team.activity.members.get(account=team.lead)
    practice = drawn(team, 1, practice=True, state="practice")[0]
    strata = practice.draw.strata
    more = {"stratum": strata[0]["stratum"]} if strata else {}
    done = submitted(dealt(team, drawn(team, **more)[0], team.members[1]))
    apart = drawn(team, **more)[0]
    for number, answers in enumerate((COMPLETE, {**COMPLETE, "/doing/visits": "4"})):
        member, kind = team.members[number], ("first", "second")[number]
        submitted(dealt(team, apart, member, kind), answers)
    to_give = dealt(team, drawn(team, **more)[0], team.members[1])
    own = dealt(team, practice, team.members[0], "practice")
    concern = raise_concern(by=team.members[0], record=practice, text="Somebody may be hurt.")
    return {
        "lead": dealt(team, practice, lead, "practice").key,
        "reader": own.key,
        "record": practice.key,
        "reading:concern": concern.key,
        "reading:submitted_reading": done.key,
        "reading:hand": to_give.key,
        "reading:settle": apart.key,
    }

"""Verbs: targets, notes on charts and notes of reasons are made and ended here, each with its audit event."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from django.db import transaction

from plumbline_web.audit.actions import end_once, record
from plumbline_web.measure.models import ChartNote, ReasonNote, Target
from plumbline_web.people.models import Account, Organisation

Duty = tuple[str, str, int]
"""A case's key, a standard and an occurrence."""
Note = TypeVar("Note", ChartNote, ReasonNote)


@transaction.atomic
def set_target(
    *,
    by: Account,
    organisation: Organisation,
    standard: str,
    at_least: float,
    approaching: float,
    from_on: date,
) -> Target:
    """A service's own target for the strict rate of a standard, from a day; shares from 0 to 1.

    It takes the place of an earlier one from that day on, which stays for runs of its time. Raises ValueError
    where the approaching band does not lie below the target.
    """
    if not 0 <= approaching <= at_least <= 1:
        raise ValueError("a target lies between 0 and 1, and its approaching band below it")
    made = Target.objects.create(
        organisation=organisation,
        standard=standard,
        at_least=at_least,
        approaching=approaching,
        from_on=from_on,
        set_by=by,
    )
    record(
        "set target",
        by=by,
        organisation=organisation.slug,
        subject=f"target:{made.pk}",
        standard=standard,
        at_least=at_least,
        approaching=approaching,
        from_on=str(from_on),
    )
    return made


def end_target(*, by: Account, target: Target) -> Target:
    """End a target today; runs of its time are still shown beside it. One that has ended stays as it is."""
    return end_once(
        target,
        "ended target",
        by=by,
        organisation=target.organisation.slug,
        subject=f"target:{target.pk}",
        standard=target.standard,
    )


@transaction.atomic
def add_chart_note(
    *, by: Account, organisation: Organisation, standard: str, period: str, text: str
) -> ChartNote:
    """A note pinned to a month (YYYY-MM) of a standard's chart. The trail holds its key, not its words."""
    made = ChartNote.objects.create(
        organisation=organisation, standard=standard, period=period, text=text, by=by
    )
    record(
        "added chart note",
        by=by,
        organisation=organisation.slug,
        subject=f"chart-note:{made.key}",
        standard=standard,
        period=period,
    )
    return made


def remove_chart_note(*, by: Account, note: ChartNote) -> ChartNote:
    """Take a note off its chart. Who wrote and who removed it is kept; one removed stays removed."""
    return _removed(note, "removed chart note", by, f"chart-note:{note.key}")


@transaction.atomic
def note_reasons(
    *, by: Account, organisation: Organisation, duties: Sequence[Duty], reason: str, text: str = ""
) -> list[ReasonNote]:
    """Note why duties were missed. It stands beside the run, and in no rate until an extract carries it.

    duties: that the caller has found to be missed, and to be seen by this person.
    """
    made = [
        ReasonNote.objects.create(
            organisation=organisation,
            case_key=case_key,
            standard=standard,
            occurrence=occurrence,
            reason=reason,
            text=text,
            by=by,
        )
        for case_key, standard, occurrence in duties
    ]
    record(
        "noted reasons",
        by=by,
        organisation=organisation.slug,
        duties=len(made),
        reason=reason,
        notes=[one.key for one in made],
    )
    return made


def remove_reason_note(*, by: Account, note: ReasonNote) -> ReasonNote:
    """Take back a note of a reason. Who wrote and who removed it is kept; one removed stays removed."""
    return _removed(note, "removed reason note", by, f"reason-note:{note.key}")


def _removed(note: Note, act: str, by: Account, subject: str) -> Note:
    return end_once(
        note,
        act,
        by=by,
        organisation=note.organisation.slug,
        subject=subject,
        ended="removed_at",
        ended_by="removed_by",
        standard=note.standard,
    )

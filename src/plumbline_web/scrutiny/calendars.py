"""A service's own audits: each period of a calendar, done against due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from plumbline.scrutiny.activity_form import Recurring
from plumbline.scrutiny.recurring import PeriodDue, periods_due, standing
from plumbline_web.people.models import Organisation
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.models import Activity, AuditCalendar

WORDS = {"done": "Done in time", "done_late": "Done late", "due": "Not due yet", "overdue": "Overdue"}
COLOURS = {"done": "green", "done_late": "yellow", "due": "grey", "overdue": "red"}
SHOWN = 13
"""So many periods of a calendar are shown, the latest first, beside every one that is overdue."""


@dataclass(frozen=True)
class DuePeriod:
    """One period of a calendar and its audit, where one was opened. stands: a key of WORDS."""

    calendar: AuditCalendar
    period: PeriodDue
    audit: Activity | None
    stands: str

    @property
    def words(self) -> str:
        """How it stands, as people read it."""
        if self.audit is not None and self.audit.state == "open":
            return "Under way, overdue" if self.stands == "overdue" else "Under way"
        return WORDS[self.stands]

    @property
    def colour(self) -> str:
        """The colour beside the words."""
        return "blue" if self.words == "Under way" else COLOURS[self.stands]


def calendars_of(organisation: Organisation) -> list[AuditCalendar]:
    """The calendars of an organisation, those that have ended as well."""
    return list(AuditCalendar.objects.filter(organisation=organisation).select_related("set_by"))


def periods_of(calendar: AuditCalendar, on: date | None = None) -> list[DuePeriod]:
    """Every period of a calendar that has begun by a day, the latest first.

    An audit is done on the day its activity was closed; one that was stopped counts for nothing.
    """
    day = on or today()
    until = min(day, calendar.ended_on) if calendar.ended_on else day
    audits = {
        one.period_from: one for one in Activity.objects.filter(calendar=calendar).exclude(state="stopped")
    }
    found = []
    for one in periods_due(Recurring(calendar.every, calendar.due_after), calendar.from_on, until):
        if calendar.ended_on is not None and one.ends > calendar.ended_on:
            continue
        audit = audits.get(one.starts)
        done = audit is not None and audit.state == "closed" and audit.closed_at is not None
        done_on = timezone.localdate(audit.closed_at) if done else None
        found.append(DuePeriod(calendar, one, audit, standing(one.due_on, done_on, day)))
    return found[::-1]


def shown_of(periods: list[DuePeriod]) -> list[DuePeriod]:
    """The latest periods, and before them those alone that are overdue."""
    return periods[:SHOWN] + [one for one in periods[SHOWN:] if one.stands == "overdue"]


def counted(periods: list[DuePeriod]) -> str:
    """How many audits are done of those that were due by now, in words."""
    due = [one for one in periods if one.stands != "due"]
    done = [one for one in due if one.stands in ("done", "done_late")]
    late = sum(one.stands == "done_late" for one in due)
    if not due:
        return "None is due yet."
    words = f"{len(done)} of {len(due)} done"
    return f"{words}, {late} of them late." if late else f"{words}."

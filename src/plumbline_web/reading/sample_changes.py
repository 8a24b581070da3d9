"""What follows for readings when a record is taken out of the sample, which `scrutiny` does."""

from __future__ import annotations

from plumbline_web.people.models import Account
from plumbline_web.reading.actions.readings import take_away_readings
from plumbline_web.scrutiny.actions.draws import WHEN_DROPPED
from plumbline_web.scrutiny.models import Record


def end_readings(by: Account, record: Record, why: str) -> None:
    """Take the record away from everybody who has not submitted it."""
    take_away_readings(by=by, record=record, why=why)


if end_readings not in WHEN_DROPPED:
    WHEN_DROPPED.append(end_readings)

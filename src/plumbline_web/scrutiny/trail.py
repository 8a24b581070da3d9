"""What is done in an activity is written into the trail of the body whose activity it is."""

from __future__ import annotations

from typing import Any

from plumbline_web.audit.actions import Actor, record
from plumbline_web.scrutiny.models import Activity


def record_in(activity: Activity, act: str, /, *, by: Actor | None, **details: Any) -> None:
    """Add one event about an activity to the trail, inside the caller's transaction. Else as `record`."""
    record(act, by=by, organisation=activity.organisation.slug, subject=f"activity:{activity.key}", **details)

"""The pages about reading that somebody may go on to, and what every one of them is given."""

from __future__ import annotations

from typing import Any

from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.showing import crumbs, href

WAYS = (
    ("Instrument", "reading:instrument", "see the reading"),
    ("Practice", "reading:practice", "deal records"),
    ("Your records to read", "reading:queue", "read records"),
    ("Submitted readings", "reading:submitted", "see the reading"),
    ("Records that cannot be read", "reading:obstacles", "replace a record"),
    ("Concerns", "reading:concerns", "see concerns"),
)
"""A page's name, its address, and what somebody must be allowed to do."""


def about(stands: Standing, here: str = "", **more: Any) -> dict[str, Any]:
    """What such a page shows beside its own: the way back, and the ways on but for `here`."""
    ways = [(label, href(stands, name)) for label, name, act in WAYS if name != here and stands.may(act)]
    return {
        "stands": stands,
        "activity": stands.activity,
        "breadcrumbs": crumbs(stands),
        "ways": ways,
        **more,
    }


def about_reading(stands: Standing, key: str = "", **more: Any) -> dict[str, Any]:
    """The same for a page below the list of one's records. key: of the reading that it is about."""
    found = about(stands, **more)
    found["breadcrumbs"] = [*crumbs(stands), ("Your records to read", href(stands, "reading:queue"))]
    if key:
        found["breadcrumbs"].append(("The record", href(stands, "reading:reading", key=key)))
    found["ways"] = []
    return found

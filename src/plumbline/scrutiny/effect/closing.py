"""Which way an area for improvement is to be judged, as data: four ways, and no other.

It is settled before there is anything to judge, and written as JSON beside the area:

    {"by": "shifted_and_held", "measure": "cpo_first_contact strict", "better": "increase"}
    {"by": "second_reading", "question": "plan_quality", "better": "increase"}
    {"by": "all_cases", "measure": "...", "better": "increase", "sides": 2, "why": "6 orders a year"}
    {"by": "accepted", "why": "a policy was to be written; nothing is counted"}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from plumbline.errors import PlumblineError
from plumbline.scrutiny.effect.cases import Sides
from plumbline.statistics.control_charts import Improvement

LONGEST = 1_000
"""So many characters a text may have."""


@dataclass(frozen=True)
class ShiftedAndHeld:
    """By a chart of a measure; see `shifted.shifted_and_held`."""

    measure: str
    better: Improvement


@dataclass(frozen=True)
class SecondReading:
    """By two readings of a sample, of which one question is compared; see `readings.second_reading`."""

    question: str
    better: Improvement


@dataclass(frozen=True)
class AllCases:
    """By all cases of two periods; see `cases.all_cases`. why: why neither a chart nor a sample will do."""

    measure: str
    better: Improvement
    sides: Sides
    why: str


@dataclass(frozen=True)
class Accepted:
    """By a person's statement; see `statements.accepted`. why: why no measure fits."""

    why: str


Closing = ShiftedAndHeld | SecondReading | AllCases | Accepted

WAYS: dict[str, type[ShiftedAndHeld] | type[SecondReading] | type[AllCases] | type[Accepted]] = {
    "shifted_and_held": ShiftedAndHeld,
    "second_reading": SecondReading,
    "all_cases": AllCases,
    "accepted": Accepted,
}
WAY_WORDS = {
    "shifted_and_held": "the measure has shifted and held",
    "second_reading": "a second reading beats the first",
    "all_cases": "all cases of a later period beat those of an earlier one",
    "accepted": "a named person outside the line of management accepts stated evidence",
}
_ALLOWED: dict[str, tuple[object, ...]] = {"better": ("increase", "decrease"), "sides": (1, 2)}


def closing_as_json(closing: Closing) -> dict[str, Any]:
    """The closing as plain data, ready for JSON: `by`, the way it is judged, and what that way needs."""
    by = next(way for way, kind in WAYS.items() if isinstance(closing, kind))
    return {"by": by, **asdict(closing)}


def closing_from_json(data: Mapping[str, Any]) -> Closing:
    """The closing that such data describes.

    Raises PlumblineError with every fault: an unknown way, a part that is missing, unknown, empty or none of
    what it may be.
    """
    by = data.get("by") if isinstance(data, Mapping) else None
    kind = WAYS.get(by) if isinstance(by, str) else None
    if kind is None:
        raise PlumblineError(
            f"closing: by is {by!r}, and an area is judged in one of these ways: "
            f"{', '.join(WAYS)}. Choose one."
        )
    parts = list(kind.__dataclass_fields__)
    faults = [f"{key!r} is not part of it; take it out" for key in data if key not in ("by", *parts)]
    for part in parts:
        if part not in data:
            faults.append(f"{part} is missing; give it")
        elif part in _ALLOWED:
            allowed = _ALLOWED[part]
            # True equals 1 in Python, and is no number of sides.
            if not any(type(data[part]) is type(one) and data[part] == one for one in allowed):
                faults.append(f"{part} is {data[part]!r}; it may be {' or '.join(map(str, allowed))}")
        elif not isinstance(data[part], str) or not data[part].strip():
            faults.append(f"{part} is no text; fill it in")
        elif len(data[part]) > LONGEST:
            faults.append(f"{part} has {len(data[part]):,} characters; {LONGEST:,} are allowed")
    if faults:
        raise PlumblineError(f"closing by {by}: {'; '.join(faults)}.")
    return kind(**{part: data[part] for part in parts})

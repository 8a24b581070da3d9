"""The workload figures in words: code, title, definition and unit; the reference page lists them."""

from __future__ import annotations

from dataclasses import dataclass

# Name of a heading -> the scopes of the cases in it, and what such a case is called.
HEADINGS: dict[str, tuple[tuple[str, ...], str]] = {
    "orders": (("cpo", "dtto", "other"), "orders of all kinds"),
    "cpos": (("cpo",), "community payback orders, those for fine default included"),
    "dttos": (("dtto",), "drug treatment and testing orders"),
    "licences": (("licence",), "licences"),
}
TITLES = {
    "orders": "Orders",
    "cpos": "Community payback orders",
    "dttos": "Drug treatment and testing orders",
    "licences": "Licences",
}
SOURCES = {"orders": ("orders",), "cpos": ("orders",), "dttos": ("orders",), "licences": ("licences",)}
HELD = (
    "By worker: the one to whom the case was allocated on that day (the allocation begun last, where "
    "several were open), else the one named on the case."
)


@dataclass(frozen=True)
class Described:
    """A figure in words. source: the tables it needs."""

    code: str
    title: str
    definition: str
    unit: str
    source: tuple[str, ...]


def _of_heading(heading: str) -> list[Described]:
    title, (_, what), source = TITLES[heading], HEADINGS[heading], SOURCES[heading]
    first = "released" if heading == "licences" else "imposed"
    described = [
        Described(
            f"{heading}_in_force",
            f"{title} in force",
            f"Number of {what} that had begun on or before the day and not ended on or before it: the "
            f"as-at date, and 31 March of each year, as far back as the records sent go. {HELD}",
            "count",
            source,
        ),
        Described(
            f"{heading}_begun",
            f"{title} begun",
            f"Number of {what} by the day on which they were {first}, those transferred in later included.",
            "count",
            source,
        ),
        Described(
            f"{heading}_ended",
            f"{title} ended",
            f"Number of {what} by the day on which they ended, for whatever reason. In force at the end "
            "of a year = in force at the end of the year before + begun - ended.",
            "count",
            source,
        ),
        Described(
            f"people_with_{heading}_in_force",
            f"People with {title[0].lower() + title[1:]} in force",
            f"People with {what} in force on the as-at date. Each person counts once, and once in each "
            "council where they have one.",
            "count",
            source,
        ),
        Described(
            f"people_with_{heading}_begun",
            f"People with {title[0].lower() + title[1:]} begun",
            f"People with {what} begun in the year. Each person counts once in a year, so that these are "
            "fewer than what began.",
            "count",
            source,
        ),
    ]
    if heading != "licences":
        described += [
            Described(
                f"{heading}_completed",
                f"{title} completed, of those ended",
                f"{what[0].upper() + what[1:]} that ended as completed, as a share of all that ended. "
                "Early discharge does not count as completed here. One with no reason recorded counts as "
                "ended and not as completed.",
                "share",
                source,
            ),
            Described(
                f"{heading}_completed_or_discharged",
                f"{title} completed or discharged early, of those ended",
                f"{what[0].upper() + what[1:]} that ended as completed or by early discharge, as a share "
                "of all that ended: the way in which the national tables count.",
                "share",
                source,
            ),
        ]
    return described


_TWELVE = "in the twelve months up to the as-at date"

DESCRIBED: dict[str, Described] = {
    described.code: described
    for described in (
        *(found for heading in HEADINGS for found in _of_heading(heading)),
        Described(
            "orders_begun_12_months",
            "Orders begun in twelve months",
            f"Orders of all kinds begun {_TWELVE}. {HELD}",
            "count",
            ("orders",),
        ),
        Described(
            "orders_ended_12_months",
            "Orders ended in twelve months",
            f"Orders of all kinds that ended {_TWELVE}. {HELD}",
            "count",
            ("orders",),
        ),
        Described(
            "unpaid_work_hours_outstanding",
            "Unpaid work hours outstanding",
            "Hours imposed less hours credited, for unpaid work requirements neither completed nor "
            "ended, on community payback orders in force on the as-at date, those with an open breach "
            "application left out (decided, and with no outcome but pending or not known). Hours "
            "credited go first to requirements of the order already completed. Where more hours were "
            "credited than imposed, nothing is outstanding: the hours above are not taken from other "
            f"orders. {HELD}",
            "hours",
            ("orders", "requirements", "work_sessions"),
        ),
        Described(
            "unpaid_work_hours_in_breach",
            "Unpaid work hours outstanding, in breach",
            "The same hours, for community payback orders with an open breach application.",
            "hours",
            ("orders", "requirements", "work_sessions", "enforcement"),
        ),
        Described(
            "cpos_per_10000",
            "Community payback orders begun for each 10,000 people",
            "Community payback orders begun in the year for each 10,000 people aged 16 to 70 in the "
            "population file. Whole years only.",
            "per_10000",
            ("orders",),
        ),
    )
}

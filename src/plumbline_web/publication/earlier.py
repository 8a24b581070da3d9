"""What earlier editions of an activity's papers gave out, which binds what the next may print.

Every edition counts, also one for inside: its open data may be given to anyone. So do all papers of the
activity, since they speak of the same evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from plumbline.scrutiny.quantities import Evidence, GivenOut, protected, read_evidence, references
from plumbline_web.publication.models import Making
from plumbline_web.scrutiny.models import Activity

if TYPE_CHECKING:  # it is put together from what is said here
    from plumbline_web.publication.composing import Composed


def given_out(activity: Activity) -> list[GivenOut]:
    """What each edition of the activity's papers gave out, oldest first; those being made too."""
    return [_of(held) for held in _helds(activity)]


def took_part_before(activity: Activity) -> dict[tuple[str, str], set[str]]:
    """By source and group how many took part as earlier editions printed it, as text."""
    found: dict[tuple[str, str], set[str]] = {}
    for held in _helds(activity):
        for table in held["tables"]:
            if table["name"] == "took_part":
                for how, who, many in table["rows"]:
                    found.setdefault((how, who), set()).add(many)
    return found


def to_remember(made: Composed) -> dict[str, Any]:
    """What an edition gives out, to be kept with it. made: it, with its small numbers protected."""
    evidence = made.held.evidence
    hidden = protected(evidence)
    named = {ref.id for one in made.held.said for ref in references(one.text)} & set(evidence)
    return {
        "printed": sorted(named - set(hidden)),
        "hidden": {
            name: one.count
            for name, one in sorted(hidden.items())
            if not evidence[name].edition and (name in named or not one.shown)
        },
        "parts": {
            name: one.shown
            for name, one in sorted(hidden.items())
            if name in named and one.shown in ("share", "rough", "word")
        },
    }


def _helds(activity: Activity) -> list[Mapping[str, Any]]:
    makings = Making.objects.filter(paper__activity=activity).exclude(state="failed").order_by("id")
    return list(makings.values_list("held", flat=True))


def _of(held: Mapping[str, Any]) -> GivenOut:
    found: Mapping[str, Evidence] = read_evidence(held["evidence"], name="the evidence of an edition")
    pieces = tuple(replace(one, before="") for one in found.values() if not one.edition)
    return GivenOut(pieces, frozenset(held["printed"]), held["hidden"], held["parts"])

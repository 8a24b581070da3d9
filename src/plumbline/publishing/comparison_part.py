"""Beside other authorities: the comparison of one standard as a funnel, said in words first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from plumbline.measures.comparison import Compared, Comparison
from plumbline.measures.text_tables import FEWEST_FOR_A_PERCENTAGE, share_of
from plumbline.publishing import drawing
from plumbline.publishing.facts import StandardFacts
from plumbline.statistics.funnels import funnel, funnel_limits


def comparison_part(facts: StandardFacts, names: Mapping[str, str]) -> dict[str, Any] | None:
    """The authorities in the order of their names, with a funnel; None where the run holds one alone."""
    return funnel_shown(facts.comparison, names) if facts.comparison is not None else None


def funnel_shown(
    found: Comparison, names: Mapping[str, str], own: Collection[str] = (), unnamed: Collection[str] = ()
) -> dict[str, Any]:
    """A comparison as a page shows it: words, rows (name, code, words), points without a name (size, share),
    who is left out, picture, the same for a phone, its text; allowed_for: whether the picture has the limits
    that allow for the units' own differences; outside: whether a unit stands in it as outside the limits.

    names: how each unit is called on the page; its own name where it is not there. own: units that are the
    reader's. unnamed: units that stand in the picture without a name, and in no row.
    """
    called = {unit.name: names.get(unit.name, unit.name) for unit in found.units}
    words = found.words
    for code, name in called.items():
        words = words.replace(code, name)
    if unnamed:
        words = _without_names(found, called, unnamed)
    image, phone_image, alt, tau2 = "", "", "", 0.0
    if found.target is not None:
        places = [
            drawing.Place(
                "" if unit.name in unnamed else called[unit.name],
                unit.denominator,
                unit.point.rate,
                _outside(unit),
                unit.name in own,
            )
            for unit in found.units
            if unit.point.rate is not None
        ]
        most = max(place.n for place in places)
        sizes = sorted({max(1, most * step // 40) for step in range(1, 41)})
        tau2 = _over_dispersion(found)
        limits = funnel_limits(found.target, sizes, tau2)
        lines = [(one.n, one.lower_95, one.upper_95, one.lower_998, one.upper_998) for one in limits]
        spread = [(one.n, one.od_lower_998, one.od_upper_998) for one in limits] if tau2 else []
        image, phone_image = (
            drawing.as_data(drawing.funnel(places, found.target, lines, spread, width=width))
            for width in (720, drawing.PHONE)
        )
        alt = f"Funnel plot: {found.title}, share met by number of duties. {words}"
    rows = sorted(
        (called[unit.name], unit.name, unit.words) for unit in found.units if unit.name not in unnamed
    )
    points = sorted(
        (unit.denominator, f"{unit.point.rate:.0%}")
        for unit in found.units
        if unit.name in unnamed and unit.point.rate is not None
    )
    left = [f"{names.get(name, name)}: {why}" for name, why in found.left_out if name not in unnamed]
    return {
        "words": words,
        "rows": rows,
        "points": points,
        "left_out": left,
        "image": image,
        "phone_image": phone_image,
        "alt": alt,
        "allowed_for": tau2 > 0,
        "outside": any(_outside(unit) for unit in found.units),
    }


def _without_names(found: Comparison, called: Mapping[str, str], unnamed: Collection[str]) -> str:
    """The whole in words where most may not be named: who is named stands first, the others as a number."""
    named = [f"{called[unit.name]}: {unit.words}." for unit in found.units if unit.name not in unnamed]
    others = [unit for unit in found.units if unit.name in unnamed]
    sides = {
        side: sum(1 for unit in others if _outside(unit) and unit.point.outside_998 == side)
        for side in (-1, 1)
    }
    said = [f"{n} {word}" for n, word in ((sides[-1], "below"), (sides[1], "above")) if n]
    outside = f"{' and '.join(said)} the 99.8% limits" if said else "none outside the 99.8% limits"
    target = share_of(found.target) if found.target is not None else ""
    return " ".join(
        [*named, f"Around {target} for all {len(found.units)}; of the {len(others)} others {outside}."]
    )


def _over_dispersion(found: Comparison) -> float:
    """The over-dispersion of a comparison, worked out by the same function that made its points."""
    made = funnel(
        [unit.numerator for unit in found.units],
        [unit.denominator for unit in found.units],
        target=found.target,
    )
    return made.tau2 or 0.0


def _outside(unit: Compared) -> bool:
    """Whether a unit lies outside the 99.8 % limits; one too small to compare, as its words say, does not."""
    return bool(unit.point.outside_998) and unit.denominator >= FEWEST_FOR_A_PERCENTAGE

"""Rounding that a reader can repeat by hand: half up, in whole numbers, never by way of a float.

Python's own `round` goes to the even neighbour (74.5 becomes 74) and a float may already have lost the half.
"""

from __future__ import annotations


def round_half_up(numerator: int, denominator: int) -> int:
    """`numerator` / `denominator` to the nearest whole number, halves up (7 / 2 gives 4, -7 / 2 gives -3).

    Raises ValueError unless `denominator` is above 0.
    """
    if denominator <= 0:
        raise ValueError(f"the denominator must be above 0, not {denominator}")
    return (2 * numerator + denominator) // (2 * denominator)


def whole_percent(part: int, whole: int) -> int:
    """`part` of `whole` as a whole percentage, halves up: 86 of 96 gives 90.

    Raises ValueError unless `whole` is above 0.
    """
    return round_half_up(100 * part, whole)


def percent_text(part: int, whole: int, decimals: int = 1) -> str:
    """`part` of `whole` as a percentage with so many decimals, halves up: 7319 of 9535 is "76.8".

    No sign is added. Returns an empty text where `whole` is 0, since nothing of nothing is no percentage.
    Raises ValueError for a number below 0.
    """
    if part < 0 or whole < 0 or decimals < 0:
        raise ValueError(f"neither number may be below 0: {part} of {whole} to {decimals} decimals")
    if whole == 0:
        return ""
    return _point(round_half_up(100 * part * 10**decimals, whole), decimals)


def ratio_text(part: int, whole: int, decimals: int) -> str:
    """`part` / `whole` as a decimal number, halves up: 3 of 4 to two decimals is "0.75".

    Returns an empty text where `whole` is 0. Raises ValueError for a number below 0.
    """
    if part < 0 or whole < 0 or decimals < 0:
        raise ValueError(f"neither number may be below 0: {part} of {whole} to {decimals} decimals")
    if whole == 0:
        return ""
    return _point(round_half_up(part * 10**decimals, whole), decimals)


def round_to_base(value: int, base: int = 5) -> int:
    """`value` to the nearest multiple of `base`; for base 5 that is 5 * floor((value + 2) / 5).

    Used to publish tables whose counts are small. Round every number, totals too, from its true value, and
    say that the numbers may not add up. Raises ValueError unless `base` is above 0.
    """
    if base <= 0:
        raise ValueError(f"the base must be above 0, not {base}")
    return base * ((value + base // 2) // base)


def _point(scaled: int, decimals: int) -> str:
    if decimals == 0:
        return str(scaled)
    whole, rest = divmod(scaled, 10**decimals)
    return f"{whole}.{rest:0{decimals}d}"

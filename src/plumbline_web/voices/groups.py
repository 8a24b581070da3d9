"""Which groups of a survey may be shown, so that no small one can be worked out from the others."""

from __future__ import annotations

from collections.abc import Mapping


def shown_groups(sizes: Mapping[str, int], least: int) -> list[str]:
    """The groups whose results may stand beside those of the whole, in the order given.

    sizes: how many answers each group has. A group with fewer than `least` is left out. Those left out must
    be two at least and hold `least` answers together, for with one alone left out the whole less the others
    would show it; until both hold, the next smallest goes too. Groups without any answer hide nobody.
    """
    there = {name: size for name, size in sizes.items() if size > 0}
    hidden = {name for name, size in there.items() if size < least}
    by_size = sorted(there, key=lambda name: (there[name], name))
    while hidden and (len(hidden) < 2 or sum(there[name] for name in hidden) < least):
        following = next((name for name in by_size if name not in hidden), None)
        if following is None:
            break
        hidden.add(following)
    return [name for name in there if name not in hidden]

"""The quantities that a text can be bound to, as they are offered while somebody writes."""

from __future__ import annotations

from plumbline.scrutiny.quantities import part_of, words_of_quantity
from plumbline_web.evidence.queries import offered, quantities_of
from plumbline_web.scrutiny.queries import Standing

NEVER_ALONE = frozenset({"all", "some", "few", "many", "often", "each", "every", "none", "never", "always"})
"""Words that people write too often in other senses to be offered a quantity at each."""


def offers(stands: Standing) -> list[dict[str, str]]:
    """Each quantity that this person may bind a word to: its id, what it prints, title, source, its word."""
    evidence = quantities_of(stands.activity)
    return [
        {
            "id": one.id,
            "prints": one.prints,
            "title": one.title,
            "source": one.source,
            "word": (part_of(evidence[one.id], "word") or "") if one.id in evidence else "",
        }
        for one in offered(stands.activity, stands)
    ]


def offering_words() -> list[str]:
    """The words of quantity at which quantities are offered, the longest first."""
    found = [one for one in words_of_quantity() if one not in NEVER_ALONE]
    return sorted(found, key=lambda one: (-len(one), one))

"""Whether a paper can be given out now, and why not in words."""

from __future__ import annotations

from collections.abc import Mapping

from plumbline.errors import PlumblineError
from plumbline.scrutiny.quantities import Linted


class PublicationRefused(PlumblineError):
    """It cannot be given out as things are. The message says why and what to do."""


def check_holds(found: Mapping[str, Linted], titles: Mapping[str, str]) -> None:
    """Raise PublicationRefused with everything in the text that does not hold, by section.

    found: what was checked, by the section's key. titles: the section's title by its key.
    """
    wrong = [
        f"{titles[key]}, line {one.line}: {one.message}"
        for key, each in found.items()
        for one in each.findings
    ]
    if wrong:
        raise PublicationRefused("This cannot be published yet.\n" + "\n".join(wrong))

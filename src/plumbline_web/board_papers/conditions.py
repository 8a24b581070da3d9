"""Whether something can be done with a paper now, and why not in words."""

from __future__ import annotations

from collections.abc import Sequence

from plumbline.errors import PlumblineError


class PaperRefused(PlumblineError):
    """It cannot be done as things are. The message says why and what to do, a line for each thing."""


class PaperClash(PaperRefused):
    """Somebody changed the same part meanwhile. newest: the number of the version that holds theirs."""

    def __init__(self, newest: int) -> None:
        self.newest = newest
        super().__init__(
            f"Somebody changed this part while you wrote: it stands in version {newest}. Nothing of yours is "
            "lost: it is in the boxes below. Compare the two, then keep it again to put yours in their place."
        )


def check_ready(faults: Sequence[str]) -> None:
    """Raise PaperRefused with everything that a paper still needs before it is sent."""
    if faults:
        raise PaperRefused("\n".join(faults))

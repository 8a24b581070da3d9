"""How many answers a survey takes in an hour, counted in this process's memory and written nowhere.

No address of anybody is looked at, so one survey can be filled up to its bound, and no other suffers.
"""

from __future__ import annotations

import threading
import time

from plumbline_web.voices.rules import MOST_IN_AN_HOUR

_lock = threading.Lock()
_taken: dict[str, tuple[int, int]] = {}
_HOUR = 3600


def has_room(survey: str) -> bool:
    """Whether this survey takes one more now; it counts as taken."""
    hour = int(time.monotonic()) // _HOUR
    with _lock:
        for key in [key for key, (of, _) in _taken.items() if of != hour]:
            del _taken[key]
        count = _taken.get(survey, (hour, 0))[1]
        if count >= MOST_IN_AN_HOUR:
            return False
        _taken[survey] = hour, count + 1
        return True

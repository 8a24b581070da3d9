"""What every page shows to those who receive concerns: those that nobody has received yet."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from plumbline_web.reading.queries import concerns_waiting


def concerns(request: HttpRequest) -> dict[str, object]:
    """The concerns that wait for this person, by activity, on every page of the organisation; one query."""
    seen = getattr(request, "access", None)
    if seen is None:
        return {}
    waiting: dict[str, dict[str, object]] = {}
    for key, title in concerns_waiting(seen):
        there = waiting.setdefault(key, {"title": title, "count": 0})
        there["count"] = int(str(there["count"])) + 1
        there["href"] = reverse(
            "reading:concerns", kwargs={"organisation": seen.organisation.slug, "activity": key}
        )
    return {"concerns_waiting": list(waiting.values())}

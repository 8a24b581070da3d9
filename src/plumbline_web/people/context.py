"""What every page shows: which organisation, and the way around it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

PLACES = (
    ("Overview", "measure:overview", "see figures"),
    ("Cases", "measure:cases", "see cases"),
    ("Falls due", "measure:due", "see what falls due"),
    ("Extracts", "records:extracts", "see extracts"),
)
"""A page's name in the navigation, its address, and what a person must be allowed to do to see it."""


def here(request: HttpRequest) -> dict[str, object]:
    """The organisation of this page and its navigation; nothing where the page is of none."""
    seen = getattr(request, "access", None)
    found: dict[str, object] = {"demonstration": settings.DEMONSTRATION}
    if seen is None:
        return found
    current = request.resolver_match.view_name if request.resolver_match else ""
    found["organisation"] = seen.organisation
    found["access"] = seen
    found["navigation"] = [
        {
            "label": label,
            "href": reverse(name, kwargs={"organisation": seen.organisation.slug}),
            "current": name == current,
        }
        for label, name, act in PLACES
        if seen.may(act)
    ]
    return found

"""What every page shows: which organisation, and the way around it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from plumbline_web.people.queries import Access, organisations_of

PLACES = (
    ("Overview", "measure:overview", "see figures"),
    ("Cases", "measure:cases", "see cases"),
    ("Falls due", "measure:due", "see what falls due"),
    ("Extracts", "records:extracts", "see extracts"),
    ("People", "people:people", "see people"),
    ("Grants", "people:grants", "see grants"),
    ("Audit trail", "people:trail", "see the audit trail"),
)
"""A page's name in the navigation, its address, and what a person must be allowed to do to see it."""


def first_place(seen: Access) -> str:
    """The address of the first page that somebody may see in an organisation; empty where there is none."""
    for _, name, act in PLACES:
        if seen.may(act):
            return reverse(name, kwargs={"organisation": seen.organisation.slug})
    return ""


def here(request: HttpRequest) -> dict[str, object]:
    """The organisation of this page and its navigation; nothing where the page is of none."""
    seen = getattr(request, "access", None)
    found: dict[str, object] = {"demonstration": settings.DEMONSTRATION}
    if seen is None:
        return found
    current = request.resolver_match.view_name if request.resolver_match else ""
    found["organisation"] = seen.organisation
    found["organisation_href"] = first_place(seen)
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
    if organisations_of(seen.account).exclude(pk=seen.organisation.pk).exists():
        found["change_href"] = reverse("home")
    return found

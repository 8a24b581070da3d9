"""What every page shows: which organisation, and the way around it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from plumbline_web.people.queries import Access, organisations_of
from plumbline_web.people.sessions import sure_seconds

PLACES = (
    ("Overview", "measure:overview", "see figures"),
    ("Cases", "measure:cases", "see cases"),
    ("Data quality", "measure:quality", "see figures"),
    ("Falls due", "work:due", "see what falls due"),
    ("Compare", "compare:compare", "compare"),
    ("Reports", "reports:reports", "read reports"),
    ("Scrutiny", "scrutiny:activities", "see activities"),
    ("Send evidence", "partners:calls", "send evidence as a partner"),
    ("Improvement", "improvement:plans", "see plans"),
    ("Board papers", "board_papers:papers", "see board papers"),
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
    if getattr(request, "user", None) is not None and request.user.is_authenticated:
        found["session"] = {
            "seconds": sure_seconds(),
            "stay_href": reverse("account"),
            "sign_in_href": reverse("account_login"),
        }
    if seen is None:
        return found
    found["organisation"] = seen.organisation
    found["organisation_href"] = first_place(seen)
    found["access"] = seen
    places = [
        (label, reverse(name, kwargs={"organisation": seen.organisation.slug}))
        for label, name, act in PLACES
        if seen.may(act)
    ]
    # A page that is in no list itself belongs to the place whose address it lies under.
    current = max((href for _, href in places if request.path.startswith(href)), key=len, default="")
    # Whoever looks at an earlier run stays with it.
    run = request.GET.get("run", "")
    kept = f"?run={run}" if run.isascii() and run.isalnum() else ""
    found["navigation"] = [
        {"label": label, "href": f"{href}{kept}", "current": href == current} for label, href in places
    ]
    if organisations_of(seen.account).exclude(pk=seen.organisation.pk).exists():
        found["change_href"] = reverse("home")
    return found

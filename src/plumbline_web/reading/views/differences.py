"""The records on which two readers differ, for the third person who settles them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline_web.reading.found import found_in
from plumbline_web.reading.queries import blind
from plumbline_web.reading.settling import settled_by
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.showing import crumbs


@in_activity("settle differences")
def differences(request: HttpRequest, stands: Standing) -> HttpResponse:
    """Those with something left to settle first; then those that are settled."""
    member = stands.as_role("settler")
    assert member is not None
    is_blind = blind(stands.account, stands.activity)
    found = None if is_blind else found_in(stands.activity)
    rows = settled_by(member, found) if found is not None else []
    rows.sort(key=lambda one: one.settling.done)
    return render(
        request,
        "reading/differences.html",
        {
            "stands": stands,
            "activity": stands.activity,
            "blind": is_blind,
            "rows": rows,
            "left": sum(not one.settling.done for one in rows),
            "breadcrumbs": crumbs(stands),
        },
    )

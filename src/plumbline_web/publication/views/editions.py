"""What was published in an activity, and for the lead what can be."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline_web.publication.queries import editions_in
from plumbline_web.publication.showing import blind_page
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.showing import crumbs, there
from plumbline_web.writing.models import Paper


@in_activity("see editions")
def editions(request: HttpRequest, stands: Standing) -> HttpResponse:
    """Every edition, the newest first; beside it what is being written, for those who may see that."""
    if (page := blind_page(request, stands)) is not None:
        return page
    found = editions_in(stands.activity).prefetch_related("addresses")
    shown = [
        {"one": one, "open": any(address.closed_at is None for address in one.addresses.all())}
        for one in found
    ]
    writing = Paper.objects.filter(activity=stands.activity) if stands.may("see the report") else []
    return render(
        request,
        "publication/editions.html",
        {
            "activity": stands.activity,
            "editions": shown,
            "papers": list(writing),
            "publishes": stands.may("publish") and stands.activity.state == "open",
            "papers_href": there(stands, "writing:papers") if stands.may("see the report") else "",
            "breadcrumbs": crumbs(stands),
        },
    )

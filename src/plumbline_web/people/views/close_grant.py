"""Ending a grant before its last day."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.people import actions
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access, grants_given


@needs("give grants")
def close_grant(request: HttpRequest, seen: Access, key: str) -> HttpResponse:
    """Whether to end it, with what that means; then back to the grant."""
    found = grants_given(seen.organisation).filter(key=key).first()
    if found is None:
        raise Http404("There is no such grant.")
    if request.method == "POST":
        try:
            actions.close_grant(by=seen.account, grant=found)
        except actions.PeopleRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"The grant to {found.to.name} is closed. It lets nobody in any more.")
        return redirect("people:grant", organisation=seen.organisation.slug, key=key)
    return render(request, "people/close_grant.html", {"one": found})

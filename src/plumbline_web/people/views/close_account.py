"""Closing an account."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.people import actions
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access, account_of


@needs("manage people")
def close_account(request: HttpRequest, seen: Access, key: str) -> HttpResponse:
    """Whether to close it, with what that means; then back to the person."""
    found = account_of(seen.organisation, key)
    if found is None:
        raise Http404("There is no such person here.")
    if request.method == "POST":
        try:
            actions.close_account(by=seen.account, account=found, organisation=seen.organisation)
        except actions.PeopleRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"The account of {found.name} is closed.")
            if found == seen.account:
                return redirect("home")
        return redirect("people:person", organisation=seen.organisation.slug, key=key)
    return render(request, "people/close_account.html", {"one": found})

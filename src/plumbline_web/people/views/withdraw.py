"""Taking an invitation back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.people.actions import PeopleRefused, withdraw_invitation
from plumbline_web.people.doors import needs
from plumbline_web.people.models import Invitation
from plumbline_web.people.queries import Access


@needs("manage people")
def withdraw(request: HttpRequest, seen: Access, key: str) -> HttpResponse:
    """Whether to take it back, and then back to the people."""
    found = Invitation.objects.filter(organisation=seen.organisation, key=key).first()
    if found is None:
        raise Http404("There is no such invitation.")
    if request.method == "POST":
        try:
            withdraw_invitation(by=seen.account, invitation=found)
        except PeopleRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(
                request, f"The invitation to {found.name} is withdrawn. Its link works no longer."
            )
        return redirect("people:people", organisation=seen.organisation.slug)
    return render(request, "people/withdraw.html", {"one": found})

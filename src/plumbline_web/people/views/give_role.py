"""Giving a further role to somebody who has an account here."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.people import actions
from plumbline_web.people.doors import needs
from plumbline_web.people.forms import GiveRoleForm
from plumbline_web.people.queries import Access, account_of


@needs("manage people")
def give_role(request: HttpRequest, seen: Access, key: str) -> HttpResponse:
    """Which role, whose cases, from when and until when."""
    found = account_of(seen.organisation, key)
    if found is None or not found.is_active:
        raise Http404("There is no such person here, or the account is closed.")
    form = GiveRoleForm(request.POST if request.method == "POST" else None, organisation=seen.organisation)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.give_role(
                by=seen.account,
                account=found,
                organisation=seen.organisation,
                from_on=given["from_on"],
                until_on=given["until_on"],
                **form.held(),
            )
        except actions.PeopleRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{found.name} has a further role.")
            return redirect("people:person", organisation=seen.organisation.slug, key=key)
    return render(
        request, "people/give_role.html", {"one": found, "form": form}, status=422 if form.errors else 200
    )

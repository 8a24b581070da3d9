"""Ending a role."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.people import actions
from plumbline_web.people.doors import needs
from plumbline_web.people.forms import EndRoleForm
from plumbline_web.people.queries import Access, account_of, roles_since, today


@needs("manage people")
def end_role(request: HttpRequest, seen: Access, key: str, role: str) -> HttpResponse:
    """When it ends: at once, or at the end of a day."""
    found = account_of(seen.organisation, key)
    held = (
        roles_since(found, today())
        .filter(organisation=seen.organisation, role=role)
        .order_by("from_on")
        .first()
        if found
        else None
    )
    if held is None:
        raise Http404("There is no such role to end.")
    form = EndRoleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_role(by=seen.account, membership=held, last_day=form.cleaned_data["last_day"])
        except actions.PeopleRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"The role of {held.get_role_display().lower()} has an end.")
            if found == seen.account:
                return redirect("home")
            return redirect("people:person", organisation=seen.organisation.slug, key=key)
    return render(
        request,
        "people/end_role.html",
        {"one": found, "held": held, "form": form},
        status=422 if form.errors else 200,
    )

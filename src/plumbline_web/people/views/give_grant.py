"""Giving a grant."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.people import actions
from plumbline_web.people.doors import needs
from plumbline_web.people.forms import GrantForm, first_days
from plumbline_web.people.queries import Access, account_for_grant, today


@needs("give grants")
def give_grant(request: HttpRequest, seen: Access) -> HttpResponse:
    """To whom, for what, from and until when."""
    form = GrantForm(
        request.POST if request.method == "POST" else None,
        owner=seen.organisation,
        initial=first_days(today()),
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        person = account_for_grant(given["to"], given["email"]) if given["email"] else None
        if given["email"] and person is None:
            form.add_error("email", "No inspector or analyst of that organisation has this e-mail address.")
        else:
            try:
                made = actions.open_grant(
                    by=seen.account,
                    owner=seen.organisation,
                    to=given["to"],
                    to_account=person,
                    purpose=given["purpose"],
                    from_on=given["from_on"],
                    until_on=given["until_on"],
                )
            except actions.PeopleRefused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, f"The grant to {made.to.name} is given.")
                return redirect("people:grant", organisation=seen.organisation.slug, key=made.key)
    return render(request, "people/give_grant.html", {"form": form}, status=422 if form.errors else 200)

"""Helping somebody back in: a link for a new password, or a second factor to be set up anew."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.people import actions
from plumbline_web.people.doors import needs
from plumbline_web.people.forms import HelpInForm
from plumbline_web.people.queries import Access, account_of


@needs("manage people")
def help_in(request: HttpRequest, seen: Access, key: str) -> HttpResponse:
    """What is needed; a link is shown here once, to be passed on."""
    found = account_of(seen.organisation, key)
    if found is None or not found.is_active:
        raise Http404("There is no such person here, or the account is closed.")
    form = HelpInForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        link, needs_both = "", form.cleaned_data["needs"]
        try:
            if needs_both in ("factor", "both"):
                actions.reset_second_factor(by=seen.account, account=found, organisation=seen.organisation)
            if needs_both in ("password", "both"):
                link = actions.make_password_link(
                    by=seen.account, account=found, organisation=seen.organisation
                )
        except actions.PeopleRefused as refused:
            form.add_error(None, str(refused))
        else:
            if link:
                days = settings.PASSWORD_RESET_TIMEOUT // (60 * 60 * 24)
                return render(request, "people/helped_in.html", {"one": found, "link": link, "days": days})
            messages.success(request, f"{found.name} sets up the second factor at the next sign-in.")
            return redirect("people:person", organisation=seen.organisation.slug, key=key)
    return render(
        request, "people/help_in.html", {"one": found, "form": form}, status=422 if form.errors else 200
    )

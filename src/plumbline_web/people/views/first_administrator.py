"""The first start: the first organisation and its administrator, by the link that `serve` prints."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from plumbline_web.people.actions import PeopleRefused, first_token_holds, open_first_organisation
from plumbline_web.people.forms import FirstForm

KEPT = "first administrator"


@login_not_required
def first_administrator_link(request: HttpRequest, token: str) -> HttpResponse:
    """Keep the link's secret in the session, so that no address shows it, and go on to the page."""
    if not first_token_holds(token):
        raise Http404("There is no such page.")
    request.session[KEPT] = token
    return redirect("first_administrator")


@sensitive_post_parameters("password", "again")
@login_not_required
def first_administrator(request: HttpRequest) -> HttpResponse:
    """What the organisation is called and who looks after it; then that person is signed in."""
    if not first_token_holds(request.session.get(KEPT, "")):
        raise Http404("There is no such page.")
    form = FirstForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            account = open_first_organisation(
                name=given["organisation"],
                kind=given["kind"],
                authority=given["authority"],
                person=given["name"],
                email=given["email"],
                password=given["password"],
                loads=given["loads"],
            )
        except PeopleRefused as refused:
            form.add_error("authority" if "code" in str(refused) else None, str(refused))
        else:
            del request.session[KEPT]
            record_authentication(request, account, "first administrator")
            return perform_login(request, account)
    return render(
        request, "people/first_administrator.html", {"form": form}, status=422 if form.errors else 200
    )

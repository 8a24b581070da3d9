"""Following an invitation: somebody new sets a name and a password, somebody known signs in and accepts."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from plumbline_web.people.actions import PeopleRefused, accept_invitation, open_account_by_invitation
from plumbline_web.people.forms import JoinForm
from plumbline_web.people.models import Account
from plumbline_web.people.queries import invitation_by

KEPT = "invitation"


@login_not_required
def invitation_link(request: HttpRequest, token: str) -> HttpResponse:
    """Keep the link's secret in the session, so that no address shows it, and go on to the page."""
    request.session[KEPT] = token
    return redirect("invitation")


@sensitive_post_parameters("password", "again")
@login_not_required
def invitation(request: HttpRequest) -> HttpResponse:
    """What one is invited to, and the way to accept it."""
    token = request.session.get(KEPT, "")
    found = invitation_by(token)
    if found is None:
        return render(request, "people/invitation_over.html", status=404)
    known = Account.objects.filter(email__iexact=found.email, is_active=True).exists()
    if known or request.user.is_authenticated:
        return _somebody_known(request, token, found)
    form = JoinForm(
        request.POST if request.method == "POST" else None, email=found.email, initial={"name": found.name}
    )
    if request.method == "POST" and form.is_valid():
        try:
            account = open_account_by_invitation(
                token=token, name=form.cleaned_data["name"], password=form.cleaned_data["password"]
            )
        except PeopleRefused as refused:
            form.add_error(None, str(refused))
        else:
            del request.session[KEPT]
            record_authentication(request, account, "invitation")
            return perform_login(request, account)
    return render(
        request,
        "people/invitation.html",
        {"one": found, "form": form},
        status=422 if form.errors else 200,
    )


def _somebody_known(request: HttpRequest, token: str, found: object) -> HttpResponse:
    """Accept as oneself; sign in first, or out where the invitation is somebody else's."""
    own = request.user.is_authenticated and request.user.email.lower() == found.email.lower()
    if own and request.method == "POST":
        try:
            given = accept_invitation(by=request.user, token=token)
        except PeopleRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"You have a further role in {given.organisation.name}.")
        request.session.pop(KEPT, None)
        return redirect("home")
    return render(request, "people/invitation_known.html", {"one": found, "own": own})

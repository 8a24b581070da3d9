"""Recovery codes: shown until their owner says that they are kept, and then no more."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from plumbline_web.people.actions import keep_recovery_codes
from plumbline_web.people.forms import KeptCodesForm


def recovery_codes(request: HttpRequest) -> HttpResponse:
    """The codes and a box to tick; afterwards how many are left."""
    held = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.RECOVERY_CODES).first()
    if held is None:
        return redirect("mfa_index")
    unused = held.wrap().get_unused_codes()
    if held.data.get("kept"):
        return render(request, "people/recovery_codes_left.html", {"left": len(unused)})
    form = KeptCodesForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        keep_recovery_codes(by=request.user)
        return redirect("home")
    return render(
        request,
        "people/recovery_codes.html",
        {"form": form, "codes": unused, "here": reverse("mfa_view_recovery_codes")},
        status=422 if form.errors else 200,
    )

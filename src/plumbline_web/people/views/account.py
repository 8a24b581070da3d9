"""One's own account: who I am here, what I may do where, and how I sign in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline_web.people.queries import roles_since, today
from plumbline_web.people.sign_in import has_second_factor


def own_account(request: HttpRequest) -> HttpResponse:
    """Name, e-mail address, roles, and the ways to change how one signs in."""
    return render(
        request,
        "people/account.html",
        {
            "roles": roles_since(request.user, today()).order_by("organisation__name", "role"),
            "has_factor": has_second_factor(request.user),
            "factor_required": settings.SECOND_FACTOR != "optional",
        },
    )

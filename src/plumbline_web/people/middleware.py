"""What happens on every page: a refusal says why, nobody goes on without a second factor, nothing is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.people.doors import Refused
from plumbline_web.people.sign_in import next_step

SETTING_UP = frozenset(
    {
        "mfa_activate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_reauthenticate",
        "account_reauthenticate",
        "account_logout",
    }
)
"""The pages that somebody may see who has not set up the second factor yet."""


class refusals:
    """Django's middleware, called by its name in the settings."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page with status 403 for a refusal; anything else is left alone."""
        if not isinstance(exception, Refused):
            return None
        return render(request, "people/refused.html", {"why": str(exception)}, status=403)


class kept_signed_in:
    """Whoever asks for a page stays signed in for a working day from then."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, arguments: Any, values: Any) -> None:
        """Move the end of the session before the page is made."""
        if request.user.is_authenticated and hasattr(request.session, "prolong"):
            request.session.prolong()


class second_factor:
    """Leads a person who has no second factor, or has not kept the recovery codes, to setting it up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, arguments: Any, values: Any
    ) -> HttpResponse | None:
        """The page on which it goes on, in place of the one asked for; nothing where all is set up."""
        if settings.SECOND_FACTOR == "optional" or not request.user.is_authenticated:
            return None
        if request.resolver_match.view_name in SETTING_UP:
            return None
        step = next_step(request.user)
        return redirect(step) if step else None


class not_kept:
    """Pages of somebody signed in, and pages with a form, are kept by no browser and no proxy.

    So that going back after signing out shows nothing. A page that says itself how long it holds keeps that.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response

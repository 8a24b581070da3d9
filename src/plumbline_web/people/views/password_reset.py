"""A forgotten password: a link by e-mail where there is a mail server, else whom to ask."""

from __future__ import annotations

from allauth.account import views as allauth_views
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_not_required
def password_reset(request: HttpRequest) -> HttpResponse:
    """Allauth's page where this site can send mail; else the way that works without."""
    if settings.HAS_MAIL:
        return allauth_views.password_reset(request)
    return render(request, "people/password_reset.html")

"""The way to a council's own directory, which may be out of reach."""

from __future__ import annotations

import logging

import requests
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect import views as openid
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

log = logging.getLogger("plumbline.directory")


@login_not_required
def directory(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Allauth's page; where the directory does not answer, one that says so.

    To sign in, and for nothing else: an account is tied to a person of the directory by its address alone.
    """
    if request.GET.get("process", "login") != "login":
        raise Http404("There is no such page.")
    try:
        return openid.login(request, provider_id)
    except (requests.RequestException, OAuth2Error, KeyError) as fault:
        log.warning("The directory does not answer as it should: %s", type(fault).__name__)
        return render(request, "socialaccount/authentication_error.html", status=502)

"""The list of published cases, for anybody."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plumbline.scrutiny.published import load_published


@login_not_required
@require_safe
def published_cases(request: HttpRequest) -> HttpResponse:
    """Each case with its date, what it was, and what of it there is to read; the latest first."""
    return render(request, "learn/published_cases.html", {"cases": list(load_published().values())})

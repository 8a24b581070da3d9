"""The weekly digest of one person: on or off, and what the last one said."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.people.doors import Refused, needs
from plumbline_web.people.queries import Access
from plumbline_web.people.rules import may, refusal
from plumbline_web.work.actions import want_digest
from plumbline_web.work.digest import digest_of, parts_of


@needs("see figures")
def digest(request: HttpRequest, seen: Access) -> HttpResponse:
    """Turn it on or off. Who only looks in by a grant gets none."""
    if not may(seen.roles, "see figures"):
        raise Refused(refusal("see figures"))
    if request.method == "POST":
        wanted = request.POST.get("wanted") == "yes"
        want_digest(by=seen, wanted=wanted)
        messages.success(request, "The weekly digest is on." if wanted else "The weekly digest is off.")
        return redirect("digest", organisation=seen.organisation.slug)
    held = digest_of(seen.account, seen.organisation)
    return render(
        request,
        "work/digest.html",
        {"digest": held, "parts": parts_of(held.last_text), "has_mail": settings.HAS_MAIL},
    )

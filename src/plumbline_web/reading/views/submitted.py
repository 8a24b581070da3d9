"""The submitted readings of an activity, for who runs it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline_web.reading.places import about
from plumbline_web.reading.queries import blind, submitted_readings
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing

PAGE = 50


@in_activity("see the reading")
def submitted(request: HttpRequest, stands: Standing) -> HttpResponse:
    """Which readings are submitted, newest first; nothing for who has records to read themselves first."""
    is_blind = blind(stands.account, stands.activity)
    page = Paginator(submitted_readings(stands), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "reading/submitted.html",
        about(stands, "reading:submitted", readings=page.object_list, page=page, blind=is_blind),
    )

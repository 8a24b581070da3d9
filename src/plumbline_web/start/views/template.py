"""The empty template of an extract, for anybody: a supplier needs no account to see what is asked of them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse

from plumbline_web.records.views.template import template_zip


@login_not_required
def template(request: HttpRequest) -> HttpResponse:
    """A zip with the workbook, the CSV files, and the description that other tools read."""
    return HttpResponse(
        template_zip(),
        content_type="application/zip",
        headers={"Content-Disposition": 'attachment; filename="plumbline-template.zip"'},
    )

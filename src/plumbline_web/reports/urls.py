"""Addresses of the reports."""

from __future__ import annotations

from django.urls import path

from plumbline_web.reports.views.report import progress, report, report_file
from plumbline_web.reports.views.reports import reports

app_name = "reports"
urlpatterns = [
    path("", reports, name="reports"),
    path("<slug:key>/", report, name="report"),
    path("<slug:key>/progress/", progress, name="progress"),
    path("<slug:key>/file/<slug:name>/", report_file, name="file"),
]

"""Addresses of the pages about extracts."""

from __future__ import annotations

from django.urls import path

from plumbline_web.records.views.extract import extract
from plumbline_web.records.views.extracts import extracts

app_name = "records"
urlpatterns = [
    path("", extracts, name="extracts"),
    path("<slug:key>/", extract, name="extract"),
]

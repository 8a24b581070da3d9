"""Addresses of plans."""

from __future__ import annotations

from django.urls import path

from plumbline_web.improvement.views.plans import plans

app_name = "improvement"
urlpatterns = [
    path("", plans, name="plans"),
]

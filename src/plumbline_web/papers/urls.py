"""Addresses of the papers. Their names stand alone, since the foot of every page leads to two of them."""

from __future__ import annotations

from django.urls import path

from plumbline_web.papers.views.paper import paper
from plumbline_web.papers.views.papers import papers

urlpatterns = [
    path("papers/", papers, name="papers"),
    path("papers/accessibility/", paper, {"name": "accessibility"}, name="accessibility"),
    path("papers/privacy/", paper, {"name": "privacy"}, name="privacy"),
    path("papers/<slug:name>/", paper, name="paper"),
]

"""Addresses of what an activity writes, below those of the activity."""

from __future__ import annotations

from django.urls import path

from plumbline_web.writing.views.changed import changed
from plumbline_web.writing.views.clash import clash
from plumbline_web.writing.views.history import history
from plumbline_web.writing.views.paper import paper
from plumbline_web.writing.views.papers import papers
from plumbline_web.writing.views.save import save
from plumbline_web.writing.views.section import section
from plumbline_web.writing.views.signing import signing
from plumbline_web.writing.views.text import text

app_name = "writing"
urlpatterns = [
    path("<slug:activity>/reports/", papers, name="papers"),
    path("<slug:activity>/reports/<slug:key>/", paper, name="paper"),
    path("<slug:activity>/reports/<slug:key>/text/", text, name="text"),
    path("<slug:activity>/reports/<slug:key>/changed/", changed, name="changed"),
    path("<slug:activity>/reports/<slug:key>/signing/", signing, name="signing"),
    path("<slug:activity>/sections/<slug:key>/", section, name="section"),
    path("<slug:activity>/sections/<slug:key>/save/", save, name="save"),
    path("<slug:activity>/sections/<slug:key>/history/", history, name="history"),
    path("<slug:activity>/versions/<slug:key>/", clash, name="clash"),
]

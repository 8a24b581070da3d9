"""Addresses of the pages that say where a service stands."""

from __future__ import annotations

from django.urls import path

from plumbline_web.measure.views.case import case
from plumbline_web.measure.views.cases import cases
from plumbline_web.measure.views.chart_notes import chart_notes
from plumbline_web.measure.views.export import export
from plumbline_web.measure.views.find import find
from plumbline_web.measure.views.overview import overview
from plumbline_web.measure.views.quality import quality
from plumbline_web.measure.views.reasons import reasons
from plumbline_web.measure.views.standard import standard
from plumbline_web.measure.views.targets import targets

app_name = "measure"
urlpatterns = [
    path("", overview, name="overview"),
    path("standards/<slug:code>/", standard, name="standard"),
    path("standards/<slug:code>/notes/", chart_notes, name="chart_notes"),
    path("standards/<slug:code>/targets/", targets, name="targets"),
    path("quality/", quality, name="quality"),
    path("cases/", cases, name="cases"),
    path("cases/find/", find, name="find"),
    path("cases/export/", export, name="export"),
    path("cases/reasons/", reasons, name="reasons"),
    path("cases/<slug:key>/", case, name="case"),
]

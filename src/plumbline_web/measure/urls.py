"""Addresses of the pages that say where a service stands."""

from __future__ import annotations

from django.urls import path

from plumbline_web.measure.views.case import case
from plumbline_web.measure.views.cases import cases
from plumbline_web.measure.views.due import due
from plumbline_web.measure.views.overview import overview
from plumbline_web.measure.views.standard import standard

app_name = "measure"
urlpatterns = [
    path("", overview, name="overview"),
    path("standards/<slug:code>/", standard, name="standard"),
    path("cases/", cases, name="cases"),
    path("cases/<slug:key>/", case, name="case"),
    path("due/", due, name="due"),
]

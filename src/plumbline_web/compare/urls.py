"""Addresses of the comparison."""

from __future__ import annotations

from django.urls import path

from plumbline_web.compare.views.compare import compare
from plumbline_web.compare.views.councils import councils
from plumbline_web.compare.views.others import others

app_name = "compare"
urlpatterns = [
    path("", compare, name="compare"),
    path("councils/", councils, name="councils"),
    path("others/", others, name="others"),
]

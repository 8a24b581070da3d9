"""Addresses of the published cases: for anybody, and the same on every site."""

from __future__ import annotations

from django.urls import path

from plumbline_web.learn.views.published_case import published_case
from plumbline_web.learn.views.published_cases import published_cases
from plumbline_web.learn.views.published_document import published_document

urlpatterns = [
    path("", published_cases, name="published_cases"),
    path("<slug:code>/", published_case, name="published_case"),
    path("<slug:code>/<slug:name>/", published_document, {"form": "page"}, name="published_case_document"),
    path("<slug:code>/<slug:name>/<slug:form>/", published_document, name="published_case_file"),
]

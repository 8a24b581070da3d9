"""Addresses of the pages to begin with. The first page of all is called `home`, as signing in expects."""

from __future__ import annotations

from django.urls import path

from plumbline_web.start.views.begin import begin
from plumbline_web.start.views.template import template
from plumbline_web.start.views.tools import tools

app_name = "start"
urlpatterns = [
    path("start/tools/", tools, name="tools"),
    path("start/plumbline-template.zip", template, name="template"),
    path("o/<slug:organisation>/start/", begin, name="begin"),
]

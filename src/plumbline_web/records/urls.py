"""Addresses of the pages about extracts."""

from __future__ import annotations

from django.urls import path

from plumbline_web.records.views.extract import extract, progress
from plumbline_web.records.views.extracts import extracts
from plumbline_web.records.views.faults import faults, faults_file
from plumbline_web.records.views.keeping import keeping
from plumbline_web.records.views.runs import runs
from plumbline_web.records.views.template import template

app_name = "records"
urlpatterns = [
    path("", extracts, name="extracts"),
    path("between/", runs, name="runs"),
    path("keeping/", keeping, name="keeping"),
    path("template.zip", template, name="template"),
    path("<slug:key>/", extract, name="extract"),
    path("<slug:key>/progress/", progress, name="progress"),
    path("<slug:key>/faults/", faults, name="faults"),
    path("<slug:key>/faults.<slug:file_format>", faults_file, name="faults_file"),
]

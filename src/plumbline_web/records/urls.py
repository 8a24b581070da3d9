"""Addresses of the pages about extracts."""

from __future__ import annotations

from django.urls import path

from plumbline_web.records.views.extract import extract, progress
from plumbline_web.records.views.extracts import extracts
from plumbline_web.records.views.faults import faults, faults_file
from plumbline_web.records.views.keeping import keeping
from plumbline_web.records.views.mapping import mapping
from plumbline_web.records.views.mapping_columns import mapping_columns
from plumbline_web.records.views.mapping_files import mapping_files
from plumbline_web.records.views.mapping_keep import mapping_keep
from plumbline_web.records.views.mapping_wide import mapping_wide
from plumbline_web.records.views.mapping_words import mapping_words
from plumbline_web.records.views.mappings import mapping_file, mappings
from plumbline_web.records.views.runs import runs
from plumbline_web.records.views.template import template

app_name = "records"
urlpatterns = [
    path("", extracts, name="extracts"),
    path("between/", runs, name="runs"),
    path("keeping/", keeping, name="keeping"),
    path("template.zip", template, name="template"),
    path("mappings/", mappings, name="mappings"),
    path("mappings/<slug:key>.toml", mapping_file, name="mapping_file"),
    path("<slug:key>/", extract, name="extract"),
    path("<slug:key>/progress/", progress, name="progress"),
    path("<slug:key>/faults/", faults, name="faults"),
    path("<slug:key>/faults.<slug:file_format>", faults_file, name="faults_file"),
    path("<slug:key>/mapping/", mapping, name="mapping"),
    path("<slug:key>/mapping/files/", mapping_files, name="mapping_files"),
    path("<slug:key>/mapping/columns/<slug:table>/", mapping_columns, name="mapping_columns"),
    path("<slug:key>/mapping/words/<slug:table>/", mapping_words, name="mapping_words"),
    path("<slug:key>/mapping/wide/", mapping_wide, name="mapping_wide"),
    path("<slug:key>/mapping/keep/", mapping_keep, name="mapping_keep"),
]

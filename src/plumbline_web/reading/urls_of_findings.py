"""Addresses of dealing, settling, and what the reading says, below those of an activity."""

from __future__ import annotations

from django.urls import path

from plumbline_web.reading.views.against_file import against_file
from plumbline_web.reading.views.agreement import agreement
from plumbline_web.reading.views.dealing import dealing, hand
from plumbline_web.reading.views.differences import differences
from plumbline_web.reading.views.export import export, export_file
from plumbline_web.reading.views.results import all_results, one_result
from plumbline_web.reading.views.settle import settle

urlpatterns = [
    path("<slug:activity>/dealing/", dealing, name="dealing"),
    path("<slug:activity>/dealing/<slug:key>/", hand, name="hand"),
    path("<slug:activity>/differences/", differences, name="differences"),
    path("<slug:activity>/differences/<slug:record>/", settle, name="settle"),
    path("<slug:activity>/results/", all_results, name="results"),
    path("<slug:activity>/results/<int:number>/", one_result, name="result"),
    path("<slug:activity>/agreement/", agreement, name="agreement"),
    path("<slug:activity>/against-file/", against_file, name="against_file"),
    path("<slug:activity>/export/", export, name="export"),
    path("<slug:activity>/export/<slug:form>/", export_file, name="export_file"),
]

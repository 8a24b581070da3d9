"""Addresses of the reading of records, below those of an activity."""

from __future__ import annotations

from django.urls import path

from plumbline_web.reading.urls_of_findings import urlpatterns as of_findings
from plumbline_web.reading.views.concerns import concern, concerns
from plumbline_web.reading.views.instrument import instrument, instrument_file
from plumbline_web.reading.views.notes import notes
from plumbline_web.reading.views.obstacle import obstacle
from plumbline_web.reading.views.obstacles import obstacles
from plumbline_web.reading.views.practice import compare, practice
from plumbline_web.reading.views.queue import queue
from plumbline_web.reading.views.raise_concern import own_concerns, raise_concern
from plumbline_web.reading.views.reading import reading
from plumbline_web.reading.views.save import save
from plumbline_web.reading.views.submit import submit, withdraw
from plumbline_web.reading.views.submitted import submitted
from plumbline_web.reading.views.submitted_reading import submitted_reading

app_name = "reading"
urlpatterns = [
    path("<slug:activity>/instrument/", instrument, name="instrument"),
    path("<slug:activity>/instrument/<slug:code>/<slug:form>/", instrument_file, name="instrument_file"),
    path("<slug:activity>/practice/", practice, name="practice"),
    path("<slug:activity>/obstacles/", obstacles, name="obstacles"),
    path("<slug:activity>/concerns/", concerns, name="concerns"),
    path("<slug:activity>/concerns/raised/", own_concerns, name="own_concerns"),
    path("<slug:activity>/concerns/about/<slug:record>/", raise_concern, name="raise_concern"),
    path("<slug:activity>/concerns/<slug:key>/", concern, name="concern"),
    path("<slug:activity>/submitted/", submitted, name="submitted"),
    path("<slug:activity>/submitted/<slug:key>/", submitted_reading, name="submitted_reading"),
    path("<slug:activity>/readings/", queue, name="queue"),
    path("<slug:activity>/readings/<slug:key>/", reading, name="reading"),
    path("<slug:activity>/readings/<slug:key>/save/", save, name="save"),
    path("<slug:activity>/readings/<slug:key>/submit/", submit, name="submit"),
    path("<slug:activity>/readings/<slug:key>/withdraw/", withdraw, name="withdraw"),
    path("<slug:activity>/readings/<slug:key>/obstacle/", obstacle, name="obstacle"),
    path("<slug:activity>/readings/<slug:key>/notes/", notes, name="notes"),
    path("<slug:activity>/readings/<slug:key>/compare/", compare, name="compare"),
    *of_findings,
]

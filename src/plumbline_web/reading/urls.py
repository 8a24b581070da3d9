"""Addresses of the reading of records, below those of an activity."""

from __future__ import annotations

from django.urls import path

from plumbline_web.reading.views.instrument import instrument
from plumbline_web.reading.views.queue import queue
from plumbline_web.reading.views.reading import reading
from plumbline_web.reading.views.save import save
from plumbline_web.reading.views.submit import submit, withdraw

app_name = "reading"
urlpatterns = [
    path("<slug:activity>/instrument/", instrument, name="instrument"),
    path("<slug:activity>/readings/", queue, name="queue"),
    path("<slug:activity>/readings/<slug:key>/", reading, name="reading"),
    path("<slug:activity>/readings/<slug:key>/save/", save, name="save"),
    path("<slug:activity>/readings/<slug:key>/submit/", submit, name="submit"),
    path("<slug:activity>/readings/<slug:key>/withdraw/", withdraw, name="withdraw"),
]

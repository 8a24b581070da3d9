"""Addresses of the work list."""

from __future__ import annotations

from django.urls import path

from plumbline_web.work.views.due import due, due_file
from plumbline_web.work.views.snooze import snooze

app_name = "work"
urlpatterns = [
    path("", due, name="due"),
    path("list.csv", due_file, name="due_file"),
    path("aside/", snooze, name="snooze"),
]

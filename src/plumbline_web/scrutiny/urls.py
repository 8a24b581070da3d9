"""Addresses of the activities."""

from __future__ import annotations

from django.urls import path

from plumbline_web.scrutiny.views.activities import activities
from plumbline_web.scrutiny.views.activity import activity
from plumbline_web.scrutiny.views.open_activity import open_activity
from plumbline_web.scrutiny.views.stage import stage

app_name = "scrutiny"
urlpatterns = [
    path("", activities, name="activities"),
    path("open/", open_activity, name="open"),
    path("<slug:activity>/", activity, name="activity"),
    path("<slug:activity>/stages/<slug:code>/", stage, name="stage"),
]

"""Addresses of the activities."""

from __future__ import annotations

from django.urls import path

from plumbline_web.scrutiny.views.activities import activities
from plumbline_web.scrutiny.views.activity import activity

app_name = "scrutiny"
urlpatterns = [
    path("", activities, name="activities"),
    path("<slug:activity>/", activity, name="activity"),
]

"""Addresses of the activities."""

from __future__ import annotations

from django.urls import path

from plumbline_web.scrutiny.urls_of_draws import of_draws
from plumbline_web.scrutiny.views.activities import activities
from plumbline_web.scrutiny.views.activity import activity
from plumbline_web.scrutiny.views.ask import ask
from plumbline_web.scrutiny.views.audits import audits
from plumbline_web.scrutiny.views.close import close
from plumbline_web.scrutiny.views.conflicts import conflicts
from plumbline_web.scrutiny.views.framework import framework, framework_file
from plumbline_web.scrutiny.views.kind import edit_kind, kind, kind_file
from plumbline_web.scrutiny.views.kinds import kinds, scale_file
from plumbline_web.scrutiny.views.note import note
from plumbline_web.scrutiny.views.notes import notes
from plumbline_web.scrutiny.views.one_request import one_request
from plumbline_web.scrutiny.views.open_activity import open_activity
from plumbline_web.scrutiny.views.requests import requests, requests_file
from plumbline_web.scrutiny.views.service import service
from plumbline_web.scrutiny.views.services import services
from plumbline_web.scrutiny.views.stage import stage
from plumbline_web.scrutiny.views.take_off import take_off
from plumbline_web.scrutiny.views.team import team

app_name = "scrutiny"
urlpatterns = [
    path("", activities, name="activities"),
    path("open/", open_activity, name="open"),
    path("audits/", audits, name="audits"),
    path("kinds/", kinds, name="kinds"),
    path("kinds/<slug:code>/", kind, name="kind"),
    path("kinds/<slug:code>/edit/", edit_kind, name="edit_kind"),
    path("kinds/<slug:code>/file/", kind_file, name="kind_file"),
    path("frameworks/<slug:code>/", framework, name="framework"),
    path("frameworks/<slug:code>/file/", framework_file, name="framework_file"),
    path("scales/<slug:code>/file/", scale_file, name="scale_file"),
    path("<slug:activity>/", activity, name="activity"),
    path("<slug:activity>/stages/<slug:code>/", stage, name="stage"),
    path("<slug:activity>/services/", services, name="services"),
    path("<slug:activity>/services/<slug:key>/", service, name="service"),
    path("<slug:activity>/team/", team, name="team"),
    path("<slug:activity>/team/conflicts/", conflicts, name="conflicts"),
    path("<slug:activity>/team/<slug:key>/off/", take_off, name="take_off"),
    path("<slug:activity>/requests/", requests, name="requests"),
    path("<slug:activity>/requests/ask/", ask, name="ask"),
    path("<slug:activity>/requests/file/", requests_file, name="requests_file"),
    path("<slug:activity>/requests/<slug:key>/", one_request, name="request"),
    path("<slug:activity>/notes/", notes, name="notes"),
    path("<slug:activity>/notes/<slug:key>/", note, name="note"),
    path("<slug:activity>/close/", close, name="close"),
    *of_draws,
]

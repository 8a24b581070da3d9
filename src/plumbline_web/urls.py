"""Every address of the site."""

from __future__ import annotations

from django.urls import include, path

from plumbline_web.people.views.home import home

urlpatterns = [
    path("", home, name="home"),
    path("account/", include("allauth.urls")),
    path("o/<slug:organisation>/", include("plumbline_web.measure.urls")),
    path("o/<slug:organisation>/extracts/", include("plumbline_web.records.urls")),
]

handler500 = "plumbline_web.unavailable.server_error"

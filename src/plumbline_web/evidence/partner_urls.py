"""Addresses for partner contributors, outside every activity."""

from __future__ import annotations

from django.urls import path

from plumbline_web.evidence.views.partner import calls, partner_piece, partner_send

app_name = "partners"
urlpatterns = [
    path("", calls, name="calls"),
    path("<slug:activity>/", partner_send, name="send"),
    path("<slug:activity>/<slug:key>/", partner_piece, name="piece"),
]

"""Addresses of the sample, below those of an activity."""

from __future__ import annotations

from django.urls import path

from plumbline_web.scrutiny.views.draw import draw, draw_file, drop
from plumbline_web.scrutiny.views.draws import draws, freeze

of_draws = [
    path("<slug:activity>/sample/", draws, name="draws"),
    path("<slug:activity>/sample/of/<slug:subject>/", freeze, name="freeze"),
    path("<slug:activity>/sample/<slug:draw>/", draw, name="draw"),
    path("<slug:activity>/sample/<slug:draw>/file/<slug:name>/", draw_file, name="draw_file"),
    path("<slug:activity>/sample/<slug:draw>/records/<slug:record>/drop/", drop, name="drop"),
]

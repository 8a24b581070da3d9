"""Addresses of factual accuracy and of editions inside an activity."""

from __future__ import annotations

from django.urls import path

from plumbline_web.publication.views.accuracy import accuracy
from plumbline_web.publication.views.answer import answer
from plumbline_web.publication.views.comment import comment
from plumbline_web.publication.views.compare import compare
from plumbline_web.publication.views.edition import edition, edition_file
from plumbline_web.publication.views.editions import editions
from plumbline_web.publication.views.open_round import open_round
from plumbline_web.publication.views.preview import preview, preview_file
from plumbline_web.publication.views.publish import progress, publish
from plumbline_web.publication.views.round import round, round_file

app_name = "publication"
urlpatterns = [
    path("<slug:activity>/accuracy/", accuracy, name="accuracy"),
    path("<slug:activity>/accuracy/open/<slug:key>/", open_round, name="open_round"),
    path("<slug:activity>/accuracy/answer/<slug:key>/", answer, name="answer"),
    path("<slug:activity>/accuracy/<slug:key>/", round, name="round"),
    path("<slug:activity>/accuracy/<slug:key>/comment/<slug:paragraph>/", comment, name="comment"),
    path("<slug:activity>/accuracy/<slug:key>/file/<slug:name>/", round_file, name="round_file"),
    path("<slug:activity>/preview/<slug:key>/", preview, name="preview"),
    path("<slug:activity>/preview/<slug:key>/<slug:name>/", preview_file, name="preview_file"),
    path("<slug:activity>/editions/", editions, name="editions"),
    path("<slug:activity>/editions/publish/<slug:key>/", publish, name="publish"),
    path("<slug:activity>/editions/publish/<slug:key>/progress/", progress, name="progress"),
    path("<slug:activity>/editions/<slug:key>/", edition, name="edition"),
    path("<slug:activity>/editions/<slug:key>/compare/", compare, name="compare"),
    path("<slug:activity>/editions/<slug:key>/file/<slug:name>/", edition_file, name="edition_file"),
]

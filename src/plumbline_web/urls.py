"""Every address of the site."""

from __future__ import annotations

from django.urls import include, path

from plumbline_web.start.views.home import home
from plumbline_web.work.views.digest import digest

urlpatterns = [
    path("", home, name="home"),
    path("", include("plumbline_web.start.urls")),
    path("", include("plumbline_web.papers.urls")),
    path("published-cases/", include("plumbline_web.learn.urls")),
    path("", include("plumbline_web.people.account_urls")),
    path("o/<slug:organisation>/", include("plumbline_web.people.urls")),
    path("o/<slug:organisation>/digest/", digest, name="digest"),
    path("o/<slug:organisation>/due/", include("plumbline_web.work.urls")),
    path("o/<slug:organisation>/reports/", include("plumbline_web.reports.urls")),
    path("o/<slug:organisation>/scrutiny/", include("plumbline_web.scrutiny.urls")),
    path("o/<slug:organisation>/scrutiny/", include("plumbline_web.reading.urls")),
    path("o/<slug:organisation>/scrutiny/", include("plumbline_web.voices.urls")),
    path("o/<slug:organisation>/scrutiny/", include("plumbline_web.evidence.urls")),
    path("o/<slug:organisation>/scrutiny/", include("plumbline_web.judgement.urls")),
    path("o/<slug:organisation>/scrutiny/", include("plumbline_web.writing.urls")),
    path("o/<slug:organisation>/scrutiny/", include("plumbline_web.publication.urls")),
    path("o/<slug:organisation>/send-evidence/", include("plumbline_web.evidence.partner_urls")),
    path("o/<slug:organisation>/plans/", include("plumbline_web.improvement.urls")),
    path("o/<slug:organisation>/papers-for-a-board/", include("plumbline_web.board_papers.urls")),
    path("answer/", include("plumbline_web.voices.public_urls")),
    path("published/", include("plumbline_web.publication.public_urls")),
    path("o/<slug:organisation>/compare/", include("plumbline_web.compare.urls")),
    path("o/<slug:organisation>/", include("plumbline_web.measure.urls")),
    path("o/<slug:organisation>/extracts/", include("plumbline_web.records.urls")),
]

handler500 = "plumbline_web.unavailable.server_error"

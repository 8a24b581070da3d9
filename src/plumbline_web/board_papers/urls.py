"""Addresses of papers for a board. What has a word of its own stands before a paper’s key."""

from __future__ import annotations

from django.urls import path

from plumbline_web.board_papers.views.begin import begin
from plumbline_web.board_papers.views.ends import ends
from plumbline_web.board_papers.views.implications import implications
from plumbline_web.board_papers.views.looks import looks
from plumbline_web.board_papers.views.paper import paper
from plumbline_web.board_papers.views.papers import papers
from plumbline_web.board_papers.views.preview import preview_file
from plumbline_web.board_papers.views.section import section
from plumbline_web.board_papers.views.send import progress, send
from plumbline_web.board_papers.views.sent import sent, sent_file
from plumbline_web.board_papers.views.setting import setting
from plumbline_web.board_papers.views.version import version

app_name = "board_papers"
urlpatterns = [
    path("", papers, name="papers"),
    path("begin/", begin, name="begin"),
    path("layouts/", looks, name="looks"),
    path("sent/<str:key>/", sent, name="sent"),
    path("sent/<str:key>/<str:version>/<str:form>/", sent_file, name="sent_file"),
    path("<str:key>/", paper, name="paper"),
    path("<str:key>/header/", setting, name="setting"),
    path("<str:key>/sections/<str:section_name>/", section, name="section"),
    path("<str:key>/implications/", implications, name="implications"),
    path("<str:key>/appendices/", ends, name="ends"),
    path("<str:key>/send/", send, name="send"),
    path("<str:key>/send/progress/", progress, name="progress"),
    path("<str:key>/versions/<int:number>/", version, name="version"),
    path("<str:key>/versions/<int:number>/<str:version>/<str:form>/", preview_file, name="preview_file"),
]

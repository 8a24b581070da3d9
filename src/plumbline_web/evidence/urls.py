"""Addresses of the app `evidence`, inside an activity."""

from __future__ import annotations

from django.urls import path

from plumbline_web.evidence.views.add import add, add_kind
from plumbline_web.evidence.views.arrivals import arrival, arrivals
from plumbline_web.evidence.views.board import board
from plumbline_web.evidence.views.call import call
from plumbline_web.evidence.views.file import file, sent_file
from plumbline_web.evidence.views.indicator import indicator
from plumbline_web.evidence.views.piece import piece
from plumbline_web.evidence.views.pieces import pieces, pieces_file, quantities_file
from plumbline_web.evidence.views.send import send, sent_piece

app_name = "evidence"
urlpatterns = [
    path("<slug:activity>/evidence/", board, name="board"),
    path("<slug:activity>/evidence/under/<str:indicator>/", indicator, name="indicator"),
    path("<slug:activity>/evidence/add/", add, name="add"),
    path("<slug:activity>/evidence/add/<slug:source>/", add_kind, name="add_kind"),
    path("<slug:activity>/evidence/pieces/", pieces, name="pieces"),
    path("<slug:activity>/evidence/pieces/csv/", pieces_file, name="pieces_file"),
    path("<slug:activity>/evidence/pieces/figures/", quantities_file, name="quantities_file"),
    path("<slug:activity>/evidence/pieces/<slug:key>/", piece, name="piece"),
    path("<slug:activity>/evidence/pieces/<slug:key>/file/", file, name="file"),
    path("<slug:activity>/evidence/sent/", arrivals, name="arrivals"),
    path("<slug:activity>/evidence/sent/<slug:key>/", arrival, name="arrival"),
    path("<slug:activity>/evidence/partners/", call, name="call"),
    path("<slug:activity>/send-evidence/", send, name="send"),
    path("<slug:activity>/send-evidence/<slug:key>/", sent_piece, name="sent_piece"),
    path("<slug:activity>/send-evidence/<slug:key>/file/", sent_file, name="sent_file"),
]

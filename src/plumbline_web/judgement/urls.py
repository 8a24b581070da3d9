"""Addresses of the app `judgement`."""

from __future__ import annotations

from django.urls import path

from plumbline_web.judgement.views.evaluation import evaluation
from plumbline_web.judgement.views.finding import finding, write_finding
from plumbline_web.judgement.views.judgements import judgements
from plumbline_web.judgement.views.own import own, own_evaluation
from plumbline_web.judgement.views.panel import panel, panel_one
from plumbline_web.judgement.views.statement import statement, write_statement
from plumbline_web.judgement.views.statements import statements

app_name = "judgement"
urlpatterns = [
    path("<slug:activity>/judgements/", judgements, name="judgements"),
    path("<slug:activity>/judgements/<str:indicator>/", evaluation, name="evaluation"),
    path("<slug:activity>/judgements/<str:indicator>/finding/", write_finding, name="write_finding"),
    path("<slug:activity>/findings/<slug:key>/", finding, name="finding"),
    path("<slug:activity>/statements/", statements, name="statements"),
    path("<slug:activity>/statements/write/", write_statement, name="write_statement"),
    path("<slug:activity>/statements/<slug:key>/", statement, name="statement"),
    path("<slug:activity>/panel/", panel, name="panel"),
    path("<slug:activity>/panel/<str:indicator>/", panel_one, name="panel_one"),
    path("<slug:activity>/own/", own, name="own"),
    path("<slug:activity>/own/<str:indicator>/", own_evaluation, name="own_evaluation"),
]

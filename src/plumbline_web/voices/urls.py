"""Addresses of forms and surveys inside an activity."""

from __future__ import annotations

from django.urls import path

from plumbline_web.voices.views.bring_in import bring_in, counts_template
from plumbline_web.voices.views.elsewhere import elsewhere
from plumbline_web.voices.views.form import form
from plumbline_web.voices.views.forms import forms
from plumbline_web.voices.views.open_one import open_one
from plumbline_web.voices.views.remarks import remarks
from plumbline_web.voices.views.submit_form import submit_form
from plumbline_web.voices.views.survey import survey

app_name = "voices"
urlpatterns = [
    path("<slug:activity>/forms/", forms, name="forms"),
    path("<slug:activity>/forms/open/<slug:code>/", open_one, name="open_one"),
    path("<slug:activity>/forms/bring-in/", bring_in, name="bring_in"),
    path("<slug:activity>/forms/bring-in/template/", counts_template, name="counts_template"),
    path("<slug:activity>/forms/<slug:key>/", form, name="form"),
    path("<slug:activity>/forms/<slug:key>/submit/", submit_form, name="submit_form"),
    path("<slug:activity>/surveys/<slug:key>/", survey, name="survey"),
    path("<slug:activity>/surveys/<slug:key>/written/", remarks, name="remarks"),
    path("<slug:activity>/surveys/elsewhere/<slug:key>/", elsewhere, name="elsewhere"),
]

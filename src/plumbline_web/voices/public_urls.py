"""The address of a survey for people without an account."""

from __future__ import annotations

from django.urls import path

from plumbline_web.voices.views.answer import answer

urlpatterns = [path("<slug:token>/", answer, name="answer_survey")]

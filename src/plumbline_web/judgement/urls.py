"""Addresses of the app `judgement`."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "judgement"
urlpatterns: list[URLPattern] = []

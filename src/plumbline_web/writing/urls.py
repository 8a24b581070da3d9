"""Addresses of the app `writing`."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "writing"
urlpatterns: list[URLPattern] = []

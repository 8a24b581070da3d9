"""Addresses of the app `publication`."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "publication"
urlpatterns: list[URLPattern] = []

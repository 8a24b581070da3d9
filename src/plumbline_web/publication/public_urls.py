"""The addresses of editions that are open to anyone."""

from __future__ import annotations

from django.urls import path

from plumbline_web.publication.views.published import published, published_file_of

urlpatterns = [
    path("<slug:key>/", published, name="published"),
    path("<slug:key>/<slug:name>/", published_file_of, name="published_file"),
]

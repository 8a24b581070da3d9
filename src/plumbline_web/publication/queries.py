"""The editions of a paper."""

from __future__ import annotations

from django.db.models import QuerySet

from plumbline_web.publication.models import Edition
from plumbline_web.writing.models import Paper


def editions_of(paper: Paper) -> QuerySet[Edition]:
    """The editions that were published, the newest first."""
    return Edition.objects.filter(paper=paper).select_related("by").order_by("-number")

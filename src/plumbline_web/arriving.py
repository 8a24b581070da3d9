"""Files on their way in: whose are kept on the disk while they arrive, and how much of it.

Django reads a form, with its files, before it knows whether whoever sends it is signed in. Without this a
stranger could fill the disk by sending files to the page for signing in.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler


class Arriving(TemporaryFileUploadHandler):
    """Files of somebody signed in, to the disk, up to the largest upload; of a stranger none."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.arrived = 0

    def new_file(self, *arguments: Any, **values: Any) -> None:
        """A file begins. A stranger's is read to its end and kept nowhere."""
        if SESSION_KEY not in getattr(self.request, "session", {}):
            raise SkipFile
        super().new_file(*arguments, **values)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """More of it. What is beyond the limit is counted, so that the form can refuse it, and not kept."""
        self.arrived += len(raw_data)
        if self.arrived <= settings.MOST_UPLOADED_BYTES:
            super().receive_data_chunk(raw_data, start)

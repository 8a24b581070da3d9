"""The empty template of an extract, to fill in or to show to the supplier of the case system."""

from __future__ import annotations

import io
import zipfile
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import HttpRequest, HttpResponse

from plumbline.records.template import write_template
from plumbline.standards import load_standards
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access


@needs("see the start page")
def template(request: HttpRequest, seen: Access) -> HttpResponse:
    """A zip with the workbook, the CSV files, and the description that other tools read."""
    return HttpResponse(
        template_zip(),
        content_type="application/zip",
        headers={"Content-Disposition": 'attachment; filename="plumbline-template.zip"'},
    )


@lru_cache(maxsize=1)
def template_zip() -> bytes:
    """The template as one zip; it is the same for everyone as long as the library is."""
    held = io.BytesIO()
    with (
        TemporaryDirectory(prefix="plumbline-") as folder,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as zipped,
    ):
        for file in write_template(Path(folder) / "template", tuple(load_standards())):
            zipped.writestr(f"plumbline-template/{file.name}", file.read_bytes())
    return held.getvalue()

"""The report as a tagged PDF (PDF/UA-1), made of the same HTML by WeasyPrint, and checked."""

from __future__ import annotations

import contextlib
import importlib
import io
import re
from functools import lru_cache
from typing import Any

from plumbline.errors import PlumblineError

_OUTSIDE = "outside:///"
"""Where relative addresses lead, so that one is refused like any other and not passed over."""

_OTHERWISE = "The report as a web page and as a Word file can be made all the same."


@lru_cache
def why_no_pdf() -> str | None:
    """Why PDF files cannot be made on this machine, with how to mend it; None where they can."""
    try:
        with contextlib.redirect_stdout(
            io.StringIO()
        ):  # it prints a notice of its own where Pango is missing
            importlib.import_module("weasyprint")
        importlib.import_module("pikepdf")
    except ImportError:
        return f"PDF files need two more libraries: install Plumbline with its site part. {_OTHERWISE}"
    except OSError:
        return (
            "PDF files need Pango, which sets text and is no part of Plumbline. On Debian or Ubuntu: apt-get "
            "install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0. On Windows and macOS, "
            f"WeasyPrint’s own pages on installing say how. {_OTHERWISE}"
        )
    return None


def pdf_of(html: str) -> bytes:
    """The HTML of a report (its form for PDF) as a PDF with tags, in fonts of its own.

    Nothing is fetched: neither from the network nor from files. Raises PlumblineError where PDF files cannot
    be made here, and where the file made has a fault that `pdf_faults` finds, since it is then not given out.
    """
    if why := why_no_pdf():
        raise PlumblineError(why)
    import weasyprint
    from weasyprint.urls import FatalURLFetchingError

    from plumbline.publishing.pdf_checks import pdf_faults
    from plumbline.publishing.pdf_heads import heads_as_decoration

    page = weasyprint.HTML(string=_captions_before(html), url_fetcher=_fetcher(), base_url=_OUTSIDE)
    try:
        made: bytes = page.write_pdf(finisher=heads_as_decoration, pdf_variant="pdf/ua-1")
    except FatalURLFetchingError as fault:
        raise PlumblineError(f"The PDF is not made: {fault}. {_OTHERWISE}") from None
    if faults := pdf_faults(made):
        listed = "\n".join(f"  {fault}" for fault in faults)
        raise PlumblineError(
            f"The PDF failed its check for accessibility and is not given out:\n{listed}\n"
            "Use the web page or the Word file, and tell those who look after Plumbline."
        )
    return made


def maker_of(content: bytes) -> str:
    """What a PDF says made it; empty where it says nothing, is none, or PDF files cannot be read here."""
    if why_no_pdf():
        return ""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content)) as held:
            return str(held.docinfo.get("/Creator", ""))
    except pikepdf.PdfError:
        return ""


def pages_in(content: bytes) -> int:
    """How many pages a PDF has."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as held:
        return len(held.pages)


def _captions_before(html: str) -> str:
    """The HTML with each table's caption as the paragraph before it.

    A caption can be left behind at the foot of a page, as a table without a cell; a paragraph goes with what
    follows it.
    """
    return re.sub(
        r"(<table[^>]*>)\s*<caption>(.*?)</caption>", r'<p class="caption">\2</p>\1', html, flags=re.DOTALL
    )


def _fetcher() -> Any:
    """What WeasyPrint asks for pictures and styles: it gives those that stand in the page, and no others."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    class InThePageOnly(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if not url.startswith("data:"):
                raise FatalURLFetchingError(
                    f"a report asks for nothing from outside, and this one asked for {url[:80]}"
                )
            return super().fetch(url, headers)

    return InThePageOnly(allowed_protocols=["data"])

"""A document as one HTML file that asks for nothing from anywhere."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

from markdown_it import MarkdownIt

from plumbline.publishing.documents.model import Document

GENERATOR = "Plumbline document"
"""What the file says made it."""


def page_of(document: Document) -> bytes:
    """The document as an HTML page, in UTF-8. The same document gives the same bytes every time."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("plumbline.publishing", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # Text is written by people: HTML in it is shown as it is written, never obeyed.
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    environment.filters["markdown"] = markdown.render
    css = files("plumbline.publishing").joinpath("templates/report.css").read_text("utf-8")
    fingerprint = base64.b64encode(hashlib.sha256(css.encode("utf-8")).digest()).decode("ascii")
    policy = (
        f"default-src 'none'; img-src data:; style-src 'sha256-{fingerprint}'; "
        "base-uri 'none'; form-action 'none'"
    )
    html = environment.get_template("document.html").render(
        document=document, css=css, policy=policy, generator=GENERATOR
    )
    return html.encode("utf-8")

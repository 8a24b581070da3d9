"""What the pages of publication share: the way back, files to take, and a draft taken apart."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.safestring import mark_safe
from django.utils.text import slugify

from plumbline.publishing.documents import Document
from plumbline_web.publication.models import Comment, Edition
from plumbline_web.publication.paragraphs import paragraphs_of
from plumbline_web.publication.states import FILES
from plumbline_web.reading.seeing import not_yet
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.showing import crumbs, there
from plumbline_web.writing.models import Paper

ROUND_COLOURS = {True: "blue", False: "grey"}
ANSWER_COLOURS = {"accepted": "green", "partly": "teal", "not_accepted": "grey"}
PAGE_POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""For a made page shown in the browser: it brings its one style sheet along and asks for nothing else."""


def blind_page(request: HttpRequest, stands: Standing) -> HttpResponse | None:
    """For somebody with records of their own to read: why they see nothing yet. None for all others."""
    return not_yet(request, stands)


def paper_called(stands: Standing, key: str) -> Paper:
    """One of the activity's papers, by its key. Raises Http404."""
    found = Paper.objects.filter(activity=stands.activity).select_related("activity__organisation")
    return get_object_or_404(found, key=key)


def back(stands: Standing, *more: tuple[str, str, dict[str, str]]) -> list[tuple[str, str]]:
    """The way back: the activity, then each page (its label, its name, the rest of its address)."""
    return [*crumbs(stands), *((label, there(stands, name, **parts)) for label, name, parts in more)]


def file_answer(content: bytes, name: str, called: str, *, inline: bool = False) -> HttpResponse:
    """A file to be kept, or the page to be read at once. called: its name, without the ending."""
    file, _, kind = FILES[name]
    answer = HttpResponse(content, content_type=kind)
    ending = file.partition(".")[2]
    shown = "inline" if inline and name == "page" else "attachment"
    answer["Content-Disposition"] = f'{shown}; filename="{called}.{ending}"'
    answer["X-Content-Type-Options"] = "nosniff"
    if name == "page":
        answer["Content-Security-Policy"] = PAGE_POLICY
    return answer


def called(paper: Paper, about: str) -> str:
    """What a file of a paper is called, without the ending."""
    return f"{slugify(paper.title)[:60] or 'report'}-{about}"


def files_of(edition: Edition, names: Iterable[str]) -> list[dict[str, Any]]:
    """The files that an edition has among these, with their words, size and SHA-256."""
    found = []
    for name in names:
        file, words, _ = FILES[name]
        if file in edition.files:
            path = edition.folder / file
            size = path.stat().st_size if path.is_file() else None
            found.append({"name": name, "words": words, "bytes": size, "sha256": edition.files[file]})
    return found


def parts_shown(document: Document, comments: Iterable[Comment] = ()) -> list[dict[str, Any]]:
    """Each part of a draft with its paragraphs, and with each paragraph the comments on it."""
    on: dict[str, list[Comment]] = {}
    for one in comments:
        answers = list(one.answers.all())
        one.answered = answers[-1] if answers else None
        one.earlier = answers[:-1]
        one.colour = ANSWER_COLOURS[answers[-1].outcome] if answers else "red"
        on.setdefault(one.paragraph, []).append(one)
    by_part: dict[str, list[dict[str, Any]]] = {one.code: [] for one in document.parts}
    for paragraph in paragraphs_of(document):
        by_part[paragraph.part].append(
            {
                "id": paragraph.id,
                "text": paragraph.text,
                # Made by the core from Markdown in which no HTML is obeyed.
                "html": mark_safe(paragraph.html),
                "table": paragraph.table,
                "comments": on.get(paragraph.id, []),
            }
        )
    return [
        {
            "code": one.code,
            "title": f"{one.number} {one.title}".strip(),
            "level": one.level,
            "paragraphs": by_part[one.code],
        }
        for one in document.parts
    ]

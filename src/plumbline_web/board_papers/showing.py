"""What the pages of papers for a board share: the way back, and a made file as an answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.text import slugify

from plumbline_web.board_papers.models import Paper, PaperVersion
from plumbline_web.board_papers.queries import newest
from plumbline_web.board_papers.states import FORM_WORDS, VERSION_WORDS
from plumbline_web.improvement.showing import PAGE_POLICY
from plumbline_web.people.models import Organisation


def crumbs(organisation: Organisation, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way back from a page about papers for a board."""
    return [
        ("Board papers", reverse("board_papers:papers", kwargs={"organisation": organisation.slug})),
        *more,
    ]


def paper_crumbs(paper: Paper) -> list[tuple[str, str]]:
    """The way back from a page about one paper."""
    address = reverse(
        "board_papers:paper", kwargs={"organisation": paper.organisation.slug, "key": paper.key}
    )
    return crumbs(paper.organisation, (called(newest(paper)), address))


def called(version: PaperVersion) -> str:
    """What a paper is called."""
    title: str = version.content["about"]["title"]
    return title


def files_offered() -> list[dict[str, Any]]:
    """Both versions with the forms that each is made in."""
    return [
        {
            "code": code,
            "words": words,
            "forms": [{"code": form, "words": FORM_WORDS[form][1]} for form in FORM_WORDS],
        }
        for code, words in VERSION_WORDS.items()
    ]


def file_answer(content: bytes, form: str, name: str) -> HttpResponse:
    """A file to be kept, or the page to be read at once. name: what it is called, without the ending."""
    ending, _, kind, _ = FORM_WORDS[form]
    answer = HttpResponse(content, content_type=kind)
    shown = "inline" if form == "page" else "attachment"
    answer["Content-Disposition"] = f'{shown}; filename="{name}.{ending}"'
    answer["X-Content-Type-Options"] = "nosniff"
    if form == "page":
        answer["Content-Security-Policy"] = PAGE_POLICY
    return answer


def file_called(title: str, version: str, about: str) -> str:
    """The name of a file, without the ending; the version that is not for the public says so."""
    kept = "" if version == "public" else "-not-for-publication"
    return f"{slugify(title)[:60] or 'paper'}-{about}{kept}"

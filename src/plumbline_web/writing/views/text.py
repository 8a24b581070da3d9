"""The whole text of a report as it will print."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline.scrutiny.report_sections import SECTION_KINDS
from plumbline_web.evidence.queries import quantities_of
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.writing.bound import words_in
from plumbline_web.writing.doors import of_paper
from plumbline_web.writing.models import Paper
from plumbline_web.writing.queries import sections_of
from plumbline_web.writing.showing import about_paper, as_page


@of_paper("see the report")
def text(request: HttpRequest, stands: Standing, paper: Paper) -> HttpResponse:
    """What is written, with its quantities printed; what is worked out is named, and comes at publication."""
    evidence = quantities_of(stands.activity)
    there = sections_of(paper)
    question = ""
    parts = []
    for section, version in there:
        new = section.question if section.question != question else ""
        question = section.question
        parts.append(
            {
                "section": section,
                "question": new,
                "about": SECTION_KINDS[section.code].about if section.code in SECTION_KINDS else "",
                "html": as_page(version.text, evidence) if version is not None else "",
            }
        )
    return render(
        request,
        "writing/text.html",
        about_paper(
            stands,
            paper,
            parts=parts,
            words=sum(words_in(version.text, evidence) for _, version in there if version is not None),
        ),
    )

"""One published case, for anybody: what was found and asked for, and its documents."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from plumbline.publishing.published_cases import (
    banner_of,
    documents_of_published,
    evaluated_under_questions,
)
from plumbline.scrutiny.frameworks import load_frameworks
from plumbline.scrutiny.published import OF, PublishedCase, load_published
from plumbline_web.learn.making import FORMS

REPORT_ABOUT = "Everything on this page, and more: findings, figures, annexes, and where each fact was found."


@login_not_required
@require_safe
def published_case(request: HttpRequest, code: str) -> HttpResponse:
    """Its documents first, then what they say in short."""
    if code not in load_published():
        raise Http404("There is no such published case.")
    return case_page(request, load_published()[code])


def case_page(
    request: HttpRequest, case: PublishedCase, *, fault: str = "", status: int = 200
) -> HttpResponse:
    """The page of a case. fault: why a document that was asked for cannot be given."""
    framework = load_frameworks()[case.framework]
    title, text = banner_of(case)
    return render(
        request,
        "learn/published_case.html",
        {
            "case": case,
            "framework": framework,
            "banner_title": title,
            "banner_text": text,
            "documents": list(_documents(case)),
            "questions": list(evaluated_under_questions(case, framework)) if case.graded else [],
            "messages_by": [
                (heading, held)
                for of, heading in OF.items()
                if (held := [one for one in case.key_messages if one.of == of])
            ],
            "another": _another(case),
            "fault": fault,
            "no_forms": [why for form in FORMS.values() if (why := form.why_not())],
            "breadcrumbs": [("Published cases", reverse("published_cases"))],
        },
        status=status,
    )


def _another(case: PublishedCase) -> PublishedCase | None:
    """The case after this one in the list, and after the last the first; None where there is no other."""
    codes = list(load_published())
    after = codes[(codes.index(case.code) + 1) % len(codes)]
    return load_published()[after] if after != case.code else None


def _documents(case: PublishedCase) -> list[dict[str, Any]]:
    """Each document with its name, what it is, and the address of each form that can be made here."""
    abouts = {one.code: one.about for one in (case.plan, *case.papers) if one is not None}
    found = []
    for name, document in documents_of_published(case).items():
        files = [
            {"words": form.words, "href": reverse("published_case_file", args=[case.code, name, code])}
            for code, form in FORMS.items()
            if code != "page" and not form.why_not()
        ]
        found.append(
            {
                "title": document.title if name in abouts else "The report, as facts",
                "about": abouts.get(name, REPORT_ABOUT),
                "href": reverse("published_case_document", args=[case.code, name]),
                "files": files,
            }
        )
    return found

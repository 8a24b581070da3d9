"""A version of a paper as a page, PDF or Word, marked as a draft."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from plumbline.errors import PlumblineError
from plumbline_web.audit.actions import record
from plumbline_web.board_papers.actions.sending import made_file, template_of
from plumbline_web.board_papers.queries import paper_called, version_numbered
from plumbline_web.board_papers.showing import called, file_answer, file_called
from plumbline_web.board_papers.states import DRAFT, FORM_WORDS, VERSION_WORDS
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access, today


@needs("write board papers")
def preview_file(
    request: HttpRequest, seen: Access, key: str, number: int, version: str, form: str
) -> HttpResponse:
    """That it was taken is written down. Where it cannot be made, the page of the paper says why."""
    held = paper_called(seen, key)
    one = version_numbered(held, number)
    if version not in VERSION_WORDS or form not in FORM_WORDS:
        raise Http404("A paper has no such file.")
    try:
        content = made_file(
            one.content,
            version,  # type: ignore[arg-type]
            form,
            template_of(held, one.content),
            made_on=today().isoformat(),
            mark=DRAFT,
        )
    except PlumblineError as fault:
        messages.error(request, str(fault))
        return redirect("board_papers:paper", organisation=seen.organisation.slug, key=held.key)
    record(
        "took draft of board paper",
        by=seen.account,
        organisation=seen.organisation.slug,
        subject=f"board paper:{held.key}",
        version=number,
        format=form,
        publish=version == "public",
    )
    return file_answer(content, form, file_called(called(one), version, f"draft-{number}"))

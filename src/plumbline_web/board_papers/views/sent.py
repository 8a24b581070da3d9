"""A paper as it was sent: who, when, figures as at which day, and the very files."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline_web.audit.actions import record
from plumbline_web.board_papers.actions.sending import file_name
from plumbline_web.board_papers.conditions import PaperRefused
from plumbline_web.board_papers.keeping_files import kept
from plumbline_web.board_papers.models import Sent
from plumbline_web.board_papers.queries import sent_called
from plumbline_web.board_papers.showing import called, crumbs, file_answer, file_called, files_offered
from plumbline_web.board_papers.states import FORM_WORDS, VERSION_WORDS
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access


@needs("see board papers")
def sent(request: HttpRequest, seen: Access, key: str) -> HttpResponse:
    """It stays as it is."""
    return _page(request, seen, sent_called(seen, key))


@needs("see board papers")
def sent_file(request: HttpRequest, seen: Access, key: str, version: str, form: str) -> HttpResponse:
    """One of its files, checked to be the one that was sent. That it was taken is written down."""
    one = sent_called(seen, key)
    if version not in VERSION_WORDS or form not in FORM_WORDS:
        raise Http404("A paper has no such file.")
    name = file_name(version, form)
    try:
        content = kept(one.folder / name, one.files[name], f"{VERSION_WORDS[version]}, {FORM_WORDS[form][1]}")
    except PaperRefused as changed:
        _noted(seen, one, version, form, refused=True)
        return _page(request, seen, one, fault=str(changed), status=409)
    _noted(seen, one, version, form)
    title = called(one.version)
    return file_answer(content, form, file_called(title, version, one.content["about"]["meeting_on"]))


def _page(
    request: HttpRequest, seen: Access, one: Sent, *, fault: str = "", status: int = 200
) -> HttpResponse:
    offered = files_offered()
    for version in offered:
        for form in version["forms"]:
            form["sha256"] = one.files[file_name(version["code"], form["code"])]
    return render(
        request,
        "board_papers/sent.html",
        {
            "one": one,
            "about": one.content["about"],
            "meeting_on": date.fromisoformat(one.content["about"]["meeting_on"]),
            "offered": offered,
            "fault": fault,
            "may_write": seen.may("write board papers"),
            "breadcrumbs": crumbs(seen.organisation),
        },
        status=status,
    )


def _noted(seen: Access, one: Sent, version: str, form: str, *, refused: bool = False) -> None:
    record(
        "took board paper",
        by=seen.account,
        organisation=seen.organisation.slug,
        subject=f"board paper:{one.paper.key}",
        format=form,
        publish=version == "public",
        refused=refused,
    )

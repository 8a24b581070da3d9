"""The steps in which an export's own names are mapped to ours, and how each stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from plumbline.errors import PlumblineError
from plumbline.publishing.wording import day
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access
from plumbline_web.records.actions import check_again
from plumbline_web.records.mapping_draft import Draft, begin_draft, can_be_mapped, draft_of, forget_draft
from plumbline_web.records.mapping_steps import address, steps
from plumbline_web.records.queries import extracts_of, mappings_of

View = Callable[..., HttpResponse]


def of_a_draft(view: View) -> View:
    """A view of a mapping being made for an extract, called with the draft.

    Where the extract is decided or gone, or cannot be opened, the person is led back to its page and told.
    """

    @needs("load records")
    @wraps(view)
    def enter(request: HttpRequest, seen: Access, key: str, **rest: str) -> HttpResponse:
        extract = get_object_or_404(extracts_of(seen), key=key)
        back = redirect("records:extract", organisation=seen.organisation.slug, key=key)
        if not can_be_mapped(extract):
            messages.warning(
                request, "A mapping can be made while an extract waits for you. This is how it stands now."
            )
            return back
        try:
            draft = draft_of(request, extract)
        except PlumblineError as refused:
            messages.error(request, str(refused).replace(f"{extract.folder}", "the extract"))
            return back
        return view(request, seen, draft, **rest)

    return enter


def way_back(draft: Draft, *, whole: bool = True) -> list[tuple[str, str]]:
    """The breadcrumbs of a step; of the list of steps itself where `whole` is false."""
    slug = draft.extract.organisation.slug
    found = [
        ("Extracts", reverse("records:extracts", args=[slug])),
        (f"Extract of {day(timezone.localtime(draft.extract.loaded_at))}", address(draft, "extract")),
    ]
    return [*found, ("Mapping", address(draft, "mapping"))] if whole else found


@of_a_draft
def mapping(request: HttpRequest, seen: Access, draft: Draft) -> HttpResponse:
    """Make a mapping step by step, or take one that is kept: as it is, or to begin from."""
    if request.method == "POST":
        return _taken(request, seen, draft)
    return render(
        request,
        "records/mapping.html",
        {
            "one": draft.extract,
            "tasks": steps(draft),
            "begun": bool(draft.done),
            "refused": [one for one in draft.sent if one.refused],
            "readable": bool(draft.readable),
            "wrong": draft.wrong,
            "mappings": mappings_of(seen),
            "breadcrumbs": way_back(draft, whole=False),
        },
    )


def _taken(request: HttpRequest, seen: Access, draft: Draft) -> HttpResponse:
    """What to do with a mapping that is kept, or to begin anew."""
    what, extract = request.POST.get("what", ""), draft.extract
    chosen = mappings_of(seen).filter(key=request.POST.get("mapping", "")).first()
    if what == "anew":
        begin_draft(request, extract, "", "")
        messages.success(request, "What you said for this extract is forgotten. You begin anew.")
    elif chosen is None:
        messages.warning(request, "Choose one of the mappings in the list.")
    elif what == "begin":
        begin_draft(request, extract, chosen.text, chosen.key)
        messages.success(request, f"You go on from “{chosen.name}”. Keep it at the end: it takes its place.")
    elif what == "check":
        try:
            check_again(by=seen.account, extract=extract, mapping=chosen)
        except ValueError:
            messages.warning(request, "That is already decided. This is how the extract stands now.")
        else:
            forget_draft(request, extract)
            messages.success(request, f"The extract is checked again with “{chosen.name}”.")
        return redirect(address(draft, "extract"))
    return redirect(address(draft, "mapping"))

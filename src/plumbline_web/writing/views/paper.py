"""A report: its outline, who writes where, what does not hold, and what stands in its way."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.errors import PlumblineError
from plumbline_web.people.models import Account
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.showing import href, went
from plumbline_web.writing import actions
from plumbline_web.writing.doors import asks, of_paper
from plumbline_web.writing.forms import AddForm, RenameForm, ReopenForm
from plumbline_web.writing.models import Paper, Section
from plumbline_web.writing.obstacles import OBSTACLES, obstacles
from plumbline_web.writing.queries import changes_of, signed
from plumbline_web.writing.showing import about_paper, outline
from plumbline_web.writing.states import PAPER_WORDS

MOST_SHOWN = 8


@of_paper("see the report")
def paper(request: HttpRequest, stands: Standing, paper: Paper) -> HttpResponse:
    """The outline; each change of it is a button that works without script."""
    there = set(paper.sections.filter(removed_at=None).values_list("code", flat=True))
    add = AddForm(request.POST if "add" in request.POST else None, there=there)
    again = ReopenForm(request.POST if "again" in request.POST else None, prefix="again")
    if request.method == "POST":
        asks(stands, "run the activity" if "again" in request.POST else "write the report")
        done = _done(request, stands, paper, add, again)
        if done is not None:
            return done
    find = " ".join(request.GET.get("find", "").split())[:100]
    rows = outline(paper, find)
    wrong = obstacles(paper, signatures=False)
    who = signed(paper)
    return render(
        request,
        "writing/paper.html",
        about_paper(
            stands,
            paper,
            inside=False,
            state=PAPER_WORDS[paper.state],
            rows=rows,
            find=find,
            words=sum(row.words for row in rows),
            removed=list(paper.sections.exclude(removed_at=None)),
            obstacles=[(OBSTACLES[one.kind], one) for one in wrong[:MOST_SHOWN]],
            more=max(0, len(wrong) - MOST_SHOWN),
            changed=len(changes_of(paper)),
            signed=who,
            lost=paper.state == "signed" and not who.complete,
            form=add if add.errors else again,
            add=add,
            again=again,
        ),
        status=422 if add.errors or again.errors else 200,
    )


def _done(
    request: HttpRequest, stands: Standing, paper: Paper, add: AddForm, again: ReopenForm
) -> HttpResponse | None:
    """Does what a button asks; None where a form has to be shown again."""
    by = stands.account
    here = href(stands, "writing:paper", key=paper.key)
    if "add" in request.POST:

        def put() -> None:
            given = add.cleaned_data
            actions.add_section(by=by, paper=paper, title=given["title"], code=given["code"])

        if not (add.is_valid() and went(add, put)):
            return None
        messages.success(request, "The section is added at the end.")
        return redirect(here)
    if "again" in request.POST:

        def reopen() -> None:
            actions.reopen_paper(by=by, paper=paper, why=again.cleaned_data["why"])

        if not (again.is_valid() and went(again, reopen)):
            return None
        messages.success(request, "The text is open for writing again.")
        return redirect(here)
    section, verb, said = _asked(request, paper, by)
    try:
        verb()
    except PlumblineError as refused:
        messages.error(request, str(refused))
    else:
        if said:
            messages.success(request, said)
    return redirect(f"{here}#section-{section.key}")


def _asked(request: HttpRequest, paper: Paper, by: Account) -> tuple[Section, Callable[[], object], str]:
    """What one of the buttons of a section asks for. Raises Http404 for anything else."""
    for name in ("up", "down", "remove", "back", "rename"):
        section = paper.sections.filter(key=request.POST.get(name, "")).first()
        if section is not None:
            section.paper = paper
            return _change(name, section, by, request)
    raise Http404("There is no such section in this report.")


def _change(
    name: str, section: Section, by: Account, request: HttpRequest
) -> tuple[Section, Callable[[], object], str]:
    """A section, the verb that a button stands for, and what is said when it is done."""
    if name in ("up", "down"):
        return section, partial(actions.move_section, by=by, section=section, up=name == "up"), ""
    if name == "remove":
        said = "The section is taken out. Its text is kept: it can be brought back below."
        return section, partial(actions.remove_section, by=by, section=section), said
    if name == "back":
        said = "The section is back, at the end."
        return section, partial(actions.bring_back_section, by=by, section=section), said
    form = RenameForm(request.POST)
    title = form.cleaned_data["title"] if form.is_valid() else ""
    said = "The section has its new title."
    return section, partial(actions.rename_section, by=by, section=section, title=title), said

"""The versions of a section, any two compared word by word; an earlier one is brought back as a new one."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.errors import PlumblineError
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.showing import href
from plumbline_web.writing import actions
from plumbline_web.writing.doors import asks, of_section
from plumbline_web.writing.models import Section, SectionVersion
from plumbline_web.writing.queries import newest, versions_of
from plumbline_web.writing.showing import about_paper, differences

MOST_LISTED = 200


@of_section("see the report")
def history(request: HttpRequest, stands: Standing, section: Section) -> HttpResponse:
    """Newest first; without a choice the newest is held against the one before it."""
    section.paper.activity = stands.activity
    if request.method == "POST":
        asks(stands, "write the report")
        return _brought_back(request, stands, section)
    every = list(versions_of(section)[:MOST_LISTED])
    by_key = {one.key: one for one in every}
    after = by_key.get(request.GET.get("after", ""), every[0] if every else None)
    before = by_key.get(request.GET.get("before", ""), _before(every, after))
    return render(
        request,
        "writing/history.html",
        about_paper(
            stands,
            section.paper,
            section=section,
            versions=every,
            earlier=max(0, section.versions.count() - len(every)),
            current=newest(section),
            before=before,
            after=after,
            differences=differences(before.text, after.text) if before and after else [],
            may_write=stands.may("write the report") and section.paper.state == "draft" and not section.made,
        ),
    )


def _before(every: list[SectionVersion], after: SectionVersion | None) -> SectionVersion | None:
    """The version before another in the list, which is newest first."""
    if after is None:
        return None
    place = every.index(after)
    return every[place + 1] if place + 1 < len(every) else None


def _brought_back(request: HttpRequest, stands: Standing, section: Section) -> HttpResponse:
    earlier = section.versions.filter(key=request.POST.get("back", "")).first()
    if earlier is None:
        raise Http404("There is no such version of this section.")
    seen = section.versions.filter(key=request.POST.get("seen", "")).first()
    try:
        made = actions.write_section(
            by=stands.account, section=section, text=earlier.text, based_on=seen, again=earlier
        )
    except PlumblineError as refused:
        messages.error(request, str(refused))
        return redirect(href(stands, "writing:history", key=section.key))
    if not made.chosen:
        messages.warning(request, "Somebody saved another text meanwhile. Both are kept: choose.")
        return redirect(href(stands, "writing:clash", key=made.key))
    messages.success(request, "The earlier text counts again, as a new version.")
    return redirect(href(stands, "writing:history", key=section.key))

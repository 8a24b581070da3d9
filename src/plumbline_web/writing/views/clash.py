"""Two texts of a section that were written at once: side by side, to choose one or put them together."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.errors import PlumblineError
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.showing import href
from plumbline_web.writing import actions
from plumbline_web.writing.doors import of_version
from plumbline_web.writing.models import SectionVersion
from plumbline_web.writing.queries import newest
from plumbline_web.writing.rules import tidy
from plumbline_web.writing.showing import about_paper, differences

SAID = {
    "left": "The text that counts stays as it is. The other is kept among the versions.",
    "taken": "The other text counts now. Both are kept among the versions.",
    "merged": "The text that you put together counts now. Both others are kept among the versions.",
}


@of_version("write the report")
def clash(request: HttpRequest, stands: Standing, version: SectionVersion) -> HttpResponse:
    """What differs stands first; the box below begins with the text that counts."""
    section = version.section
    section.paper.activity = stands.activity
    current = newest(section)
    typed, wrong = None, ""
    if request.method == "POST":
        how = request.POST.get("how", "")
        typed = tidy(request.POST.get("text", ""))
        seen = section.versions.filter(key=request.POST.get("seen", "")).first()
        try:
            actions.end_clash(by=stands.account, version=version, how=how, seen=seen, text=typed)
        except PlumblineError as refused:
            wrong = str(refused)
        else:
            messages.success(request, SAID[how])
            return redirect(href(stands, "writing:section", key=section.key))
    if wrong:
        messages.error(request, wrong)
    text = current.text if current is not None else ""
    return render(
        request,
        "writing/clash.html",
        about_paper(
            stands,
            section.paper,
            section=section,
            version=version,
            current=current,
            ended=getattr(version, "ended", None),
            waits=version.beside_id is not None and getattr(version, "ended", None) is None,
            differences=differences(text, version.text),
            typed=text if typed is None else typed,
        ),
        status=422 if wrong else 200,
    )

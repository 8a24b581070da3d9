"""One record on one page: its questions, the facts beside them, guidance folded under them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from plumbline_web.reading.actions import ReadingRefused, open_reading
from plumbline_web.reading.actions.answers import save_answers
from plumbline_web.reading.doors import of_own_reading
from plumbline_web.reading.forms_in_use import form_in_use
from plumbline_web.reading.models import Reading
from plumbline_web.reading.queries import notes_seen, readings_to_save
from plumbline_web.reading.sent_pages import changed_in
from plumbline_web.reading.showing import element_id, shown
from plumbline_web.scrutiny.queries import Standing


@of_own_reading
def reading(request: HttpRequest, stands: Standing, one: Reading) -> HttpResponse:
    """The page, for writing as long as it is not submitted. Without script it takes in one part at a time."""
    if request.method == "POST":
        return _saved(request, stands, one)
    one = open_reading(by=stands.account, reading=one)
    form = form_in_use(one.instrument.key)
    answers = {answer.path: answer for answer in one.answers.all()}
    filled = form.filled({path: answer.value for path, answer in answers.items()})
    notes: dict[str, int] = {}
    for path in notes_seen(stands, one.record).values_list("path", flat=True):
        notes[path] = notes.get(path, 0) + 1
    parts = shown(form, filled, answers=answers, record=one.record, notes=notes)
    returned = one.moves.filter(after="returned").last()
    return render(
        request,
        "reading/reading.html" if one.state != "submitted" else "reading/reading_submitted.html",
        {
            "stands": stands,
            "activity": stands.activity,
            "reading": one,
            "record": one.record,
            "subject": one.record.draw.subject,
            "instrument": form.instrument,
            "parts": parts,
            "done": sum(part.done for part in parts),
            "asked": sum(part.asked for part in parts),
            "left": filled.left,
            "returned": returned if one.state == "returned" else None,
            "obstacle": one.obstacles.last(),
        },
    )


def _saved(request: HttpRequest, stands: Standing, one: Reading) -> HttpResponse:
    """What a page without script sent: the questions of one part, of which those that changed are kept."""
    page = reverse(
        "reading:reading",
        kwargs={"organisation": stands.organisation.slug, "activity": stands.activity.key, "key": one.key},
    )
    given = changed_in(one, request.POST)
    to = request.POST.get("part", "")
    if given:
        readings = readings_to_save(stands.account, stands.organisation.slug, stands.activity.key)
        try:
            saved = save_answers(by=stands.account, readings=readings, key=one.key, given=given)
        except ReadingRefused as refused:
            messages.error(request, str(refused))
            return redirect(page)
        if saved is None:
            messages.error(request, "The activity has ended, so nothing was saved.")
            return redirect(page)
        for kept in saved.kept:
            if kept.other is not None:
                messages.warning(
                    request,
                    "A question was answered in another tab meanwhile. What you sent now stands; both are "
                    "kept.",
                )
    messages.success(request, "Saved." if given else "Nothing was changed, so nothing was saved.")
    more = request.POST.get("more", "")
    return redirect(f"{page}#{element_id(more or to)}" if (more or to) else page)

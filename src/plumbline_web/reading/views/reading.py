"""One record on one page: its questions, the facts beside them, guidance folded under them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from plumbline.scrutiny.instruments import language_code
from plumbline_web.reading.actions import ReadingRefused, open_reading
from plumbline_web.reading.actions.answers import save_answers
from plumbline_web.reading.doors import of_own_reading
from plumbline_web.reading.forms_in_use import form_in_use
from plumbline_web.reading.models import Reading
from plumbline_web.reading.places import about_reading
from plumbline_web.reading.queries import notes_seen
from plumbline_web.reading.rules import MOST_AT_ONCE
from plumbline_web.reading.sent_pages import changed_in
from plumbline_web.reading.showing import Part, ShownNode, element_id, shown
from plumbline_web.scrutiny.languages import chosen, to_choose
from plumbline_web.scrutiny.queries import Standing

OTHER_TAB = (
    "A question was answered in another tab meanwhile. What you sent now stands, and both are kept: see the "
    "question if you meant the other."
)


@of_own_reading
def reading(request: HttpRequest, stands: Standing, one: Reading) -> HttpResponse:
    """The page, for writing as long as it is not submitted. Without script it takes in one part at a time."""
    if request.method == "POST":
        return _saved(request, stands, one)
    one = open_reading(by=stands.account, reading=one)
    form = form_in_use(one.instrument.key, chosen(request, form_in_use(one.instrument.key).instrument))
    answers = {answer.path: answer for answer in one.answers.all()}
    filled = form.filled({path: answer.value for path, answer in answers.items()})
    notes: dict[str, int] = {}
    for path in notes_seen(stands, one.record).values_list("path", flat=True):
        notes[path] = notes.get(path, 0) + 1
    parts = shown(
        form,
        filled,
        answers=answers,
        record=one.record if one.record.draw.subject_id in stands.named else None,
        notes=notes,
    )
    returned = one.moves.filter(after="returned").last()
    return render(
        request,
        "reading/reading.html" if one.state != "submitted" else "reading/reading_submitted.html",
        about_reading(
            stands,
            reading=one,
            record=one.record,
            subject=one.record.draw.subject,
            instrument=form.instrument,
            languages=to_choose(form.instrument),
            language_code=language_code(form.instrument.default_language),
            parts=parts,
            done=sum(part.done for part in parts),
            asked=sum(part.asked for part in parts),
            find=request.GET.get("find", ""),
            found=_found(parts, request.GET.get("find", "")),
            notes_url=reverse("reading:notes", args=[stands.organisation.slug, stands.activity.key, one.key]),
            returned=returned if one.state == "returned" else None,
            obstacle=one.obstacles.last(),
        ),
    )


def _found(parts: list[Part], find: str) -> list[ShownNode]:
    """The questions asked whose words or guidance hold all these words."""
    words = find.lower().split()
    if not words:
        return []
    asked = [one for part in parts for one in part.node.questions() if one.asked]
    return [
        one
        for one in asked
        if all(word in f"{one.label} {one.hint} {one.guidance}".lower() for word in words)
    ]


def _saved(request: HttpRequest, stands: Standing, one: Reading) -> HttpResponse:
    """What a page without script sent: the questions of one part, of which those that changed are kept."""
    address = {
        "organisation": stands.organisation.slug,
        "activity": stands.activity.key,
        "key": one.key,
    }
    given = changed_in(one, request.POST)
    other = False
    try:
        for at in range(0, len(given), MOST_AT_ONCE):
            saved = save_answers(by=stands.account, given=given[at : at + MOST_AT_ONCE], **address)
            if saved is None:
                raise ReadingRefused("The activity has ended, so nothing more is saved.")
            other = other or any(kept.other is not None for kept in saved.kept)
    except ReadingRefused as refused:
        messages.error(request, str(refused))
    else:
        if other:
            messages.warning(request, OTHER_TAB)
        messages.success(request, "Saved." if given else "Nothing was changed, so nothing was saved.")
    to = request.POST.get("more", "") or request.POST.get("less", "") or request.POST.get("part", "")
    page = reverse("reading:reading", kwargs=address)
    return redirect(f"{page}#{element_id(to)}" if to else page)

"""One record that two people read: both answers side by side, and settling each question with a reason."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.reading.actions.settling import settle_question
from plumbline_web.reading.conditions import ReadingRefused
from plumbline_web.reading.forms_in_use import form_in_use
from plumbline_web.reading.found import RecordRead, found_in
from plumbline_web.reading.queries import instrument_of, notes_seen
from plumbline_web.reading.settling import posted_value, record_to_settle, settled_by, why_not_settled_by
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.showing import crumbs, href


@in_activity("settle differences")
def settle(request: HttpRequest, stands: Standing, record: str) -> HttpResponse:
    """What is open first, what is settled below it, what both agree on folded at the end."""
    member = stands.as_role("settler")
    assert member is not None
    found = found_in(stands.activity) if record.isalnum() else None
    may = settled_by(member, found) if found is not None else []
    read = next((one for one in may if one.record.key == record), None)
    if found is None or read is None or why_not_settled_by(member, read.record):
        raise Http404("There is no record of this key that you may settle.")
    sent: dict[str, object] = {}
    if request.method == "POST":
        sent = _sent(request, read)
        try:
            settle_question(
                by=member,
                record=read.record,
                path=str(sent["path"]),
                value=str(sent["value"]),
                why=str(sent["why"]),
            )
        except ReadingRefused as refused:
            sent["wrong"] = str(refused)
        else:
            messages.success(request, "Settled.")
            return redirect(request.path)
    instrument = instrument_of(stands.activity)
    assert instrument is not None
    shown = record_to_settle(
        form_in_use(instrument.key),
        read,
        list(notes_seen(stands, read.record)),
        facts=read.record.draw.subject_id in stands.named,
    )
    return render(
        request,
        "reading/settle.html",
        {
            "stands": stands,
            "activity": stands.activity,
            "read": read,
            "record": read.record,
            "shown": shown,
            "sent": sent,
            "breadcrumbs": [*crumbs(stands), ("Differences", href(stands, "reading:differences"))],
        },
        status=422 if sent else 200,
    )


def _sent(request: HttpRequest, read: RecordRead) -> dict[str, object]:
    """What was sent, with the value as the form of the record writes it."""
    path = request.POST.get("path", "")
    node = read.form.by_path.get(path)
    values = request.POST.getlist("value")
    value = posted_value(node, values) if node is not None else ""  # type: ignore[arg-type]
    return {"path": path, "value": value, "chosen": value.split(), "why": request.POST.get("why", "")}

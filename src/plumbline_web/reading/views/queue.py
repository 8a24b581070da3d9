"""What is dealt to a reader: practice first, then what is begun and what is not."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline_web.reading.places import about
from plumbline_web.reading.queries import concerns_raised_by, instrument_of, own_progress, readings_of
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing


@in_activity("read records")
def queue(request: HttpRequest, stands: Standing) -> HttpResponse:
    """The reader's own records with how far each is; nothing says which are read by somebody else too."""
    readings = list(readings_of(stands).defer("instrument__form"))
    progress = own_progress(readings)
    rows = [(one, *progress[one.pk]) for one in readings]
    practice = [row for row in rows if row[0].kind == "practice"]
    real = [row for row in rows if row[0].kind != "practice"]
    return render(
        request,
        "reading/queue.html",
        about(
            stands,
            "reading:queue",
            lists=[("Practice", practice), ("Records to read", real)],
            rows=rows,
            submitted=sum(row[0].state == "submitted" for row in real),
            all=len(real),
            next=next((row[0] for row in rows if row[0].state != "submitted"), None),
            concerns=concerns_raised_by(stands),
            instrument=instrument_of(stands.activity),
        ),
    )

"""How well readers agree, question by question and day by day: for the team alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline_web.reading.agreeing import agreeing, question_rows, reader_charts, to_talk_about
from plumbline_web.reading.queries import instrument_of
from plumbline_web.reading.seeing import not_yet, page_of
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing


@in_activity("see the reading")
def agreement(request: HttpRequest, stands: Standing) -> HttpResponse:
    """What to talk about first, then every question, then each reader. Only the lead sees readers' names."""
    if (page := not_yet(request, stands)) is not None:
        return page
    held, found = page_of(request, stands, "reading:agreement")
    instrument = instrument_of(stands.activity)
    if found is not None and instrument is not None:
        of = agreeing(instrument.key, found)
        names = {}
        if stands.as_role("lead") is not None:
            members = stands.activity.members.select_related("account")
            names = {one.number: f"{one.number}: {one.account.name}" for one in members}
        held |= {
            "of": of,
            "waiting": sum(one.twice and not one.submitted for one in found.records),
            "talk": to_talk_about(found, of, names),
            "questions": question_rows(found, of),
            "readers": reader_charts(of, names),
        }
    return render(request, "reading/agreement.html", held)

"""Data against file: how often the records bear the extract out, and rates corrected for it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline.scrutiny.against_file import StandardCorrected, accuracy_of_fields, corrected_standards
from plumbline.standards import load_standards
from plumbline.statistics.double_sampling import Accuracy, corrected_text
from plumbline.statistics.rounding import percent_text
from plumbline_web.reading.figures import label_of, percent
from plumbline_web.reading.found import Found
from plumbline_web.reading.seeing import not_yet, page_of
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing


@in_activity("see results")
def against_file(request: HttpRequest, stands: Standing) -> HttpResponse:
    """Each standard that a question confirms, corrected; then each field with how often it is right."""
    if (page := not_yet(request, stands)) is not None:
        return page
    held, found = page_of(request, stands, "reading:against_file")
    if found is not None and found.counting:
        reads = found.file_reads()
        held["fields"] = [
            _field(one)
            for one in accuracy_of_fields(found.form, reads)
            if one.confirmed + one.contradicted + one.not_shown
        ]
        held["out_of_scope"] = sum(one.out_of_scope for one in found.strata)
        try:
            held["standards"] = [
                _standard(one, found) for one in corrected_standards(found.form, reads, found.called())
            ]
        except ValueError:
            held["unfit"] = True
    return render(request, "reading/against_file.html", held)


def _field(one: Accuracy) -> dict[str, Any]:
    table, _, column = one.field.partition(".")
    told = one.confirmed + one.contradicted
    return {
        "name": f"{table.replace('_', ' ')}: {column.replace('_', ' ')}",
        "confirmed": one.confirmed,
        "contradicted": one.contradicted,
        "not_shown": one.not_shown,
        "share": f"{percent(one.share)} ({one.confirmed} of {told})" if one.share is not None else "–",
        "bounds": f"{percent(one.low)} to {percent(one.high)}"
        if one.not_shown and one.low is not None and one.high is not None
        else "",
    }


def _standard(one: StandardCorrected, found: Found) -> dict[str, Any]:
    known = load_standards().get(one.standard)
    corrected = one.corrected
    total = sum(part.part.population for part in corrected.parts)
    return {
        "title": known.title if known else one.standard,
        "question": label_of(one.question, found.form),
        "said": corrected_text(corrected),
        "from_data": percent(corrected.from_data),
        "rate": percent(corrected.rate) if corrected.rate is not None else "",
        "weighted": any(
            part.share is not None and part.share * part.part.read != part.part.met
            for part in corrected.parts
        ),
        "outside": one.outside,
        "not_shown": one.not_shown,
        "parts": [
            {
                "called": part.part.called,
                "population": part.part.population,
                "share": f"{percent_text(part.part.population, total)}%",
                "read": part.part.read,
                "met": part.part.met,
                "confirmed": f"{percent_text(part.share.numerator, part.share.denominator)}%"
                if part.share is not None
                else "–",
            }
            for part in corrected.parts
        ],
        "sum": " + ".join(
            f"{percent_text(part.part.population, total)}% × "
            f"{percent_text(part.share.numerator, part.share.denominator)}%"
            for part in corrected.parts
            if part.share is not None
        )
        if corrected.rate is not None
        else "",
        "result": f"{percent_text(corrected.rate.numerator, corrected.rate.denominator)}%"
        if corrected.rate is not None
        else "",
    }

"""All councils at once, for a national body: in the order of their names, never of their rates."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from plumbline.measures.text_tables import FEWEST_FOR_A_PERCENTAGE
from plumbline.standards import load_standards
from plumbline_web.compare.queries import compared, sources
from plumbline_web.people.doors import needs
from plumbline_web.people.models import Organisation
from plumbline_web.people.queries import Access, organisations_of

SIDES = {-1: "▼ below the 99.8% limits", 1: "▲ above the 99.8% limits", 0: ""}


@needs("compare")
def councils(request: HttpRequest, seen: Access) -> HttpResponse:
    """A row for each council, a column for each standard chosen; which stand out is said in words."""
    if seen.organisation.kind != Organisation.NATIONAL:
        raise Http404("This page is for national bodies.")
    held = sources(seen)
    standards = load_standards()
    codes = [code for code in standards if any(code in one.shares for one in held)]
    ticked = [code for code in request.GET.getlist("standard") if code in codes]
    columns = ticked or [code for code in codes if standards[code].headline][:5]
    sides: dict[str, dict[str, int]] = {}
    for code in columns:
        beside = compared(code, standards[code].title, held)
        sides[code] = {
            beside.called[unit.name]: unit.point.outside_998 or 0
            for unit in beside.found.units
            if unit.denominator >= FEWEST_FOR_A_PERCENTAGE
        }
    open_to_me = {one.authority: one.slug for one in organisations_of(seen.account) if one.authority}
    rows = [
        {
            "name": one.name,
            "as_at": one.as_at,
            "brought_in": one.brought_in,
            "href": reverse("measure:overview", args=[open_to_me[one.authority]])
            if one.authority in open_to_me
            else "",
            "cells": [
                {
                    "text": one.shares[code].words if code in one.shares else "no figures",
                    "side": SIDES[sides[code].get(one.name, 0)],
                }
                for code in columns
            ],
        }
        for one in held
    ]
    return render(
        request,
        "compare/councils.html",
        {
            "rows": rows,
            "columns": [standards[code].title for code in columns],
            "choices": [(code, standards[code].title, code in columns) for code in codes],
        },
    )

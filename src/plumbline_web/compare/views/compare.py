"""Beside other councils: does mine differ by more than chance?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline.publishing.comparison_part import funnel_shown
from plumbline.standards import load_standards
from plumbline_web.compare.queries import compared, sources
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access


@needs("compare")
def compare(request: HttpRequest, seen: Access) -> HttpResponse:
    """A list of the standards with where each stands in words, and the funnel of the one chosen."""
    held = sources(seen)
    titles = {code: one.title for code, one in load_standards().items()}
    codes = [code for code in titles if sum(code in one.shares for one in held) >= 2]
    rows = []
    for code in codes:
        beside = compared(code, titles[code], held)
        mine = [one.words for one in beside.found.units if one.name in beside.own]
        mine += [why for name, why in beside.found.left_out if name in beside.own]
        mine = mine or [
            f"{one.shares[code].words}, too few elsewhere to compare with"
            for one in held
            if one.own and code in one.shares
        ]
        rows.append({"code": code, "title": titles[code], "mine": mine})
    chosen = request.GET.get("standard", "")
    code = chosen if chosen in codes else (codes[0] if codes else "")
    shown = None
    if code:
        beside = compared(code, titles[code], held)
        shown = funnel_shown(beside.found, beside.called, beside.own, beside.unnamed)
    others = [one for one in held if not one.named]
    return render(
        request,
        "compare/compare.html",
        {
            "rows": rows,
            "code": code,
            "title": titles.get(code, ""),
            "unknown": bool(chosen) and chosen != code,
            "shown": shown,
            "sources": [one for one in held if one.named],
            "others": len(others),
            "others_from": min((one.as_at for one in others), default=None),
            "others_until": max((one.as_at for one in others), default=None),
            "own": {one.name for one in held if one.own},
            "may_bring_in": seen.may("import others' measures"),
            "national": seen.organisation.kind == "national",
        },
    )

"""Words of quantity and sample sizes: the same sums as in every report, for numbers of one's own."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline.statistics.sample_size import margin_reached, sample_size
from plumbline.statistics.words import Statement, quantity, statement_text, word_table
from plumbline_web.start.forms import SampleForm, WordForm

COMMON_MARGINS = (0.03, 0.05, 0.075, 0.1)
"""The margins whose sample sizes stand in the table, as shares."""
BASES = {
    "numbers_only": "Too small for a percentage or a word: print the numbers alone.",
    "count_first": "Small: print the count first, and no word in a headline.",
    "full": "Large enough for a word and a percentage.",
}


@login_not_required
def tools(request: HttpRequest) -> HttpResponse:
    """Both forms; what was asked stands in the address, so it works without script and can be sent on.

    Nothing asked here is kept, and none of it speaks of a person.
    """
    word = WordForm(request.GET if "n" in request.GET else None, auto_id="word_%s")
    sample = SampleForm(request.GET if "whole" in request.GET else None, auto_id="sample_%s")
    said = quantity(**_asked(word)) if word.is_bound and word.is_valid() else None
    size = _size(sample.cleaned_data) if sample.is_bound and sample.is_valid() else None
    wrong = next((form for form in (word, sample) if form.errors), None)
    return render(
        request,
        "start/tools.html",
        {
            "word": word,
            "sample": sample,
            "said": said and _shown(said),
            "size": size,
            "table": word_table(),
            "form": wrong,
        },
        status=422 if wrong else 200,
    )


def _asked(form: WordForm) -> dict[str, Any]:
    given = form.cleaned_data
    return {"x": given["k"], "n": given["n"], "population": given["population"]}


def _shown(said: Statement) -> dict[str, Any]:
    """The statement as rows and as a sentence. Where the base bears no word, none is given."""
    small = said.base_rule == "numbers_only"
    rows = [
        {"key": "Count", "value": f"{said.x:,} of {said.n:,}"},
        {"key": "Word", "value": "None: the numbers alone" if small else said.word},
        {"key": "Percentage", "value": "None: the numbers alone" if small else f"{said.percent}%"},
        {"key": "Base", "value": BASES[said.base_rule]},
        {"key": "Range", "value": _range(said)},
    ]
    if not small:
        rows.append({"key": "Does the word hold?", "value": _holds(said)})
    return {"rows": rows, "text": statement_text(said).replace(" %", "%")}


def _range(said: Statement) -> str:
    if said.interval is None:
        return "None: all were read"
    low, high = (round(end * 100) for end in said.interval)
    counts = said.interval_counts
    if counts is None:
        return f"{low}% to {high}%, at 95% confidence"
    return f"{low}% to {high}% ({counts.low:,} to {counts.high:,} of {said.population:,}), at 95% confidence"


def _holds(said: Statement) -> str:
    if said.holds:
        return "Yes" if said.interval is None else "Yes, over the whole range"
    words = f"{', '.join(said.covers[:-1])} and {said.covers[-1]}"
    keep = "keep it with its range" if said.advice == "word_with_range" else "leave it out, print the range"
    return f"No: the range covers {words}; {keep}"


def _size(given: dict[str, Any]) -> dict[str, Any]:
    """How many to read, or the margin of so many, and the same for common margins."""
    whole, confidence = given["whole"], given["confidence"]
    asked = given["margin"]
    n = given["size"] or sample_size(whole, float(asked) / 100, confidence=confidence)
    reached = margin_reached(whole, n, confidence=confidence)
    return {
        "whole": whole,
        "n": n,
        "asked": asked,
        "reached": f"{reached * 100:.1f}",
        "all": n == whole,
        "confidence": round(confidence * 100),
        "rows": [
            {"margin": f"{one * 100:g}", "n": sample_size(whole, one, confidence=confidence)}
            for one in COMMON_MARGINS
        ],
    }

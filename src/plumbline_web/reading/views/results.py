"""What the reading says, question by question, as readers submit."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline.scrutiny.replacing import unread_sentence
from plumbline.scrutiny.results import QuestionResult, results, results_by
from plumbline_web.reading.figures import headline_words, label_of, question_row, row_of, said, section_of
from plumbline_web.reading.found import Found
from plumbline_web.reading.seeing import not_yet, page_of
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing

PARTS = {"stratum": "By stratum", "team": "By team"}


@in_activity("see results")
def all_results(request: HttpRequest, stands: Standing) -> HttpResponse:
    """Every question with its share, range and word; `?by=stratum` or `?by=team` sets parts side by side."""
    if (page := not_yet(request, stands)) is not None:
        return page
    held, found = page_of(request, stands, "reading:results")
    by = request.GET.get("by", "")
    if by and by not in PARTS:
        raise Http404("Results are shown by stratum or by team.")
    held |= {"progress": _progress(found), "by": by, "parts": PARTS}
    if found is not None and found.counting and not found.unsized:
        results_ = _results(found)
        held["unread"] = unread_sentence(found.strata)
        held["sections"] = _sections(found, results_)
        held["by_part"] = _by_part(found, by) if by else None
    return render(request, "reading/results.html", held)


@in_activity("see results")
def one_result(request: HttpRequest, stands: Standing, number: int) -> HttpResponse:
    """One question whole: every answer, by stratum and by team. number: its place among those counted."""
    if (page := not_yet(request, stands)) is not None:
        return page
    held, found = page_of(request, stands, "reading:results")
    if found is None or not found.counting or found.unsized:
        raise Http404("Nothing has been read that this could be told of.")
    results_ = _results(found)
    if not 1 <= number <= len(results_):
        raise Http404("There is no such question.")
    result = results_[number - 1]
    path = result.question.path
    records, _ = found.read_records()
    parts = []
    for part, title in PARTS.items():
        shares = results_by(found.form, records, found.sizes, part).get(path, ())  # type: ignore[arg-type]
        if len(shares) > 1:
            parts.append((title, [row_of(one, one.name or "Not recorded") for one in shares]))
    return render(
        request,
        "reading/result.html",
        held
        | {
            "one": question_row(number, result, found.form),
            "headline": headline_words(result, found.form) if result.headline else "",
            "answers": [row_of(one) for one in result.rows],
            "cuts": parts,
            "joined": _joined(result),
            "before": number - 1 if number > 1 else None,
            "after": number + 1 if number < len(results_) else None,
        },
    )


def _results(found: Found) -> tuple[QuestionResult, ...]:
    records, asked = found.read_records()
    return results(found.form, records, found.sizes, asked=asked, unread=found.unread)


def _progress(found: Found | None) -> dict[str, Any] | None:
    """How far the reading is: where every record of the sample stands."""
    if found is None:
        return None
    counting, settle = len(found.counting), len(found.to_settle)
    undealt = sum(not one.dealt for one in found.records)
    return {
        "records": len(found.records),
        "counting": counting,
        "settle": settle,
        "undealt": undealt,
        "reading": len(found.records) - counting - settle - undealt,
        "share": counting / len(found.records) if found.records else 0,
        "in_scope": sum(one.population for one in found.strata),
        "estimated": any(one.out_of_scope for one in found.strata),
        "open_strata": [one.stratum or "the whole list" for one in found.strata if not one.read],
    }


def _sections(found: Found, results_: tuple[QuestionResult, ...]) -> list[tuple[str, list[dict[str, Any]]]]:
    sections: list[tuple[str, list[dict[str, Any]]]] = []
    for at, result in enumerate(results_, 1):
        title = section_of(result.question, found.form)
        if not sections or sections[-1][0] != title:
            sections.append((title, []))
        sections[-1][1].append(question_row(at, result, found.form))
    return sections


def _by_part(found: Found, by: str) -> dict[str, Any]:
    """The headlines of all questions, a column for each stratum or team."""
    records, _ = found.read_records()
    shares = results_by(found.form, records, found.sizes, by)  # type: ignore[arg-type]
    names = [one.name or "Not recorded" for one in next(iter(shares.values()), ())]
    rows = [
        [label_of(found.form.by_path[path], found.form), *(said(one) for one in parts)]  # type: ignore[arg-type]
        for path, parts in shares.items()
    ]
    return {"title": PARTS[by], "head": ["Question", *names], "rows": rows}


def _joined(result: QuestionResult) -> str:
    """Strata that had a single record read and were taken together with a neighbour for the range."""
    estimate = result.headline.estimate if result.headline else None
    if estimate is None or not estimate.joined:
        return ""
    return "; ".join(" and ".join(one) for one in estimate.joined)

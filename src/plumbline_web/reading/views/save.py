"""What a reading page sends as an answer is given; the answer says what else moved."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from plumbline_web.reading.actions.answers import Given, Saved, save_answers
from plumbline_web.reading.conditions import AnswerRefused, ReadingRefused
from plumbline_web.reading.doors import of_own_reading
from plumbline_web.reading.forms_in_use import form_in_use
from plumbline_web.reading.models import Reading
from plumbline_web.scrutiny.languages import language_of
from plumbline_web.scrutiny.queries import Standing

MOST_BYTES = 1_000_000
LARGEST = 2**31 - 1


def save(request: HttpRequest, organisation: str, activity: str, key: str) -> HttpResponse:
    """Keep the answers sent: {"saves": [{"path", "value", "over", "mark"}], "seen": version}.

    Answers {"version", "saved", "changed", "state", "left"}: what was kept, what other tabs
    changed since `seen`, and how everything that may move stands now. Who may write here is asked with one
    query; whoever may not goes through the slow door, which says why and writes it down.
    """
    address = {"organisation": organisation, "activity": activity, "key": key}
    slow = partial(_slow, request, **address)
    if request.method != "POST":
        return slow()
    try:
        given, seen = _read(request)
    except ValueError as wrong:
        refused = slow()
        return refused if refused.status_code != 409 else JsonResponse({"why": str(wrong)}, status=422)
    try:
        saved = save_answers(by=request.user, given=given, **address)
    except AnswerRefused as refused:
        return JsonResponse({"why": str(refused)}, status=422)
    except ReadingRefused as refused:
        return JsonResponse({"why": str(refused)}, status=409)
    if saved is None:
        return slow()
    return JsonResponse(_answer(saved, seen, language_of(request)))


@of_own_reading
@require_POST
def _slow(request: HttpRequest, stands: Standing, one: Reading) -> HttpResponse:
    """Refuses whoever has no part in the reading; only its own reader comes here, once the activity ended."""
    return JsonResponse({"why": "The activity has ended, so nothing more is saved."}, status=409)


def _read(request: HttpRequest) -> tuple[list[Given], int]:
    """What was sent. Raises ValueError, in words, where it is not what a page sends."""
    if len(request.body) > MOST_BYTES:
        raise ValueError("That is too much at once.")
    try:
        sent = json.loads(request.body)
        given = [
            Given(_text(one["path"], 300), _text(one["value"]), _number(one["over"]), _text(one["mark"], 40))
            for one in sent["saves"]
        ]
        return given, _number(sent.get("seen", 0))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise ValueError("The page sent something that is no answer. Load it anew.") from None


def _text(value: Any, most: int = 0) -> str:
    if not isinstance(value, str) or (most and len(value) > most):
        raise ValueError
    return value


def _number(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= LARGEST:
        raise ValueError
    return value


def _answer(saved: Saved, seen: int, language: str) -> dict[str, Any]:
    filled = form_in_use(saved.form.key, language).filled(saved.values)
    own = {one.given.path for one in saved.kept if not one.again}
    return {
        "version": saved.version,
        "saved": [
            {"mark": one.given.mark, "path": one.given.path, "version": one.version, "other": one.other}
            for one in saved.kept
        ],
        "changed": [
            {"path": path, "value": one.value, "version": one.version}
            for path, one in saved.answers.items()
            if one.version > seen and path not in own
        ],
        "state": filled.after(own),
        "left": len(filled.left),
    }

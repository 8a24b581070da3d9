"""What an open section sends while somebody types; the answer says what does not hold and who else writes."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from plumbline.errors import PlumblineError
from plumbline_web.evidence.queries import quantities_of
from plumbline_web.reading.queries import blind
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.showing import href
from plumbline_web.writing import actions
from plumbline_web.writing.models import Draft, Section, SectionVersion
from plumbline_web.writing.queries import holder_of, section_called
from plumbline_web.writing.rules import MOST_BYTES
from plumbline_web.writing.showing import margin_of

KEEPS = ("draft", "version", "leave")


@in_activity("write the report")
@require_POST
def save(request: HttpRequest, stands: Standing, key: str) -> HttpResponse:
    """Keep what was typed: {"text", "base", "page", "keep"}, keep being "draft", "version" or "leave".

    Answers {"base", "version", "clash", "mine", "holder", "stopped", "margin"}: on which version the page
    writes now, the version that was made, the address of both texts where somebody was quicker, whether the
    section is still held for this person, else who holds it, why it can become no version, and what stands
    beside the text as HTML. "leave" makes a version of what the page typed last, with or without a text.
    """
    try:
        sent = _read(request)
    except ValueError as wrong:
        return JsonResponse({"why": str(wrong)}, status=422)
    section = section_called(stands, key)
    section.paper.activity = stands.activity
    if blind(stands.account, stands.activity):
        return JsonResponse({"why": "You have records of your own to read first."}, status=409)
    base = section.versions.filter(key=sent["base"]).first() if sent["base"] else None
    try:
        return JsonResponse(_kept(stands, section, base, sent))
    except PlumblineError as refused:
        return JsonResponse({"why": str(refused)}, status=422)


def _kept(
    stands: Standing, section: Section, base: SectionVersion | None, sent: dict[str, Any]
) -> dict[str, Any]:
    by, page, text = stands.account, sent["page"], sent["text"]
    stopped, made = "", None
    if text is not None:
        saved = actions.save_draft(by=by, section=section, text=text, based_on=base, page=page)
        base, stopped = saved.base, saved.stopped
    if sent["keep"] != "draft" and not stopped:
        made = _version(stands, section, base, page)
        base = made or base
    if sent["keep"] == "leave":
        actions.give_up_section(by=by, section=section)
        return {"base": base.key if base else ""}
    section = section_called(stands, section.key)
    holder = holder_of(section)
    margin = margin_of(section, text or "", quantities_of(stands.activity))
    return {
        "base": base.key if base else "",
        "version": made.key if made else "",
        "clash": href(stands, "writing:clash", key=made.key) if made and not made.chosen else "",
        "mine": holder is not None and holder.by == by,
        "holder": holder.by.name if holder is not None and holder.by != by else "",
        "stopped": stopped,
        "margin": render_to_string(
            "writing/margin.html",
            {"margin": margin, "held": True, "lets": stands.may("let words stand")},
        ),
    }


def _version(
    stands: Standing, section: Section, base: SectionVersion | None, page: str
) -> SectionVersion | None:
    """A version of what the page typed last; None where it typed nothing."""
    draft = Draft.objects.filter(section=section, account=stands.account, page=page).first()
    if draft is None or draft.kept_as is not None:  # nothing was typed since it was kept
        return draft.kept_as if draft is not None else None
    return actions.write_section(
        by=stands.account, section=section, text=draft.text, based_on=base or draft.based_on, page=page
    )


def _read(request: HttpRequest) -> dict[str, Any]:
    """What was sent. Raises ValueError, in words, where it is not what a page sends."""
    if len(request.body) > MOST_BYTES:
        raise ValueError("That is too much text for one section. Make two of it.")
    try:
        sent = json.loads(request.body)
        text, base, page, keep = sent.get("text"), sent["base"], sent["page"], sent["keep"]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise ValueError("The page sent something that is no text. Load it anew.") from None
    fits = isinstance(base, str) and isinstance(page, str) and keep in KEEPS
    if not fits or not page.isalnum() or len(page) > 40 or not (text is None or isinstance(text, str)):
        raise ValueError("The page sent something that is no text. Load it anew.")
    if text is None and keep != "leave":
        raise ValueError("The page sent no text. Load it anew.")
    return {"text": text, "base": base, "page": page, "keep": keep}

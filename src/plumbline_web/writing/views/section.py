"""A section: read, held and written; beside it what does not hold, what prints, and what others say of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.errors import PlumblineError
from plumbline.scrutiny.report_sections import SECTION_KINDS
from plumbline_web.evidence.queries import quantities_of
from plumbline_web.judgement.queries import findings_of
from plumbline_web.people.models import Account, fresh_key
from plumbline_web.scrutiny.conditions import ScrutinyRefused
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.showing import href, went
from plumbline_web.writing import actions
from plumbline_web.writing.bound import put_in
from plumbline_web.writing.bound import stands as standing_words
from plumbline_web.writing.doors import asks, of_section
from plumbline_web.writing.forms import NoteForm
from plumbline_web.writing.models import Section, SectionVersion
from plumbline_web.writing.offering import offering_words, offers
from plumbline_web.writing.queries import (
    holder_of,
    newest,
    notes_of,
    open_clashes,
    open_drafts,
)
from plumbline_web.writing.rules import tidy
from plumbline_web.writing.showing import about_paper, as_page, margin_of


@of_section("see the report")
def section(request: HttpRequest, stands: Standing, section: Section) -> HttpResponse:
    """To read, until somebody presses Write; then it is held for them, and the text is in a box."""
    section.paper.activity = stands.activity
    note = NoteForm(request.POST if "note" in request.POST else None, prefix="note")
    typed = None
    if request.method == "POST":
        done = _done(request, stands, section, note)
        if done is not None:
            return done
        typed = tidy(request.POST["text"]) if "text" in request.POST else None
    holder = holder_of(section)
    mine = holder is not None and holder.by == stands.account
    writes = stands.may("write the report") and stands.activity.state == "open"
    held = mine and writes and section.paper.state == "draft" and section.removed_at is None
    if held and request.method == "GET" and open_drafts(section).filter(account=stands.account).exists():
        # Typed on a page of theirs that was left without saving: it is a version before they write on.
        actions.take_section(by=stands.account, section=section)
    version = newest(section)
    text = version.text if version is not None else ""
    if typed is not None:  # what could not be kept stays on the screen
        text, held = typed, True
    evidence = quantities_of(stands.activity)
    kind = SECTION_KINDS.get(section.code)
    return render(
        request,
        "writing/section.html",
        about_paper(
            stands,
            section.paper,
            section=section,
            about=kind.about if kind else "",
            version=version,
            text=text,
            html=as_page(text, evidence),
            margin=margin_of(section, text, evidence),
            holder=holder,
            mine=mine,
            held=held,
            may_write=writes
            and section.paper.state == "draft"
            and not section.made
            and not section.removed_at,
            lets=stands.may("let words stand"),
            clashes=open_clashes(section),
            page=fresh_key(),
            offers=offers(stands) if held else [],
            offering={"words": offering_words()} if held else {},
            findings=findings_of(stands.activity, indicator=section.indicator) if section.indicator else [],
            notes=notes_of(section),
            form=note,
            note=note,
            comments=stands.activity.state == "open",
        ),
        status=422 if note.errors or typed is not None else 200,
    )


def _done(request: HttpRequest, stands: Standing, section: Section, note: NoteForm) -> HttpResponse | None:
    """Does what a button asks; None where what was sent has to be shown again."""
    by, sent = stands.account, request.POST
    here = href(stands, "writing:section", key=section.key)
    if "note" in sent:
        under = section.notes.filter(key=sent.get("under", "")).first()

        def say() -> None:
            actions.add_note(by=by, section=section, text=note.cleaned_data["text"], under=under)

        if not (note.is_valid() and went(note, say)):
            return None
        messages.success(request, "The comment is kept.")
        return redirect(f"{here}#comments")
    if "done" in sent:
        one = section.notes.filter(key=sent["done"]).first()
        if one is None:
            raise Http404("There is no such comment here.")
        return _went(request, lambda: actions.settle_note(by=by, note=one), "", f"{here}#comments")
    if "let" in sent:
        asks(stands, "let words stand")
        words, _, reason = sent["let"].partition("\n")
        let = partial(actions.let_stand, by=by, section=section, words=words, reason=reason)
        return _went(request, let, "The words may stand, with their reason.", here)
    asks(stands, "write the report")
    if "write" in sent:
        over = sent["write"] == "over"
        if over:
            asks(stands, "run the activity")
        return _went(
            request, lambda: actions.take_section(by=by, section=section, over=over), "", f"{here}#text"
        )
    if "text" not in sent:
        raise Http404("There is nothing to do here.")
    return _written(request, stands, section, here)


def _written(request: HttpRequest, stands: Standing, section: Section, here: str) -> HttpResponse | None:
    """Keeps the text that a page without script sent, with a wording taken or words let stand where asked.

    What cannot become a version as things are is kept as a draft, and the page says why. None where it cannot
    be kept at all, so that it is shown again.
    """
    by, sent = stands.account, request.POST
    base = section.versions.filter(key=sent.get("base", "")).first()
    page = sent.get("page", "")[:40] or fresh_key()
    text = tidy(sent["text"])
    said = "Saved."
    asked = sent.get("take") or sent.get("stand")
    if asked:
        found = margin_of(section, text, quantities_of(stands.activity)).wrong
        one = next((each for each in found if each.place == asked), None)
        if one is None:
            said = "Saved. What you pressed no longer fits the text: look at it again."
        elif "take" in sent and one.take:
            text, said = put_in(text, one, one.take), "Saved, with the wording that holds."
        elif "stand" in sent and one.may_stand:
            asks(stands, "let words stand")
            reason = " ".join(sent.get(f"why-{asked}", "").split())
            if len(reason.split()) < 2:
                messages.error(
                    request, "Say in a few words why it may stand. Nothing but that was left undone."
                )
            else:
                text, said = put_in(text, one, standing_words(one.old, reason)), "Saved. The words may stand."
    try:
        made = actions.write_section(by=by, section=section, text=text, based_on=base, page=page)
    except PlumblineError as refused:
        return _kept_as_draft(request, section, by, text, base, page, str(refused), here)
    if "leave" in sent:
        actions.give_up_section(by=by, section=section)
    if not made.chosen:
        messages.warning(
            request, "Somebody saved another text meanwhile. Both are kept: choose, or put them together."
        )
        return redirect(href(stands, "writing:clash", key=made.key))
    messages.success(request, said)
    return redirect(href(stands, "writing:paper", key=section.paper.key) if "leave" in sent else here)


def _kept_as_draft(
    request: HttpRequest,
    section: Section,
    by: Account,
    text: str,
    base: SectionVersion | None,
    page: str,
    why: str,
    here: str,
) -> HttpResponse | None:
    try:
        actions.save_draft(by=by, section=section, text=text, based_on=base, page=page)
    except PlumblineError:
        messages.error(request, f"{why} Nothing of it is kept yet: it stands below.")
        return None
    messages.error(request, f"{why} What you typed is kept as your draft.")
    return redirect(here)


def _went(request: HttpRequest, verb: Callable[[], object], said: str, to: str) -> HttpResponse:
    try:
        verb()
    except (actions.WritingRefused, ScrutinyRefused) as refused:
        messages.error(request, str(refused))
    else:
        if said:
            messages.success(request, said)
    return redirect(to)

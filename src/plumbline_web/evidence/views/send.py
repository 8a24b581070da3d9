"""A service sends documents and what it says of itself, and sees what became of each."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from plumbline_web.evidence import actions
from plumbline_web.evidence.forms.sending import SendForm
from plumbline_web.evidence.queries import sent_by_service
from plumbline_web.evidence.showing import days_of
from plumbline_web.evidence.states import PIECE_COLOURS, PIECE_WORDS
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.showing import crumbs, href, went

WHAT = ("title", "says", "speaks_from", "speaks_until", "expires_on", "version", "owner", "source")


@in_activity("send evidence")
def send(request: HttpRequest, stands: Standing) -> HttpResponse:
    """What was sent, newest first, with a form to send more."""
    form = SendForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and went(form, lambda: _sent(stands, form)):
        messages.success(request, "It is sent. The team looks at it and says whether it takes it in.")
        return redirect(request.path)
    return render(
        request,
        "evidence/send.html",
        {
            "activity": stands.activity,
            "sent": [shown(one) for one in sent_by_service(stands.seen, stands.activity)],
            "form": form if stands.activity.state == "open" else None,
            "breadcrumbs": crumbs(stands),
        },
        status=422 if form.errors else 200,
    )


@in_activity("send evidence")
def sent_piece(request: HttpRequest, stands: Standing, key: str) -> HttpResponse:
    """One piece that was sent; it can be taken back until the team has taken it in."""
    one = get_object_or_404(sent_by_service(stands.seen, stands.activity), key=key)
    refused = ""
    if request.method == "POST":
        try:
            actions.take_back(by=stands.account, piece=one)
        except actions.EvidenceNotTaken as fault:
            refused = str(fault)
        else:
            messages.success(request, "It is taken back.")
            return redirect(href(stands, "evidence:send"))
    return render(
        request,
        "evidence/sent_piece.html",
        {
            "activity": stands.activity,
            "one": one,
            "rows": sent_rows(one),
            "each": shown(one),
            "refused": refused,
            "file_href": href(stands, "evidence:sent_file", key=one.key),
            "takes_back": one.state == "sent" and stands.activity.state == "open",
            "breadcrumbs": [*crumbs(stands), ("Send evidence", href(stands, "evidence:send"))],
        },
        status=422 if refused else 200,
    )


def shown(one: object) -> dict[str, object]:
    """What was sent as a row, for whoever sent it: how it stands, and why it was turned away."""
    state, file = one.state, getattr(one, "attachment", None)
    # Whoever sent it sees that it was taken in, and nothing of what the team made of it.
    seen = "in_use" if state in ("in_use", "followed", "withdrawn") else state
    words = "Taken in" if seen == "in_use" else PIECE_WORDS[seen]
    return {
        "piece": one,
        "state": words,
        "colour": PIECE_COLOURS[seen],
        "days": days_of(one),
        "why": one.withdrawn_why if state == "not_taken" else "",
        "file": file if file is not None and file.removed_at is None else None,
    }


def sent_rows(one: object) -> list[dict[str, object]]:
    """The facts of what was sent, those that there are."""
    pairs = (
        ("What it is", one.get_source_display()),
        ("For whom", one.from_whom),
        ("What it says", one.says),
        ("Who had a say in it", ", ".join(f"{group}: {count}" for group, count in one.took_part.items())),
        ("Days it speaks of", days_of(one)),
        ("Holds until", one.expires_on),
        ("Version", one.version),
        ("Owner", one.owner),
    )
    return [{"key": key, "value": value} for key, value in pairs if value]


def _sent(stands: Standing, form: SendForm) -> None:
    given = form.cleaned_data
    upload = given.get("file")
    file = (
        actions.receive_file(by=stands.account, activity=stands.activity, upload=upload) if upload else None
    )
    actions.send_piece(
        by=stands.account,
        through=stands.organisation,
        sent_as="service",
        activity=stands.activity,
        file=file,
        **{name: given[name] for name in WHAT},
    )

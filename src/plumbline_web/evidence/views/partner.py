"""What a partner is asked, and what they sent: nothing else of an activity is for them to see."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from plumbline_web.evidence import actions
from plumbline_web.evidence.forms.sending import PartnerForm
from plumbline_web.evidence.models import Call
from plumbline_web.evidence.queries import calls_on, sent_by_partner
from plumbline_web.evidence.views.file import given_out
from plumbline_web.evidence.views.send import shown
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access
from plumbline_web.scrutiny.showing import went

WHAT = (*("title", "says", "speaks_from", "speaks_until", "expires_on", "source", "from_whom", "took_part"),)


@needs("send evidence as a partner")
def calls(request: HttpRequest, seen: Access) -> HttpResponse:
    """What is asked of partners of this organisation today, the earliest day first."""
    return render(request, "evidence/calls.html", {"calls": calls_on(seen)})


@needs("send evidence as a partner")
def partner_send(request: HttpRequest, seen: Access, activity: str) -> HttpResponse:
    """One call: what is asked, what this person sent, and a form to send more."""
    call = _call(seen, activity)
    form = PartnerForm(request.POST or None, request.FILES or None)

    def do() -> None:
        given = form.cleaned_data
        upload = given.get("file")
        file = (
            actions.receive_file(by=seen.account, activity=call.activity, upload=upload) if upload else None
        )
        actions.send_piece(
            by=seen.account,
            through=seen.organisation,
            sent_as="partner",
            activity=call.activity,
            file=file,
            **{name: given[name] for name in WHAT},
        )

    if request.method == "POST" and form.is_valid() and went(form, do):
        messages.success(request, "It is sent. The team looks at it and says whether it takes it in.")
        return redirect(request.path)
    return render(
        request,
        "evidence/partner_send.html",
        {
            "call": call,
            "activity": call.activity,
            "sent": [shown(one) for one in sent_by_partner(seen, call.activity)],
            "form": form,
            "breadcrumbs": _back(seen),
        },
        status=422 if form.errors else 200,
    )


@needs("send evidence as a partner")
def partner_piece(request: HttpRequest, seen: Access, activity: str, key: str) -> HttpResponse:
    """One piece that this person sent; POST takes it back while it waits."""
    call = _call(seen, activity)
    one = get_object_or_404(sent_by_partner(seen, call.activity), key=key)
    there = reverse(
        "partners:send", kwargs={"organisation": seen.organisation.slug, "activity": call.activity.key}
    )
    if request.method == "POST":
        try:
            actions.take_back(by=seen.account, piece=one)
            messages.success(request, "It is taken back.")
        except actions.EvidenceNotTaken as refused:
            messages.warning(request, str(refused))
        return redirect(there)
    if getattr(one, "attachment", None) is None:
        return redirect(there)
    return given_out(seen.account, one)


def _call(seen: Access, activity: str) -> Call:
    """The open call of an activity upon this organisation. Raises Http404, also for one that is over."""
    found = calls_on(seen).filter(activity__key=activity).first() if activity.isalnum() else None
    if found is None:
        raise Http404("Nothing is asked of you there now. The day it was asked by may be over.")
    return found


def _back(seen: Access) -> list[tuple[str, str]]:
    return [("Send evidence", reverse("partners:calls", kwargs={"organisation": seen.organisation.slug}))]

"""Who reads which record: dealt by the lead, looked at beforehand, given to another where need be."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.errors import PlumblineError
from plumbline_web.reading.actions.dealing import deal_records, hand_over, why_not_dealt, why_not_given
from plumbline_web.reading.dealing import Dealt, Proposal, dealings_of, dealt_in, propose, readers_of
from plumbline_web.reading.forms_of_findings import DealForm, HandOverForm
from plumbline_web.reading.models import Reading
from plumbline_web.reading.queries import blind, instrument_of
from plumbline_web.reading.rules import REAL
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.models import Activity
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.showing import crumbs, href, went
from plumbline_web.scrutiny.templatetags.references import named_for


@in_activity("deal records")
def dealing(request: HttpRequest, stands: Standing) -> HttpResponse:
    """How the dealing stands; a dealing looked at, then done; `?reader=` shows what one of them holds."""
    activity = stands.activity
    dealt, readers = dealt_in(activity), readers_of(activity)
    sent = request.method == "POST"
    form = DealForm(request.POST if sent else None, dealt=dealt, readers=readers)
    proposal: Proposal | None = None
    if sent and form.is_valid():
        given = form.cleaned_data
        if why := why_not_dealt(given["readers"]):
            form.add_error("readers", why)
        elif "deal" not in request.POST or request.POST.get("looked_at") != _mark(dealt, given):
            # Only what was looked at is dealt: whoever changed the form, or came late, looks again.
            proposal = propose(dealt, given["readers"], twice=given["twice"], seed=given["seed"])
        elif went(
            form,
            lambda: deal_records(
                by=stands.account,
                activity=activity,
                readers=given["readers"],
                twice=given["twice"],
                seed=given["seed"],
            ),
        ):
            messages.success(request, "The records are dealt.")
            return redirect(request.path)
    return render(
        request,
        "reading/dealing.html",
        {
            "stands": stands,
            "activity": activity,
            "dealt": dealt,
            "form": form,
            "proposal": proposal,
            "looked_at": _mark(dealt, form.cleaned_data) if proposal is not None else "",
            "loads": _loads(dealt, proposal),
            "nobody": _named(proposal, stands),
            "dealings": dealings_of(activity),
            "instrument": instrument_of(activity),
            "held": _held(stands, request.GET.get("reader", "")),
            "sample_href": href(stands, "scrutiny:draws") if stands.may("see the sample") else "",
            "breadcrumbs": crumbs(stands),
        },
        status=422 if form.errors else 200,
    )


def _mark(dealt: Dealt, given: dict[str, Any]) -> str:
    """What a dealing follows from, in short: the records to deal, the readers, how many twice, the seed."""
    parts = [
        given["seed"],
        str(given["twice"]),
        *(f"reader {one.pk}" for one in given["readers"]),
        *(f"record {one.pk}" for one in (*dealt.undealt, *(each for each, _ in dealt.vacant))),
    ]
    return sha256("|".join(parts).encode()).hexdigest()[:24]


def _loads(dealt: Dealt, proposal: Proposal | None) -> list[dict[str, object]]:
    """For each reader of a proposal what they hold now, what comes, and what they would hold."""
    if proposal is None:
        return []
    holds = {one.reader.pk: one.records for one in dealt.hands}
    comes = proposal.deal.load()
    return [
        {
            "reader": one,
            "holds": holds.get(one.pk, 0),
            "comes": comes[word],
            "then": holds.get(one.pk, 0) + comes[word],
        }
        for word, one in proposal.readers.items()
    ]


def _named(proposal: Proposal | None, stands: Standing) -> list[str]:
    """Records that nobody may read, by reference, without those that the lead reads too."""
    if proposal is None:
        return []
    own = set(_real(stands.activity).filter(reader__account=stands.account).values_list("record", flat=True))
    return [named_for(one, stands) for one in proposal.nobody if one.pk not in own]


def _held(stands: Standing, number: str) -> dict[str, object] | None:
    """What one reader holds, without records that the lead reads too: nobody learns what is read twice."""
    if not (number.isascii() and number.isdecimal() and len(number) < 6):
        return None
    readings = _real(stands.activity).filter(reader__number=int(number))
    own = Reading.objects.filter(reader__account=stands.account, kind__in=REAL).exclude(state="taken_away")
    first = readings.first()
    if first is not None and first.reader.account_id != stands.account.pk:
        readings = readings.exclude(record__in=own.values("record"))
    if first is None:
        return None
    rows = list(readings.order_by("record__draw", "record__stratum", "record__position"))
    return {"reader": first.reader, "rows": rows, "blind": blind(stands.account, stands.activity)}


def _real(activity: Activity):  # type: ignore[no-untyped-def]
    return (
        Reading.objects.filter(
            record__draw__subject__activity=activity, record__state="in_sample", kind__in=REAL
        )
        .exclude(state="taken_away")
        .select_related("record__draw__subject__organisation", "reader__account")
    )


@in_activity("deal records")
def hand(request: HttpRequest, stands: Standing, key: str) -> HttpResponse:
    """A record taken away from its reader and given to another, with a reason."""
    reading = _real(stands.activity).filter(key=key).first() if key.isalnum() else None
    if reading is None or reading.state == "submitted":
        raise Http404("There is no such reading, or it is submitted: return it to its reader first.")
    others = [one for one in readers_of(stands.activity) if not why_not_given(reading, one)]
    holds = {one.reader.pk: one.records for one in dealt_in(stands.activity).hands}
    form = HandOverForm(request.POST if request.method == "POST" else None, readers=others, holds=holds)
    back = href(stands, "reading:dealing") + f"?reader={reading.reader.number}"
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            hand_over(by=stands.account, reading=reading, why=given["why"], to=given["to"])
        except PlumblineError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request,
                "The record is taken away and given on." if given["to"] else "The record is taken away.",
            )
            return redirect(back)
    return render(
        request,
        "reading/hand.html",
        {
            "stands": stands,
            "activity": stands.activity,
            "reading": reading,
            "form": form,
            "back": back,
            "breadcrumbs": [*crumbs(stands), ("Dealing", href(stands, "reading:dealing"))],
        },
        status=422 if form.errors else 200,
    )

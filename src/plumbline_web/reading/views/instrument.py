"""The instrument of an activity: which one, and choosing it."""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.scrutiny.instruments import InstrumentRefused, read_instrument
from plumbline_web.people.doors import Refused
from plumbline_web.reading.actions import ReadingRefused, choose_instrument
from plumbline_web.reading.forms import OWN, InstrumentForm
from plumbline_web.reading.forms_in_use import FormInUse, form_in_use
from plumbline_web.reading.places import about
from plumbline_web.reading.queries import instrument_of
from plumbline_web.reading.shipped_instruments import shipped_instruments
from plumbline_web.reading.showing import shown
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.rules import refusal


@in_activity("see the reading")
def instrument(request: HttpRequest, stands: Standing) -> HttpResponse:
    """The lead chooses the instrument; its questions are shown as they will be asked."""
    chosen = instrument_of(stands.activity)
    form = InstrumentForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        initial={"which": request.GET.get("look", "")},
    )
    faults: tuple[object, ...] = ()
    if request.method == "POST" and not stands.may("run the activity"):
        raise Refused(refusal("run the activity"))
    if request.method == "POST" and form.is_valid():
        try:
            made = _chosen(stands, form)
        except InstrumentRefused as refused:
            faults = refused.faults
            form.add_error("file", "The form has faults, listed below. Mend them all and choose it again.")
        except ReadingRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Records are read on “{made.title}”.")
            return redirect("reading:instrument", stands.organisation.slug, stands.activity.key)
    look = shipped_instruments().get(request.GET.get("look", ""))
    looked_at = FormInUse("", look.form) if look else form_in_use(chosen.key) if chosen else None
    return render(
        request,
        "reading/instrument.html",
        about(
            stands,
            "reading:instrument",
            form=form,
            faults=faults,
            chosen=chosen,
            shipped=list(shipped_instruments().values()),
            look=look,
            looked_at=looked_at.instrument if looked_at else None,
            parts=shown(looked_at, looked_at.filled({}), answers={}) if looked_at else [],
            may_choose=stands.may("run the activity")
            and (chosen is None or not chosen.readings.exclude(state="taken_away").exists()),
        ),
        status=422 if form.errors else 200,
    )


def _chosen(stands: Standing, form: InstrumentForm) -> object:
    which, file = form.cleaned_data["which"], form.cleaned_data["file"]
    if which == OWN:
        content = file.read()
        kind = file.name.rpartition(".")[2].lower()
        read, code = read_instrument(content, kind), ""
        sha256, minutes = hashlib.sha256(content).hexdigest(), None
    else:
        one = shipped_instruments()[which]
        read, code, sha256, minutes = one.form, one.code, one.sha256, one.minutes
    return choose_instrument(
        by=stands.account,
        activity=stands.activity,
        form=read,
        sha256=sha256,
        code=code,
        minutes=form.cleaned_data["minutes"] or minutes,
    )

"""The instrument of an activity: which one, and choosing it."""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.scrutiny.instruments import InstrumentRefused, read_instrument, write_xlsform
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

CHOSEN = "chosen"
"""The name, in an address, of the instrument that the activity reads by."""
FORMS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "md": "text/markdown; charset=utf-8",
}
"""What an instrument is given out as, and its type: an XLSForm as a workbook or as Markdown."""


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
            code=look.code if look else CHOSEN,
            looked_at=looked_at.instrument if looked_at else None,
            parts=shown(looked_at, looked_at.filled({}), answers={}) if looked_at else [],
            may_choose=stands.may("run the activity")
            and (chosen is None or not chosen.readings.exclude(state="taken_away").exists()),
        ),
        status=422 if form.errors else 200,
    )


@in_activity("see the reading")
def instrument_file(request: HttpRequest, stands: Standing, code: str, form: str) -> HttpResponse:
    """The chosen instrument, or one that is shipped, as an XLSForm: to edit, or to use in another program."""
    shipped, chosen = shipped_instruments().get(code), instrument_of(stands.activity)
    found = shipped.form if shipped else None
    if code == CHOSEN and chosen is not None:
        found = form_in_use(chosen.key).instrument
    if found is None or form not in FORMS:
        raise Http404("There is no such instrument, or it is not given out in this form.")
    try:
        content = write_xlsform(found, form)  # type: ignore[arg-type]
    except InstrumentRefused:
        messages.error(
            request, "One of its texts has several lines, which Markdown cannot hold. Take the workbook."
        )
        return redirect("reading:instrument", stands.organisation.slug, stands.activity.key)
    name = code if shipped else (chosen.code if chosen and chosen.code else "instrument")
    return HttpResponse(
        content,
        content_type=FORMS[form],
        headers={"Content-Disposition": f'attachment; filename="{name}.{form}"'},
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

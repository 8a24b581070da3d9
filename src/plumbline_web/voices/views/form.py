"""One form: the service fills it in, the lead reads what was submitted and returns or takes it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from plumbline.scrutiny.instruments import Evaluated, Instrument
from plumbline_web.people.doors import Refused
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.rules import refusal
from plumbline_web.scrutiny.showing import crumbs, href, went
from plumbline_web.voices import actions
from plumbline_web.voices.filling import filled, instrument_of, path_of, sent_in
from plumbline_web.voices.forms import NotWantedForm, ReturnForm
from plumbline_web.voices.models import ServiceForm
from plumbline_web.voices.queries import answers_of, forms_of, speaks_for, submitted_versions
from plumbline_web.voices.rules import MOST_INSTANCES
from plumbline_web.voices.showing import element_id, label_of, shown
from plumbline_web.voices.views.forms import COLOURS


@in_activity("see forms")
def form(request: HttpRequest, stands: Standing, key: str) -> HttpResponse:
    """For writing as long as it is with the service and one of its managers looks; else to be read."""
    one = get_object_or_404(forms_of(stands), key=key)
    writes = speaks_for(stands, one) and one.state in ("open", "returned")
    writes = writes and stands.activity.state == "open"
    if request.method == "POST" and "seen" in request.POST:
        if not speaks_for(stands, one):
            raise Refused(refusal("fill in a form"))
        return _save(request, stands, one, filled(instrument_of(one.form), answers_of(one)))
    if writes:
        return render(request, "voices/form.html", _to_write(stands, one))
    return _to_read(request, stands, one)


def _to_write(stands: Standing, one: ServiceForm, typed: dict[str, str] | None = None) -> dict[str, object]:
    evaluated = filled(instrument_of(one.form), {**answers_of(one), **(typed or {})})
    asked = [state for state in evaluated.states.values() if state.asked]
    return {
        "activity": stands.activity,
        "one": one,
        "parts": shown(evaluated),
        "done": sum(state.answered for state in asked),
        "asked": len(asked),
        "returned": one.moves.filter(after="returned").last() if one.state == "returned" else None,
        "breadcrumbs": [*crumbs(stands), ("Forms and surveys", href(stands, "voices:forms"))],
    }


def _save(request: HttpRequest, stands: Standing, one: ServiceForm, before: Evaluated) -> HttpResponse:
    instrument = instrument_of(one.form)
    number = request.POST.get("seen", "")
    seen = int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else 0
    sent = sent_in(instrument, request.POST)
    try:
        saved = actions.save_form(
            by=stands.account,
            form=one,
            answers={**sent, **_more_or_less(request, instrument, before)},
            seen=seen,
        )
    except actions.VoicesRefused as refused:
        messages.error(request, str(refused))
        if one.state not in ("open", "returned"):
            return redirect(request.path)
        # What was typed is not lost: it stands in the page again, not saved.
        return render(request, "voices/form.html", _to_write(stands, one, sent), status=422)
    if saved.others:
        evaluated = filled(instrument, answers_of(saved.form))
        named = [label_of(evaluated, evaluated[path]) for path in saved.others if path in evaluated.states]
        messages.warning(
            request,
            "Somebody else changed the same answer meanwhile. What you sent now stands, and theirs is kept "
            f"in the version before: {'; '.join(named)}",
        )
    if "check" in request.POST:
        return redirect(href(stands, "voices:submit_form", key=one.key))
    messages.success(request, "Saved." if saved.changed else "Nothing was changed, so nothing was saved.")
    to = request.POST.get("more") or request.POST.get("less") or request.POST.get("part", "")
    return redirect(f"{request.path}#{element_id(to)}" if to else request.path)


def _more_or_less(request: HttpRequest, instrument: Instrument, before: Evaluated) -> dict[str, str]:
    """A group asked once more, or once less: the answers of one that goes are emptied; versions keep them."""
    for name, step in (("more", 1), ("less", -1)):
        path = path_of(instrument, request.POST.get(name, ""))
        state = before.states.get(path) if path else None
        if path is None or state is None or state.count is None:
            continue
        if not 0 <= state.count + step <= MOST_INSTANCES:
            return {}
        gone = f"{path}[{state.count}]/"
        emptied = {one: "" for one in before.states if step < 0 and one.startswith(gone)}
        emptied = {one: "" for one in emptied if path_of(instrument, one)}
        return {**emptied, path: str(state.count + step)}
    return {}


def _to_read(request: HttpRequest, stands: Standing, one: ServiceForm) -> HttpResponse:
    runs = stands.may("open forms") and stands.activity.state == "open"
    sent = next((name for name in ("return", "take", "not_wanted") if name in request.POST), "")
    if request.method == "POST" and not stands.may("open forms"):
        raise Refused(refusal("open forms"))
    given = request.POST if sent else None
    returns = ReturnForm(given if sent == "return" else None) if runs and one.state == "submitted" else None
    unwanted = runs and one.state in ("open", "returned")
    drops = NotWantedForm(given if sent == "not_wanted" else None) if unwanted else None
    chosen = {"return": returns, "not_wanted": drops}.get(sent)
    if sent == "take" and runs:
        try:
            actions.close_form(by=stands.account, form=one)
            messages.success(request, "The form is taken as it is.")
        except actions.VoicesRefused as refused:
            messages.error(request, str(refused))
        return redirect(request.path)
    if chosen is not None and chosen.is_valid():
        comment = chosen.cleaned_data["comment"]

        def do() -> None:
            if sent == "return":
                actions.return_form(by=stands.account, form=one, comment=comment)
            else:
                actions.close_form(by=stands.account, form=one, comment=comment)

        if went(chosen, do):
            messages.success(
                request,
                "The form is back with the service."
                if sent == "return"
                else "The form is not asked for any more.",
            )
            return redirect(request.path)
    numbers = submitted_versions(one)
    wanted = request.GET.get("version", "")
    number = int(wanted) if wanted.isdecimal() and len(wanted) < 9 and int(wanted) in numbers else 0
    number = number or (numbers[-1] if numbers else 0)
    evaluated = filled(instrument_of(one.form), answers_of(one, number)) if numbers else None
    return render(
        request,
        "voices/form_read.html",
        {
            "activity": stands.activity,
            "one": one,
            "colour": COLOURS[one.state],
            "parts": shown(evaluated) if evaluated else [],
            "number": number,
            "moves": one.moves.select_related("by"),
            "returns": returns,
            "drops": drops,
            "form": chosen,
            "breadcrumbs": [*crumbs(stands), ("Forms and surveys", href(stands, "voices:forms"))],
        },
        status=422 if chosen is not None and chosen.errors else 200,
    )

"""What a plan says of itself, its key messages, and its end."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.improvement import actions
from plumbline_web.improvement.forms import EndForm, KeyMessageForm, PlanForm, went
from plumbline_web.improvement.queries import plan_called
from plumbline_web.improvement.showing import crumbs, plan_crumb
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access


@needs("change plans")
def change_plan(request: HttpRequest, seen: Access, key: str) -> HttpResponse:
    """Three forms, each with its own button."""
    plan = plan_called(seen, key)
    what = request.POST.get("what", "")
    form = PlanForm(request.POST if what == "plan" else None, plan=plan)
    message = KeyMessageForm(request.POST if what == "message" else None)
    end = EndForm(request.POST if what == "end" else None)
    back = redirect("improvement:plan", organisation=seen.organisation.slug, key=plan.key)
    by = {"by": seen.account, "plan": plan}
    if (
        form.is_bound
        and form.is_valid()
        and went(form, lambda: actions.change_plan(**by, **form.cleaned_data))
    ):
        return back
    if (
        message.is_bound
        and message.is_valid()
        and went(message, lambda: actions.add_key_message(**by, **message.cleaned_data))
    ):
        messages.success(request, "The key message is added. Actions can be tied to it.")
        return redirect(request.path)
    if end.is_bound and end.is_valid() and went(end, lambda: actions.end_plan(**by, **end.cleaned_data)):
        messages.success(request, "The plan is ended. Everything written in it stays.")
        return back
    wrong = next((one for one in (form, message, end) if one.errors), None)
    return render(
        request,
        "improvement/change_plan.html",
        {
            "plan": plan,
            "form": wrong,
            "plan_form": form,
            "message_form": message,
            "end_form": end,
            "key_messages": plan.key_messages.all(),
            "breadcrumbs": crumbs(seen.organisation, plan_crumb(seen.organisation, plan.key, plan.title)),
        },
    )

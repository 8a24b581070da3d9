"""The team of an activity: who is on it, as what, and what each declared."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.people.doors import Refused
from plumbline_web.people.models import Organisation
from plumbline_web.scrutiny import actions
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing, account_to_add
from plumbline_web.scrutiny.rules import refusal
from plumbline_web.scrutiny.showing import crumbs, went
from plumbline_web.scrutiny.team_forms import AddMemberForm, has_conflict


@in_activity("see the team")
def team(request: HttpRequest, stands: Standing) -> HttpResponse:
    """Those on it by number, those who have left, and a form to add somebody."""
    changes = stands.may("change the team")
    if request.method == "POST" and not changes:
        raise Refused(refusal("change the team"))
    form = AddMemberForm(
        request.POST if request.method == "POST" else None, organisations=_organisations(stands)
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        place = form.organisations[given["organisation"]]
        account = account_to_add(place, given["email"])
        if account is None:
            form.add_error(
                "email",
                f"Nobody with this address has a role in {place.name} that opens activities. "
                "Ask its administrator to invite them.",
            )
        elif went(
            form,
            lambda: actions.add_member(
                by=stands.account,
                activity=stands.activity,
                account=account,
                organisation=place,
                role=given["role"],
            ),
        ):
            messages.success(request, f"{account.name} is on the team.")
            return redirect(request.path)
    members = list(stands.activity.members.select_related("account", "organisation", "added_by"))
    for one in members:
        one.conflict = has_conflict(one)
    return render(
        request,
        "scrutiny/team.html",
        {
            "stands": stands,
            "activity": stands.activity,
            "members": [one for one in members if one.left_at is None],
            "left": [one for one in members if one.left_at is not None],
            "changes": changes and stands.activity.state == "open",
            "declares": bool(stands.members) and stands.activity.state == "open",
            "declared": all(one.declared_at for one in stands.members),
            "form": form,
            "breadcrumbs": crumbs(stands),
        },
        status=422 if form.errors else 200,
    )


def _organisations(stands: Standing) -> list[Organisation]:
    """Those whose people can be added: the holder first, then the services looked at, then other bodies."""
    activity = stands.activity
    first = [
        activity.organisation,
        *(one.organisation for one in activity.subjects.select_related("organisation")),
    ]
    others = Organisation.objects.exclude(pk__in=[one.pk for one in first]).order_by("name")
    return list(dict.fromkeys([*first, *others]))

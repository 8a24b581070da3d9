"""Inviting somebody: by e-mail where there is a mail server, by a link to pass on where not."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string

from plumbline_web.people.actions import PeopleRefused
from plumbline_web.people.actions import invite as invite_person
from plumbline_web.people.conditions import INVITATION_DAYS
from plumbline_web.people.doors import needs
from plumbline_web.people.forms import InviteForm
from plumbline_web.people.models import Invitation
from plumbline_web.people.queries import Access
from plumbline_web.people.telling import log


@needs("manage people")
def invite(request: HttpRequest, seen: Access) -> HttpResponse:
    """Who, by which address, to which role. The link is shown here once where no mail can be sent."""
    form = InviteForm(request.POST if request.method == "POST" else None, organisation=seen.organisation)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made, link = invite_person(
                by=seen.account,
                organisation=seen.organisation,
                email=given["email"],
                name=given["name"],
                **form.held(),
            )
        except PeopleRefused as refused:
            form.add_error(None, str(refused))
        else:
            if settings.HAS_MAIL and _sent(made, link):
                messages.success(request, f"The invitation to {made.name} is sent.")
                return redirect("people:people", organisation=seen.organisation.slug)
            return render(
                request,
                "people/invited.html",
                {"one": made, "link": link, "unsent": settings.HAS_MAIL, "days": INVITATION_DAYS},
            )
    return render(
        request,
        "people/invite.html",
        {"form": form, "has_mail": settings.HAS_MAIL},
        status=422 if form.errors else 200,
    )


def _sent(invitation: Invitation, link: str) -> bool:
    """Whether the mail server took the message. What it said is logged without the address."""
    text = render_to_string(
        "people/invitation_message.txt", {"one": invitation, "link": link, "days": INVITATION_DAYS}
    )
    subject = f"Your invitation to Plumbline, {invitation.organisation.name}"
    try:
        send_mail(subject, text, None, [invitation.email])
    except OSError as fault:
        log.warning("An invitation could not be sent: %s", type(fault).__name__)
        return False
    return True

"""One edition: its files, what is different from the one before, and whether anyone may read it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from plumbline.errors import PlumblineError
from plumbline_web.audit.actions import record
from plumbline_web.people.doors import Refused
from plumbline_web.people.models import Organisation
from plumbline_web.publication.actions import close_address, open_address
from plumbline_web.publication.conditions import PublicationRefused
from plumbline_web.publication.forms import CloseAddressForm
from plumbline_web.publication.giving import published_file
from plumbline_web.publication.models import Edition
from plumbline_web.publication.queries import editions_in, editions_of, public_address
from plumbline_web.publication.showing import back, blind_page, called, file_answer, files_of
from plumbline_web.publication.states import FILES, PUBLIC_FILES
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.rules import refusal
from plumbline_web.scrutiny.showing import went


@in_activity("see editions")
def edition(request: HttpRequest, stands: Standing, key: str) -> HttpResponse:
    """The lead opens it to the public here, and closes it again with a reason."""
    if (page := blind_page(request, stands)) is not None:
        return page
    one = get_object_or_404(editions_in(stands.activity), key=key)
    form = CloseAddressForm(request.POST if "close" in request.POST else None)
    if request.method == "POST":
        if not stands.may("publish"):
            raise Refused(refusal("publish"))
        if "open" in request.POST:
            try:
                open_address(by=stands.account, edition=one)
                messages.success(request, "Anyone can read this edition now.")
            except PlumblineError as refused:
                messages.warning(request, str(refused))
            return redirect(request.path)
        if form.is_valid() and went(form, lambda: _close(stands, one, form)):
            messages.success(request, "The edition is closed to the public. It stays here.")
            return redirect(request.path)
    return _page(request, stands, one, form, status=422 if form.errors else 200)


@in_activity("see editions")
def edition_file(request: HttpRequest, stands: Standing, key: str, name: str) -> HttpResponse:
    """One of its files, checked to be the one that was published. That it was taken is written down."""
    if (page := blind_page(request, stands)) is not None:
        return page
    one = get_object_or_404(editions_in(stands.activity), key=key)
    if name not in FILES or FILES[name][0] not in one.files:
        raise Http404("The edition has no such file.")
    if name not in PUBLIC_FILES and not stands.may("have the bundle"):
        raise Refused(refusal("have the bundle"))
    try:
        content = published_file(one, name)
    except PublicationRefused as changed:
        _noted(stands, one, name, refused=True)
        return _page(request, stands, one, CloseAddressForm(), fault=str(changed), status=409)
    _noted(stands, one, name)
    inside = "" if one.public else "-not-for-publication"
    return file_answer(content, name, called(one.paper, f"edition-{one.number}{inside}"), inline=True)


def _page(
    request: HttpRequest,
    stands: Standing,
    one: Edition,
    form: CloseAddressForm,
    *,
    fault: str = "",
    status: int = 200,
) -> HttpResponse:
    names = [name for name in FILES if name in PUBLIC_FILES or stands.may("have the bundle")]
    address = public_address(one)
    return render(
        request,
        "publication/edition.html",
        {
            "activity": stands.activity,
            "one": one,
            "files": files_of(one, names),
            "fault": fault,
            "others": [each for each in editions_of(one.paper) if each.pk != one.pk],
            "address": address,
            "address_href": reverse("published", args=[one.key]) if address else "",
            "may_open": stands.may("publish") and stands.activity.organisation.kind == Organisation.NATIONAL,
            "publishes": stands.may("publish"),
            "form": form,
            "breadcrumbs": back(stands, ("Published", "publication:editions", {})),
        },
        status=status,
    )


def _close(stands: Standing, one: Edition, form: CloseAddressForm) -> None:
    close_address(by=stands.account, edition=one, why=form.cleaned_data["why"])


def _noted(stands: Standing, one: Edition, name: str, *, refused: bool = False) -> None:
    record(
        "took edition",
        by=stands.account,
        organisation=stands.organisation.slug,
        subject=f"activity:{stands.activity.key}",
        edition=one.key,
        format=name,
        refused=refused,
    )

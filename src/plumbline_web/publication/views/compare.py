"""Two editions of a paper beside each other: what came, went and changed, what prints otherwise."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from plumbline_web.publication.comparing import changes_of_editions
from plumbline_web.publication.queries import editions_in, editions_of
from plumbline_web.publication.showing import back, blind_page
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing


@in_activity("see editions")
def compare(request: HttpRequest, stands: Standing, key: str) -> HttpResponse:
    """The edition in the address against an earlier one, the one before it unless another is chosen."""
    if (page := blind_page(request, stands)) is not None:
        return page
    one = get_object_or_404(editions_in(stands.activity), key=key)
    earlier = list(editions_of(one.paper).filter(number__lt=one.number))
    asked = request.GET.get("with", "")
    other = next((each for each in earlier if str(each.number) == asked), None) if asked else None
    other = other or (earlier[0] if earlier else None)
    return render(
        request,
        "publication/compare.html",
        {
            "activity": stands.activity,
            "one": one,
            "other": other,
            "earlier": earlier,
            "changes": changes_of_editions(other, one) if other else [],
            "breadcrumbs": back(
                stands,
                ("Published", "publication:editions", {}),
                (f"{one.paper.title}, edition {one.number}", "publication:edition", {"key": one.key}),
            ),
        },
    )

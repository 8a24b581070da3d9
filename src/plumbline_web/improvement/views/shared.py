"""The plans that services have shared with a scrutiny body, and one of them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from plumbline_web.improvement.books import judging_day
from plumbline_web.improvement.queries import share_seen, shared_with
from plumbline_web.improvement.showing import crumbs
from plumbline_web.improvement.telling_facts import facts_of, plan_facts
from plumbline_web.improvement.views.plan import shown
from plumbline_web.people.doors import needs
from plumbline_web.people.models import Organisation
from plumbline_web.people.queries import Access, today


@needs("see shared plans")
def shared(request: HttpRequest, seen: Access) -> HttpResponse:
    """Each plan that is shared, with where its areas stand."""
    only_national(seen)
    shares = list(shared_with(seen))
    facts = facts_of([one.plan for one in shares], _day(shares))
    return render(
        request,
        "improvement/shared.html",
        {"rows": list(zip(shares, facts, strict=True)), "breadcrumbs": crumbs(seen.organisation)},
    )


@needs("see shared plans")
def shared_plan(request: HttpRequest, seen: Access, key: str) -> HttpResponse:
    """One of them, as its own people see it; nothing on it leads to a case."""
    only_national(seen)
    share = share_seen(seen, key)
    day = judging_day(share.plan.organisation)
    there = reverse("improvement:shared", kwargs={"organisation": seen.organisation.slug})
    return render(
        request,
        "improvement/shared_plan.html",
        {
            "share": share,
            "plan": share.plan,
            **shown(plan_facts(share.plan, day), request.GET.get("sort", "")),
            "as_at": day,
            "print": [("pdf", "PDF"), ("word", "Word"), ("page", "page")],
            "address": request.path,
            "breadcrumbs": crumbs(seen.organisation, ("Plans shared with you", there)),
        },
    )


def only_national(seen: Access) -> None:
    """Only a scrutiny body has such a page. Raises Http404."""
    if seen.organisation.kind != Organisation.NATIONAL:
        raise Http404("Only a national body has plans shared with it.")


def _day(shares):  # type: ignore[no-untyped-def]
    return judging_day(shares[0].plan.organisation) if shares else today()

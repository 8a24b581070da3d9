"""What the pages of an activity share: the way back, and where a need is seen to."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import NoReverseMatch, reverse

from plumbline_web.scrutiny.needs import Need
from plumbline_web.scrutiny.queries import Standing

STAGE_COLOURS = {"planned": "grey", "begun": "blue", "ended": "green"}


def crumbs(stands: Standing) -> list[tuple[str, str]]:
    """The way back from a page of an activity."""
    place = {"organisation": stands.organisation.slug}
    return [
        ("Scrutiny", reverse("scrutiny:activities", kwargs=place)),
        (stands.activity.title, href(stands, "scrutiny:activity")),
    ]


def href(stands: Standing, name: str, **parts: str) -> str:
    """The address of a page of this activity."""
    place = {"organisation": stands.organisation.slug, "activity": stands.activity.key}
    return reverse(name, kwargs={**place, **parts})


def linked_needs(stands: Standing, needs: Iterable[Need]) -> list[dict[str, object]]:
    """Each need with the address where it is seen to, for those who may open that page."""
    return [
        {
            "words": one.words,
            "met": one.met,
            "waits_for": one.waits_for,
            "href": _seen_to(stands, one),
        }
        for one in needs
    ]


def _seen_to(stands: Standing, need: Need) -> str:
    if not need.place or not stands.may(need.act):
        return ""
    try:
        return href(stands, need.place)
    except NoReverseMatch:  # the page is of an app that is not there
        return ""

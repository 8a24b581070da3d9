"""What the pages of an activity share: the way back, and where a need is seen to."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django import forms
from django.urls import NoReverseMatch, reverse

from plumbline.errors import PlumblineError
from plumbline_web.scrutiny.needs import Need
from plumbline_web.scrutiny.queries import Standing

REQUEST_COLOURS = {"asked": "blue", "answered": "green", "not_held": "grey", "withdrawn": "grey"}
OPENING_COLOURS = {"asked": "blue", "open": "green", "refused": "red", "withdrawn": "grey", "closed": "grey"}
STAGE_COLOURS = {"planned": "grey", "begun": "blue", "ended": "green"}


PLACES = {
    "Who and what": (
        (
            "Services looked at",
            "scrutiny:services",
            "see the activity",
            "when told, the run, grants, whom to ring",
        ),
        ("Requests", "scrutiny:requests", "see requests", "what is asked of the service, and its answers"),
        ("Team", "scrutiny:team", "see the team", "who has which part, and what each declared"),
        ("Notes", "scrutiny:notes", "see notes", "meetings, feedback, forms, surveys, what was given out"),
        ("Forms and surveys", "voices:forms", "see forms", "what the service writes, and what people say"),
    ),
    "Reading of records": (
        ("Sample", "scrutiny:draws", "see the sample", "who is in scope, how many are read, the draw"),
        ("Instrument", "reading:instrument", "see the reading", "the questions that records are read by"),
        ("Practice", "reading:practice", "deal records", "records to try the questions on first"),
        ("Dealing", "reading:dealing", "deal records", "who reads which record"),
        ("Records to read", "reading:queue", "read records", "those dealt to you"),
        ("Not to be read", "reading:obstacles", "replace a record", "what readers could not read, to decide"),
        ("Submitted", "reading:submitted", "see the reading", "what came in, and what was returned"),
        ("Differences", "reading:differences", "settle differences", "what two readers answered differently"),
        (
            "What the reading says",
            "reading:results",
            "see results",
            "by question, with its interval and word",
        ),
        ("Concerns", "reading:concerns", "see concerns", "somebody may be at risk"),
    ),
    "Evidence and judgement": (
        ("Evidence", "evidence:board", "see evidence", "what was gathered, by indicator and kind of source"),
        ("Send evidence", "evidence:send", "send evidence", "documents and what you say of yourselves"),
        (
            "Judgements",
            "judgement:judgements",
            "see judgements",
            "findings, evaluations, what is said to the service",
        ),
        ("Own evaluation", "judgement:own", "write own evaluation", "how the service evaluates itself"),
    ),
    "Report": (
        ("Report", "writing:papers", "see the report", "writing it, and what does not hold in it yet"),
        (
            "Factual accuracy",
            "publication:accuracy",
            "see factual accuracy",
            "drafts with the service, comments on them, and answers",
        ),
        ("Published", "publication:editions", "see editions", "each edition, as a page, PDF and Word"),
    ),
}
"""The pages of an activity, in groups: name, address, what somebody must be allowed to do, what it is for."""


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


def places(stands: Standing) -> list[dict[str, str]]:
    """The pages of an activity that this person may open, and what each is for."""
    return [
        {"group": group, "label": label, "href": there(stands, name), "about": about}
        for group, pages in PLACES.items()
        for label, name, act, about in pages
        if stands.may(act) and there(stands, name)
    ]


def _seen_to(stands: Standing, need: Need) -> str:
    return there(stands, need.place) if need.place and stands.may(need.act) else ""


def there(stands: Standing, name: str, **parts: str) -> str:
    """The address of a page of this activity; empty where the app it is of is not there."""
    try:
        return href(stands, name, **parts)
    except NoReverseMatch:  # the page is of an app that is not there
        return ""


def went(form: forms.Form, verb: Callable[[], object], field: str | None = None) -> bool:
    """Whether a verb did what the form asks; where it refused, the form says why."""
    try:
        verb()
    except PlumblineError as refused:
        form.add_error(field, str(refused).splitlines())
        return False
    return True

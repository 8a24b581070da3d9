"""How far an organisation has come on the way to its first figures."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from plumbline_web.people.context import first_place
from plumbline_web.people.models import Organisation
from plumbline_web.people.queries import Access, grants_on, memberships_on, today
from plumbline_web.people.rules import ALLOWED
from plumbline_web.records.models import Extract
from plumbline_web.records.queries import extracts_of, runs_of


@dataclass(frozen=True)
class Step:
    """One step: what it is, how it stands in words, where it is done by those who may do it."""

    label: str
    hint: str
    status: str
    colour: str
    href: str = ""


DONE, NEXT, LATER, TROUBLE = ("Done", "green"), ("To do", "blue"), ("Later", "grey"), ("Look at it", "orange")
_UNDER_WAY = ("Under way", "yellow")

_LOADED = {
    "waiting": ("It waits to be checked.", _UNDER_WAY),
    "checking": ("It is being checked.", _UNDER_WAY),
    "faulty": ("Errors were found. Each is listed with how to mend it.", TROUBLE),
    "ready": ("It is checked and waits for your information lead to accept it.", ("Decide", "blue")),
    "failed": ("It could not be checked.", TROUBLE),
    "taken": ("It was accepted.", DONE),
    "refused": ("The last one was turned away. Load another.", NEXT),
}


def has_run(seen: Access) -> bool:
    """Whether there is a run that can be opened."""
    return runs_of(seen).exists()


def begins_here(seen: Access) -> str:
    """Where somebody is led after signing in: the first page they may see, or the first steps without a run.

    A grant leads to the figures it opens, if there are any.
    """
    if seen.roles and not has_run(seen) and not (_only_looks(seen) and _granted(seen)):
        return reverse("start:begin", kwargs={"organisation": seen.organisation.slug})
    return first_place(seen)


def steps(seen: Access) -> list[Step]:
    """What leads to the first figures, in order; who only looks into others’ records needs a grant."""
    if _only_looks(seen):
        return [_people(seen), _load(seen), _grant(seen)]
    newest = extracts_of(seen).first()
    return [_people(seen), _prepare(newest), _load(seen), _check(seen, newest), _figures(seen, newest)]


def _only_looks(seen: Access) -> bool:
    """Whether it is a national body that loads no records of its own."""
    return seen.organisation.kind == Organisation.NATIONAL and not seen.organisation.acts_for_all


def _granted(seen: Access) -> int:
    """How many grants it holds today."""
    return grants_on(today()).filter(to=seen.organisation).count()


def _address(seen: Access, name: str, act: str, **more: str) -> str:
    """The address of a page for those who may see it, else nothing."""
    return reverse(name, kwargs={"organisation": seen.organisation.slug, **more}) if seen.may(act) else ""


def _people(seen: Access) -> Step:
    lead = memberships_on(today()).filter(organisation=seen.organisation, role__in=ALLOWED["load records"])
    if lead.exists():
        return Step(
            "Give people their roles",
            "There is an information lead, who loads the records. Others can be invited at any time.",
            *DONE,
            _address(seen, "people:people", "see people"),
        )
    return Step(
        "Give people their roles",
        "An information lead is needed, who loads the records. Your administrator invites one.",
        *NEXT,
        _address(seen, "people:invite", "manage people"),
    )


def _prepare(newest: Extract | None) -> Step:
    return Step(
        "Prepare an extract",
        "One table a file, from your case system. The empty template shows every column; a supplier’s own "
        "columns can be mapped instead.",
        *(DONE if newest else NEXT),
        reverse("start:template"),
    )


def _load(seen: Access) -> Step:
    loaded = extracts_of(seen).exists()
    return Step(
        "Load the extract",
        "A folder, a zip or a workbook. Your information lead does this.",
        *(DONE if loaded else NEXT),
        _address(seen, "records:extracts", "load records"),
    )


def _check(seen: Access, newest: Extract | None) -> Step:
    label = "Check it and accept it"
    if newest is None:
        return Step(label, "Every fault is listed, with how to mend it. Nothing counts before.", *LATER)
    hint, status = _LOADED[newest.state]
    return Step(label, hint, *status, _address(seen, "records:extract", "see extracts", key=newest.key))


def _figures(seen: Access, newest: Extract | None) -> Step:
    label = "See where you stand"
    if has_run(seen):
        return Step(label, "The figures are ready.", *DONE, _address(seen, "measure:overview", "see figures"))
    run = newest.runs.first() if newest is not None else None
    if run is not None and run.state == "failed":
        where = _address(seen, "records:extract", "see extracts", key=newest.key)
        return Step(label, "The extract could not be judged.", *TROUBLE, where)
    if run is not None:
        return Step(label, "The extract is being judged. This takes minutes, not hours.", *_UNDER_WAY)
    return Step(label, "Each standard with its rate, what changed and what needs attention first.", *LATER)


def _grant(seen: Access) -> Step:
    held = _granted(seen)
    return Step(
        "Be granted a council’s cases",
        f"{held} open today."
        if held
        else "Ask the council: its administrator or service manager gives a grant.",
        *(DONE if held else NEXT),
        _address(seen, "people:grants_held", "see grants"),
    )

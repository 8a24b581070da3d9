"""Whether something can be done in an activity now, and why not in words. Who may do it is in `rules`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from plumbline.errors import PlumblineError
from plumbline.scrutiny.activities import ActivityTemplate
from plumbline_web.people.models import Organisation
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.models import Activity


class ScrutinyRefused(PlumblineError):
    """It cannot be done as things are. The message says why and what to do."""


def check_open(activity: Activity) -> None:
    """Raise ScrutinyRefused where the activity has ended: then it is only read."""
    if activity.state != "open":
        raise ScrutinyRefused("This activity has ended. It can be read, and nothing in it can be changed.")


def check_move(
    moves: Mapping[tuple[str, str], str], before: str, after: str, words: Mapping[str, str]
) -> None:
    """Raise ScrutinyRefused where no such move is in the table of states."""
    if (before, after) not in moves:
        raise ScrutinyRefused(
            f"It is “{words[before]}”, and cannot become “{words[after]}” from there. "
            "Somebody may have been quicker: look at the page again."
        )


def check_day(on: date, *, after: date | None = None, before_words: str = "") -> None:
    """Raise ScrutinyRefused where a day on which something happened lies ahead, or before another day."""
    if on > today():
        raise ScrutinyRefused("That day is still to come. Give the day it happened.")
    if after is not None and on < after:
        raise ScrutinyRefused(f"That day is before {before_words} on {day(after)}. Give a later one.")


def day(one: date) -> str:
    """A day as people write it: 3 March 2026."""
    return f"{one.day} {one:%B %Y}"


def check_subjects(
    template: ActivityTemplate, holder: Organisation, subjects: Iterable[Organisation]
) -> None:
    """Raise ScrutinyRefused where the template cannot look at these services, or the holder may not."""
    given, wanted = list(subjects), template.subject
    allowed = set(services_to_look_at(holder))
    for one in given:
        if one.pk not in allowed:
            raise ScrutinyRefused(
                f"{holder.name} cannot look at {one.name}: only a national body looks at others."
            )
    kinds = {wanted.kind} | ({Organisation.COUNCIL} if wanted.kind == Organisation.PARTNERSHIP else set())
    wrong = [one.name for one in given if one.kind not in kinds and one.pk != holder.pk]
    if wrong:
        raise ScrutinyRefused(
            f"This kind of activity looks at a {wanted.kind}. "
            f"Take out {', '.join(wrong)}, or choose another kind."
        )
    whole = all(one.kind == Organisation.COUNCIL for one in given)
    most = wanted.most * (wanted.councils if whole else 1)
    if not wanted.least <= len(given) <= most:
        raise ScrutinyRefused(
            f"This kind of activity looks at {_how_many(wanted.least, most)}. You chose {len(given)}."
        )


def services_to_look_at(holder: Organisation) -> list[int]:
    """The keys of the organisations that this one may look at.

    A national body looks at every service; a service at itself, its partnerships and its members.
    """
    if holder.kind == Organisation.NATIONAL:
        found = Organisation.objects.exclude(kind=Organisation.NATIONAL)
    else:
        found = (
            Organisation.objects.filter(pk=holder.pk)
            | Organisation.objects.filter(members=holder)
            | Organisation.objects.filter(partnerships=holder)
        )
    return list(found.distinct().values_list("pk", flat=True))


def _how_many(least: int, most: int) -> str:
    if least == most:
        return "one service" if most == 1 else f"{most} services"
    return f"{least} to {most} services"

"""Reading the trail: searching it, and checking that it is whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path

from django.db import connection
from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils import timezone
from django.utils.dateformat import format as date_format

from plumbline_web.audit.heads import read_heads
from plumbline_web.audit.models import Event, Seal
from plumbline_web.audit.rules import FIRST_PREVIOUS, seal_hash

TRIGGERS = {
    f"audit_{table}_no_{what}" for table in ("event", "seal") for what in ("update", "delete", "replace")
}
"""What refuses changes inside the database; see the migration 0002."""


def events_of(organisation: str, accounts: Iterable[str], *, alone: bool = False) -> QuerySet[Event]:
    """The events that concern an organisation, newest first.

    organisation: its slug. accounts: the keys of those who hold or held a role in it, whose sign-ins count as
    its own. alone: the organisation has the site to itself, so that a stranger's tries are its own too.
    """
    if alone:
        return Event.objects.all()
    keys = list(accounts)
    about = [f"account:{key}" for key in keys]
    return Event.objects.filter(
        Q(organisation=organisation) | (Q(organisation="") & (Q(account_key__in=keys) | Q(subject__in=about)))
    )


def search(
    events: QuerySet[Event],
    *,
    person: str = "",
    act: str = "",
    outcome: str = "",
    subject: str = "",
    from_on: date | None = None,
    until_on: date | None = None,
) -> QuerySet[Event]:
    """Those events that fit everything asked for.

    person: an account's key: what it did, and what was done to it. subject: a kind or "kind:key".
    """
    if person:
        events = events.filter(Q(account_key=person) | Q(subject=f"account:{person}"))
    if act:
        events = events.filter(act=act)
    if outcome:
        events = events.filter(outcome=outcome)
    if subject:
        events = events.filter(subject__startswith=subject)
    if from_on:
        events = events.filter(at__gte=_begins(from_on))
    if until_on:
        events = events.filter(at__lt=_begins(date.fromordinal(until_on.toordinal() + 1)))
    return events


def acts() -> list[str]:
    """Every act that occurs in the trail, in alphabetical order.

    Each is found from the one before in the index: reading millions of rows for some forty words takes long.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE found(act) AS ("
            "SELECT min(act) FROM audit_event UNION ALL "
            "SELECT (SELECT min(act) FROM audit_event WHERE act > found.act) FROM found "
            "WHERE found.act IS NOT NULL) SELECT act FROM found WHERE act IS NOT NULL"
        )
        return sorted(row[0] for row in cursor.fetchall())


@dataclass
class Check:
    """Whether the trail is whole. broken: where it is not, in words; notes: what else to know."""

    seals: int = 0
    events: int = 0
    since: int = 0
    broken: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """True where nothing was found amiss."""
        return not self.broken


def check(heads: Path) -> Check:
    """Work out every seal again, from the first, and hold it against the file of heads.

    heads: the file outside the database, or a copy of it. Finds an event changed, taken away or put in
    within a sealed batch, a seal changed or taken away, and the newest events taken away after their head was
    written. What happened since the last seal cannot be checked; it is counted.
    """
    found = Check()
    kept, wrong = read_heads(heads)
    found.broken += [f"Line {at} of the file of heads cannot be read." for at in wrong]
    previous, last, number, hashes = FIRST_PREVIOUS, 0, 0, {}
    for one in Seal.objects.order_by("number").iterator(chunk_size=2000):
        number += 1
        found.broken += _faults(one, number, previous, last)
        number, previous, last = one.number, one.hash, one.last
        hashes[one.number] = (one.last, one.hash)
        found.seals += 1
        found.events += one.events
    found.broken += _against(kept, hashes)
    seen = {one.number for one in kept}
    unkept = sorted(set(hashes) - seen)
    if unkept and (not seen or unkept[0] < max(seen)):
        found.broken.append(
            f"The file of heads says nothing of {_seals(unkept)}, so nobody can tell whether they are as "
            "they were. Check against a copy of the file that was kept elsewhere."
        )
    elif unkept:
        found.notes.append(
            f"The head of {_seals(unkept)} is not in the file yet; the next sealing writes it."
        )
    found.since = Event.objects.filter(id__gt=last).count()
    if missing := sorted(TRIGGERS - _triggers()):
        found.broken.append(
            f"The database no longer refuses changes to the trail: {', '.join(missing)} is missing. "
            "Somebody has taken it away, or the table was made anew."
        )
    return found


def _faults(seal: Seal, number: int, previous: str, last: int) -> list[str]:
    """What is wrong with one seal, the one before it being as given."""
    named = f"Seal {seal.number} of {date_format(timezone.localtime(seal.sealed_at), 'j F Y')}"
    faults = []
    if seal.number != number:
        faults.append(f"{_seals(range(number, seal.number)).capitalize()} is missing.")
    elif seal.previous_hash != previous:
        faults.append(f"{named} does not follow on the seal before it: one of the two was changed.")
    events = Event.objects.filter(id__gt=last, id__lte=seal.last).order_by("id")
    there = events.aggregate(count=Count("id"), first=Min("id"), last=Max("id"))
    where = f"events {seal.first} to {seal.last}"
    if there["count"] != seal.events:
        faults.append(f"{named} has {seal.events} events, and {there['count']} are there ({where}).")
    elif (there["first"], there["last"]) != (seal.first, seal.last):
        faults.append(f"{named} ran from event {seal.first} to {seal.last}, and no longer does.")
    elif seal_hash(seal, events.iterator(chunk_size=2000)) != seal.hash:
        faults.append(f"{named} no longer fits: one of {where}, or the seal, was changed.")
    return faults


def _against(kept: list, hashes: dict[int, tuple[int, str]]) -> list[str]:
    """Where the file of heads and the seals do not say the same."""
    faults, seen = [], {}
    for head in kept:
        there = hashes.get(head.number)
        if seen.setdefault(head.number, head) != head:
            faults.append(f"The file of heads says two things of seal {head.number}.")
        elif there is None:
            faults.append(
                f"Seal {head.number} is in the file of heads and not in the database: the newest events, "
                f"up to event {head.last}, may have been taken away."
            )
        elif there != (head.last, head.hash):
            faults.append(f"Seal {head.number} is not the one in the file of heads: it was made again.")
    return faults


def _seals(numbers: Iterable[int]) -> str:
    numbers = list(numbers)
    if len(numbers) == 1:
        return f"seal {numbers[0]}"
    return f"seals {numbers[0]} to {numbers[-1]}"


def _begins(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _triggers() -> set[str]:
    """The triggers that there are, by name."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname FROM pg_trigger "
                "WHERE tgrelid IN ('audit_event'::regclass, 'audit_seal'::regclass) "
                "AND NOT tgisinternal AND tgenabled <> 'D'"
            )
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {row[0] for row in cursor.fetchall()}

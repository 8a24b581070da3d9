"""Adding to the trail, and sealing what was added."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol, TypeVar

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from plumbline_web.audit.heads import add_heads, read_heads
from plumbline_web.audit.models import Event, Seal
from plumbline_web.audit.rules import FIRST_PREVIOUS, Head, seal_hash

Row = TypeVar("Row", bound=Model)


class Actor(Protocol):
    """Whoever did it: an account, known by its key and name."""

    key: str
    name: str


def record(
    act: str,
    *,
    by: Actor | None,
    organisation: str = "",
    subject: str = "",
    refused: bool = False,
    **details: Any,
) -> Event:
    """Add one event to the trail, inside the caller's transaction.

    act: a verb in the past, such as "uploaded extract". by: None for the site itself or a stranger.
    organisation: its slug. subject: "kind:key". details: counts, states and keys; never a person's data.
    """
    return Event.objects.create(
        account_key=by.key if by is not None else "",
        account_name=by.name if by is not None else "",
        organisation=organisation,
        act=act,
        outcome="refused" if refused else "done",
        subject=subject,
        details=details,
    )


@transaction.atomic
def end_once(
    row: Row,
    act: str,
    *,
    by: Actor | None,
    organisation: str,
    subject: str,
    ended: str = "ended_at",
    ended_by: str = "",
    **details: Any,
) -> Row:
    """End something now and record it; what has ended before stays as it is. Returns the row as it stands.

    ended: the field of the time. ended_by: the field of who did, where there is one. The rest: as `record`.
    """
    held = type(row)._default_manager.select_for_update().get(pk=row.pk)
    if getattr(held, ended) is None:
        changed = {ended: timezone.now()} | ({ended_by: by} if ended_by else {})
        for name, value in changed.items():
            setattr(held, name, value)
        held.save(update_fields=list(changed))
        record(act, by=by, organisation=organisation, subject=subject, **details)
    return held


@transaction.atomic
def seal(*, by: Actor | None, organisation: str = "") -> Seal | None:
    """Seal every event since the last seal, and add the head to the file outside the database.

    by: None for the timetable. organisation: that of an administrator who asked. None where nothing happened
    since. The head is written when the transaction is over; where that fails, the next sealing writes it.
    """
    _wait_for_writers()
    before = Seal.objects.order_by("-number").first()
    since = before.last if before else 0
    if not Event.objects.filter(id__gt=since).exists():
        _heads_later()
        return None
    record("sealed audit trail", by=by, organisation=organisation, number=before.number + 1 if before else 1)
    batch = Event.objects.filter(id__gt=since).order_by("id")
    ids = list(batch.values_list("id", flat=True))
    made = Seal(
        number=before.number + 1 if before else 1,
        first=ids[0],
        last=ids[-1],
        events=len(ids),
        previous_hash=before.hash if before else FIRST_PREVIOUS,
    )
    made.hash = seal_hash(made, batch.iterator(chunk_size=2000))
    made.save()
    _heads_later()
    return made


def _heads_later() -> None:
    """When the transaction is over, add the heads of the seals that the file does not reach."""
    transaction.on_commit(_write_heads)


def _write_heads() -> None:
    path = Path(settings.AUDIT_HEADS)
    known = max((one.number for one in read_heads(path)[0]), default=0)
    missing = Seal.objects.filter(number__gt=known).order_by("number")
    add_heads(path, [Head(one.number, one.last, one.hash) for one in missing])


def _wait_for_writers() -> None:
    """Let nobody add an event meanwhile: one written with an earlier number but seen later would be missed.

    SQLite has one writer at a time as it is.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE audit_event IN SHARE ROW EXCLUSIVE MODE")

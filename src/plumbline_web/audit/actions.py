"""Adding to the trail."""

from __future__ import annotations

from typing import Any, Protocol

from plumbline_web.audit.models import Event


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

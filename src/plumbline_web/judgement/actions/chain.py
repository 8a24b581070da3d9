"""What findings, evaluations and statements have in common: versions in a chain, of which one counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from django.utils import timezone

from plumbline_web.judgement.kept import newest
from plumbline_web.judgement.models import Chained, Evaluation, Finding, Statement
from plumbline_web.people.models import Account
from plumbline_web.scrutiny.models import Activity
from plumbline_web.scrutiny.trail import record_in

Version = TypeVar("Version", bound=Chained)
Newest = Literal["newest"]
"""What a version is written over, where whoever writes it has no page before them: the one that counts."""


@dataclass(frozen=True)
class Place:
    """Where a fresh version comes to stand. over: the one that it is written over, None for the first.

    there: the one that counts meanwhile. Where they differ, two people wrote at once: both are kept, and the
    fresh one does not count until somebody chooses.
    """

    over: Any
    there: Any

    @property
    def clash(self) -> bool:
        """Whether somebody else has written meanwhile."""
        return bool(self.there != self.over)

    @property
    def follows(self) -> bool:
        """Whether it changes what counts, for which a reason may be wanted."""
        return self.there is not None and not self.clash

    @property
    def fields(self) -> dict[str, Any]:
        """What the fresh version says of its place: fields of `Chained`."""
        return {
            "based_on": self.over,
            "beside": self.there if self.clash else None,
            "chosen": not self.clash,
        }


def place(versions: Iterable[Version], based_on: Version | Newest | None) -> Place:
    """Where a version written over `based_on` stands among these, oldest first."""
    there = newest(versions)
    return Place(there if based_on == "newest" else based_on, there)


def kept_again(version: Version, *fields: str, by: Account, why: str, **held: Any) -> Version:
    """One of two versions written at once, kept again as the newest, so that it counts.

    fields: what it says, copied as it is. held: what it is a version of, by the name of its field.
    """
    (whole,) = held.values()
    return type(version).objects.create(
        **held,
        **{name: getattr(version, name) for name in fields},
        why=why,
        based_on=newest(whole.versions.all()),
        by=by,
    )


def mark_withdrawn(held: Finding | Statement, by: Account, why: str) -> None:
    """Write down that a finding or statement is withdrawn. It stays on record, and its number with it."""
    held.withdrawn_by, held.withdrawn_at, held.withdrawn_why = by, timezone.now(), why
    held.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_why"])


def noted_of_evaluation(act: str, by: Account, held: Evaluation, **more: object) -> None:
    """Write down what was done with an evaluation."""
    activity = Activity.objects.select_related("organisation").get(pk=held.activity_id)
    record_in(activity, act, by=by, evaluation=held.key, indicator=held.indicator, **more)

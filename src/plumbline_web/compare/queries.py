"""The shares of councils that can be put side by side: of runs held here, and of files brought in."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from plumbline.measures.comparison import Comparison, comparison_of_shares
from plumbline.measures.measures_file import Share, read_measures_csv, recent_shares
from plumbline.measures.text_tables import FEWEST_FOR_A_PERCENTAGE
from plumbline.publishing.report import council_names
from plumbline_web.measure.models import OthersMeasures
from plumbline_web.people.models import Organisation
from plumbline_web.people.queries import Access, organisations_open
from plumbline_web.records.models import Run

OTHER = "Another council"


@dataclass(frozen=True)
class Source:
    """Where an authority's shares come from. named: whether this person may see whose they are.

    shares: standard -> what it met of it over its last complete months.
    """

    authority: str
    name: str
    named: bool
    own: bool
    as_at: date
    brought_in: bool
    shares: dict[str, Share]


def sources(seen: Access) -> list[Source]:
    """Every council with figures here: of each the latest run, else the latest file that was brought in.

    A council's own figures come from its own run; where it has none here, from a national body's. In the
    order of their names, those without a name last, in an order that tells nothing.
    """
    held: dict[str, tuple[Run | OthersMeasures, dict[str, Share]]] = {}
    for one in OthersMeasures.objects.filter(
        organisation=seen.organisation, removed_at__isnull=True
    ).order_by("as_at", "id"):
        held[one.authority] = (one, _of(_brought_in(one.pk, one.text, one.as_at), one.authority))
    for run in _latest_runs():
        found = _of_run(run.folder / "run" / "measures.csv", run.as_at)
        for authority in {place for _, place in found}:
            if (
                run.organisation.authority == authority
                or authority not in held
                or isinstance(held[authority][0], OthersMeasures)
            ):
                held[authority] = (run, _of(found, authority))
    names = _names()
    named, own = _named(seen), seen.organisation.authorities
    shown = [
        Source(
            authority=authority,
            name=names.get(authority, authority),
            named=authority in named or isinstance(where, OthersMeasures),
            own=authority in own,
            as_at=where.as_at,
            brought_in=isinstance(where, OthersMeasures),
            shares=shares,
        )
        for authority, (where, shares) in held.items()
    ]
    by_name = sorted((one for one in shown if one.named), key=lambda one: one.name)
    others = [one for one in shown if not one.named]
    # An order of its own for each organisation, the same at each look: looks put together tell no more.
    random.Random(seen.organisation.pepper).shuffle(others)
    return [*by_name, *others]


@dataclass(frozen=True)
class Beside:
    """The funnel of one standard. called: unit -> its name on the page. own, unnamed: which are which."""

    found: Comparison
    called: dict[str, str]
    own: frozenset[str]
    unnamed: frozenset[str]


def compared(code: str, title: str, held: Iterable[Source]) -> Beside:
    """The funnel of one standard over these councils.

    A council that may not be named enters it with its duties rounded to tens and its share to hundredths, and
    not at all under 10 duties or where too much cannot be told: its exact counts are for nobody else to see.
    """
    shares, called, own, unnamed = {}, {}, set(), set()
    unknown: dict[str, int] = {}
    for at, one in enumerate(held):
        if code not in one.shares:
            continue
        share = one.shares[code]
        met, judged = share.met, share.judged
        key = f"0 {one.name}" if one.named else f"1 {OTHER} {at}"
        if not one.named:
            if judged < FEWEST_FOR_A_PERCENTAGE or share.bounded:
                continue
            met, judged = _rounded(met, judged)
            unnamed.add(key)
        else:
            unknown[key] = share.unknown
        if one.own:
            own.add(key)
        shares[key], called[key] = (met, judged), one.name if one.named else OTHER
    found = comparison_of_shares(code, title, shares, unknown=unknown)
    return Beside(found, called, frozenset(own), frozenset(unnamed))


def _rounded(met: int, judged: int) -> tuple[int, int]:
    """A share as an unnamed point shows it: duties to the nearest ten, the share to the nearest hundredth."""
    base = max(10, round(judged, -1))
    return round(round(met / judged, 2) * base), base


def _latest_runs() -> list[Run]:
    """The latest run of each organisation, councils' last: a council's own goes before a national one."""
    latest: dict[int, Run] = {}
    for run in Run.objects.filter(state__in=("frozen", "removed")).select_related("organisation"):
        latest.setdefault(run.organisation_id, run)
    return sorted(latest.values(), key=lambda run: (run.organisation.kind == Organisation.COUNCIL, run.pk))


def _named(seen: Access) -> frozenset[str]:
    """The authorities whose figures this person may see by name.

    Their own; of those organisations that they have a role in or a grant for; all, in a national body.
    """
    if seen.organisation.kind == Organisation.NATIONAL and seen.may("see figures"):
        return frozenset(_names())
    own = seen.organisation.authorities
    return own.union(*(one.authorities for one in organisations_open(seen.account, "see figures")))


def _names() -> dict[str, str]:
    """An authority's code -> its name: the organisation's here, else that of a made-up council."""
    own = Organisation.objects.exclude(authority="").values_list("authority", "name")
    return {**council_names(), **dict(own)}


def _of(found: dict[tuple[str, str], Share], authority: str) -> dict[str, Share]:
    return {standard: share for (standard, place), share in found.items() if place == authority}


@lru_cache(maxsize=256)
def _of_run(path: Path, as_at: date) -> dict[tuple[str, str], Share]:
    """A frozen run never changes, so its file is read once."""
    return recent_shares(read_measures_csv(path.read_text("utf-8")), as_at)


@lru_cache(maxsize=256)
def _brought_in(pk: int, text: str, as_at: date) -> dict[tuple[str, str], Share]:
    return recent_shares(read_measures_csv(text), as_at)

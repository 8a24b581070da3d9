"""Themes across the plans that services have shared with a scrutiny body, by quality indicator."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from plumbline.measures.periods import parse_label
from plumbline_web.improvement.books import judging_day
from plumbline_web.improvement.facts import ActionFacts, AreaFacts
from plumbline_web.improvement.queries import shared_with
from plumbline_web.improvement.telling_facts import facts_of
from plumbline_web.judgement.models import StatementVersion
from plumbline_web.people.queries import Access, today
from plumbline_web.reading.queries import blind
from plumbline_web.scrutiny.queries import activities_of

NONE = "none"
"""What areas under no indicator are gathered under; it comes last."""


@dataclass(frozen=True)
class Said:
    """An area for improvement said in one place at one time. share: the key of the plan’s share, or empty.

    verdict: in words, where a plan says how it stands. earlier: whether the same service was told before.
    """

    on: date
    service: str
    text: str
    where: str
    share: str = ""
    verdict: str = ""
    earlier: bool = False


@dataclass(frozen=True)
class Moved:
    """An area whose measure has moved, and the actions that began before it did."""

    service: str
    area: AreaFacts
    actions: tuple[ActionFacts, ...]
    share: str


@dataclass(frozen=True)
class Theme:
    """What is said of one indicator. unmoved: how many of its areas have not improved."""

    indicator: str
    title: str
    services: tuple[str, ...]
    said: tuple[Said, ...]
    moved: tuple[Moved, ...]
    unmoved: int


def themes_of(seen: Access) -> list[Theme]:
    """The themes that a scrutiny body sees: of plans shared with it, and of activities it has a part in.

    The theme in which most is unmoved comes first, what stands under no indicator last. Areas under several
    indicators count under each.
    """
    shares = list(shared_with(seen))
    day = judging_day(shares[0].plan.organisation) if shares else today()
    titles: dict[str, str] = {}
    said: dict[str, list[Said]] = {}
    moved: dict[str, list[Moved]] = {}
    unmoved: dict[str, int] = {}
    for share, plan in zip(shares, facts_of([one.plan for one in shares], day), strict=True):
        for area in plan.areas:
            for code in _codes(area.indicator):
                titles.setdefault(code, area.indicator_title)
                where = f"Plan: {plan.title}"
                one = Said(plan.made_on, plan.organisation, area.text, where, share.key, area.verdict_words)
                said.setdefault(code, []).append(one)
                if area.verdict in ("held", "shifted_not_held"):
                    moved.setdefault(code, []).append(
                        Moved(plan.organisation, area, began_before(area), share.key)
                    )
                else:
                    unmoved[code] = unmoved.get(code, 0) + 1
    answered = {one.plan.came_from_id for one in shares if one.plan.came_from_id}
    for code, one in _said_in_activities(seen, answered):
        said.setdefault(code, []).append(one)
    found = []
    for code, those in said.items():
        in_order = sorted(those, key=lambda one: (one.on, one.service, one.text))
        found.append(
            Theme(
                code,
                titles.get(code, ""),
                tuple(dict.fromkeys(one.service for one in in_order)),
                tuple(_with_earlier(in_order)),
                tuple(moved.get(code, ())),
                unmoved.get(code, 0),
            )
        )
    return sorted(
        found, key=lambda one: (one.indicator == NONE, -one.unmoved, -len(one.services), one.indicator)
    )


def began_before(area: AreaFacts) -> tuple[ActionFacts, ...]:
    """The actions that began before the measure first signalled for the better; all that began without one.

    It says what came first, and not what caused it.
    """
    begun = [one for one in area.actions if one.began_on is not None]
    if area.figure is None:
        return tuple(begun)
    signals = [one for one in area.figure.periods if one.when == "since" and one.speaks == "better"]
    if not signals:
        return tuple(begun)
    first = parse_label(signals[0].label).first_day
    return tuple(one for one in begun if one.began_on is not None and one.began_on <= first)


def _with_earlier(said: list[Said]) -> list[Said]:
    """With whether the same service was told before, in another plan or report of an earlier day."""
    found = []
    for one in said:
        before = any(
            each.service == one.service and each.where != one.where and each.on < one.on for each in said
        )
        found.append(replace(one, earlier=before))
    return found


def _codes(indicator: str) -> list[str]:
    return [one.strip() for one in indicator.split(",") if one.strip()] or [NONE]


def _said_in_activities(seen: Access, answered: set[int]) -> list[tuple[str, Said]]:
    """Areas for improvement of activities that this person has a part in and that are over.

    Those whose report a shared plan answers stand there already. Whoever still reads in one sees none of it.
    """
    activities = [
        one
        for one in activities_of(seen).filter(state="closed").exclude(pk__in=answered)
        if not blind(seen.account, one)
    ]
    newest: dict[int, StatementVersion] = {}
    for version in (
        StatementVersion.objects.filter(
            statement__activity__in=activities,
            statement__kind="area",
            statement__withdrawn_at=None,
            chosen=True,
        )
        .select_related("statement__activity")
        .prefetch_related("owners")
        .order_by("id")
    ):
        newest[version.statement_id] = version
    found = []
    for version in newest.values():
        activity = version.statement.activity
        on = (activity.closed_at or activity.opened_at).date()
        names = [one.name for one in version.owners.all()] or ["Not said whose"]
        for code in version.indicators or [NONE]:
            found += [(code, Said(on, name, version.text, f"Report: {activity.title}")) for name in names]
    return found

"""What the weekly digest says of plans, and to whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from factories.plans import furnished_plan
from factories.site import person
from plumbline_web.improvement.models import Area, AreaMove
from plumbline_web.improvement.telling import improvement_part
from plumbline_web.people.models import Account, Organisation
from plumbline_web.people.queries import access
from plumbline_web.timetable import MORE

pytestmark = pytest.mark.django_db


def said(account: Account, here: Organisation) -> tuple[str, ...]:
    part = improvement_part(access(account, here), timezone.now() - timedelta(days=7))
    return part.lines if part else ()


def test_the_digest_counts_what_is_done_without_effect_and_what_is_overdue(
    here: Organisation, manager: Account
) -> None:
    furnished_plan(here, manager)
    assert said(manager, here) == ("1 action done, and nothing has shifted.", "1 action overdue.")


def test_the_digest_names_an_area_that_opened_again(here: Organisation, manager: Account) -> None:
    furnished_plan(here, manager)
    area = Area.objects.get(text="First contact is made in time")
    area.state = "opened_again"
    area.save()
    AreaMove.objects.create(area=area, after="opened_again", verdict={}, by=None)
    assert said(manager, here)[0] == (
        "After the inspection, A1: First contact is made in time. Opened again."
    )


def test_who_may_not_say_what_became_of_actions_is_told_nothing(here: Organisation, manager: Account) -> None:
    furnished_plan(here, manager)
    assert said(person(here, "board_reader"), here) == ()


def test_without_a_plan_the_digest_says_nothing_of_improvement(here: Organisation, manager: Account) -> None:
    assert said(manager, here) == ()


def test_the_digest_asks_it_once() -> None:
    assert MORE.count(improvement_part) == 1

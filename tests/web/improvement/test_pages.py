"""The pages of plans: what they show, to whom, and with how many questions to the database."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from factories.plans import furnished_plan
from factories.site import national, person
from plumbline_web.people.models import Account, Organisation

pytestmark = pytest.mark.django_db
Browse = Callable[[Account], Client]
OWN = ("accept", "action", "area", "change_action", "change_area", "change_plan", "new_action", "new_area")


@pytest.fixture
def body() -> Organisation:
    return national()


@pytest.fixture
def keys(here: Organisation, manager: Account, body: Organisation) -> dict[str, str]:
    return furnished_plan(here, manager, body)


def address(organisation: Organisation, name: str, keys: dict[str, str]) -> str:
    parts = {"organisation": organisation.slug}
    whole = f"improvement:{name}"
    return reverse(whole, kwargs={**parts, **({"key": keys[whole]} if whole in keys else {})})


@pytest.mark.parametrize(
    "name",
    [
        "plans",
        "plans_file",
        "new_plan",
        "check",
        "plan",
        "plan_file",
        "new_area",
        "change_plan",
        "share",
        "area",
        "new_action",
        "change_area",
        "settle",
        "action",
        "change_action",
    ],
)
def test_a_manager_opens_each_page(
    here: Organisation, manager: Account, keys: dict[str, str], browse: Browse, name: str
) -> None:
    assert browse(manager).get(address(here, name, keys)).status_code == 200


@pytest.mark.parametrize("name", ["shared", "shared_plan", "themes", "plans"])
def test_a_scrutiny_body_opens_what_is_shared_with_it(
    body: Organisation, keys: dict[str, str], browse: Browse, name: str
) -> None:
    assert browse(person(body, "lead_inspector")).get(address(body, name, keys)).status_code == 200

"""What tests of plans share: a council with its people, and a browser in which somebody is signed in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from factories.activities import TEMPLATE
from factories.site import ELSEWHERE, council, person
from plumbline.scrutiny.frameworks import load_frameworks, load_scales
from plumbline_web.people.models import Account, Organisation
from plumbline_web.scrutiny.actions import open_activity
from plumbline_web.scrutiny.models import Activity


@pytest.fixture
def here() -> Organisation:
    return council()


@pytest.fixture
def manager(here: Organisation) -> Account:
    return person(here, "service_manager")


@pytest.fixture
def browse() -> Callable[[Account], Client]:
    """A browser in which somebody is signed in."""

    def signed_in(account: Account) -> Client:
        client = Client()
        client.force_login(account)
        return client

    return signed_in


@pytest.fixture
def stranger(here: Organisation) -> Organisation:
    """Another council, which has nothing to do with it."""
    return council("Brackenmoor", ELSEWHERE)


@pytest.fixture
def two_activities(here: Organisation, manager: Account) -> list[Activity]:
    """Two activities of the council's own, under way."""
    return [
        open_activity(
            by=manager,
            organisation=here,
            title=title,
            template=TEMPLATE,
            framework=load_frameworks()["quality_indicators_2019"],
            scale=load_scales()["six_point"],
            subjects=[here],
        )
        for title in ("Audit of 2024", "Audit of 2025")
    ]

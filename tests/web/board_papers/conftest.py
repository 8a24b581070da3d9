"""What tests of papers for a board share: a council with a plan and its runs, and a browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from factories.plans import furnished_plan
from factories.site import council, person
from plumbline_web.improvement.models import Plan
from plumbline_web.people.models import Account, Organisation


@pytest.fixture
def here() -> Organisation:
    return council()


@pytest.fixture
def manager(here: Organisation) -> Account:
    return person(here, "service_manager")


@pytest.fixture
def plan(here: Organisation, manager: Account) -> Plan:
    furnished_plan(here, manager)
    return Plan.objects.get()


@pytest.fixture
def browse() -> Callable[[Account], Client]:
    """A browser in which somebody is signed in."""

    def signed_in(account: Account) -> Client:
        client = Client()
        client.force_login(account)
        return client

    return signed_in

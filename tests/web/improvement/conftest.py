"""What tests of plans share: a council with its people, and a browser in which somebody is signed in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from factories.site import council, person
from plumbline_web.people.models import Account, Organisation


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

"""What tests of people share: two councils, a national body, and somebody signed in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from factories.site import ELSEWHERE, council, national, person
from plumbline_web.people.models import Account, Organisation


@pytest.fixture(autouse=True)
def no_limits_left_over() -> None:
    """Wrong passwords of the test before do not count."""
    cache.clear()


@pytest.fixture
def here() -> Organisation:
    """A council."""
    return council()


@pytest.fixture
def there() -> Organisation:
    """Another council."""
    return council("Brackenmoor", ELSEWHERE)


@pytest.fixture
def inspectorate() -> Organisation:
    """A national body that loads no records."""
    return national()


@pytest.fixture
def administrator(here: Organisation) -> Account:
    """Who looks after the council's accounts."""
    return person(here, "administrator")


@pytest.fixture
def browse() -> Callable[[Account], Client]:
    """A browser in which somebody is signed in."""

    def signed_in(account: Account) -> Client:
        client = Client()
        client.force_login(account)
        return client

    return signed_in

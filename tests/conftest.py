"""What every test needs, and the made-up extract that tests of the site, its pages and its journeys share."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from factories.trail import let_tests_empty_the_trail

let_tests_empty_the_trail()

# The same cases each time, however busy the machine is: what fails here fails everywhere. To look for cases
# that nobody has seen yet: pytest tests/properties --hypothesis-profile=default.
settings.register_profile(
    "the same each time", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("the same each time")


@pytest.fixture(scope="session")
def extract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small extract of one council, two years."""
    from factories.site import made_up  # the site's models are not for tests of the core

    return made_up(tmp_path_factory.mktemp("extract"))

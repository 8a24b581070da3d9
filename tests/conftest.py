"""What every test needs, and the made-up extract that tests of the site, its pages and its journeys share."""

from __future__ import annotations

from pathlib import Path

import pytest

from factories.trail import let_tests_empty_the_trail

let_tests_empty_the_trail()


@pytest.fixture(scope="session")
def extract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small extract of one council, two years."""
    from factories.site import made_up  # the site's models are not for tests of the core

    return made_up(tmp_path_factory.mktemp("extract"))

"""What tests of the site share: a made-up extract, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from factories.site import made_up


@pytest.fixture(scope="session")
def extract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small extract of one council, two years."""
    return made_up(tmp_path_factory.mktemp("extract"))

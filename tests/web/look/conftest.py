"""What tests of templates share: static files under their plain names, as no test collects them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import override_settings

from pages.gallery import TEMPLATES


@pytest.fixture(autouse=True)
def plain_static_names() -> Iterator[None]:
    """Addresses of static files without the checksum that collecting them would add."""
    with override_settings(
        TEMPLATES=TEMPLATES,
        STORAGES={"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
    ):
        yield

"""What the tests of pages share: the browser, and all components on one page, under the site's own policy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.test import override_settings

from factories.browsers import _kept_page, browser, open_page, same_page, served  # noqa: F401
from pages.gallery import TEMPLATES


@pytest.fixture(scope="module")
def gallery() -> Iterator[str]:
    """The address of the page of all components. It needs no database and no sign-in."""
    with (
        override_settings(
            ROOT_URLCONF="pages.gallery",
            TEMPLATES=TEMPLATES,
            MIDDLEWARE=["csp.middleware.CSPMiddleware", "django.middleware.csrf.CsrfViewMiddleware"],
            STORAGES={"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
        ),
        served(StaticFilesHandler(get_wsgi_application())) as address,
    ):
        yield address

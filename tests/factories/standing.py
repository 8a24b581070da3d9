"""The whole site on a free port of this machine, over the tests' own database: what a browser opens.

with standing(blocker) as address:        # what is written there is gone afterwards
    ...
    sign_in(page, address, account)       # by the form, as a person does
    let_in(page, address, account)        # by a session made beforehand, where signing in is not the point
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from django.db import connections, transaction
from django.test import Client
from playwright.sync_api import Page

from factories.browsers import served
from factories.site import PASSWORD
from plumbline_web.people.models import Account


@contextmanager
def on_the_tests_database() -> Iterator[str]:
    """The site's address. What is written stays; use it inside something that takes it back."""
    cache.clear()
    with served(_OneAtATime(StaticFilesHandler(get_wsgi_application()))) as address:
        yield address


@contextmanager
def standing(blocker: Any) -> Iterator[str]:
    """The site's address; what was written is taken back at the end. blocker: `django_db_blocker`.

    The tests themselves are marked `django_db`, so that each finds things as its module's fixtures left them.
    """
    with blocker.unblock(), transaction.atomic():
        with on_the_tests_database() as address:
            yield address
        transaction.set_rollback(True)


def sign_in(page: Page, address: str, account: Account, password: str = PASSWORD) -> None:
    """Sign in on the page for it, as a person does; the page then shows where the site leads them."""
    page.goto(f"{address}/account/login/")
    page.get_by_label("Email").fill(account.email)
    page.get_by_label("Password").fill(password)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/account/login/" not in url)


def let_in(page: Page, address: str, account: Account) -> None:
    """Give the browser a session of this person, in place of any that it has."""
    client = Client()
    client.force_login(account)
    made = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.clear_cookies()
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": made, "url": address}])


class _OneAtATime:
    """Answers one request after the other, on the connection that the tests hold.

    A database in memory is known by its connection alone, and two threads on one connection would mix their
    transactions. A browser that asks for several things at once waits a little.
    """

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application, self.turn = application, threading.Lock()
        self.connection = connections["default"]
        self.connection.inc_thread_sharing()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        with self.turn:
            connections["default"] = self.connection
            answer = self.application(environ, start_response)
            try:
                return [b"".join(answer)]
            finally:
                if hasattr(answer, "close"):
                    answer.close()

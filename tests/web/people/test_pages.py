"""Every page of this app opens, for those who may see it, with its number of queries held."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factories.site import person
from plumbline_web.people.actions import invite, note_teams, open_grant
from plumbline_web.people.models import Account, Organisation
from plumbline_web.people.queries import today

pytestmark = pytest.mark.django_db
Browse = Callable[[Account], Client]


@pytest.mark.parametrize(
    "path",
    [
        "/account/",
        "/o/ashmarrow/people/",
        "/o/ashmarrow/people/?show=all&role=practitioner&sort=-until",
        "/o/ashmarrow/people/?page=999&sort=rubbish&role=rubbish",
        "/o/ashmarrow/people/invite/",
        "/o/ashmarrow/people/{person}/",
        "/o/ashmarrow/people/{person}/give-role/",
        "/o/ashmarrow/people/{person}/end-role/administrator/",
        "/o/ashmarrow/people/{person}/help-in/",
        "/o/ashmarrow/people/{person}/close/",
        "/o/ashmarrow/people/invitations/{invitation}/withdraw/",
        "/o/ashmarrow/grants/",
        "/o/ashmarrow/grants/give/",
        "/o/ashmarrow/grants/held/",
        "/o/ashmarrow/grants/{grant}/",
        "/o/ashmarrow/grants/{grant}/close/",
        "/o/ashmarrow/trail/",
        "/o/ashmarrow/trail/?person={person}&act=opened+grant&outcome=done&from_on=01/01/2026&subject=grant",
        "/account/2fa/",
        "/account/password/change/",
    ],
)
def test_the_page_opens(
    path: str, here: Organisation, there: Organisation, administrator: Account, browse: Browse
) -> None:
    note_teams(by=None, organisation=here, names=["North", "South"])
    invitation, _ = invite(
        by=administrator, organisation=here, email="new@example.scot", name="New", role="analyst"
    )
    given = open_grant(
        by=administrator, owner=here, to=there, purpose="A visit", from_on=today(), until_on=today()
    )
    found = path.format(person=administrator.key, invitation=invitation.key, grant=given.key)
    assert browse(administrator).get(found).status_code == 200


def _queries(browser: Client, path: str) -> int:
    browser.get(path)
    with CaptureQueriesContext(
        connection,
    ) as counted:
        browser.get(path)
    return len(counted)


@pytest.mark.parametrize("page", ["people", "grants", "grants/held", "trail"])
def test_a_list_asks_as_often_for_three_rows_as_for_one(
    page: str, here: Organisation, there: Organisation, inspectorate: Organisation,
    administrator: Account, browse: Browse,
) -> None:  # fmt: skip
    browser = browse(administrator)
    ahead = today() + timedelta(days=9)
    either = {"purpose": "A visit", "from_on": today(), "until_on": ahead}

    def more() -> None:
        open_grant(by=administrator, owner=here, to=inspectorate, **either)
        open_grant(by=administrator, owner=there, to=here, **either)

    more()
    one = _queries(browser, f"/o/ashmarrow/{page}/")
    more()
    person(here, "analyst")
    person(here, "board_reader")
    invite(by=administrator, organisation=here, email="a@example.scot", name="New", role="analyst")
    assert _queries(browser, f"/o/ashmarrow/{page}/") == one

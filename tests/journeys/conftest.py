"""What journeys share: the browser, and a world for each file of journeys, made once and gone after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser

from factories.browsers import browser, open_page  # noqa: F401
from factories.site import ELSEWHERE, council, made_up, national, person, run_of
from factories.standing import standing
from plumbline_web.people.queries import access
from plumbline_web.people.states import ROLES
from plumbline_web.work.listing import due_seen

World = SimpleNamespace
Worlds = Callable[..., World]


@pytest.fixture(scope="session")
def extract_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A smaller extract of another council."""
    return made_up(tmp_path_factory.mktemp("elsewhere"), ELSEWHERE, orders=60)


@pytest.fixture(scope="module")
def nothing_yet(django_db_setup: None, browser: Browser, django_db_blocker: Any) -> Iterator[str]:  # noqa: F811
    """The address of a site that nobody has begun with.

    The browser comes first: Django keeps a connection of its own once the browser's loop runs in this thread.
    """
    with standing(django_db_blocker) as address:
        yield address


@pytest.fixture(scope="module")
def world(nothing_yet: str, extract: Path) -> World:
    """A council with a run and somebody in each role, and an inspectorate with its own people.

    people, nationals: role -> account. team, worker: whose cases team leader and practitioner see.
    """
    here, body = council(), national()
    run = run_of(here, person(here, "information_lead"), extract)
    manager = person(here, "service_manager")
    mine = next(one for one in due_seen(run, access(manager, here)) if one.team and one.worker_id)
    held = {"team_leader": {"teams": [mine.team]}, "practitioner": {"workers": [mine.worker_id]}}
    people = {"service_manager": manager} | {
        one.code: person(here, one.code, **held.get(one.code, {}))
        for one in ROLES
        if "council" in one.kinds and one.code not in ("information_lead", "service_manager")
    }
    nationals = {role: person(body, role) for role in ("inspector", "lead_inspector", "analyst")}
    return World(
        address=nothing_yet,
        here=here,
        body=body,
        run=run,
        people=people,
        nationals=nationals,
        team=mine.team,
        worker=mine.worker_id,
    )

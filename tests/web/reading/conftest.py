"""What the tests of reading share: an inspection on a form with everything, and a record dealt."""

from __future__ import annotations

import pytest

from factories.activities import Team, inspection
from factories.readings import dealt, drawn, on_form
from plumbline_web.reading.models import Reading


@pytest.fixture
def team(db: None) -> Team:
    """An inspection with two readers and an instrument."""
    made = inspection(readers=2)
    on_form(made)
    return made


@pytest.fixture
def reading(team: Team) -> Reading:
    """A record dealt to the first reader."""
    return dealt(team, drawn(team)[0])

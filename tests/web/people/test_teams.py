"""The teams that an extract names are offered where a team leader is made."""

from __future__ import annotations

from pathlib import Path

import pytest

from factories.site import person, run_of
from plumbline_web.people.models import Organisation, Team

pytestmark = pytest.mark.django_db


def test_a_frozen_run_offers_the_teams_that_its_extract_names(here: Organisation, extract: Path) -> None:
    run_of(here, person(here, "information_lead"), extract, anew=True)
    rows = (extract / "orders.csv").read_text("utf-8-sig").splitlines()
    place = rows[0].split(",").index("team")
    named = {row.split(",")[place] for row in rows[1:]} - {""}
    assert set(Team.objects.filter(organisation=here).values_list("name", flat=True)) == named

"""What the tests of writing share: an inspection with evidence, and its report with nothing written."""

from __future__ import annotations

import pytest

from factories.activities import Team, inspection
from factories.written import evidence_in, report_of, section_of
from plumbline_web.writing.models import Paper, Section


@pytest.fixture
def team(db: None) -> Team:
    """An inspection with two readers and two pieces of evidence: E1 less than half, E2 most."""
    made = inspection(readers=2)
    evidence_in(made)
    return made


@pytest.fixture
def paper(team: Team) -> Paper:
    """Its report."""
    return report_of(team)


@pytest.fixture
def section(paper: Paper) -> Section:
    """The introduction."""
    return section_of(paper)

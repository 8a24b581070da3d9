"""What the tests of judgement share: an inspection with three pieces of evidence under 5.2."""

from __future__ import annotations

import pytest

from factories.activities import inspection
from factories.judgements import Judging, with_evidence


@pytest.fixture
def on(db: None) -> Judging:
    """A council looked at by a lead and two readers."""
    return with_evidence(inspection(readers=2))

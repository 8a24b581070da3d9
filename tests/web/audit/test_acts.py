"""The acts that can be searched for are those that occur."""

from __future__ import annotations

import pytest

from plumbline_web.audit.actions import record
from plumbline_web.audit.queries import acts

pytestmark = pytest.mark.django_db


def test_each_act_that_occurs_is_there_once_and_in_order() -> None:
    for act in ("read case", "made run", "read case", "Accepted extract"):
        record(act, by=None)
    assert acts() == ["Accepted extract", "made run", "read case"]


def test_where_nothing_happened_there_is_none() -> None:
    assert acts() == []

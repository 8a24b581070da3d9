"""What tests of the trail share: a file of heads of their own."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def heads(tmp_path: Path, settings: object) -> Path:
    """Where this test's heads are written."""
    settings.AUDIT_HEADS = tmp_path / "audit-heads.txt"
    return settings.AUDIT_HEADS

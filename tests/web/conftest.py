"""What every test of the site's answers needs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.middleware import csrf


@pytest.fixture(autouse=True, scope="session")
def _forms_carry_no_chance_words() -> Iterator[None]:
    """A form's token is made of two letters: by chance it never holds a word a test says is absent."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csrf, "CSRF_ALLOWED_CHARS", "qz")
        yield

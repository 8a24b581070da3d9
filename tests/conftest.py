"""What every test needs."""

from __future__ import annotations

from factories.trail import let_tests_empty_the_trail

let_tests_empty_the_trail()

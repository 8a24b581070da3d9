"""What the commands share of the terminal."""

from __future__ import annotations

import gc

import pytest

from plumbline.terminal import uncollected


def test_python_looks_for_circular_garbage_again_after_the_work() -> None:
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_python_looks_for_circular_garbage_again_after_work_that_failed() -> None:
    with pytest.raises(ValueError, match="failed"), uncollected():
        raise ValueError("failed")
    assert gc.isenabled()


def test_who_had_it_off_before_has_it_off_after() -> None:
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()

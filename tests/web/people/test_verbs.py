"""Every verb is called by name, by somebody, in one transaction, with its event inside."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from typing import Any

import pytest

from plumbline_web.people import actions

VERBS = [
    one
    for name in actions.__all__
    if inspect.isfunction(one := getattr(actions, name)) and not name.startswith("first_")
]
"""All that `people.actions` lends, but for two questions that change nothing."""
NAMES = {one.__name__ for one in VERBS}
BY_NOBODY = {"open_first_organisation", "open_account_by_invitation"}
"""Before these are done, there is nobody yet who could have done them."""


def calls(verb: Callable[..., Any]) -> set[str]:
    """The names of all functions that the verb's own text calls."""
    tree = ast.parse(inspect.getsource(inspect.unwrap(verb)))
    return {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }


@pytest.mark.parametrize("verb", VERBS, ids=lambda one: one.__name__)
def test_a_verb_takes_everything_by_name(verb: Callable[..., Any]) -> None:
    kinds = {one.kind for one in inspect.signature(verb).parameters.values()}
    assert kinds == {inspect.Parameter.KEYWORD_ONLY}


@pytest.mark.parametrize("verb", VERBS, ids=lambda one: one.__name__)
def test_a_verb_says_by_whom(verb: Callable[..., Any]) -> None:
    assert ("by" in inspect.signature(verb).parameters) == (verb.__name__ not in BY_NOBODY)


@pytest.mark.parametrize("verb", VERBS, ids=lambda one: one.__name__)
def test_a_verb_is_one_transaction(verb: Callable[..., Any]) -> None:
    assert "@transaction.atomic" in inspect.getsource(verb)


@pytest.mark.parametrize("verb", VERBS, ids=lambda one: one.__name__)
def test_a_verb_writes_its_event_or_calls_one_that_does(verb: Callable[..., Any]) -> None:
    assert calls(verb) & {"record", "_give", *NAMES}

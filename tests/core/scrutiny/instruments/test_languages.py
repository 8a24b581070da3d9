"""An instrument in one of its languages."""

from __future__ import annotations

import pytest

from plumbline.scrutiny.instruments import language_code, read_instrument

TWO = """
| survey | type | name | label::English (en) | label::Gàidhlig (gd) |
|---|---|---|---|---|
| | text | why | Why? | Carson? |

| settings | form_title | form_id | default_language |
|---|---|---|---|
| | Two | two | English (en) |
"""


def test_an_instrument_speaks_the_language_asked_for() -> None:
    found = read_instrument(TWO, "md").in_language("Gàidhlig (gd)")
    assert found.default_language == "Gàidhlig (gd)"


@pytest.mark.parametrize("wanted", ["", "Français (fr)", "gd"])
def test_a_language_that_it_does_not_have_changes_nothing(wanted: str) -> None:
    form = read_instrument(TWO, "md")
    assert form.in_language(wanted) is form


def test_the_same_language_asked_for_again_is_the_same_object_so_that_its_rules_are_read_once() -> None:
    form = read_instrument(TWO, "md")
    assert form.in_language("Gàidhlig (gd)") is form.in_language("Gàidhlig (gd)")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Gàidhlig (gd)", "gd"),
        ("Portuguese (pt-BR) ", "pt-BR"),
        ("English", ""),
        ("default", ""),
        ("(x)", ""),
    ],
)
def test_the_code_of_a_language_is_what_stands_in_brackets_at_its_end(name: str, code: str) -> None:
    assert language_code(name) == code

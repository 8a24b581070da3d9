"""Nothing changes many rows at once, or takes one away, where no event would tell of it.

`update()`, `bulk_create()`, `bulk_update()` and `delete()` pass by the verbs and by `save`; so no code of the
site calls them on a model of its own, but for the few places below, each with its reason.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import plumbline_web

ROOT = Path(plumbline_web.__file__).parent
FILES = sorted(path for path in ROOT.rglob("*.py") if "migrations" not in path.parts)
CALLS = {"update", "bulk_create", "bulk_update", "delete", "abulk_create", "aupdate", "adelete"}
SETS = {"objects", "all", "filter", "exclude", "order_by", "select_for_update", "distinct", "select_related"}
"""What the front of a call on many rows goes through; `update` of a dict or a hash goes through none."""

REASONS = {
    "people/actions/accounts.py": "sessions, second factors and ties to a directory, in verbs with events",
    "people/sessions.py": "until when somebody is signed in, which is no event",
    "reading/actions/forgetting.py": "what readers wrote, when its time is over, in a verb with its event",
    "voices/actions/forgetting.py": "single answers whose time is over, in a verb with its event",
    "jobs.py": "jobs put back to waiting when the site stops, and finished ones forgotten",
}
"""The files that may, and why."""


def calls(source: str) -> Iterator[tuple[int, str]]:
    """The line and name of every call that changes many rows or takes any away."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CALLS:
            name, front = node.func.attr, set(_chain(node.func.value))
            if front & SETS or name.lstrip("a").startswith("bulk") or (name == "delete" and not node.args):
                yield node.lineno, name


def _chain(node: ast.AST) -> Iterator[str]:
    """The names that a call goes through, from its end to its front."""
    while True:
        if isinstance(node, ast.Attribute):
            yield node.attr
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Name):
            yield node.id
            return
        else:
            return


def test_no_code_changes_many_rows_at_once_or_takes_rows_away() -> None:
    found = {
        f"{path.relative_to(ROOT).as_posix()}:{line} {name}"
        for path in FILES
        if path.relative_to(ROOT).as_posix() not in REASONS
        for line, name in calls(path.read_text("utf-8"))
    }
    assert found == set()


def test_every_reason_is_still_needed() -> None:
    assert [name for name in REASONS if not list(calls((ROOT / name).read_text("utf-8")))] == []


def test_the_search_finds_what_it_looks_for() -> None:
    source = "Run.objects.filter(pk=1).update(a=1)\nrun.extract.cases.all().delete()\nx.bulk_create([])\n"
    assert [name for _, name in calls(source)] == ["update", "delete", "bulk_create"]


def test_the_search_leaves_dicts_and_hashes_alone() -> None:
    assert list(calls("values.update(a=1)\nwhole.update(chunk)\ncache.delete('key')\n")) == []

"""What an event says: every act and every detail that the site records has its words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

import pytest

from factories.project_files import ROOT
from plumbline_web.audit.models import Event
from plumbline_web.audit.wording import PHRASES

RECORDING = {
    "end_once": 1,
    "noted_of_draw": 0,
    "noted_of_evaluation": 0,
    "record": 0,
    "record_in": 1,
    "used_grant": 1,
}
"""Functions that add to the trail, each with the place of the act among its arguments."""
NO_DETAILS = {"by", "organisation", "subject", "refused", "owners", "ended", "ended_by"}
MODULES = [
    ast.parse(path.read_text("utf-8")) for path in sorted((ROOT / "src" / "plumbline_web").rglob("*.py"))
]


def calls(tree: ast.AST, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node


def words_in(node: ast.AST) -> list[str]:
    """The acts that an argument can be, where they stand there as words."""
    if isinstance(node, ast.IfExp):
        return words_in(node.body) + words_in(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def passing_on(tree: ast.Module) -> dict[str, tuple[int, set[str]]]:
    """Functions of a module that record what they are given: the act's place, and what is no detail."""
    found = {}
    for one in ast.walk(tree):
        if not isinstance(one, ast.FunctionDef):
            continue
        own = [argument.arg for argument in (*one.args.args, *one.args.kwonlyargs)]
        for call in calls(one, set(RECORDING)):
            act = call.args[RECORDING[call.func.id]]  # type: ignore[attr-defined]
            if isinstance(act, ast.Name) and act.id in own:
                found[one.name] = (own.index(act.id), {*own, *NO_DETAILS})
    return found


def recorded() -> Iterator[tuple[str, str]]:
    """Every act with the name of every detail, once with an empty name for the act itself."""
    for tree in MODULES:
        known = {name: (place, NO_DETAILS) for name, place in RECORDING.items()} | passing_on(tree)
        for call in calls(tree, set(known)):
            place, own = known[call.func.id]  # type: ignore[attr-defined]
            acts = words_in(call.args[place]) if len(call.args) > place else []
            for act in acts or ["*"]:
                yield act, ""
                yield from ((act, one.arg) for one in call.keywords if one.arg and one.arg not in own)


FOUND = sorted(set(recorded()))


def test_the_acts_of_the_site_are_found() -> None:
    assert {
        ("read case", "run"),
        ("exported cases", "standard"),
        ("could not make report", ""),
        ("signed in", "why"),
        ("asked to put duties aside", "reason"),
    } <= set(FOUND)
    assert len(FOUND) > 100


@pytest.mark.parametrize("act", sorted({act for act, _ in FOUND if act != "*"}))
def test_an_act_is_words_that_a_person_reads(act: str) -> None:
    assert re.fullmatch(r"[a-z][a-z’' ]+[a-z’']", act)


@pytest.mark.parametrize(("act", "name"), [(act, name) for act, name in FOUND if name])
def test_a_detail_has_its_phrase(act: str, name: str) -> None:
    assert (act, name) in PHRASES or name in PHRASES, (
        f"add {name!r}, recorded with {act!r}, to PHRASES in plumbline_web/audit/wording.py"
    )


@pytest.mark.parametrize(
    ("act", "details", "said"),
    [
        ("read case list", {"run": "4f2a", "rows": 1, "standard": ""}, "1 duty; run 4f2a"),
        ("exported audit trail", {"rows": 1200, "searched": ["act", "from_on"]},
         "1,200 events; searched by act and first day"),
        ("gave role", {"role": "information_lead", "teams": 2, "workers": 0, "from_on": "2026-03-31",
                       "until_on": ""}, "as information lead; 2 teams; from 31 March 2026"),
        ("signed in", {"ways": ["password", "mfa"]}, "by password and a second factor"),
        ("signed in", {"why": "wrong code"}, "wrong code"),
        ("asked for report", {"period": "2025-26-Q4", "publish": False, "formats": ["html", "data"]},
         "of January to March 2026; for use inside the service; as HTML and open data"),
        ("set target",
         {"standard": "cpo_lscmi", "at_least": 0.855, "approaching": 0.8, "from_on": "2026-04-01"},
         "standard “LS/CMI assessment completed”; at least 85.5%; approaching from 80%; from 1 April 2026"),
        ("set retention", {"before": 24, "months": 36}, "before it was 24 months; now 36 months"),
        ("loaded extract", {"files": 3, "bytes": 2_500_000}, "3 files; 2.4 MB"),
        ("see cases", {"page": "measure:case_list"}, "on the page “case list”"),
        ("ended target", {"standard": "gone_since"}, "standard gone_since"),
        ("noted reasons", {"duties": 1, "reason": "staff_not_available"},
         "1 duty; because of staff not available"),
        ("once recorded", {"as_it_was": [], "what_else": "4f2A"}, "what else 4f2A"),
        ("made run", {"rows": "many"}, "rows many"),
        ("made run", {}, ""),
    ],
)  # fmt: skip
def test_details_are_said_in_words(act: str, details: dict[str, Any], said: str) -> None:
    assert Event(act=act, details=details).said == said

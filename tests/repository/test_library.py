"""The library holds data: every file can be read, and says where its facts come from."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from plumbline.standards.form import HOW_SURE
from plumbline.standards.loading import load_standards, parse_standard

LIBRARY = Path(__file__).parents[2] / "src" / "plumbline" / "library"
FILES = [path for path in sorted(LIBRARY.rglob("*.toml")) if "template" not in path.parts]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(LIBRARY)))
def test_every_library_file_is_valid(path: Path) -> None:
    assert tomllib.loads(path.read_text("utf-8"))


@pytest.mark.parametrize(
    "path",
    # Tables share the source of the whole; templates are for filling in.
    [path for path in FILES if not {"records-v1", "template"} & set(path.parts)],
    ids=lambda path: str(path.relative_to(LIBRARY)),
)
def test_every_library_file_has_a_source(path: Path) -> None:
    text = path.read_text("utf-8")
    assert "source" in tomllib.loads(text) or "source" in text.casefold()


def test_the_library_holds_no_python() -> None:
    assert [path.name for path in LIBRARY.rglob("*.py")] == []


@pytest.mark.parametrize("path", sorted((LIBRARY / "standards").rglob("*.toml")), ids=lambda path: path.stem)
def test_every_standard_loads_and_says_how_sure(path: Path) -> None:
    assert parse_standard(path.read_text("utf-8"), path.name).how_sure in HOW_SURE


def test_the_eighteen_standards_of_version_1_are_there() -> None:
    assert list(load_standards()) == [
        "cpo_officer_nominated",
        "cpo_first_contact",
        "cpo_induction",
        "cpo_placement_start",
        "cpo_unpaid_work_done",
        "cpo_lscmi",
        "cpo_case_plan",
        "cpo_weekly_contact",
        "cpo_review",
        "cpo_breach_lodged",
        "dtto_first_contact",
        "dtto_induction",
        "court_report",
        "prison_induction",
        "prison_designation_letter",
        "licence_first_contact",
        "licence_breach_report",
        "licence_breach_agreed",
    ]


def test_only_what_rests_on_inference_is_kept_out_of_headlines() -> None:
    kept_out = [code for code, standard in load_standards().items() if not standard.headline]
    assert kept_out == [
        code for code, standard in load_standards().items() if standard.how_sure == "inferred"
    ]

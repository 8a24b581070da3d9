"""The pages on frameworks, activities and surveys: made from the data, and their examples run."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from plumbline.errors import UsageError
from plumbline.scrutiny import activity_form, frameworks, survey_file
from plumbline.scrutiny.activities import read_template
from plumbline.scrutiny.activity_form import Recurring
from plumbline.scrutiny.frameworks import read_framework
from plumbline.scrutiny.reference_pages import main

DOCS = Path(__file__).parents[3] / "docs"
HOW_TO = DOCS / "how-to"
PARTS = ("Body", "Phase", "Stage", "Subject", "Line", "Theme", "Evidence", "Output", "Form", "Records")


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.+?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def printed(page: Path, folder: Path) -> str:
    """What the Python of a page prints, all its blocks run in their order in `folder`."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", "\n".join(blocks(page, "python"))],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={"PYTHONUTF8": "1"},
    )
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize("page", ["frameworks.md", "activities.md"])
def test_the_reference_page_is_made_from_the_data(page: str, tmp_path: Path) -> None:
    main([str(tmp_path / "frameworks.md"), str(tmp_path / "activities.md")])
    assert (tmp_path / page).read_text("utf-8") == (DOCS / "reference" / page).read_text("utf-8"), (
        "run `make docs`"
    )


def test_pages_without_their_two_paths_are_refused() -> None:
    with pytest.raises(UsageError, match="Give the paths of both pages"):
        main([])


def test_the_whole_file_of_the_manual_is_a_template() -> None:
    (text,) = blocks(HOW_TO / "make-a-new-kind-of-activity.md", "toml")
    assert read_template(text).recurring == Recurring("quarter", 20)


def test_the_copy_of_the_manual_is_made_read_and_dated(tmp_path: Path) -> None:
    assert printed(HOW_TO / "make-a-new-kind-of-activity.md", tmp_path) == (
        "Our audit of reviews has 3 stages and takes about 12 days\n"
        "January 2026 is due on 2026-02-20\n"
        "February 2026 is due on 2026-03-20\n"
        "March 2026 is due on 2026-04-22\n"
    )


def test_the_framework_of_the_manual_has_a_scale_of_three_steps() -> None:
    (text,) = blocks(HOW_TO / "bring-your-own-framework.md", "toml")
    scale = read_framework(text).scale
    assert scale is not None
    assert [grade.word for grade in scale.grades] == ["Good", "Fair", "Poor"]


def test_the_edition_of_the_manual_is_mapped(tmp_path: Path) -> None:
    assert printed(HOW_TO / "bring-your-own-framework.md", tmp_path) == "('7.1',) became ('7.1', '7.2')\n"


def test_the_survey_of_the_manual_prints_what_the_page_shows(tmp_path: Path) -> None:
    page = HOW_TO / "bring-in-survey-results.md"
    (tmp_path / "survey.csv").write_text(blocks(page, "csv")[0], "utf-8")
    assert printed(page, tmp_path) == blocks(page, "text")[0]


@pytest.mark.parametrize("column", [*survey_file.NEEDED, *survey_file.MAY_BE_THERE])
def test_every_column_of_the_survey_form_is_explained(column: str) -> None:
    assert f"`{column}`" in (HOW_TO / "bring-in-survey-results.md").read_text("utf-8")


@pytest.mark.parametrize(
    "key",
    sorted(
        {field.name for part in PARTS for field in fields(getattr(activity_form, part))}
        | {field.name for field in fields(activity_form.Recurring)}
    ),
)
def test_every_key_of_a_template_is_in_the_form(key: str) -> None:
    assert f"`{key}`" in (DOCS / "reference" / "activity-form.md").read_text("utf-8")


@pytest.mark.parametrize(
    "key",
    sorted(
        {
            field.name
            for part in ("Heading", "Indicator", "Change")
            for field in fields(getattr(frameworks, part))
        }
    ),
)
def test_every_key_of_a_framework_is_on_its_page(key: str) -> None:
    assert f"`{key}`" in (HOW_TO / "bring-your-own-framework.md").read_text("utf-8")

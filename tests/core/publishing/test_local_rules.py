"""A local rule in a run and its report: its own words and bands, as its file said when the run was made."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

import plumbline
from factories.csv_extracts import small_records, write_csv_extract
from factories.html_pages import Page
from plumbline import runs
from plumbline.errors import PlumblineError
from plumbline.measures.frozen import open_run
from plumbline.publishing.report import report_html

LOCAL = Path(plumbline.__file__).parent / "library" / "standards" / "local"
CODE = "local_lscmi_within_15_days"
AS_AT = date(2026, 3, 31)
BANDS = """
[[band]]
code = "in_time"
label = "Within 15 working days"
working_days_to = 15

[[band]]
code = "late"
label = "More than 15 working days"
"""


@pytest.fixture
def rule(tmp_path: Path) -> Path:
    """A council's rule with bands of its own."""
    text = (LOCAL / f"{CODE}.toml").read_text("utf-8")
    head, mark, examples = text.partition("[[example]]")
    path = tmp_path / f"{CODE}.toml"
    path.write_text(f"{head}{BANDS}\n{mark}{examples}", "utf-8")
    return path


@pytest.fixture
def run_folder(tmp_path: Path, rule: Path) -> Path:
    """A run with the rule, whose file has changed since."""
    records = small_records()
    records["requirements"] = [
        {
            "requirement_id": f"R{n}",
            "order_id": one["order_id"],
            "kind": "offender_supervision",
            "imposed_on": one["imposed_on"],
        }
        for n, one in enumerate(records["orders"])
    ]
    records["assessments"] = [
        {
            "assessment_id": f"A{n}",
            "person_id": one["person_id"],
            "order_id": one["order_id"],
            "tool": "lscmi",
            "completed_on": one["imposed_on"] + timedelta(days=14 + 7 * (n % 3)),
        }
        for n, one in enumerate(records["orders"])
    ]
    write_csv_extract(tmp_path / "extract", records)
    text = rule.read_text("utf-8")
    runs.run(
        tmp_path / "extract", tmp_path / "run", as_at=AS_AT, standards=["cpo_first_contact"], local=[rule]
    )
    rule.write_text("something else altogether", "utf-8")
    assert (tmp_path / "run" / "local_rules" / f"{CODE}.toml").read_text("utf-8") == text
    return tmp_path / "run"


def test_a_run_without_local_rules_has_no_folder_for_them(tmp_path: Path) -> None:
    write_csv_extract(tmp_path / "extract", small_records())
    runs.run(tmp_path / "extract", tmp_path / "run", as_at=AS_AT)
    assert not (tmp_path / "run" / "local_rules").exists()
    assert open_run(tmp_path / "run").local_rules == {}


def test_the_report_says_a_local_rule_in_its_own_words_and_bands(run_folder: Path) -> None:
    held = open_run(run_folder).local_rules[CODE]
    page = Page(report_html(open_run(run_folder)))
    assert f"is owed {held.owed}." in page.text
    assert "Within 15 working days" in page.text and "More than 15 working days" in page.text


def test_a_rule_of_an_older_run_is_shown_by_its_title(run_folder: Path) -> None:
    (run_folder / "local_rules" / f"{CODE}.toml").unlink()
    page = Page(report_html(open_run(run_folder)))
    assert open_run(run_folder).standards[CODE].title in page.text
    assert "More than 15 working days" not in page.text


def test_a_rule_that_is_damaged_is_named(run_folder: Path) -> None:
    (run_folder / "local_rules" / f"{CODE}.toml").write_text("[[", "utf-8")
    with pytest.raises(PlumblineError, match=rf"{CODE}\.toml: cannot be read as a local rule any more"):
        report_html(open_run(run_folder))

"""The report as a file: written whole or not at all, and never over something that is not ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.factories.html_pages import Page
from tests.factories.runs import duties, write_run

from plumbline.errors import PlumblineError, UsageError
from plumbline.publishing import report
from plumbline.publishing.report import write_report


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return write_run(tmp_path / "run", duties(12) + duties(3, verdict="not_met"))


def test_a_folder_for_the_report_is_made_where_there_is_none(run: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "report.html"
    write_report(run, out)
    assert out.read_text("utf-8").startswith('<!DOCTYPE html>\n<html lang="en-GB">')
    assert [path.name for path in out.parent.iterdir()] == ["report.html"]


def test_a_report_of_ours_is_replaced(run: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    write_report(run, out)
    write_report(run, out, publish=True)
    assert "For publication" in out.read_text("utf-8")


def test_a_file_that_is_no_report_of_ours_is_left_alone(run: Path, tmp_path: Path) -> None:
    out = tmp_path / "letter.html"
    out.write_text("<html>a letter</html>", "utf-8")
    with pytest.raises(UsageError, match=r"letter.html: exists and is no report of ours"):
        write_report(run, out)
    assert out.read_text("utf-8") == "<html>a letter</html>"


def test_a_folder_is_no_place_for_a_report(run: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"is a folder\. Give the name of an HTML file"):
        write_report(run, tmp_path)


def test_a_former_report_stays_where_the_new_one_cannot_be_finished(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out" / "report.html"
    write_report(run, out)
    before = out.read_bytes()

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(report.os, "fsync", full)
    with pytest.raises(PlumblineError, match=r"cannot be written \(No space left on device\)"):
        write_report(run, out, publish=True)
    assert out.read_bytes() == before
    assert [path.name for path in out.parent.iterdir()] == ["report.html"]


def test_a_run_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(PlumblineError, match="there is no such folder"):
        write_report(tmp_path / "nowhere", tmp_path / "report.html")


def test_a_damaged_list_of_figures_is_named(run: Path, tmp_path: Path) -> None:
    (run / "figures.json").write_text("[{", "utf-8")
    with pytest.raises(PlumblineError, match=r"figures.json: cannot be read"):
        write_report(run, tmp_path / "report.html")


@pytest.mark.parametrize("publish", [False, True])
@pytest.mark.parametrize(
    "rows",
    [
        [],
        duties(12),
        duties(3, verdict="not_yet_due"),
        duties(12, verdict="cannot_tell"),
        duties(2, verdict="cannot_tell", clock_start=None, due_on=None, period=None, reason="no_clock"),
        duties(2, verdict="not_applicable", team=None, authority=None),
    ],
    ids=["nothing", "one month", "not yet due", "cannot tell", "undated", "not applicable"],
)
def test_a_run_with_next_to_nothing_still_makes_a_whole_page(
    rows: list[dict[str, object]], publish: bool, tmp_path: Path
) -> None:
    out = tmp_path / "report.html"
    write_report(write_run(tmp_path / "run", rows), out, publish=publish)
    page = Page(out.read_text("utf-8"))
    assert page.headings[:2] == [(1, "Is the work done to standard?"), (2, "For leaders")]
    assert all(table.rows for table in page.tables)

"""Reports: of which period, in which files, by whom, and by themselves."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factories.site import ELSEWHERE, council, person, run_of
from plumbline.errors import PlumblineError
from plumbline.measures import open_run
from plumbline.measures.measures_file import MeasuresRow
from plumbline.measures.periods import period_of, written
from plumbline.publishing.report import report_file
from plumbline_web.audit.models import Event
from plumbline_web.people.models import Account, Organisation
from plumbline_web.records.models import Run
from plumbline_web.reports import jobs
from plumbline_web.reports.actions import (
    ask_again,
    ask_for_report,
    end_schedule,
    follow_schedules,
    open_schedule,
)
from plumbline_web.reports.forms import ReportForm
from plumbline_web.reports.models import Report
from plumbline_web.reports.rules import complete_periods, waiting_standards

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Organisation:
    return council()


@pytest.fixture
def manager(here: Organisation) -> Account:
    return person(here, "service_manager")


@pytest.fixture
def run(here: Organisation, extract: Path) -> Run:
    return run_of(here, person(here, "information_lead"), extract)


def of(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def taken(browser: Client, report: Report, name: str = "html") -> tuple[int, bytes, str]:
    """A file of a report as a browser gets it: status, content, what it is to be called."""
    answer = browser.get(f"/o/ashmarrow/reports/{report.key}/file/{name}/")
    # Read to its end, the file is closed; to close the answer itself would end the test's own transaction.
    return answer.status_code, answer.getvalue(), answer.get("Content-Disposition", "")


def row(month: str, complete: bool = True) -> MeasuresRow:
    return MeasuresRow("cpo_lscmi", month, complete, "X12000001", 1, 0)


def test_a_quarter_needs_each_of_its_months() -> None:
    rows = [row("2026-01"), row("2026-02"), row("2026-03", complete=False), row("2025-12")]
    found = complete_periods(rows, date(2026, 3, 31))
    assert ([written(one) for one in found["month"]], found["quarter"]) == (
        ["2026-02", "2026-01", "2025-12"],
        [],
    )


def test_a_period_that_is_not_over_is_not_offered() -> None:
    assert complete_periods([row("2026-03")], date(2026, 3, 30))["month"] == []


def test_a_period_that_some_standards_still_wait_for_says_of_how_many(run: Run, manager: Account) -> None:
    rows = [row("2026-01"), row("2026-02", complete=False), replace(row("2026-02"), standard="cpo_review")]
    quarter, january = period_of("2026-02", "quarter"), period_of("2026-01", "month")
    assert [waiting_standards(rows, one) for one in (quarter, january)] == [(1, 2), (0, 1)]
    form = ReportForm(
        periods={"month": [january], "quarter": [quarter], "year": []},
        waiting={january: (0, 1), quarter: (1, 2)},
    )
    assert form.fields["period"].choices[1:] == [
        ("Quarters", [(written(quarter), "January to March 2026: 1 of 2 standards not complete yet")]),
        ("Months", [("2026-01", "January 2026")]),
    ]


def test_a_report_asked_for_on_the_page_is_made_and_can_be_taken(run: Run, manager: Account) -> None:
    browser = of(manager)
    browser.post("/o/ashmarrow/reports/", {"what": "report", "period": "", "formats": ["html"]})
    made = Report.objects.get()
    assert made.state == "made", made.told
    assert taken(browser, made)[1] == report_file(open_run(run.folder / "run"))


def test_a_file_for_use_inside_says_so_in_its_name(run: Run, manager: Account) -> None:
    made = ask_for_report(by=manager, run=run, period="2025-26", publish=False, formats=["html"])
    assert taken(of(manager), made)[2] == (
        'attachment; filename="ashmarrow-2025-26-not-for-publication.html"'
    )


def test_open_data_come_as_a_zip_with_their_description(run: Run, manager: Account) -> None:
    made = ask_for_report(by=manager, run=run, period="2025-26", publish=True, formats=["data"])
    made.refresh_from_db()
    assert made.state == "made", made.told
    with zipfile.ZipFile(io.BytesIO(taken(of(manager), made, "data")[1])) as pack:
        assert "datapackage.json" in {Path(name).name for name in pack.namelist()}


def test_word_and_pdf_come_from_the_same_run(run: Run, manager: Account) -> None:
    made = ask_for_report(by=manager, run=run, period="2025-26", publish=True, formats=["pdf", "word"])
    made.refresh_from_db()
    assert made.state == "made", made.told
    assert [(made.folder / name).read_bytes()[:2] for name in ("report.pdf", "report.docx")] == [b"%P", b"PK"]


def test_open_data_without_a_period_are_asked_for_one(run: Run, manager: Account) -> None:
    answer = of(manager).post("/o/ashmarrow/reports/", {"what": "report", "period": "", "formats": ["data"]})
    assert (answer.status_code, Report.objects.count()) == (422, 0)
    assert "Choose which." in answer.content.decode()


def test_a_period_that_the_run_does_not_hold_whole_is_refused(run: Run, manager: Account) -> None:
    answer = of(manager).post(
        "/o/ashmarrow/reports/", {"what": "report", "period": "2031-32", "formats": ["html"]}
    )
    assert (answer.status_code, Report.objects.count()) == (422, 0)


def test_a_report_that_cannot_be_made_says_why_and_leaves_no_file(
    run: Run, manager: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object, **values: object) -> bytes:
        raise PlumblineError("The PDF could not be checked.")

    monkeypatch.setattr(jobs, "report_file", refuse)
    made = ask_for_report(by=manager, run=run, period="", publish=False, formats=["html"])
    made.refresh_from_db()
    assert (made.state, made.told) == ("failed", "The PDF could not be checked.")
    assert list((run.folder / "reports").iterdir()) == []


def test_one_that_failed_can_be_asked_for_again(
    run: Run, manager: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object, **values: object) -> bytes:
        raise PlumblineError("Not now.")

    with monkeypatch.context() as for_once:
        for_once.setattr(jobs, "report_file", refuse)
        made = ask_for_report(by=manager, run=run, period="", publish=False, formats=["html"])
    made.refresh_from_db()
    ask_again(by=manager, report=made)
    made.refresh_from_db()
    assert made.state == "made"


def test_one_that_is_made_is_not_made_again(run: Run, manager: Account) -> None:
    made = ask_for_report(by=manager, run=run, period="", publish=False, formats=["html"])
    made.refresh_from_db()
    with pytest.raises(ValueError, match="no way from made to waiting"):
        ask_again(by=manager, report=made)


def test_a_board_reader_takes_reports_and_asks_for_none(run: Run, manager: Account) -> None:
    made = ask_for_report(by=manager, run=run, period="", publish=False, formats=["html"])
    browser = of(person(run.organisation, "board_reader"))
    assert taken(browser, made)[0] == 200
    answer = browser.post("/o/ashmarrow/reports/", {"what": "report", "period": "", "formats": ["html"]})
    assert answer.status_code == 403


def test_another_council_does_not_find_the_report(run: Run, manager: Account) -> None:
    made = ask_for_report(by=manager, run=run, period="", publish=False, formats=["html"])
    there = council("Brackenmoor", ELSEWHERE)
    browser = of(person(there, "service_manager"))
    assert browser.get(f"/o/brackenmoor/reports/{made.key}/").status_code == 404
    assert taken(browser, made)[0] == 404


def test_taking_a_report_is_written_down(run: Run, manager: Account) -> None:
    made = ask_for_report(by=manager, run=run, period="", publish=False, formats=["html"])
    taken(of(manager), made)
    assert Event.objects.filter(act="took report", subject=f"report:{made.key}").count() == 1


def test_the_list_takes_as_many_queries_for_three_reports_and_schedules_as_for_one(
    run: Run, manager: Account
) -> None:
    browser, numbers = of(manager), []
    for more in (1, 2):
        for _ in range(more):
            ask_for_report(by=manager, run=run, period="", publish=False, formats=["html"])
            open_schedule(
                by=manager, organisation=run.organisation, length="month", publish=False, formats=["html"]
            )
        browser.get("/o/ashmarrow/reports/")
        with CaptureQueriesContext(connection) as asked:
            found = browser.get("/o/ashmarrow/reports/").context["reports"]
        numbers.append((len(found), len(asked)))
    assert numbers == [(1, numbers[0][1]), (3, numbers[0][1])]


def test_a_schedule_is_followed_once_for_each_period(run: Run, manager: Account) -> None:
    open_schedule(by=manager, organisation=run.organisation, length="year", publish=True, formats=["html"])
    assert [one.period for one in follow_schedules(run)] == ["2025-26"]
    assert follow_schedules(run) == []


def test_a_run_that_is_frozen_follows_the_schedules_by_itself(
    here: Organisation, manager: Account, extract: Path
) -> None:
    open_schedule(by=manager, organisation=here, length="month", publish=False, formats=["html"])
    run_of(here, person(here, "information_lead"), extract, anew=True)
    assert [one.asked_by for one in Report.objects.all()] == [None]


def test_a_schedule_that_is_ended_asks_for_nothing(run: Run, manager: Account) -> None:
    schedule = open_schedule(
        by=manager, organisation=run.organisation, length="year", publish=True, formats=["html"]
    )
    end_schedule(by=manager, schedule=schedule)
    assert follow_schedules(run) == []


def test_without_a_run_the_page_says_what_will_be_here(here: Organisation, manager: Account) -> None:
    assert "There is nothing to report on yet" in of(manager).get("/o/ashmarrow/reports/").content.decode()


def test_what_a_killed_worker_left_of_a_report_is_gone_once_it_is_made(run: Run, manager: Account) -> None:
    made = ask_for_report(by=manager, run=run, period="", publish=False, formats=["html"])
    left = made.folder.with_name(f".{made.key}.part")
    left.mkdir()
    (left / "report.pdf").write_bytes(b"half")
    Report.objects.filter(pk=made.pk).update(state="making")
    jobs.make_report.call(made.key)
    assert [one.name for one in (run.folder / "reports").iterdir()] == [made.key]

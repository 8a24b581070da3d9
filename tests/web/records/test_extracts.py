"""Loading an extract: what is kept, what is found, who decides, and what follows."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from factories.extracts import ORDERS, PEOPLE, write_extract
from factories.html_pages import Page
from factories.site import ELSEWHERE, HERE, as_posted, as_sent, council, person, run_of
from plumbline.publishing import wording
from plumbline_web.audit.models import Event
from plumbline_web.people.models import Account, Organisation
from plumbline_web.people.queries import access, today
from plumbline_web.records import jobs
from plumbline_web.records.actions import (
    LoadRefused,
    accept_extract,
    accept_without_faulty_rows,
    judge_again,
    keep_calendar,
    load_extract,
    set_retention,
    turn_away_extract,
)
from plumbline_web.records.forgetting import finish_removals, remove_case_rows
from plumbline_web.records.jobs import _told_of
from plumbline_web.records.models import Extract, Run
from plumbline_web.records.queries import extracts_forgotten, run_asked_for, runs_over_retention
from plumbline_web.timetable import on_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Organisation:
    return council()


@pytest.fixture
def lead(here: Organisation) -> Account:
    return person(here, "information_lead")


@pytest.fixture
def browser(lead: Account) -> Client:
    client = Client()
    client.force_login(lead)
    return client


CONTACTS = (
    "contact_id,order_id,licence_id,sentence_id,person_id,happened_on,recorded_on,kind,mode,attendance\n"
    "C1,O1,,,,2026-01-06,2026-01-06,first_direct_contact,in_person,attended\n"
)


def small(folder: Path, **tables: str) -> Path:
    """An extract of two orders, with some tables changed or added."""
    return write_extract(folder, **{"people": PEOPLE, "orders": ORDERS, "contacts": CONTACTS, **tables})


def loaded(
    here: Organisation, lead: Account, folder: Path, as_at: date | None = date(2026, 3, 31)
) -> Extract:
    """An extract, loaded and checked."""
    made = load_extract(by=lead, organisation=here, files=as_sent(folder), as_at=as_at)
    return Extract.objects.get(pk=made.pk)


FAULTY = ORDERS + "O3,P1,X12000001,cpo,2026-13-45,\n"


def test_nothing_chosen_is_said_at_the_field_and_nothing_is_kept(browser: Client) -> None:
    answer = browser.post("/o/ashmarrow/extracts/", {})
    assert answer.status_code == 422
    assert "Choose the files of your extract." in answer.content.decode()
    assert Extract.objects.count() == 0


def test_two_files_of_one_name_are_refused_and_leave_no_folder(here: Organisation, lead: Account) -> None:
    files = [io.BytesIO(b"a\n1\n"), io.BytesIO(b"a\n2\n")]
    for file in files:
        file.name, file.size = "orders.csv", 4
    kept = Path(settings.RECORDS) / here.slug / "extracts"
    before = sorted(kept.iterdir()) if kept.exists() else []
    with pytest.raises(LoadRefused, match=r"Two files are called orders\.csv"):
        load_extract(by=lead, organisation=here, files=files, as_at=None)
    assert (sorted(kept.iterdir()) if kept.exists() else []) == before


def test_names_that_some_systems_take_for_one_are_refused(here: Organisation, lead: Account) -> None:
    files = [io.BytesIO(b"a\n1\n"), io.BytesIO(b"a\n2\n")]
    for file, name in zip(files, ("Orders.csv", "orders.csv."), strict=True):
        file.name, file.size = name, 4
    with pytest.raises(LoadRefused, match=r"Two files are called Orders\.csv, orders\.csv\."):
        load_extract(by=lead, organisation=here, files=files, as_at=None)


def test_more_than_the_limit_is_refused(here: Organisation, lead: Account, settings, tmp_path: Path) -> None:
    settings.MOST_UPLOADED_BYTES = 10
    with pytest.raises(LoadRefused, match="larger than"):
        loaded(here, lead, small(tmp_path / "x"))


def test_a_name_that_climbs_out_of_the_folder_is_kept_inside_it(here: Organisation, lead: Account) -> None:
    file = io.BytesIO(ORDERS.encode())
    file.name, file.size = "../../../orders.csv", len(ORDERS)
    file.chunks = lambda: [ORDERS.encode()]
    made = load_extract(by=lead, organisation=here, files=[file], as_at=None)
    assert [one.name for one in (made.folder / "sent").iterdir()] == ["orders.csv"]


def test_errors_are_listed_by_kind_with_how_to_mend_them(
    here: Organisation, lead: Account, browser: Client, tmp_path: Path
) -> None:
    one = loaded(here, lead, small(tmp_path / "x", orders=FAULTY))
    assert one.state == "faulty"
    page = browser.get(f"/o/ashmarrow/extracts/{one.key}/").content.decode()
    assert "A date that cannot be read" in page
    assert "2026-13-45" in browser.get(f"/o/ashmarrow/extracts/{one.key}/faults/").content.decode()


def test_what_is_told_of_errors_speaks_of_no_command(
    here: Organisation, lead: Account, tmp_path: Path
) -> None:
    one = loaded(here, lead, small(tmp_path / "x", orders=FAULTY))
    assert one.told == (
        "1 error was found, so nothing was taken. Mend what is wrong in your system and load the extract "
        "again, or go on without the rows at fault."
    )


def test_a_fault_of_the_whole_extract_is_said_to_be_of_the_extract(
    here: Organisation, lead: Account, browser: Client, tmp_path: Path
) -> None:
    strange = write_extract(tmp_path / "x", strange="a,b\n1,2\n")
    one = loaded(here, lead, strange)
    answer = browser.get(f"/o/ashmarrow/extracts/{one.key}/faults/?kind=no_tables")
    assert [row["file"] for row in answer.context["rows"]] == ["the extract"]


def test_faults_can_be_narrowed_to_one_table(
    here: Organisation, lead: Account, browser: Client, tmp_path: Path
) -> None:
    one = loaded(here, lead, small(tmp_path / "x", orders=FAULTY, people=PEOPLE + "P3,strange\n"))
    answer = browser.get(f"/o/ashmarrow/extracts/{one.key}/faults/?table=people&kind=code_unknown")
    assert [row["column"] for row in answer.context["rows"]] == ["gender"]


def test_a_filter_value_that_is_none_of_the_choices_is_told(
    here: Organisation, lead: Account, browser: Client, tmp_path: Path
) -> None:
    one = loaded(here, lead, small(tmp_path / "x", orders=FAULTY))
    answer = browser.get(f"/o/ashmarrow/extracts/{one.key}/faults/?table=nonsense")
    assert "nonsense" in answer.content.decode()


def test_the_faults_as_csv_are_a_file_and_leave_an_event(
    here: Organisation, lead: Account, browser: Client, tmp_path: Path
) -> None:
    one = loaded(here, lead, small(tmp_path / "x", orders=FAULTY))
    answer = browser.get(f"/o/ashmarrow/extracts/{one.key}/faults.csv")
    assert b"2026-13-45" in b"".join(answer.streaming_content)
    assert Event.objects.filter(act="exported faults").count() == 1


def test_without_the_rows_at_fault_an_extract_can_be_taken_and_says_so(
    here: Organisation, lead: Account, tmp_path: Path
) -> None:
    one = loaded(here, lead, small(tmp_path / "x", orders=FAULTY))
    accept_without_faulty_rows(by=lead, extract=one)
    one.refresh_from_db()
    assert (one.state, one.accept_partial, one.found["tables"]["orders"]["left_out"]) == ("ready", True, 1)


def test_a_table_that_is_left_out_whole_is_said_before_it_is_taken(
    here: Organisation, lead: Account, browser: Client, tmp_path: Path
) -> None:
    former = loaded(here, lead, small(tmp_path / "former"))
    accept_extract(by=lead, extract=former)
    one = loaded(here, lead, small(tmp_path / "x", contacts=CONTACTS.replace("happened_on", "seen_at")))
    accept_without_faulty_rows(by=lead, extract=one)
    answer = browser.get(f"/o/ashmarrow/extracts/{one.key}/")
    text = answer.content.decode()
    assert (answer.context["one"].state, "No row is taken of contacts" in text) == ("ready", True)
    assert '<th scope="row">contacts</th><td class="pl-n">0</td><td class="pl-n">all of it</td>' in text
    assert "Not sent any more" not in text


def test_where_only_rows_are_left_out_no_table_is_said_to_be(
    here: Organisation, lead: Account, browser: Client, tmp_path: Path
) -> None:
    one = loaded(here, lead, small(tmp_path / "x", orders=FAULTY))
    accept_without_faulty_rows(by=lead, extract=one)
    assert browser.get(f"/o/ashmarrow/extracts/{one.key}/").context["lost"] == []


def test_a_day_after_the_extract_was_made_is_refused_before_anybody_takes_it(
    here: Organisation, lead: Account, extract: Path
) -> None:
    one = loaded(here, lead, extract, as_at=date(2031, 3, 31))
    assert (one.state, (one.folder / "taken").exists()) == ("faulty", False)
    assert "You asked to judge it as at 31 March 2031, and it was made on " in one.told


def test_the_day_to_judge_by_is_said_and_one_that_is_yet_to_come_warned_of(
    here: Organisation, lead: Account, browser: Client, tmp_path: Path
) -> None:
    later = today() + timedelta(days=40)
    for as_at, warned in ((today(), False), (later, True)):
        one = loaded(here, lead, small(tmp_path / str(as_at)), as_at=as_at)
        text = browser.get(f"/o/ashmarrow/extracts/{one.key}/").content.decode()
        assert f"It will be judged as at {wording.day(as_at)}." in text
        assert ("The day to judge by is yet to come" in text) == warned


def test_errors_stand_before_warnings_and_notices_in_the_list(
    here: Organisation, lead: Account, browser: Client, tmp_path: Path
) -> None:
    one = loaded(here, lead, small(tmp_path / "x", orders=FAULTY, attic="a,b\n1,2\n"))
    found = [
        row["severity"] for row in browser.get(f"/o/ashmarrow/extracts/{one.key}/faults/").context["rows"]
    ]
    assert found == sorted(found, key=("error", "warning", "notice").index)
    assert {"error", "notice"} <= set(found)


def test_rows_of_a_council_that_is_not_ours_are_errors(
    here: Organisation, lead: Account, tmp_path: Path
) -> None:
    one = loaded(here, lead, small(tmp_path / "x", orders=ORDERS.replace(HERE, ELSEWHERE)))
    assert one.state == "faulty"
    assert f"{ELSEWHERE}: 2 in orders" in one.told
    assert not (one.folder / "taken").exists()


def test_what_a_person_is_told_names_no_folder_of_the_machine(
    here: Organisation, lead: Account, tmp_path: Path
) -> None:
    one = loaded(here, lead, small(tmp_path / "x", orders=FAULTY))
    assert str(settings.DATA) not in one.told


def test_the_same_files_again_are_noticed(
    here: Organisation, lead: Account, browser: Client, tmp_path: Path
) -> None:
    folder = small(tmp_path / "x")
    loaded(here, lead, folder)
    again = loaded(here, lead, folder)
    assert (
        "The same files were loaded before"
        in browser.get(f"/o/ashmarrow/extracts/{again.key}/").content.decode()
    )


def test_a_second_extract_is_compared_with_the_one_taken_before(
    here: Organisation, lead: Account, browser: Client, tmp_path: Path
) -> None:
    accept_extract(by=lead, extract=loaded(here, lead, small(tmp_path / "x")))
    later = loaded(here, lead, small(tmp_path / "y", orders=ORDERS + "O3,P1,X12000001,cpo,2026-03-02,\n"))
    drift = browser.get(f"/o/ashmarrow/extracts/{later.key}/").context["drift"]
    assert {row["table"]: row["added"] for row in drift["tables"]} == {
        "people": 0,
        "orders": 1,
        "contacts": 0,
    }


def test_an_extract_turned_away_loses_its_files_and_keeps_its_place_in_the_history(
    here: Organisation, lead: Account, tmp_path: Path, django_capture_on_commit_callbacks
) -> None:
    one = loaded(here, lead, small(tmp_path / "x"))
    with django_capture_on_commit_callbacks(execute=True):
        turn_away_extract(by=lead, extract=one)
    assert not one.folder.exists()
    assert Extract.objects.get().state == "refused"


def test_a_decision_made_twice_is_made_once(
    here: Organisation, lead: Account, browser: Client, tmp_path: Path
) -> None:
    one = loaded(here, lead, small(tmp_path / "x"))
    for _ in range(2):
        browser.post(f"/o/ashmarrow/extracts/{one.key}/", {"decision": "accept"})
    assert Run.objects.count() == 1


def test_a_service_manager_sees_extracts_and_cannot_decide(
    here: Organisation, lead: Account, tmp_path: Path
) -> None:
    one = loaded(here, lead, small(tmp_path / "x"))
    client = Client()
    client.force_login(person(here, "service_manager"))
    assert client.get(f"/o/ashmarrow/extracts/{one.key}/").status_code == 200
    assert client.post(f"/o/ashmarrow/extracts/{one.key}/", {"decision": "accept"}).status_code == 403
    assert Extract.objects.get().state == "ready"


def test_a_run_of_an_earlier_day_made_later_is_not_the_latest(
    here: Organisation, lead: Account, tmp_path: Path
) -> None:
    newest = run_of(here, lead, small(tmp_path / "x"), date(2026, 3, 31))
    run_of(here, lead, small(tmp_path / "y"), date(2026, 2, 28))
    assert run_asked_for(access(lead, here), None) == newest


def test_a_correction_for_the_same_day_becomes_the_latest_and_the_former_stays(
    here: Organisation, lead: Account, tmp_path: Path
) -> None:
    former = run_of(here, lead, small(tmp_path / "x"))
    correction = run_of(here, lead, small(tmp_path / "y", orders=ORDERS.replace("2026-06-30", "")))
    seen = access(lead, here)
    assert (run_asked_for(seen, None), run_asked_for(seen, former.key)) == (correction, former)


def test_two_runs_are_compared_on_a_page(
    here: Organisation, lead: Account, browser: Client, tmp_path: Path
) -> None:
    for day in (date(2026, 2, 28), date(2026, 3, 31)):
        run_of(here, lead, small(tmp_path / str(day)), day)
    page = browser.get("/o/ashmarrow/extracts/between/")
    assert {row["one"].code: row["one"].came for row in page.context["found"]}["cpo_first_contact"] == 0
    heads, *rows = Page(page.content.decode()).table("Duties by standard").rows
    said = [[found["data-head"] for tag, found, _ in row if tag == "td"] for row in rows]
    assert said == [[text for *_, text in heads[1:]]] * len(rows) != []


def test_a_council_calendar_is_kept_and_the_next_run_goes_by_it(
    here: Organisation, lead: Account, tmp_path: Path
) -> None:
    keep_calendar(
        by=lead, organisation=here, text="authority,date,working,name\nX12000001,2026-01-06,no,Own\n"
    )
    run = run_of(here, lead, small(tmp_path / "x"))
    assert '"2026-01-06"' in (run.folder / "run" / "calendar.json").read_text("utf-8")


def test_a_calendar_with_a_fault_is_refused_at_the_field(browser: Client) -> None:
    file = io.BytesIO(b"authority,date,working,name\nX12000001,6 Jan,no,Own\n")
    file.name = "days.csv"
    answer = browser.post("/o/ashmarrow/extracts/keeping/", {"what": "calendar", "file": file})
    assert answer.status_code == 422
    assert "6 Jan" in answer.content.decode()


def test_a_calendar_of_another_council_is_refused(browser: Client) -> None:
    file = io.BytesIO(b"authority,date,working,name\nX12000002,2026-01-06,no,Theirs\n")
    file.name = "days.csv"
    answer = browser.post("/o/ashmarrow/extracts/keeping/", {"what": "calendar", "file": file})
    assert "does not act for" in answer.content.decode()


def test_case_rows_go_after_the_set_time_and_not_a_day_before(
    here: Organisation, lead: Account, tmp_path: Path
) -> None:
    run = run_of(here, lead, small(tmp_path / "x"))
    set_retention(by=lead, organisation=here, months=1)
    Run.objects.filter(pk=run.pk).update(frozen_at=timezone.make_aware(timezone.datetime(2026, 1, 31, 12)))
    assert runs_over_retention(date(2026, 2, 27)) == []
    assert runs_over_retention(date(2026, 2, 28)) == [run]


def test_when_case_rows_go_figures_stay_and_no_row_is_left_on_disk(
    here: Organisation, lead: Account, browser: Client, tmp_path: Path, django_capture_on_commit_callbacks
) -> None:
    run = run_of(here, lead, small(tmp_path / "x"))
    before = browser.get("/o/ashmarrow/").context["front"]["groups"]
    with django_capture_on_commit_callbacks(execute=True):
        remove_case_rows(by=None, run=run)
    assert [one.name for one in run.folder.rglob("*.parquet")] == []
    assert not run.extract.folder.exists()
    assert browser.get("/o/ashmarrow/").context["front"]["groups"] == before != []


def test_rows_that_a_removal_cut_off_left_on_the_disk_go_the_next_day(
    here: Organisation, lead: Account, tmp_path: Path
) -> None:
    run = run_of(here, lead, small(tmp_path / "x"))
    away = turn_away_extract(by=lead, extract=loaded(here, lead, small(tmp_path / "y")))
    remove_case_rows(by=None, run=run)  # killed before its transaction was over: the files are still there
    assert (run.extract.folder.exists(), away.folder.exists(), finish_removals()) == (True, True, 2)
    assert [one.name for one in run.folder.rglob("*.parquet")] == []
    assert (run.extract.folder.exists(), away.folder.exists(), finish_removals()) == (False, False, 0)


def test_what_was_sent_for_a_run_that_could_not_be_judged_goes_in_its_time_too(
    here: Organisation, lead: Account, tmp_path: Path, django_capture_on_commit_callbacks
) -> None:
    run = run_of(here, lead, small(tmp_path / "x"))
    Run.objects.filter(pk=run.pk).update(state="failed", frozen_at=None)
    day = timezone.localdate(run.asked_at)
    set_retention(by=lead, organisation=here, months=1)
    assert runs_over_retention(day + timedelta(days=27)) == []
    with django_capture_on_commit_callbacks(execute=True):
        on_day(day + timedelta(days=31))
    run.refresh_from_db()
    assert (run.state, run.extract.folder.exists()) == ("failed", False)
    with pytest.raises(ValueError, match="gone"):
        judge_again(by=lead, run=run)


def test_an_extract_that_nobody_decides_about_goes_after_thirty_days(
    here: Organisation, lead: Account, tmp_path: Path, django_capture_on_commit_callbacks
) -> None:
    one = loaded(here, lead, small(tmp_path / "x"))
    day = timezone.localdate(one.loaded_at)
    assert list(extracts_forgotten(day + timedelta(days=29))) == []
    with django_capture_on_commit_callbacks(execute=True):
        on_day(day + timedelta(days=30))
    assert Extract.objects.get().state == "refused"
    assert not one.folder.exists()


def test_the_template_is_a_zip_with_a_workbook(browser: Client) -> None:
    assert browser.get("/o/ashmarrow/extracts/template.zip").content[:2] == b"PK"


def test_a_zip_is_read_as_the_extract_it_holds(here: Organisation, lead: Account, extract: Path) -> None:
    import zipfile

    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as zipped:
        for file in as_posted(extract):
            zipped.writestr(file.name, file.read())
    content = held.getvalue()
    file = io.BytesIO(content)
    file.name, file.size, file.chunks = "march.zip", len(content), lambda: [content]
    made = load_extract(by=lead, organisation=here, files=[file], as_at=None)
    assert Extract.objects.get(pk=made.pk).state == "ready"


def test_a_run_is_whole_even_where_what_follows_it_fails(
    here: Organisation, lead: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(key: str) -> None:
        raise RuntimeError(key)

    monkeypatch.setattr(jobs, "WHEN_FROZEN", [fails])
    assert run_of(here, lead, small(tmp_path / "x")).state == "frozen"


@pytest.mark.parametrize(
    ("refusing", "others", "said"),
    [
        (1, 0, "1 error was found, so nothing was taken. It must be mended before"),
        (2, 0, "2 errors were found, so nothing was taken. They must be mended before"),
        (1, 2, "3 errors were found, so nothing was taken. 1 of them must be mended before"),
    ],
)
def test_what_must_be_mended_is_said_as_people_count(refusing: int, others: int, said: str) -> None:
    faults = SimpleNamespace(
        count=lambda severity: refusing + others, refusing=lambda: ["required_column_missing"] * refusing
    )
    assert _told_of(faults) == f"{said} anything can be taken."  # type: ignore[arg-type]

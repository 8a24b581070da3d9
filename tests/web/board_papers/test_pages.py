"""The pages of papers for a board: who sees what, what a form keeps, and what it says is wrong."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories.sent_papers import all_none, begun, ready, rewritten, sent
from factories.site import ELSEWHERE, council, person
from plumbline.errors import PlumblineError
from plumbline_web.audit.models import Event
from plumbline_web.board_papers import jobs
from plumbline_web.board_papers.actions import ask_to_send
from plumbline_web.board_papers.jobs import make_sent
from plumbline_web.board_papers.models import Paper, Sending, Sent
from plumbline_web.board_papers.queries import newest
from plumbline_web.improvement.models import Plan
from plumbline_web.people.models import Account, Organisation

pytestmark = pytest.mark.django_db
Browse = Callable[[Account], Client]
PAGES = ("paper", "setting", "implications", "ends", "send")


def at(name: str, organisation: Organisation, **parts: Any) -> str:
    return reverse(f"board_papers:{name}", kwargs={"organisation": organisation.slug, **parts})


def content_of(paper: Paper) -> dict[str, Any]:
    content: dict[str, Any] = paper.versions.order_by("number").last().content
    return content


def test_a_paper_is_begun_from_a_plan(
    here: Organisation, manager: Account, plan: Plan, browse: Browse
) -> None:
    given = {
        "plan": plan.key,
        "layout": "progress_report",
        "title": "Progress",
        "body": "The board",
        "meeting_on": "14/10/2025",
        "report_number": "1",
        "for_decision": "decision",
        "report_by": "Chief Officer",
        "sections": ["summary"],
        "as_at": "30/09/2025",
    }
    answer = browse(manager).post(at("begin", here), given)
    paper = Paper.objects.get()
    content = newest(paper).content
    assert (answer.status_code, content["layout"], content["about"]["meeting_on"]) == (
        302,
        "progress_report",
        "2025-10-14",
    )


def test_the_day_of_the_figures_that_is_offered_is_never_one_that_is_refused(
    here: Organisation, manager: Account, plan: Plan, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plumbline_web.board_papers.views.begin.judging_day", lambda here: date(2025, 4, 30))
    form = browse(manager).get(at("begin", here)).context["form"]
    assert form["as_at"].value() == date(2025, 5, 1)


def test_a_section_is_written_and_a_blank_line_divides_it(
    here: Organisation, manager: Account, plan: Plan, browse: Browse
) -> None:
    paper = begun(manager, plan)
    form = {
        "since": 1,
        "p-TOTAL_FORMS": 1,
        "p-INITIAL_FORMS": 1,
        "p-0-text": "First.\r\n\r\nSecond.",
        "p-0-table": "areas",
        "p-0-exempt": "Paragraph 6",
    }
    browse(manager).post(at("section", here, key=paper.key, section_name="purpose"), form)
    assert content_of(paper)["sections"]["purpose"]["paragraphs"] == [
        {"text": "First.", "exempt": "Paragraph 6", "table": ""},
        {"text": "Second.", "exempt": "Paragraph 6", "table": "areas"},
    ]


def test_who_writes_over_somebody_else_is_told_and_keeps_the_words(
    here: Organisation, manager: Account, plan: Plan, browse: Browse
) -> None:
    paper = begun(manager, plan)
    address = at("section", here, key=paper.key, section_name="purpose")
    form = {"since": 1, "p-TOTAL_FORMS": 1, "p-INITIAL_FORMS": 1, "p-0-table": "", "p-0-exempt": ""}
    browse(manager).post(address, {**form, "p-0-text": "Theirs."})
    answer = browse(manager).post(address, {**form, "p-0-text": "My own words."})
    page = answer.content.decode()
    found = ("it stands in version 2" in page, "My own words." in page, 'name="since" value="2"' in page)
    assert (answer.status_code, found) == (422, (True, True, True))


def test_a_clash_can_be_settled_by_keeping_it_again(
    here: Organisation, manager: Account, plan: Plan, browse: Browse
) -> None:
    paper = begun(manager, plan)
    address = at("section", here, key=paper.key, section_name="purpose")
    form = {"p-TOTAL_FORMS": 1, "p-INITIAL_FORMS": 1, "p-0-table": "", "p-0-exempt": ""}
    browse(manager).post(address, {**form, "since": 1, "p-0-text": "Theirs."})
    browse(manager).post(address, {**form, "since": 2, "p-0-text": "Mine."})
    assert content_of(paper)["sections"]["purpose"]["paragraphs"][0]["text"] == "Mine."


def test_implications_are_kept_as_they_are_answered(
    here: Organisation, manager: Account, plan: Plan, browse: Browse
) -> None:
    paper = begun(manager, plan)
    form = {
        "since": 1,
        "finance-answer": "some",
        "finance-text": "A post.",
        "finance-rows_0": "A1 | Staff | 2025 | £40,000 | None | None",
        "legal-answer": "none",
        "legal-text": "There are no legal implications.",
    }
    browse(manager).post(at("implications", here, key=paper.key), form)
    held = content_of(paper)["implications"]
    assert (held["finance"]["rows"][0], held["legal"]["text"], held["people"]["answer"]) == (
        [["A1", "Staff", "2025", "£40,000", "None", "None"]],
        "",
        "",
    )


def test_a_row_of_too_few_cells_is_pointed_out_and_nothing_is_kept(
    here: Organisation, manager: Account, plan: Plan, browse: Browse
) -> None:
    paper = begun(manager, plan)
    form = {"since": 1, "finance-answer": "some", "finance-text": "A post.", "finance-rows_0": "A1 | Staff"}
    page = browse(manager).post(at("implications", here, key=paper.key), form)
    assert (
        page.status_code,
        "has 2 cells, and a row has 6" in page.content.decode(),
        paper.versions.count(),
    ) == (
        422,
        True,
        1,
    )


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """The job waits until a test does it."""
    monkeypatch.setattr(jobs, "make_sent", SimpleNamespace(enqueue=lambda key: None))


@pytest.mark.usefixtures("later")
def test_a_paper_goes_through_the_page_on_which_it_is_sent(
    here: Organisation, manager: Account, plan: Plan, browse: Browse
) -> None:
    paper = ready(manager, plan)
    client, there = browse(manager), at("send", here, key=paper.key)
    client.post(there, {"since": 2})
    waiting = client.get(there).content.decode()
    make_sent.func(Sending.objects.get().key)
    made = at("sent", here, key=Sent.objects.get().key)
    assert (at("progress", here, key=paper.key) in waiting, made in client.get(there).content.decode()) == (
        True,
        True,
    )


@pytest.mark.usefixtures("later")
def test_a_paper_that_is_being_made_is_not_asked_for_twice(
    here: Organisation, manager: Account, plan: Plan, browse: Browse
) -> None:
    paper = ready(manager, plan)
    client, there = browse(manager), at("send", here, key=paper.key)
    answers = [client.post(there, {"since": 2}).status_code for _ in range(2)]
    assert (answers, Sending.objects.count()) == ([302, 422], 1)


@pytest.mark.usefixtures("later")
def test_the_page_is_loaded_anew_when_the_files_are_made(
    here: Organisation, manager: Account, plan: Plan, browse: Browse
) -> None:
    paper = ready(manager, plan)
    client = browse(manager)
    client.post(at("send", here, key=paper.key), {"since": 2})
    there = at("progress", here, key=paper.key)
    first = client.get(there)
    make_sent.func(Sending.objects.get().key)
    assert ("HX-Refresh" in first, client.get(there)["HX-Refresh"]) == (False, "true")


@pytest.mark.usefixtures("later")
def test_what_cannot_be_made_is_said_and_can_be_sent_again(
    here: Organisation, manager: Account, plan: Plan, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = ready(manager, plan)
    client, there = browse(manager), at("send", here, key=paper.key)
    client.post(there, {"since": 2})
    with monkeypatch.context() as broken:
        broken.setattr("plumbline_web.board_papers.actions.sending.made_file", no_file)
        make_sent.func(Sending.objects.get().key)
    page = client.get(there).content.decode()
    again = client.post(there, {"since": 2}).status_code
    assert ("No PDF can be made here." in page, Sent.objects.count(), again) == (True, 0, 302)


def no_file(*arguments: Any, **values: Any) -> bytes:
    raise PlumblineError("No PDF can be made here.")


@pytest.mark.usefixtures("later")
def test_what_is_written_while_the_files_are_made_is_not_in_them(manager: Account, plan: Plan) -> None:
    paper = ready(manager, plan)
    sending = ask_to_send(by=manager, paper=paper, version=2)
    rewritten(manager, paper, background_papers=["Written meanwhile"])
    make_sent.func(sending.key)
    made = Sent.objects.get()
    assert (made.version.number, made.content["background_papers"]) == (
        2,
        ["After the inspection: plan for improvement"],
    )


@pytest.mark.parametrize("role", ["board_reader", "analyst"])
def test_who_only_reads_sees_what_was_sent_and_nothing_that_is_being_written(
    here: Organisation, manager: Account, plan: Plan, browse: Browse, role: str
) -> None:
    made = sent(manager, ready(manager, plan))
    page = browse(person(here, role)).get(at("papers", here)).content.decode()
    found = (at("sent", here, key=made.key) in page, at("paper", here, key=made.paper.key) in page)
    assert found == (True, False)


@pytest.mark.parametrize("form", ["page", "pdf", "word"])
def test_what_was_sent_is_given_out_to_the_byte_and_noted(
    here: Organisation, manager: Account, plan: Plan, browse: Browse, form: str
) -> None:
    made = sent(manager, ready(manager, plan))
    address = at("sent_file", here, key=made.key, version="public", form=form)
    answer = browse(person(here, "board_reader")).get(address)
    ending = {"page": "html", "pdf": "pdf", "word": "docx"}[form]
    same = answer.content == (made.folder / f"public.{ending}").read_bytes()
    assert (same, Event.objects.filter(act="took board paper").count()) == (True, 1)


def test_an_altered_file_is_refused_with_words(
    here: Organisation, manager: Account, plan: Plan, browse: Browse
) -> None:
    made = sent(manager, ready(manager, plan))
    (made.folder / "full.html").write_bytes(b"Altered")
    answer = browse(manager).get(at("sent_file", here, key=made.key, version="full", form="page"))
    assert (answer.status_code, b"is not given out" in answer.content) == (409, True)


@pytest.mark.parametrize("name", PAGES)
def test_a_paper_is_not_found_under_another_organisation(
    here: Organisation, manager: Account, plan: Plan, browse: Browse, name: str
) -> None:
    paper = ready(manager, plan)
    there = council("Brackenmoor", ELSEWHERE)
    other = browse(person(there, "service_manager"))
    assert other.get(at(name, there, key=paper.key)).status_code == 404


def test_what_was_sent_is_not_found_under_another_organisation(
    here: Organisation, manager: Account, plan: Plan, browse: Browse
) -> None:
    made = sent(manager, ready(manager, plan))
    there = council("Brackenmoor", ELSEWHERE)
    other = browse(person(there, "board_reader"))
    parts = {"key": made.key, "version": "full", "form": "page"}
    found = [other.get(at("sent", there, key=made.key)), other.get(at("sent_file", there, **parts))]
    assert [one.status_code for one in found] == [404, 404]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("section", {"section_name": "nonsense"}),
        ("version", {"number": 9}),
        ("preview_file", {"number": 1, "version": "secret", "form": "page"}),
        ("preview_file", {"number": 1, "version": "public", "form": "exe"}),
    ],
)
def test_what_a_paper_does_not_have_is_not_found(
    here: Organisation, manager: Account, plan: Plan, browse: Browse, name: str, parts: dict[str, Any]
) -> None:
    paper = begun(manager, plan)
    assert browse(manager).get(at(name, here, key=paper.key, **parts)).status_code == 404


def test_a_draft_is_marked_as_one(here: Organisation, manager: Account, plan: Plan, browse: Browse) -> None:
    paper = begun(manager, plan)
    parts = {"number": 1, "version": "public", "form": "page"}
    page = browse(manager).get(at("preview_file", here, key=paper.key, **parts))
    assert b"Draft" in page.content


def test_a_wrong_template_comes_back_with_what_is_wrong(
    here: Organisation, manager: Account, browse: Browse
) -> None:
    file = io.BytesIO(b"This is no Word file.")
    file.name = "x.docx"
    answer = browse(manager).post(at("looks", here), {"template_sent": "yes", "file": file})
    assert (answer.status_code, "no Word file" in answer.content.decode()) == (422, True)


def test_the_list_asks_the_database_as_often_for_three_as_for_one(
    here: Organisation, manager: Account, plan: Plan, browse: Browse
) -> None:
    client, counts = browse(manager), []
    sent(manager, ready(manager, plan))
    for more in (0, 2):
        for _ in range(more):
            paper = begun(manager, plan)
            rewritten(manager, paper, implications=all_none(paper))
        client.get(at("papers", here))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(at("papers", here))
        counts.append(len(asked))
    assert counts[0] == counts[1]

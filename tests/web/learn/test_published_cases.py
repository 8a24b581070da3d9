"""The published cases on the site: open to anybody, dated, each document in three forms, made once."""

from __future__ import annotations

import io
import re
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

import plumbline_web
from factories.site import council, person
from plumbline.errors import PlumblineError
from plumbline.publishing.pdf_checks import pdf_faults
from plumbline.publishing.published_cases import documents_of_published
from plumbline.scrutiny.frameworks import load_scales
from plumbline.scrutiny.published import load_published
from plumbline_web.audit.models import Event
from plumbline_web.learn import making

pytestmark = pytest.mark.django_db
CODES = list(load_published())
NAMES = [(code, name) for code, case in load_published().items() for name in documents_of_published(case)]
LIST = "/published-cases/"
WEST = f"{LIST}west_dunbartonshire_2019/"


@pytest.fixture
def nothing_kept() -> Iterator[None]:
    """As after a start: nothing has been made yet."""
    before = dict(making._kept)
    making._kept.clear()
    yield
    making._kept.clear()
    making._kept.update(before)


def main_of(path: str) -> str:
    return Client().get(path).content.decode().split("<main")[1].split("</main")[0]


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize("path", [LIST, *(f"{LIST}{code}/" for code in CODES)])
def test_a_page_opens_without_an_account(path: str) -> None:
    assert Client().get(path).status_code == 200


@pytest.mark.parametrize("path", [LIST, WEST])
def test_a_page_asks_the_database_nothing(path: str, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        answer = Client().get(path)
    assert answer.status_code == 200


@pytest.mark.parametrize("code", CODES)
def test_the_list_leads_to_every_case_with_its_date(code: str) -> None:
    page = main_of(LIST)
    assert f'href="{LIST}{code}/"' in page
    assert f"Published {load_published()[code].when}." in page


def test_the_list_shows_no_grade_so_that_none_stands_beside_another() -> None:
    words = words_of(main_of(LIST)).lower()
    grades = {grade.word.lower() for grade in load_scales()["six_point"].grades}
    assert [grade for grade in grades if re.search(rf"\b{grade}\b", words)] == []


def test_who_is_new_is_told_to_begin_with_the_case_that_goes_as_far_as_a_plan() -> None:
    begin = main_of(LIST).partition("New to this?")[2].partition("</p>")[0]
    assert re.findall(r'href="([^"]+)"', begin) == [WEST]


@pytest.mark.parametrize(
    ("code", "held"),
    [
        ("west_dunbartonshire_2019", "the report as facts, a plan of 20 actions and a paper to a board"),
        ("inverclyde_2019", "the report as facts and a paper to a board"),
        ("throughcare_2021", "the report as facts"),
    ],
)
def test_the_list_says_what_of_a_case_there_is_to_read(code: str, held: str) -> None:
    item = main_of(LIST).partition(f'href="{LIST}{code}/">')[2]
    item = item.partition(f'href="{LIST}{code}/">')[2] if code in WEST else item
    assert f"In it: {held}." in item.partition("</li>")[0]


@pytest.mark.parametrize("code", CODES)
def test_a_case_says_what_to_learn_before_it_says_what_to_read(code: str) -> None:
    page = main_of(f"{LIST}{code}/")
    assert re.findall(r'<h2 id="([^"]+)', page)[:2] == ["learn", "documents"]
    learn = page.partition('id="learn"')[2].partition("</ul>")[0]
    assert learn.count("<li>") == len(load_published()[code].learn)


@pytest.mark.parametrize("code", CODES)
def test_a_case_leads_on_to_the_next_and_the_last_to_the_first(code: str) -> None:
    after = (CODES[1:] + CODES[:1])[CODES.index(code)]
    assert f'href="{LIST}{after}/"' in main_of(f"{LIST}{code}/").partition('id="next"')[2]


@pytest.mark.parametrize("code", CODES)
def test_a_case_is_under_a_dated_banner(code: str) -> None:
    page = main_of(f"{LIST}{code}/")
    assert page.index(f"Published {load_published()[code].when}") < page.index("<h2")


def test_the_evaluations_stand_under_all_five_key_questions() -> None:
    page = words_of(main_of(WEST).partition('id="evaluations"')[2].partition("<details")[0])
    assert page.endswith(
        "What key outcomes have we achieved? "
        "1.1 Improving the life chances and outcomes for people subject to a community payback order Weak "
        "How well do we jointly meet the needs of our stakeholders? "
        "2.1 Impact on people who have committed offences Adequate "
        "How good is our delivery of services for those involved in community justice? "
        "5.2 Assessing and responding to risk and need Weak "
        "5.3 Planning and providing effective intervention Weak "
        "How good is our operational management? No indicator under this question was evaluated. "
        "How good is our leadership? 9.4 Leadership of improvement and change Weak"
    )


def test_a_review_says_that_nothing_was_graded() -> None:
    page = words_of(main_of(f"{LIST}throughcare_2021/"))
    assert "7 indicators of the quality indicator model, 2021, informed the review: 2.1, 3.1, 5.1" in page


def test_what_people_with_lived_experience_said_has_a_heading_of_its_own() -> None:
    page = main_of(f"{LIST}prison_social_work_2024/")
    assert re.findall(r"<h2 id=\"messages-\d\">([^<]+)", page) == [
        "Key messages",
        "Key messages from people with lived experience",
    ]


def test_the_first_note_is_of_six_indicators_and_five() -> None:
    assert "speaks of six indicators" in words_of(main_of(WEST).partition('id="notes"')[2])


@pytest.mark.parametrize("path", ["/", "/papers/"])
def test_the_welcome_page_and_the_foot_of_every_page_lead_there(path: str) -> None:
    assert f'href="{LIST}"' in Client().get(path).content.decode().split("<footer")[path == "/papers/"]


def test_the_first_steps_of_an_organisation_lead_there(client: Client) -> None:
    client.force_login(person(council(), "service_manager"))
    page = client.get("/o/ashmarrow/start/").content.decode().split("<main")[1].split("<footer")[0]
    assert f'href="{LIST}"' in page


@pytest.mark.parametrize("path", [LIST, WEST])
def test_in_a_demonstration_the_pages_say_that_these_cases_are_real(path: str, settings) -> None:
    settings.DEMONSTRATION = True
    page = Client().get(path).content.decode()
    assert "Every council, person and case shown here is made up." not in page
    assert "What stands on this page was published." in page


@pytest.mark.parametrize(("code", "name"), NAMES)
def test_a_case_leads_to_its_documents_in_three_forms(code: str, name: str) -> None:
    page, here = main_of(f"{LIST}{code}/"), f"{LIST}{code}/{name}/"
    assert [form for form in ("", "pdf/", "word/") if f'href="{here}{form}"' not in page] == []


@pytest.mark.parametrize(("code", "name"), NAMES)
def test_a_document_opens_as_a_page_that_asks_for_nothing(code: str, name: str) -> None:
    answer = Client().get(f"{LIST}{code}/{name}/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert answer["Content-Security-Policy"].startswith("default-src 'none'; img-src data:;")


@pytest.mark.parametrize(("code", "name"), NAMES)
def test_a_document_as_a_page_leads_back_to_its_case(code: str, name: str) -> None:
    page = Client().get(f"{LIST}{code}/{name}/").content.decode()
    assert f'<a href="{LIST}{code}/">Back to the published case</a>' in page


def test_the_plan_is_a_sound_pdf() -> None:
    answer = Client().get(f"{WEST}plan/pdf/")
    assert pdf_faults(answer.content) == []
    assert answer["Content-Disposition"] == 'attachment; filename="west-dunbartonshire-2019-plan.pdf"'


def test_the_progress_paper_is_a_word_file_with_its_table_of_grades() -> None:
    answer = Client().get(f"{LIST}inverclyde_2019/progress/word/")
    text = zipfile.ZipFile(io.BytesIO(answer.content)).read("word/document.xml").decode()
    assert words_of(text).count("5.3 Planning and providing effective intervention Good") == 2


@pytest.mark.parametrize(
    "path",
    [
        "nothing/",
        "nothing/report/",
        "west_dunbartonshire_2019/nothing/",
        "inverclyde_2019/plan/",
        "west_dunbartonshire_2019/plan/rtf/",
        "west_dunbartonshire_2019/nothing/pdf/",
    ],
)
def test_what_there_is_not_is_not_found(path: str) -> None:
    assert Client().get(f"{LIST}{path}").status_code == 404


@pytest.mark.parametrize("path", [LIST, WEST, f"{WEST}plan/", f"{WEST}plan/pdf/"])
def test_nothing_can_be_sent_there(path: str) -> None:
    assert Client().post(path).status_code == 405


def test_a_document_is_made_once(nothing_kept: None, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    form = making.FORMS["word"]
    counted = making.Form(
        form.words, form.ending, form.kind, lambda held, _: asked.append(held.title) or b"it", form.why_not
    )
    monkeypatch.setattr(making, "FORMS", {**making.FORMS, "word": counted})
    for _ in range(3):
        assert Client().get(f"{WEST}plan/word/").content == b"it"
    assert asked == ["Improvement action plan, West Dunbartonshire, 2019"]


def test_whoever_asks_while_others_are_served_for_long_is_told_to_ask_again(
    nothing_kept: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "PATIENCE", 0.01)
    held = threading.Lock()
    held.acquire()
    monkeypatch.setattr(making, "_one_at_a_time", held)
    answer = Client().get(f"{WEST}plan/word/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "Ask for it again in a little while." in answer.content.decode()


def test_what_was_made_is_given_while_others_are_being_made(monkeypatch: pytest.MonkeyPatch) -> None:
    Client().get(f"{WEST}plan/word/")
    held = threading.Lock()
    held.acquire()
    monkeypatch.setattr(making, "_one_at_a_time", held)
    assert Client().get(f"{WEST}plan/word/").status_code == 200


def test_where_a_form_cannot_be_made_the_page_says_why_and_offers_the_others(
    nothing_kept: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object) -> bytes:
        raise PlumblineError("PDF files need Pango.")

    old = making.FORMS["pdf"]
    lame = making.Form(old.words, old.ending, old.kind, refuses, lambda: "PDF files need Pango.")
    monkeypatch.setattr("plumbline_web.learn.views.published_case.FORMS", {**making.FORMS, "pdf": lame})
    monkeypatch.setattr(making, "FORMS", {**making.FORMS, "pdf": lame})
    answer = Client().get(f"{WEST}plan/pdf/")
    page = answer.content.decode().split("<main")[1]
    assert (answer.status_code, page.count("PDF files need Pango.")) == (503, 2)
    assert f'href="{WEST}plan/pdf/"' not in page
    assert f'href="{WEST}plan/word/"' in page


def test_reading_a_case_is_written_down_nowhere() -> None:
    before = Event.objects.count()
    Client().get(WEST)
    Client().get(f"{WEST}report/")
    assert Event.objects.count() == before


def test_no_other_room_of_the_site_looks_at_published_cases() -> None:
    """So that none can come into a comparison."""
    home = Path(plumbline_web.__file__).parent
    found = {
        path.relative_to(home).parts[0]
        for path in home.rglob("*.py")
        if re.search(
            r"scrutiny\.published|publishing\.published_case|load_published", path.read_text("utf-8")
        )
    }
    assert found == {"learn"}

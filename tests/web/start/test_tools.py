"""Words of quantity and sample sizes for anybody, and the template: no account, no script, nothing kept."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.test import Client

from plumbline.statistics.words import quantity, statement_text
from plumbline_web.audit.models import Event
from plumbline_web.records.views.template import template_zip

pytestmark = pytest.mark.django_db
PAGE = "/start/tools/"


def asked(query: str) -> object:
    return Client().get(f"{PAGE}?{query}")


def row(query: str, key: str) -> str:
    """What the page says under one heading of the word."""
    (found,) = [one["value"] for one in asked(query).context["said"]["rows"] if one["key"] == key]
    return found


def test_the_page_opens_without_an_account() -> None:
    assert Client().get(PAGE).status_code == 200


def test_the_welcome_page_leads_there() -> None:
    assert f'href="{PAGE}"' in Client().get("/").content.decode()


def test_what_is_said_is_what_the_command_says() -> None:
    said = asked("k=80&n=99&population=702").context["said"]["text"]
    assert said == statement_text(quantity(80, 99, 702)).replace(" %", "%")


def test_the_word_is_shown() -> None:
    assert row("k=80&n=99&population=702", "Word") == "Most"


def test_the_range_is_given_in_percent_and_in_records() -> None:
    assert row("k=80&n=99&population=702", "Range") == "72% to 87% (508 to 614 of 702), at 95% confidence"


def test_a_population_that_is_not_known_is_taken_to_be_very_large() -> None:
    assert row("k=81&n=263", "Range") == "26% to 37%, at 95% confidence"


def test_all_read_leave_no_range() -> None:
    assert row("k=40&n=50&population=50", "Range") == "None: all were read"


def test_few_get_no_word() -> None:
    assert row("k=4&n=7", "Word") == "None: the numbers alone"


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("k=100&n=99", "cannot be more than the 99"),
        ("k=8&n=9&population=5", "cannot be fewer than the 9"),
        ("k=-1&n=9", "Write 0 or more"),
        ("k=0&n=0", "Write 1 or more"),
        ("k=x&n=9", "Write a whole number, such as"),
        ("k=&n=", "Write a whole number."),
        ("k=1&n=9&population=99999999", "Write 1,000,000 or fewer"),
    ],
)
def test_what_makes_no_sense_is_refused_with_how_to_mend_it(query: str, word: str) -> None:
    found = asked(query)
    assert (found.status_code, word in found.content.decode()) == (422, True)


@pytest.mark.parametrize(("whole", "n"), [(702, 249), (196, 131)])
def test_the_size_for_five_points_is_given(whole: int, n: int) -> None:
    assert asked(f"whole={whole}&margin=5").context["size"]["n"] == n


@pytest.mark.parametrize(("whole", "n", "margin"), [(702, 99, "9.1"), (196, 98, "7.0")])
def test_the_margin_of_so_many_is_given(whole: int, n: int, margin: str) -> None:
    assert asked(f"whole={whole}&size={n}").context["size"]["reached"] == margin


def test_another_confidence_can_be_chosen() -> None:
    assert asked("whole=702&size=99&confidence=80").context["size"]["reached"] == "6.0"


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("whole=100", "one of the two"),
        ("whole=100&margin=5&size=10", "one of the two"),
        ("whole=100&size=101", "There are only 100"),
        ("whole=100&margin=0", "Write more than 0"),
        ("whole=&margin=5", "Write a whole number."),
        ("whole=100&margin=nan", "Write a number, such as 5"),
        ("whole=100&margin=5&confidence=12", "Select a valid choice"),
    ],
)
def test_a_sample_that_makes_no_sense_is_refused(query: str, word: str) -> None:
    found = asked(query)
    assert (found.status_code, word in found.content.decode()) == (422, True)


def test_nothing_asked_is_written_down() -> None:
    asked("k=80&n=99&population=702")
    assert Event.objects.count() == 0


def test_the_template_can_be_had_without_an_account() -> None:
    held = Client().get("/start/plumbline-template.zip").content
    assert (
        zipfile.ZipFile(io.BytesIO(held)).namelist() == zipfile.ZipFile(io.BytesIO(template_zip())).namelist()
    )

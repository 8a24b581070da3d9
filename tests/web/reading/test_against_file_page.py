"""Data against file on its page: accuracy by hand, and a rate corrected as the formula says."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor, sqrt

import pytest
from django.test import Client
from django.urls import reverse

from factories.activities import Team
from factories.findings import GOOD, read, read_inspection, sampled
from plumbline.statistics.intervals import exact_interval
from plumbline_web.scrutiny.models import Record

pytestmark = pytest.mark.django_db
CALLED = {"cpo_lscmi": {"supervision": {"met": 60, "not_met": 40}}}


@pytest.fixture
def team() -> Team:
    """Of 100, 60 called met and 40 missed: 20 and 10 read, of which the file shows met 15 and 2."""
    made = read_inspection(readers=2)
    sampled(made, {"supervision": 30}, {"supervision": 100}, called=CALLED)
    of_call = {"met": 0, "not_met": 0}
    for record in Record.objects.order_by("position"):
        call = record.facts["calls"]["cpo_lscmi"]
        of_call[call] += 1
        met = of_call[call] <= {"met": 15, "not_met": 2}[call]
        told = ("yes", "yes", "no", "cannot_tell")[record.position % 4]
        answers = {**GOOD, "/effort/assessed": "in_time" if met else "late", "/effort/date_agrees": told}
        read(made, record, made.members[0], answers)
    return made


def page(team: Team) -> str:
    client = Client()
    client.force_login(team.lead)
    kwargs = {"organisation": team.body.slug, "activity": team.activity.key}
    answer = client.get(reverse("reading:against_file", kwargs=kwargs))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_rate_is_corrected_as_the_formula_says(team: Team) -> None:
    corrected = Fraction(60, 100) * Fraction(15, 20) + Fraction(40, 100) * Fraction(2, 10)
    assert corrected == Fraction(53, 100)
    text = page(team)
    assert '<span class="pl-figure">53%</span> corrected; the data say 60%' in text
    assert "60.0% × 75.0% + 40.0% × 20.0% = <strong>53.0%</strong>" in text


def test_its_sentence_says_what_was_read_and_what_follows(team: Team) -> None:
    text = page(team)
    assert "The data call 60.0% met. Of the 60 that the data call met, 20 files were read; 15 show" in text
    assert "Of the 40 that the data call missed, 10 files were read; 2 show" in text


def test_its_range_adds_up_the_two_exact_intervals_and_ends_on_whole_duties(team: Team) -> None:
    met, missed = exact_interval(15, 20, 60), exact_interval(2, 10, 40)
    low = 53 - sqrt((45 - met.low) ** 2 + (8 - missed.low) ** 2)
    high = 53 + sqrt((met.high - 45) ** 2 + (missed.high - 8) ** 2)
    assert f"likely to lie between {floor(low)}.0% and {ceil(high)}.0% at 95% confidence" in page(team)


def test_each_field_that_a_question_confirms_has_its_accuracy(team: Team) -> None:
    # Positions 1 to 30 by turns: yes, no, cannot tell, yes: 15 yes, 8 no, 7 not shown
    text = page(team)
    assert "Orders: imposed on" in text
    assert "65% (15 of 23)" in text
    assert "50% to 73%" in text


def test_without_a_count_of_the_data_no_rate_is_corrected(team: Team) -> None:
    draw = Record.objects.first().draw
    draw.plan = {}
    draw.save()
    text = page(team)
    assert "corrected; the data say" not in text
    assert "Orders: imposed on" in text


def test_counts_that_cannot_be_this_samples_are_said_to_be_so(team: Team) -> None:
    draw = Record.objects.first().draw
    draw.plan = {"called": {"cpo_lscmi": {"supervision": {"met": 3, "not_met": 40}}}}
    draw.save()
    assert "Rates cannot be corrected" in page(team)

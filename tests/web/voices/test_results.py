"""What a survey came to: counts with their base, both return rates, bounds, and nothing of a few people."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from factories.activities import inspection
from factories.voices import COUNTS, answered, opened_survey, staff, voices_of, with_every_form
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.actions import add_note
from plumbline_web.scrutiny.needs import needs_of
from plumbline_web.voices.actions import (
    VoicesRefused,
    change_last_day,
    close_survey,
    hold_remark,
    open_survey,
    release_remark,
    take_answers,
)
from plumbline_web.voices.actions.forgetting import forget_answers, surveys_over_retention
from plumbline_web.voices.filling import instrument_of
from plumbline_web.voices.groups import shown_groups
from plumbline_web.voices.models import Remark, Return, Survey
from plumbline_web.voices.results import asked_of_some, by_group, results_of, shown_results
from web.voices.asking import address, signed_in, text

pytestmark = pytest.mark.django_db
AT = "/".join(("", "work", "time"))
TIME = "I have enough time to do my work to the standard expected."


def over(team, many, invited: int | None = None) -> Survey:
    """A staff survey with these answers, closed."""
    survey = opened_survey(team, invited=invited)
    answered(survey, many)
    return close_survey(by=team.lead, survey=survey)


def of_question(survey: Survey, words: str, least: int = 5):
    return next(one for one in shown_results(results_of(survey), least).questions if one.words == words)


def test_a_question_has_its_counts_its_base_its_range_and_a_word_from_thirty() -> None:
    one = of_question(over(inspection(), staff(24, 8), invited=40), TIME)
    assert [(each.words, each.count, each.percent) for each in one.options] == [
        ("Agree", 24, "75%"),
        ("Agree in part", 0, "0%"),
        ("Disagree", 8, "25%"),
        ("Does not apply to me", 0, ""),
    ]
    assert (one.answered, one.word) == (32, "Most")
    assert one.positive == (
        "24 of the 32 who answered (75%) were positive. Of all 40 who were invited it is between 60% and "
        "80%, whatever the 8 who gave no answer think."
    )


def test_below_thirty_answers_there_is_no_word_and_below_ten_no_percentage() -> None:
    twenty = of_question(over(inspection(), staff(20, 5)), TIME)
    assert (twenty.word, twenty.options[0].percent) == ("", "80%")


def test_below_ten_answers_there_is_no_percentage() -> None:
    one = of_question(over(inspection(), staff(6, 1)), TIME)
    assert (one.word, [each.percent for each in one.options]) == ("", ["", "", "", ""])


def test_who_it_does_not_concern_is_shown_outside_the_base() -> None:
    many = staff(10, 2) + staff(3, 0, {AT: "na"})
    one = of_question(over(inspection(), many), TIME)
    assert (one.answered, one.outside) == (12, 3)


def test_return_rates_count_whole_partial_and_broken_off_answers_apart() -> None:
    whole = staff(10, 0)
    half = [dict(list(one.items())[:20]) for one in staff(4, 0)]
    few = [dict(list(one.items())[:5]) for one in staff(3, 0)]
    found = results_of(over(inspection(), whole + half + few, invited=20))
    assert (found.complete, found.partial, found.broke_off, found.invited) == (10, 4, 3, 20)
    assert "14 of the 20 invited answered (70%)" in shown_results(found, 5).returned
    assert "complete answers only it is 50%" in shown_results(found, 5).returned


def test_of_what_broke_off_no_answer_is_kept() -> None:
    survey = opened_survey(inspection())
    answered(survey, [{AT: "agree"}])
    assert Return.objects.values_list("kind", "answers").get() == ("broke_off", {})


def test_where_more_answered_than_were_invited_there_is_no_rate_and_the_page_says_why() -> None:
    team = inspection()
    survey = over(team, staff(12, 0), invited=10)
    assert results_of(survey).invited is None
    page = text(signed_in(team.lead).get(address("survey", team, key=survey.key)))
    assert "More people answered than were invited." in page


@pytest.mark.parametrize(
    ("answers", "team_sees", "service_sees"), [(4, False, False), (9, True, False), (10, True, True)]
)
def test_nothing_is_shown_of_few_answers(answers: int, team_sees: bool, service_sees: bool) -> None:
    team = inspection()
    survey = over(team, staff(answers, 0))
    lead = text(signed_in(team.lead).get(address("survey", team, key=survey.key)))
    service = text(signed_in(team.manager).get(address("survey", team, team.council.slug, key=survey.key)))
    assert (TIME in lead, TIME in service) == (team_sees, service_sees)


def test_while_it_is_open_nobody_sees_a_result() -> None:
    team = inspection()
    survey = opened_survey(team)
    answered(survey, staff(30, 0))
    page = text(signed_in(team.lead).get(address("survey", team, key=survey.key)))
    assert TIME not in page


def test_a_question_that_few_were_asked_shows_nothing() -> None:
    team = inspection()
    with_every_form(team)
    survey = opened_survey(team, "lived_experience_survey")
    base = {f"/beginning/{name}": "yes" for name in ("explained", "knew_rules", "quick")}
    base |= {f"/people/{name}": "yes" for name in ("respect", "listened", "same", "time", "honest")}
    base |= {f"/help/{name}": "yes" for name in ("plan", "got_help", "talked_offending", "family")}
    answered(survey, [{**base, "/start/where": "order"}] * 10)
    answered(survey, [{**base, "/start/where": "licence", "/help/met_before": "no"}] * 3)
    found = {one.words: one for one in shown_results(results_of(survey), 5).questions}
    asked_few = found["Before you left prison, did you meet the worker who would see you outside?"]
    assert (asked_few.hidden, asked_few.options) == (True, ())
    where = found["What is this about?"]
    assert {one.words: one.count for one in where.options if one.count != 0} == {
        "I am or was on a community order": None,
        "I am or was on licence after prison": None,
    }


def test_a_question_asked_of_some_has_no_range_for_everyone_invited() -> None:
    team = inspection()
    with_every_form(team)
    survey = opened_survey(team, "lived_experience_survey", invited=60)
    base = {f"/beginning/{name}": "yes" for name in ("explained", "knew_rules", "quick")}
    base |= {f"/people/{name}": "yes" for name in ("respect", "listened", "same", "time", "honest")}
    base |= {f"/help/{name}": "yes" for name in ("plan", "got_help", "talked_offending", "family")}
    answered(survey, [{**base, "/start/where": "order", "/help/unpaid_work_fair": "yes"}] * 12)
    answered(survey, [{**base, "/start/where": "prison"}] * 12)
    of_some = asked_of_some(instrument_of(survey.form))
    found = {one.words: one.positive for one in shown_results(results_of(survey), 10, of_some).questions}
    assert found["Was your unpaid work fair and useful?"] == "12 of the 12 who answered (100%) were positive."
    assert "between 40% and 100%" in found["Did your worker treat you with respect?"]


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ({"a": 30, "b": 12}, ["a", "b"]),
        ({"a": 30, "b": 12, "c": 3}, ["a"]),  # c alone could be worked out, so b goes with it
        ({"a": 30, "b": 20, "c": 3, "d": 2}, ["a"]),  # c and d hold five together: too few
        ({"a": 30, "b": 20, "c": 6, "d": 4}, ["a", "b"]),
        ({"a": 30, "c": 3}, []),
        ({"a": 30, "b": 0}, ["a"]),
        ({"a": 4}, []),
        ({}, []),
    ],
)
def test_a_small_group_is_left_out_with_another(sizes: dict[str, int], shown: list[str]) -> None:
    assert shown_groups(sizes, 10) == shown


def test_groups_are_shown_with_the_positive_answers_of_each() -> None:
    managers = staff(0, 12, {"/you/post": "manager"})
    few = staff(3, 0, {"/you/post": "support"}) + staff(8, 0, {"/you/post": "senior"})
    survey = over(inspection(), staff(20, 5) + managers + few)
    found = by_group(survey, "post", 10)
    assert found["head"] == ["Question", "Social worker (25)", "Manager (12)"]
    assert found["hidden"] == 2
    assert [TIME, "80% (20 of 25)", "0% (0 of 12)"] in found["rows"]


def test_a_group_in_which_few_answered_a_question_has_no_figure_for_it() -> None:
    silent = {AT: ""}
    managers = staff(0, 3, {"/you/post": "manager"}) + staff(0, 12, {"/you/post": "manager", **silent})
    survey = over(inspection(), staff(30, 0) + staff(12, 0, {"/you/post": "senior"}) + managers)
    row = next(one for one in by_group(survey, "post", 10)["rows"] if one[0] == TIME)
    assert row == [TIME, "100% (30 of 30)", "not shown", "not shown"]


def test_a_survey_is_not_parted_by_what_it_asks_about_the_service() -> None:
    team = inspection()
    survey = over(team, staff(20, 0))
    there = address("survey", team, key=survey.key)
    assert signed_in(team.lead).get(f"{there}?by=time").status_code == 404


def test_words_are_seen_by_others_only_when_released_and_as_changed() -> None:
    team = inspection()
    survey = over(team, staff(20, 0, {"/words/best": "Ask Morag in the north."}))
    remark = Remark.objects.first()
    lead = signed_in(team.lead)
    sent = {"remark": remark.key, f"{remark.key}-shown": "Ask a colleague.", "release": "yes"}
    assert lead.post(address("remarks", team, key=survey.key), sent).status_code == 302
    service = text(signed_in(team.manager).get(address("survey", team, team.council.slug, key=survey.key)))
    assert ("Ask a colleague." in service, "Morag" in service) == (True, False)
    assert "Morag" in text(lead.get(address("remarks", team, key=survey.key)))


@pytest.mark.parametrize(("answers", "sees"), [(19, False), (20, True)])
def test_outside_the_team_words_need_twenty_answers(answers: int, sees: bool) -> None:
    team = inspection()
    survey = over(team, staff(answers, 0))
    remark = Remark.objects.create(survey=survey, path="/words/best", original="Its people.")
    release_remark(by=team.lead, remark=remark, shown="Its people.")
    service = text(signed_in(team.manager).get(address("survey", team, team.council.slug, key=survey.key)))
    assert ("Its people." in service) == sees
    reader = text(signed_in(team.readers[0]).get(address("survey", team, key=survey.key)))
    assert "Its people." in reader


def test_what_is_kept_back_after_all_is_shown_no_more() -> None:
    team = inspection()
    survey = over(team, staff(20, 0))
    remark = Remark.objects.create(survey=survey, path="/words/best", original="Its people.")
    remark = hold_remark(
        by=team.lead, remark=release_remark(by=team.lead, remark=remark, shown="Its people.")
    )
    assert (remark.state, remark.shown) == ("held", "")


def test_words_are_not_read_while_the_survey_is_open() -> None:
    team = inspection()
    survey = opened_survey(team)
    answered(survey, staff(1, 0, {"/words/best": "Its people."}))
    page = text(signed_in(team.lead).get(address("remarks", team, key=survey.key)))
    assert "Its people." not in page
    with pytest.raises(VoicesRefused, match="still open"):
        release_remark(by=team.lead, remark=Remark.objects.get(), shown="Its people.")


def test_a_reader_does_not_read_what_was_not_released() -> None:
    team = inspection()
    survey = over(team, staff(20, 0, {"/words/best": "Its people."}))
    assert signed_in(team.readers[0]).get(address("remarks", team, key=survey.key)).status_code == 403
    assert "Its people." not in text(signed_in(team.readers[0]).get(address("survey", team, key=survey.key)))


def test_a_survey_that_is_over_is_not_opened_again() -> None:
    team = inspection()
    survey = opened_survey(team)
    Survey.objects.update(until_on=today() - timedelta(days=1))
    survey.refresh_from_db()
    with pytest.raises(VoicesRefused, match="cannot be opened again"):
        change_last_day(by=team.lead, survey=survey, until_on=today() + timedelta(days=9), invited=None)


def test_a_survey_needs_a_last_day_to_come() -> None:
    team = inspection()
    subject = team.activity.subjects.get()
    with pytest.raises(VoicesRefused, match="still to come"):
        open_survey(by=team.lead, subject=subject, code="staff_survey", until_on=today() - timedelta(days=1))


def test_counts_of_a_survey_run_elsewhere_are_shown_the_same_way() -> None:
    team = inspection()
    lead = signed_in(team.lead)
    template = lead.get(address("counts_template", team))
    assert template.content.decode().startswith("question,option,count,invited,complete,partial")
    sent = {
        "code": "staff_survey",
        "on": today().strftime("%d/%m/%Y"),
        "counts": SimpleUploadedFile("counts.csv", COUNTS),
    }
    page = text(lead.post(address("bring_in", team), sent, follow=True))
    assert "131 of the 193 invited answered (68%): 108 in full and 23 in part." in page
    assert "100 of the 129 who answered (78%) were positive." in page


def test_every_fault_of_a_file_of_counts_is_told_and_nothing_is_kept() -> None:
    team = inspection()
    bad = b"question,option,count,invited,complete,partial\nTime,Agree,lots,10,20,0\nTime,,3,,,\n"
    sent = {"code": "staff_survey", "on": "01/01/2026", "counts": SimpleUploadedFile("counts.csv", bad)}
    answer = signed_in(team.lead).post(address("bring_in", team), sent)
    assert answer.status_code == 422
    assert "line 2" in text(answer)
    assert "line 3" in text(answer)
    assert not team.activity.notes.exists()


@pytest.mark.parametrize(("answers", "sees"), [(9, False), (10, True)])
def test_few_answers_brought_in_are_not_shown_to_the_service(answers: int, sees: bool) -> None:
    team = inspection()
    counts = f"question,option,count,invited,complete,partial\nEnough time,Yes,{answers},,{answers},0\n"
    note = add_note(
        by=team.lead,
        activity=team.activity,
        kind="survey",
        title="Run elsewhere",
        on=today(),
        subject=team.activity.subjects.get(),
        about="staff_survey",
        counts=counts.encode(),
    )
    there = address("elsewhere", team, team.council.slug, key=note.key)
    assert ("Enough time" in text(signed_in(team.manager).get(there))) == sees


def test_needs_of_a_stage_follow_forms_and_surveys() -> None:
    team = inspection()
    stage = team.activity.stages.get(code="publish")

    def met() -> dict[str, bool]:
        return {
            one.code: one.met for one in needs_of(stage) if one.code in ("forms_received", "surveys_closed")
        }

    before = met()
    survey = opened_survey(team)
    opened = met()
    close_survey(by=team.lead, survey=survey)
    assert (before, opened["surveys_closed"], met()["surveys_closed"]) == (
        {"forms_received": False, "surveys_closed": False},
        False,
        True,
    )


def test_a_form_submitted_meets_the_need_of_a_stage() -> None:
    team = inspection()
    voices_of(team)
    stage = team.activity.stages.get(code="publish")
    assert {one.code: one.met for one in needs_of(stage)}["forms_received"]


def test_when_its_time_is_over_counts_stay_and_single_answers_go() -> None:
    team = inspection()
    survey = over(team, staff(12, 3, {"/words/best": "Its people."}), invited=20)
    kept = Remark.objects.first()
    release_remark(by=team.lead, remark=kept, shown="Its staff.")
    before = results_of(survey)
    team.activity.state, team.activity.closed_at = "closed", team.activity.opened_at - timedelta(days=4000)
    team.activity.save()
    assert surveys_over_retention(today()) == [survey]
    assert forget_answers(by=None, survey=survey) == 15
    survey.refresh_from_db()
    assert results_of(survey) == before
    assert (Return.objects.count(), surveys_over_retention(today())) == (0, [])
    assert list(Remark.objects.values_list("original", "shown")) == [("", "Its staff.")]


def test_a_survey_of_an_activity_that_has_ended_takes_no_answer() -> None:
    team = inspection()
    survey = opened_survey(team)
    team.activity.state = "closed"
    team.activity.save()
    with pytest.raises(VoicesRefused, match="closed"):
        take_answers(survey=survey, answers={AT: "agree"}, number=5)


def test_an_open_survey_is_not_closed_for_good_by_one_click() -> None:
    team = inspection()
    survey = opened_survey(team)
    page = signed_in(team.lead).get(address("survey", team, key=survey.key)).content.decode()
    before, _, after = page.partition("Close it before that</summary>")
    assert ('name="close"' in before, 'name="close"' in after.partition("</details>")[0]) == (False, True)

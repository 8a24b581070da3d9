"""A form with a service: drafts of its own, two people at once, submitting, returning, and every version."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from factories.activities import inspection
from factories.site import person
from factories.voices import WHOLE, opened_form, sent_form, subject_of, written
from plumbline_web.audit.models import Event
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.actions import stop_activity
from plumbline_web.scrutiny.conditions import ScrutinyRefused
from plumbline_web.voices.actions import (
    VoicesRefused,
    close_form,
    open_form,
    return_form,
    save_form,
    submit_form,
)
from plumbline_web.voices.queries import answers_of
from web.voices.asking import address, signed_in, text

pytestmark = pytest.mark.django_db


def test_a_draft_is_seen_by_the_service_and_by_nobody_else() -> None:
    team = inspection()
    form = opened_form(team)
    written(team, form, {"/about/covers": "A draft that is not ready."})
    lead = text(signed_in(team.lead).get(address("form", team, key=form.key)))
    service = text(signed_in(team.manager).get(address("form", team, team.council.slug, key=form.key)))
    assert ("A draft that is not ready." in lead, "A draft that is not ready." in service) == (False, True)


def test_after_a_return_the_lead_still_reads_what_was_submitted_and_no_draft() -> None:
    team = inspection()
    form = return_form(by=team.lead, form=sent_form(team), comment="Say more about reviews.")
    written(team, form, {"/about/covers": "Changed after the return."})
    page = text(signed_in(team.lead).get(address("form", team, key=form.key)))
    assert "Changed after the return." not in page
    assert WHOLE["/about/covers"] in page


def test_a_form_submitted_again_keeps_both_versions_to_read() -> None:
    team = inspection()
    form = return_form(by=team.lead, form=sent_form(team), comment="Say more about reviews.")
    written(team, form, {"/about/covers": "The second time."})
    form = submit_form(by=team.manager, form=form)
    lead, there = signed_in(team.lead), address("form", team, key=form.key)
    assert "The second time." in text(lead.get(there))
    assert WHOLE["/about/covers"] in text(lead.get(f"{there}?version=2"))
    assert [one.after for one in form.moves.all()] == ["submitted", "returned", "submitted"]


def test_two_managers_at_once_lose_nothing() -> None:
    team = inspection()
    form = opened_form(team)
    seen = form.version
    save_form(
        by=team.manager, form=form, answers={"/about/covers": "First", "/about/graded": "yes"}, seen=seen
    )
    other = save_form(
        by=team.manager, form=form, answers={"/about/covers": "", "/capacity/helps": "Second"}, seen=seen
    )
    form.refresh_from_db()
    assert other.others == ()
    assert answers_of(form)["/about/covers"] == "First"
    assert answers_of(form)["/capacity/helps"] == "Second"


def test_the_same_answer_changed_by_two_is_told_and_kept_in_the_version_before() -> None:
    team = inspection()
    form = opened_form(team)
    seen = form.version
    save_form(by=team.manager, form=form, answers={"/about/covers": "First"}, seen=seen)
    second = save_form(by=team.manager, form=form, answers={"/about/covers": "Second"}, seen=seen)
    assert second.others == ("/about/covers",)
    assert [one.answers.get("/about/covers") for one in form.versions.all()] == [None, "First", "Second"]


def test_an_answer_that_is_too_long_stands_in_the_page_again_and_is_not_saved() -> None:
    team = inspection()
    form = opened_form(team)
    there = address("form", team, team.council.slug, key=form.key)
    sent = {"seen": "1", "shown": ["/about/covers"], "q:/about/covers": "x" * 10_001, "save": "yes"}
    answer = signed_in(team.manager).post(there, sent)
    form.refresh_from_db()
    assert (answer.status_code, form.version) == (422, 1)
    assert "x" * 10_001 in text(answer)


def test_a_part_more_and_a_part_less_can_be_asked_for_without_script() -> None:
    team = inspection()
    form = opened_form(team)
    manager, there = signed_in(team.manager), address("form", team, team.council.slug, key=form.key)
    manager.post(there, {"seen": "1", "more": "/part"})
    form.refresh_from_db()
    assert answers_of(form)["/part"] == "3"
    manager.post(there, {"seen": "2", "less": "/part"})
    manager.post(there, {"seen": "3", "less": "/part"})
    form.refresh_from_db()
    assert answers_of(form)["/part"] == "1"
    assert answers_of(form)["/part[2]/indicator"] == ""


@pytest.mark.parametrize(
    "path", ["/nowhere", "/part[31]/indicator", "/about/before", "about/covers", "/part/indicator"]
)
def test_what_is_no_question_of_the_form_is_not_kept(path: str) -> None:
    team = inspection()
    form = opened_form(team)
    there = address("form", team, team.council.slug, key=form.key)
    signed_in(team.manager).post(there, {"seen": "1", "shown": [path], f"q:{path}": "words", "save": "yes"})
    form.refresh_from_db()
    assert form.version == 1


def test_a_form_with_something_missing_cannot_be_submitted() -> None:
    team = inspection()
    with pytest.raises(VoicesRefused, match="answers are missing or cannot stand"):
        submit_form(by=team.manager, form=opened_form(team))


def test_the_page_before_submitting_names_what_is_missing_with_its_part() -> None:
    team = inspection()
    form = opened_form(team)
    page = text(signed_in(team.manager).get(address("submit_form", team, team.council.slug, key=form.key)))
    assert "Not ready yet" in page
    assert "(part 2)" in page


@pytest.mark.parametrize("act", ["save", "submit"])
def test_a_submitted_form_is_not_changed(act: str) -> None:
    team = inspection()
    form = sent_form(team)
    with pytest.raises(VoicesRefused):
        if act == "save":
            save_form(by=team.manager, form=form, answers={"/about/covers": "Later"}, seen=2)
        else:
            submit_form(by=team.manager, form=form)


def test_a_form_is_not_returned_without_a_comment() -> None:
    team = inspection()
    with pytest.raises(VoicesRefused, match="Say what the service should change"):
        return_form(by=team.lead, form=sent_form(team), comment=" ")


def test_a_form_that_was_not_submitted_is_closed_with_a_reason_alone() -> None:
    team = inspection()
    form = opened_form(team)
    with pytest.raises(VoicesRefused, match="Say why"):
        close_form(by=team.lead, form=form)
    assert close_form(by=team.lead, form=form, comment="The scope changed.").state == "closed"


def test_the_same_form_is_not_open_twice_for_a_service() -> None:
    team = inspection()
    opened_form(team)
    with pytest.raises(VoicesRefused, match="open for the service already"):
        opened_form(team)


def test_a_form_that_the_kind_of_activity_does_not_name_is_not_opened() -> None:
    team = inspection()
    with pytest.raises(VoicesRefused, match="no such form"):
        open_form(by=team.lead, subject=subject_of(team), code="position_statement", due_on=today())


def test_in_an_activity_that_has_ended_nothing_is_saved() -> None:
    team = inspection()
    form = opened_form(team)
    stop_activity(by=team.lead, activity=team.activity, why="Put off.")
    with pytest.raises(ScrutinyRefused):
        written(team, form, {"/about/covers": "Later"})


@pytest.mark.parametrize("who", ["lead", "reader"])
def test_nobody_but_the_service_writes_in_its_form(who: str) -> None:
    team = inspection()
    form = opened_form(team)
    account = team.lead if who == "lead" else team.readers[0]
    sent = {"seen": "1", "shown": ["/about/covers"], "q:/about/covers": "Mine", "save": "yes"}
    assert signed_in(account).post(address("form", team, key=form.key), sent).status_code == 403
    form.refresh_from_db()
    assert form.version == 1


@pytest.mark.parametrize("button", ["return", "take", "not_wanted"])
def test_nobody_but_the_lead_returns_or_closes_a_form(button: str) -> None:
    team = inspection()
    form = sent_form(team)
    place = reverse("voices:form", args=[team.council.slug, team.activity.key, form.key])
    assert signed_in(team.manager).post(place, {button: "yes", "comment": "Back"}).status_code == 403
    form.refresh_from_db()
    assert form.state == "submitted"


def test_a_practitioner_of_the_service_does_not_see_its_form() -> None:
    team = inspection()
    form = opened_form(team)
    there = address("form", team, team.council.slug, key=form.key)
    assert signed_in(person(team.council, "practitioner")).get(there).status_code == 404


def test_each_step_is_in_the_trail_without_what_was_written() -> None:
    team = inspection()
    form = return_form(by=team.lead, form=sent_form(team), comment="Say more about reviews.")
    close_form(by=team.lead, form=form, comment="No time.")
    told = Event.objects.filter(details__form=form.key)
    acts = list(told.order_by("pk").values_list("act", flat=True))
    assert acts == ["opened form", "saved form", "submitted form", "returned form", "closed form"]
    assert not any("reviews" in str(one.details) for one in told)


def test_a_form_with_as_many_parts_as_there_can_be_is_taken_in_whole() -> None:
    team = inspection()
    form = opened_form(team)
    written(team, form, {"/part": "30"})
    manager, there = signed_in(team.manager), address("form", team, team.council.slug, key=form.key)
    page = text(manager.get(there))
    assert "One more: An indicator" not in page
    shown = re.findall(r'name="shown" value="([^"]+)"', page)
    every = ["data", "returns", "reading", "people", "victims", "families", "staff", "partners", "seen"]
    every += ["documents", "outside"]
    sent = {f"q:{path}": every if path.endswith("/sources") else "words" for path in shown}
    answer = manager.post(there, {"seen": "2", "shown": shown, "save": "yes", **sent})
    form.refresh_from_db()
    assert (answer.status_code, form.version) == (302, 3)
    assert answers_of(form)["/part[30]/next"] == "words"

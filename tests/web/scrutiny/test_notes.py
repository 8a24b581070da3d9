"""Notes of an activity: kept as they are, by whom they may be, with counts of a survey run elsewhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from factories.activities import Team, inspection
from plumbline.scrutiny.survey_file import template_csv
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.actions import ScrutinyRefused, add_note, stop_activity
from plumbline_web.scrutiny.models import Note

pytestmark = pytest.mark.django_db


def address(team: Team, name: str = "notes", *more: str) -> str:
    return reverse(f"scrutiny:{name}", args=[team.body.slug, team.activity.key, *more])


def noted(team: Team, **given: object) -> Note:
    wanted = {"kind": "meeting", "title": "Scoping meeting", "on": today(), **given}
    return add_note(by=team.lead, activity=team.activity, **wanted)


def form(**given: object) -> dict[str, object]:
    return {"kind": "meeting", "title": "Scoping meeting", "on": f"{today():%d/%m/%Y}", **given}


def test_a_note_is_kept_with_its_stage_and_how_many_took_part(client: Client) -> None:
    team = inspection()
    client.force_login(team.lead)
    client.post(address(team), form(stage="prepare", took_part="7", text="Agreed the dates."))
    note = Note.objects.get()
    assert (note.stage.code, note.took_part, note.text) == ("prepare", 7, "Agreed the dates.")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"title": ""}, "title"),
        ({"on": "soon"}, "on"),
        ({"took_part": "-1"}, "took_part"),
        ({"took_part": "many"}, "took_part"),
        ({"kind": "form"}, "about"),
        ({"kind": "survey"}, "about"),
        ({"kind": "output", "about": "form:self_evaluation"}, "about"),
        ({"kind": "output", "about": "output:no_such"}, "about"),
        ({"stage": "no_such"}, "stage"),
    ],
)
def test_a_note_with_a_fault_is_not_kept(client: Client, given: dict[str, str], field: str) -> None:
    team = inspection()
    client.force_login(team.lead)
    answer = client.post(address(team), form(**given))
    assert (answer.status_code, field in answer.context["form"].errors) == (422, True)
    assert not Note.objects.exists()


def test_a_note_of_a_day_to_come_is_not_kept() -> None:
    with pytest.raises(ScrutinyRefused, match="still to come"):
        noted(inspection(), on=today() + timedelta(days=1))


@pytest.mark.parametrize("kind", ["form", "survey", "output"])
def test_a_form_survey_or_output_says_which(kind: str) -> None:
    with pytest.raises(ScrutinyRefused, match="Say which form, survey or output"):
        noted(inspection(), kind=kind)


def test_there_is_no_kind_but_those_in_the_table() -> None:
    with pytest.raises(ScrutinyRefused, match="no such kind of note"):
        noted(inspection(), kind="rumour")


def survey(client: Client, team: Team, content: bytes) -> object:
    file = SimpleUploadedFile("counts.csv", content)
    given = form(kind="survey", title="Staff survey", about="survey:staff_survey", counts=file)
    return client.post(address(team), given, follow=True)


def test_counts_of_a_survey_are_shown_with_both_return_rates_and_no_margin(client: Client) -> None:
    team = inspection()
    client.force_login(team.lead)
    survey(client, team, template_csv().encode())
    note = Note.objects.get()
    page = client.get(address(team, "note", note.key)).content.decode()
    assert note.took_part == 131
    assert "131 of the 193 invited answered" in page
    assert "no margin of error is given" in page


def test_every_fault_of_the_counts_is_said_at_once_and_nothing_is_kept(client: Client) -> None:
    team = inspection()
    client.force_login(team.lead)
    lines = template_csv().splitlines()
    lines[1] = lines[1].replace("100", "many", 1)
    lines[2] = lines[2].replace("29", "-2", 1)
    page = survey(client, team, "\n".join(lines).encode()).content.decode()
    assert ("line 2:" in page, "line 3:" in page, Note.objects.exists()) == (True, True, False)


def test_a_file_that_is_no_text_is_refused_in_words(client: Client) -> None:
    team = inspection()
    client.force_login(team.lead)
    page = survey(client, team, b"\xff\xfe\x00").content.decode()
    assert "There is a problem" in page


def test_counts_are_of_a_survey_only() -> None:
    with pytest.raises(ScrutinyRefused, match="Only a survey"):
        noted(inspection(), counts=template_csv().encode())


def test_a_reader_adds_a_note_and_an_observer_only_reads_them(client: Client) -> None:
    team = inspection()
    client.force_login(team.readers[0])
    client.post(address(team), form())
    assert Note.objects.get().by == team.readers[0]
    member = team.members[1]
    member.role = "observer"
    member.save()
    client.force_login(team.readers[1])
    assert client.get(address(team)).status_code == 200
    assert client.post(address(team), form()).status_code == 403


def test_the_service_sees_what_was_given_out_and_no_other_note(client: Client) -> None:
    team = inspection()
    noted(team, title="Words among ourselves")
    noted(team, kind="output", about="report", title="The report")
    client.force_login(team.manager)
    page = client.get(
        reverse("scrutiny:activity", args=[team.council.slug, team.activity.key])
    ).content.decode()
    assert ("The report" in page, "Words among ourselves" in page) == (True, False)
    notes = reverse("scrutiny:notes", args=[team.council.slug, team.activity.key])
    assert client.get(notes).status_code == 403


def test_in_an_ended_activity_nothing_is_noted() -> None:
    team = inspection()
    stop_activity(by=team.lead, activity=team.activity, why="No longer wanted")
    with pytest.raises(ScrutinyRefused, match="has ended"):
        noted(team)


def test_a_note_shows_no_counts_itself_and_leads_to_where_small_groups_are_protected(client: Client) -> None:
    team = inspection()
    client.force_login(team.lead)
    survey(client, team, template_csv().encode())
    note = Note.objects.get()
    page = client.get(address(team, "note", note.key)).content.decode()
    assert ("<td" in page, f"/surveys/elsewhere/{note.key}/" in page) == (False, True)

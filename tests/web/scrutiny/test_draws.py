"""The sample of an activity: the list frozen, drawn, a record replaced, by rules that anyone can check."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from factories.activities import Team, inspection
from factories.draws import frozen, in_draw, listed
from factories.site import person, run_of
from plumbline.errors import UsageError
from plumbline.scrutiny.certificate import check_certificate
from plumbline.scrutiny.replacing import REASONS
from plumbline.scrutiny.scope import Condition
from plumbline_web.audit.models import Event
from plumbline_web.people.actions import open_grant
from plumbline_web.people.queries import today
from plumbline_web.records.models import Run
from plumbline_web.scrutiny import frame_files
from plumbline_web.scrutiny.actions import ScrutinyRefused, pin_run
from plumbline_web.scrutiny.actions.draws import draw_sample, drop_record, preview, take_for_practice
from plumbline_web.scrutiny.actions.lists import freeze_from_run, thaw
from plumbline_web.scrutiny.case_rows import rows_of
from plumbline_web.scrutiny.models import Draw, Subject
from plumbline_web.scrutiny.populations import POPULATIONS
from plumbline_web.scrutiny.states import DROP_REASONS

pytestmark = pytest.mark.django_db


def granted(team: Team, extract: Path) -> Subject:
    """The council's run, pinned for the inspection, with a grant to the inspectorate."""
    lead = person(team.council, "information_lead")
    run = run_of(team.council, lead, extract)
    open_grant(
        by=team.manager,
        owner=team.council,
        to=team.body,
        purpose="An inspection",
        from_on=today(),
        until_on=today(),
    )
    subject = Subject.objects.get(activity=team.activity)
    return pin_run(by=team.lead, subject=subject, run=run)


def test_99_of_702_are_drawn_in_proportion_with_a_minimum() -> None:
    held = in_draw(inspection())
    found = Counter(held.records.values_list("stratum", flat=True))
    assert found == {"supervision": 55, "unpaid work": 20, "both": 12, "neither": 6, "other": 6}


def test_the_certificate_draws_the_same_sample_again_from_the_list() -> None:
    held = in_draw(inspection())
    assert check_certificate(held.certificate, listed()) == ()


def test_the_frozen_list_is_kept_byte_for_byte() -> None:
    held = frozen(inspection())
    assert (held.folder / frame_files.FRAME).read_bytes() == listed()


def test_weights_bring_the_sample_back_to_the_list() -> None:
    held = in_draw(inspection())
    assert sum(Fraction(one.weight) for one in held.records.all()) == 702


def test_a_list_is_drawn_from_once() -> None:
    held = in_draw(inspection())
    with pytest.raises(ScrutinyRefused, match="cannot become"):
        draw_sample(by=held.drawn_by, draw=held, seed="another", seed_by="both", size=99)


def test_a_size_too_small_for_the_strata_is_refused_and_nothing_is_drawn() -> None:
    team = inspection()
    held = frozen(team)
    with pytest.raises(UsageError, match="too few for the minimum"):
        draw_sample(by=team.lead, draw=held, seed="s", seed_by="both", size=20)
    assert Draw.objects.get(pk=held.pk).state == "frozen"


def test_a_second_list_needs_the_first_to_be_given_up() -> None:
    team = inspection()
    frozen(team)
    with pytest.raises(ScrutinyRefused, match="frozen list already"):
        frozen(team)


def test_a_list_given_up_keeps_its_hash_and_its_reason_and_loses_its_file() -> None:
    team = inspection()
    held = thaw(by=team.lead, draw=frozen(team), why="The service forgot a team.")
    assert (
        held.state,
        len(held.frame_sha256),
        held.plan["given_up"],
        (held.folder / "frame.csv").exists(),
    ) == (
        "planned",
        64,
        "The service forgot a team.",
        False,
    )


def test_a_record_that_cannot_be_read_is_replaced_by_the_next_of_its_stratum() -> None:
    team = inspection()
    held = in_draw(team)
    first = held.records.filter(stratum="both").order_by("position").first()
    instead = drop_record(by=team.lead, record=first, reason="empty", why="Nothing in it.")
    assert (instead.stratum, instead.position, instead.instead_of_id) == ("both", 13, first.pk)


def test_a_record_out_of_scope_makes_its_stratum_smaller() -> None:
    team = inspection()
    held = in_draw(team)
    one = held.records.filter(stratum="both").first()
    drop_record(by=team.lead, record=one, reason="out_of_scope", why="The order never began.")
    # 13 looked at, 12 in scope: 90 · 12/13 in scope, of which 12 are read.
    weights = set(held.records.filter(stratum="both", state="in_sample").values_list("weight", flat=True))
    assert weights == {str(Fraction(90, 13))}


def test_the_certificate_holds_after_replacements() -> None:
    team = inspection()
    held = in_draw(team)
    for one in held.records.filter(stratum="supervision")[:2]:
        drop_record(by=team.lead, record=one, reason="missing", why="Not found.")
    assert check_certificate(Draw.objects.get(pk=held.pk).certificate, listed()) == ()


def test_practice_records_come_from_those_that_were_not_drawn() -> None:
    team = inspection()
    held = in_draw(team)
    made = take_for_practice(by=team.lead, draw=held, number=3)
    sample = {one["record_id"] for one in held.certificate["sample"]}
    assert [one.record_id for one in made if one.record_id in sample] == []


def test_references_are_in_no_event_of_the_trail() -> None:
    team = inspection()
    held = in_draw(team)
    drop_record(by=team.lead, record=held.records.first(), reason="empty", why="Nothing in it.")
    told = " ".join(str(one.details) for one in Event.objects.all())
    assert [name for name in held.records.values_list("record_id", flat=True) if name in told] == []


def test_a_list_from_the_run_holds_the_orders_that_the_sentence_says(extract: Path) -> None:
    team = inspection()
    subject = granted(team, extract)
    held = freeze_from_run(
        by=team.lead,
        subject=subject,
        population="orders",
        conditions=[Condition("imposed_on", "from_to", ("2025-01-01", "2025-12-31"))],
    )
    assert held.sentence == "Community payback orders imposed from 1 January 2025 to 31 December 2025."
    assert held.frame_rows == _imposed_in_2025(extract)


def test_facts_of_the_extract_are_kept_for_the_reader(extract: Path) -> None:
    team = inspection()
    subject = granted(team, extract)
    held = freeze_from_run(by=team.lead, subject=subject, population="orders", conditions=[])
    made = draw_sample(by=team.lead, draw=held, seed="s", seed_by="both", size=5)
    one = made.records.first()
    assert one.facts["words"]["order_imposed_on"].startswith("The order was imposed on ")


def test_a_sample_aimed_at_misses_has_them_as_strata(extract: Path) -> None:
    team = inspection()
    subject = granted(team, extract)
    held = freeze_from_run(
        by=team.lead,
        subject=subject,
        population="orders",
        conditions=[],
        by_column="missed",
        aims=["cpo_lscmi"],
    )
    missed = held.plan["called"]["cpo_lscmi"]["missed cpo_lscmi"]["not_met"]
    assert {one["stratum"]: one["size"] for one in held.strata}["missed cpo_lscmi"] == missed


def test_a_sample_aimed_at_an_odd_pattern_has_it_as_a_stratum(extract: Path) -> None:
    team = inspection()
    subject = granted(team, extract)
    aims = ["one_hour_first_sessions", "cpo_lscmi"]
    held = freeze_from_run(
        by=team.lead,
        subject=subject,
        population="orders",
        conditions=[],
        by_column="missed",
        aims=aims,
    )
    kind = POPULATIONS["orders"]
    run = Run.objects.get(pk=subject.run_id)
    shown = [row for row in rows_of(run, kind) if aims[0] in row["patterns"] and row["kind"] == "cpo"]
    sizes = {one["stratum"]: one["size"] for one in held.strata}
    assert sizes[f"shows {aims[0]}"] == len(shown) > 0


def test_without_a_grant_no_list_is_made_of_a_services_records(extract: Path) -> None:
    team = inspection()
    run = run_of(team.council, person(team.council, "information_lead"), extract)
    subject = Subject.objects.get(activity=team.activity)
    pin_run(by=team.manager, subject=subject, run=run)
    with pytest.raises(ScrutinyRefused, match="You do not see this service’s cases"):
        freeze_from_run(by=team.lead, subject=subject, population="orders", conditions=[])


def test_on_the_page_a_lead_plans_draws_and_gets_the_certificate(client: Client) -> None:
    team = inspection()
    held = frozen(team)
    client.force_login(team.lead)
    place = [team.body.slug, team.activity.key, held.key]
    planned = client.get(
        reverse("scrutiny:draw", args=place),
        {"size": 99, "confidence": "0.95", "minimum": 6, "method": "proportional"},
    )
    assert "<strong>99 of 702</strong>" in planned.content.decode()
    answer = client.post(
        reverse("scrutiny:draw", args=place),
        {
            "draw": "yes",
            "size": 99,
            "confidence": "0.95",
            "minimum": 6,
            "method": "proportional",
            "seed": "4 and 6",
            "seed_by": "both sides",
        },
    )
    assert answer.status_code == 302
    file = client.get(reverse("scrutiny:draw_file", args=[*place, "certificate"]))
    assert check_certificate(file.json(), listed()) == ()


def test_an_observer_sees_the_certificate_in_words_and_no_reference(client: Client) -> None:
    from plumbline_web.scrutiny.actions import add_member

    team = inspection()
    held = in_draw(team)
    watcher = person(team.body, "analyst")
    add_member(by=team.lead, activity=team.activity, account=watcher, organisation=team.body, role="observer")
    client.force_login(watcher)
    page = client.get(reverse("scrutiny:draw", args=[team.body.slug, team.activity.key, held.key]))
    assert [
        name for name in held.records.values_list("record_id", flat=True) if name in page.content.decode()
    ] == []


def test_a_list_with_faults_is_refused_with_all_of_them(client: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    team = inspection()
    client.force_login(team.lead)
    subject = Subject.objects.get(activity=team.activity)
    file = SimpleUploadedFile("list.csv", b"order\nA1\nA1\n\nB|2\n")
    answer = client.post(
        reverse("scrutiny:freeze", args=[team.body.slug, team.activity.key, subject.key]),
        {"list": "yes", "list-file": file, "list-id_column": "order", "list-sentence": "All."},
    )
    text = answer.content.decode()
    assert (answer.status_code, "row 2" in text, "row 4" in text or "row 3" in text) == (422, True, True)


def _imposed_in_2025(extract: Path) -> int:
    import csv

    with (extract / "orders.csv").open(encoding="utf-8") as file:
        return sum(
            row["kind"] == "cpo" and row["imposed_on"].startswith("2025") for row in csv.DictReader(file)
        )


def test_a_lead_sees_who_is_in_scope_before_anything_is_frozen(client: Client, extract: Path) -> None:
    team = inspection()
    subject = granted(team, extract)
    client.force_login(team.lead)
    answer = client.post(
        reverse("scrutiny:freeze", args=[team.body.slug, team.activity.key, subject.key]),
        {
            "look": "yes",
            "run-population": "orders",
            "run-from_on": "01/01/2025",
            "run-until_on": "31/12/2025",
        },
    )
    text = answer.content.decode()
    assert (f"<strong>{_imposed_in_2025(extract)}</strong>" in text, Draw.objects.count()) == (True, 0)


def test_a_record_is_replaced_for_the_reasons_of_the_rule_and_no_others() -> None:
    assert set(DROP_REASONS) == set(REASONS)


def test_small_strata_are_joined_to_a_neighbour_before_the_draw() -> None:
    held = in_draw(inspection(), size=99, fewest=60)
    assert [(one["stratum"], one["size"]) for one in held.strata] == [
        ("both", 90),
        ("neither + other", 60),
        ("supervision", 402),
        ("unpaid work", 150),
    ]


def test_what_joining_would_give_is_shown_before_it_is_done() -> None:
    held = frozen(inspection())
    assert [one.stratum for one in preview(held, {"size": 99, "fewest": 60}).strata] == [
        "both",
        "neither + other",
        "supervision",
        "unpaid work",
    ]


def test_the_certificate_of_joined_strata_is_checked_from_the_list_as_it_was_frozen() -> None:
    held = in_draw(inspection(), size=99, fewest=60)
    content = (held.folder / frame_files.FRAME).read_bytes()
    assert check_certificate(held.certificate, content) == ()


def test_a_record_of_joined_strata_is_replaced_by_the_next_of_both() -> None:
    team = inspection()
    held = in_draw(team, size=99, fewest=60)
    first = held.records.filter(stratum="neither + other").first()
    instead = drop_record(by=team.lead, record=first, reason="empty", why="Nothing in it.")
    assert instead.stratum == "neither + other"


def test_the_calls_of_the_data_are_counted_by_the_strata_as_they_are_joined() -> None:
    team = inspection()
    held = frozen(team)
    held.plan = {
        **held.plan,
        "called": {
            "cpo_lscmi": {"neither": {"met": 3, "not_met": 1}, "other": {"met": 2}, "both": {"met": 5}}
        },
    }
    held.save()
    drawn = draw_sample(by=team.lead, draw=held, seed="dice: 4", seed_by="both sides", size=99, fewest=60)
    assert drawn.plan["called"] == {
        "cpo_lscmi": {"neither + other": {"met": 5, "not_met": 1}, "both": {"met": 5}}
    }

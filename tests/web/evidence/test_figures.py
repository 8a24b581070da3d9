"""Figures that are worked out: from a run, from the reading, from a survey; and worked out anew."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from factories.activities import Team, inspection
from factories.readings import COMPLETE, dealt, drawn, on_form, submitted
from factories.site import run_of
from factories.voices import voices_of
from plumbline.measures import connect, counts, open_run, rate
from plumbline.measures.periods import parse_label
from plumbline.scrutiny.quantities import evidence_file, read_evidence
from plumbline_web.evidence import board, from_readings, from_runs, from_surveys
from plumbline_web.evidence.actions import EvidenceNotTaken, add_piece, refresh_piece
from plumbline_web.evidence.models import Piece
from plumbline_web.evidence.queries import offered, pieces_of
from plumbline_web.evidence.working_out import anew
from plumbline_web.people.queries import access
from plumbline_web.scrutiny.models import Subject
from plumbline_web.scrutiny.queries import standing_in
from web.evidence.asking import signed_in, text

pytestmark = pytest.mark.django_db
PLAN = "/plan/there"
STRATUM = {"stratum": "", "size": 40, "drawn": 4}


@pytest.fixture
def team() -> Team:
    return inspection(readers=2)


@pytest.fixture
def pinned(team: Team, extract: Path) -> Subject:
    """The council as the activity looks at it, with a run pinned."""
    subject = team.activity.subjects.get()
    subject.run = run_of(team.council, team.manager, extract)
    subject.save()
    return subject


@pytest.fixture
def read(team: Team) -> Team:
    """Two records of four were read: one without a plan, one with."""
    on_form(team)
    records = drawn(team, 4)
    draw = records[0].draw
    draw.strata = [STRATUM]
    draw.save()
    submitted(dealt(team, records[0]))
    submitted(dealt(team, records[1]), {**COMPLETE, PLAN: "yes", "/plan/quality": "5"})
    return team


def stands_of(team: Team):
    return standing_in(access(team.lead, team.body), team.activity)


def brought_in(team: Team, figure, subject: Subject | None = None, source: str = "run") -> Piece:
    return add_piece(
        by=team.lead,
        activity=team.activity,
        source=source,
        title=figure.title,
        ties={"5.2": "weakness"},
        quantity=figure.quantity,
        origin=figure.origin,
        subject=subject,
    )


def as_read_back(figure) -> dict:
    return json.loads(evidence_file(read_evidence(evidence_file([figure.quantity])).values()))["evidence"][0]


def test_a_figure_of_a_run_is_the_rate_of_the_run(pinned: Subject) -> None:
    frozen = open_run(pinned.run.folder / "run")
    code = from_runs.choices_of(pinned).standards[0].value
    with connect(frozen) as con:
        (row,) = counts(con, standards=[code])
    found = from_runs.figure_of(pinned, standard=code, rate_name="strict", period="all").quantity
    expected = rate(row.counts)
    assert (found.x, found.n, found.population) == (
        expected.numerator,
        expected.denominator,
        expected.denominator,
    )


def test_every_choice_of_a_run_says_which_run_standard_rate_and_period_it_is(pinned: Subject) -> None:
    chosen = from_runs.choices_of(pinned)
    periods = [one.value for _, some in chosen.periods for one in some]
    assert periods[0] == "all"
    assert "2024-25" in periods and "2024-25-Q4" in periods and "2025-01" in periods
    found = from_runs.figure_of(
        pinned, standard=chosen.standards[0].value, rate_name="excused", period="2024-25"
    )
    frozen = open_run(pinned.run.folder / "run")
    with connect(frozen) as con:
        (row,) = counts(con, standards=[chosen.standards[0].value], within=parse_label("2024-25"))
    assert found.origin == {
        "of": "run",
        "run": pinned.run.key,
        "standard": chosen.standards[0].value,
        "rate": "excused",
        "period": "2024-25",
        "strict": [row.counts.met, row.counts.judged],
    }
    assert (found.speaks_from, found.speaks_until) == (date(2024, 4, 1), date(2025, 3, 31))
    assert found.quantity.period == "2024-25"


def test_a_figure_of_a_run_can_be_of_a_team_and_a_level_together(pinned: Subject) -> None:
    chosen = from_runs.choices_of(pinned)
    code = chosen.standards[0].value
    with connect(open_run(pinned.run.folder / "run")) as con:
        row = max(
            (
                one
                for one in counts(con, standards=[code], by=("level", "team"))
                if None not in one.breakdown.values()
            ),
            key=lambda one: one.counts.judged,
        )
    where = {column: str(value) for column, value in row.breakdown.items()}
    assert all(value in [one.value for one in chosen.parts[column]] for column, value in where.items())
    found = from_runs.figure_of(pinned, standard=code, rate_name="strict", period="all", where=where)
    assert (found.quantity.x, found.quantity.n) == (row.counts.met, row.counts.judged)
    assert found.quantity.part == f"service:Ashmarrow / level:{where['level']} / team:{where['team']}"
    assert f", level {where['level'].replace('_', ' ')}, team {where['team']}:" in found.title
    assert found.origin["where"] == where


def test_in_a_part_of_which_the_run_counts_nothing_there_is_no_figure(pinned: Subject) -> None:
    code = from_runs.choices_of(pinned).standards[0].value
    with pytest.raises(EvidenceNotTaken, match="counts nothing of that standard in that part and period"):
        from_runs.figure_of(
            pinned, standard=code, rate_name="strict", period="all", where={"team": "No such team"}
        )


def test_a_figure_of_a_part_is_worked_out_anew_of_that_part(team: Team, pinned: Subject) -> None:
    chosen = from_runs.choices_of(pinned)
    where = {"team": chosen.parts["team"][0].value}
    figure = from_runs.figure_of(
        pinned, standard=chosen.standards[0].value, rate_name="strict", period="all", where=where
    )
    piece = brought_in(team, figure, pinned)
    assert anew(piece).quantity == figure.quantity


def test_every_standard_of_a_run_makes_a_piece_that_an_evidence_file_takes(pinned: Subject) -> None:
    for one in from_runs.choices_of(pinned).standards:
        try:
            found = from_runs.figure_of(pinned, standard=one.value, rate_name="strict", period="all")
        except EvidenceNotTaken as refused:
            assert "Nothing was owed" in str(refused)
            continue
        assert as_read_back(found)["n"] == found.quantity.n


def test_there_is_no_figure_where_no_run_is_pinned(team: Team) -> None:
    with pytest.raises(EvidenceNotTaken, match="No run of Ashmarrow is pinned"):
        from_runs.choices_of(team.activity.subjects.get())


def test_a_standard_that_the_run_does_not_judge_has_no_figure(pinned: Subject) -> None:
    with pytest.raises(EvidenceNotTaken, match="counts nothing"):
        from_runs.figure_of(pinned, standard="no_such", rate_name="strict", period="all")


def test_figures_of_a_run_are_for_those_who_may_see_them_in_the_service(team: Team, pinned: Subject) -> None:
    assert from_runs.figures_seen(team.lead, pinned) is None
    assert from_runs.figures_seen(team.manager, pinned) is not None


def test_a_run_worked_out_anew_without_a_change_makes_no_version(team: Team, pinned: Subject) -> None:
    code = from_runs.choices_of(pinned).standards[0].value
    figure = from_runs.figure_of(pinned, standard=code, rate_name="strict", period="all")
    piece = brought_in(team, figure, pinned)
    with pytest.raises(EvidenceNotTaken, match="nothing has changed"):
        refresh_piece(by=team.manager, piece=piece)
    assert Piece.objects.count() == 1


def test_strict_and_excused_of_one_standard_are_told_twice_on_the_board(team: Team, pinned: Subject) -> None:
    code = from_runs.choices_of(pinned).standards[0].value
    for name in ("strict", "excused"):
        figure = from_runs.figure_of(pinned, standard=code, rate_name=name, period="all")
        brought_in(team, figure, pinned)
    row = board.of(team.activity)["5.2"]
    strict, excused = Piece.objects.order_by("number")
    assert row.told_twice.startswith("E1 and E2 count the same: E1, met in time: ")
    assert excused.origin["strict"] == [strict.quantity["x"], strict.quantity["n"]]
    place = {"organisation": team.body.slug, "activity": team.activity.key, "key": excused.key}
    shown = text(signed_in(team.lead).get(reverse("evidence:piece", kwargs=place)))
    assert f"{strict.quantity['x']:,} of {strict.quantity['n']:,} met" in shown


def test_rates_of_two_periods_are_not_the_same(team: Team, pinned: Subject) -> None:
    code = from_runs.choices_of(pinned).standards[0].value
    for period in ("all", "2024-25"):
        figure = from_runs.figure_of(pinned, standard=code, rate_name="strict", period=period)
        brought_in(team, figure, pinned)
    assert board.of(team.activity)["5.2"].told_twice == ""


def test_who_may_not_see_the_services_figures_cannot_work_one_out_anew(team: Team, pinned: Subject) -> None:
    code = from_runs.choices_of(pinned).standards[0].value
    piece = brought_in(
        team, from_runs.figure_of(pinned, standard=code, rate_name="strict", period="all"), pinned
    )
    with pytest.raises(EvidenceNotTaken, match="may not see the figures of Ashmarrow yourself"):
        refresh_piece(by=team.lead, piece=piece)
    place = {"organisation": team.body.slug, "activity": team.activity.key, "key": piece.key}
    assert "Work it out anew" not in text(signed_in(team.lead).get(reverse("evidence:piece", kwargs=place)))


def test_a_result_of_the_reading_keeps_its_counts_weight_and_range(read: Team) -> None:
    figure = from_readings.figure_of(read.activity, None, chosen=PLAN)
    assert (figure.quantity.x, figure.quantity.n) == (1, 2)
    assert figure.quantity.low is not None
    assert figure.origin == {"of": "reading", "subject": "", "chosen": PLAN, "part": ""}
    assert as_read_back(figure)["noun"] == "records"


def test_a_result_says_which_question_and_part_it_is_so_that_none_gives_another_away(read: Team) -> None:
    subject = read.activity.subjects.get()
    whole = from_readings.figure_of(read.activity, None, chosen=PLAN).quantity
    service = from_readings.figure_of(read.activity, subject, chosen=PLAN).quantity
    found = from_readings.found_or_refused(read.activity, subject)
    (team, *_) = [one.value for title, some in from_readings.parts_of(found) for one in some] or ["team:"]
    part = from_readings.figure_of(read.activity, subject, chosen=PLAN, part=team).quantity
    assert {whole.question, service.question, part.question} == {PLAN}
    assert (whole.part, service.part) == ("", "service:Ashmarrow")
    assert part.part == f"service:Ashmarrow / {team}"


def test_the_choices_of_the_reading_show_their_counts(read: Team) -> None:
    found = from_readings.found_or_refused(read.activity, None)
    labels = {one.value: one.label for _, some in from_readings.choices_of(found) for one in some}
    assert labels[PLAN].endswith("1 of 2")


def test_every_choice_of_the_reading_can_be_brought_in(read: Team) -> None:
    found = from_readings.found_or_refused(read.activity, None)
    values = [one.value for _, some in from_readings.choices_of(found) for one in some]
    assert values
    for value in values:
        figure = from_readings.figure_of(read.activity, None, chosen=value)
        assert as_read_back(figure)["n"] == figure.quantity.n


def test_nothing_is_told_of_a_reading_that_nobody_has_submitted(team: Team) -> None:
    on_form(team)
    with pytest.raises(EvidenceNotTaken, match="No record has been read"):
        from_readings.figure_of(team.activity, None, chosen=PLAN)


@pytest.mark.parametrize("chosen", ["/no/such", f"{PLAN} no_such", "", " "])
def test_a_result_that_there_is_not_is_refused(read: Team, chosen: str) -> None:
    with pytest.raises(EvidenceNotTaken):
        from_readings.figure_of(read.activity, None, chosen=chosen)


def test_readings_that_come_in_make_a_new_version_of_the_same_number(read: Team) -> None:
    piece = brought_in(read, from_readings.figure_of(read.activity, None, chosen=PLAN), source="reading")
    third = piece.activity.subjects.get().draws.get().records.order_by("position")[2]
    submitted(dealt(read, third))
    made = refresh_piece(by=read.lead, piece=piece)
    assert (str(made), made.edition, made.quantity["x"], made.quantity["n"]) == ("E1", 2, 1, 3)
    assert list(made.ties.values_list("indicator", "points")) == [("5.2", "weakness")]
    assert list(pieces_of(read.activity)) == [made]


def test_whoever_still_reads_cannot_work_a_result_out_anew(read: Team) -> None:
    piece = brought_in(read, from_readings.figure_of(read.activity, None, chosen=PLAN), source="reading")
    third = piece.activity.subjects.get().draws.get().records.order_by("position")[2]
    dealt(read, third)
    with pytest.raises(EvidenceNotTaken, match="records of your own"):
        refresh_piece(by=read.readers[0], piece=piece)


def test_a_document_cannot_be_worked_out_anew(team: Team) -> None:
    piece = add_piece(
        by=team.lead, activity=team.activity, source="document", title="Plan", ties={"5.2": "mixed"}
    )
    with pytest.raises(EvidenceNotTaken, match="was not worked out here"):
        refresh_piece(by=team.lead, piece=piece)


def test_surveys_that_are_over_offer_what_may_be_shown_outside_the_team(team: Team) -> None:
    keys = voices_of(team)
    groups = from_surveys.choices_of(from_surveys.surveys_over(stands_of(team)), several=False)
    values = [one.value for _, some in groups for one in some]
    assert f"{keys['voices:elsewhere']} 0 positive" in values
    assert f"{keys['voices:elsewhere']} 0 2" not in values  # two said that they do not know
    for value in values:
        figure, subject = from_surveys.figure_of(stands_of(team), chosen=value)
        assert as_read_back(figure)["kind"] == "survey"
        assert subject == team.activity.subjects.get()


def test_a_survey_figure_says_how_many_answered_and_has_no_interval(team: Team) -> None:
    key = voices_of(team)["voices:elsewhere"]
    figure, _ = from_surveys.figure_of(stands_of(team), chosen=f"{key} 0 positive")
    assert (figure.quantity.x, figure.quantity.n, figure.quantity.low) == (100, 129, None)
    assert "131 answered" in figure.quantity.source


@pytest.mark.parametrize("rest", ["0 2", "0 9", "9 positive", "x positive", "0", ""])
def test_an_answer_that_may_not_be_shown_or_is_not_there_is_refused(team: Team, rest: str) -> None:
    key = voices_of(team)["voices:elsewhere"]
    with pytest.raises(EvidenceNotTaken, match="no such answer"):
        from_surveys.figure_of(stands_of(team), chosen=f"{key} {rest}".strip())


def test_what_is_offered_to_a_text_has_an_id_and_what_it_prints(read: Team) -> None:
    brought_in(read, from_readings.figure_of(read.activity, None, chosen=PLAN), source="reading")
    (one,) = offered(read.activity, stands_of(read))
    assert (one.id, one.number, one.prints, one.source) == ("e1", 1, "1 of 2 records", "Reading of records")

"""What the reading says, to the last count against a separate calculation from the answers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from math import sqrt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from factories.activities import Team
from factories.draws import in_draw
from factories.findings import GOOD, NONE, SIZES, read, read_inspection, sampled, whole
from factories.site import ELSEWHERE, council
from plumbline_web.people.models import Account
from plumbline_web.reading.actions import deal_record
from plumbline_web.reading.forms_in_use import form_in_use
from plumbline_web.reading.found import found_in
from plumbline_web.reading.queries import instrument_of
from plumbline_web.scrutiny.actions.draws import drop_record
from plumbline_web.scrutiny.models import Draw, Record, Subject

pytestmark = pytest.mark.django_db


def of(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def page(
    team: Team, name: str = "results", account: Account | None = None, query: str = "", **parts: object
) -> str:
    kwargs = {"organisation": team.body.slug, "activity": team.activity.key, **parts}
    answer = of(account or team.lead).get(reverse(f"reading:{name}", kwargs=kwargs) + query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.fixture
def team() -> Team:
    """12 of 40 and 5 of 10 read: three of each without a plan, of the others every other rated 4 or 3."""
    made = read_inspection(readers=2)
    sampled(made, {"supervision": 12, "unpaid work": 5})
    for number, record in enumerate(Record.objects.order_by("stratum", "position")):
        answers = (
            dict(NONE) if record.position <= 3 else {**GOOD, "/plan/quality": "4" if number % 2 else "3"}
        )
        if answers.get("/plan/quality") == "3":
            answers["/plan/words"] = "Thin."
        answers["/effort/visits"] = str(number % 4)
        read(made, record, made.members[number % 2], answers)
    return made


def answers_of(team: Team) -> list[tuple[str, dict[str, str]]]:
    """Stratum and answers of each record read, straight from what was submitted."""
    found = []
    for record in Record.objects.all():
        move = record.readings.get().moves.get(after="submitted")
        found.append((record.stratum, move.answers))
    return found


def weighted(team: Team, path: str, yes: set[str]) -> tuple[int, int, float, tuple[float, float]]:
    """x, n, the weighted share and Wilson's interval on the effective size, in plain Python."""
    rows = answers_of(team)
    read_in = Counter(stratum for stratum, _ in rows)
    x, m = Counter(), Counter()
    for stratum, given in rows:
        if path in given:
            m[stratum] += 1
            x[stratum] += given[path] in yes
    total = sum(SIZES.values())
    behind = sum(Fraction(SIZES[h], read_in[h]) * m[h] for h in SIZES)
    p = sum(Fraction(SIZES[h], read_in[h]) * x[h] for h in SIZES) / behind
    variance = 0.0
    for h, size in SIZES.items():
        n = read_in[h]
        values = [float(1 - p)] * x[h] + [float(-p)] * (m[h] - x[h]) + [0.0] * (n - m[h])
        mean = sum(values) / n
        s2 = sum((one - mean) ** 2 for one in values) / (n - 1)
        variance += (size / total) ** 2 * (1 - n / size) * s2 / n
    variance *= float(total / behind) ** 2
    share, z = float(p), 1.959963984540054
    n_eff = share * (1 - share) / variance
    middle = (share + z * z / (2 * n_eff)) / (1 + z * z / n_eff)
    half = z / (1 + z * z / n_eff) * sqrt(share * (1 - share) / n_eff + z * z / (4 * n_eff**2))
    return sum(x.values()), sum(m.values()), share, (middle - half, middle + half)


def row_of(text: str, label: str) -> list[str]:
    """The cells of the row of a question, without their tags."""
    row = next(one for one in re.findall(r"<tr[^>]*>(.*?)</tr>", text, re.S) if label in one)
    cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in cells]


@pytest.mark.parametrize(
    ("label", "path", "yes"),
    [
        ("Is there a plan?", "/plan/there", {"yes"}),
        ("How good is the plan?", "/plan/quality", {"4", "5", "6"}),
        ("Was an assessment made in time?", "/effort/assessed", {"in_time"}),
    ],
)
def test_counts_share_and_range_are_those_of_a_separate_calculation(
    team: Team, label: str, path: str, yes: set[str]
) -> None:
    x, n, share, (low, high) = weighted(team, path, yes)
    cells = row_of(page(team), label)
    assert cells[1:4] == [f"{x} of {n}", f"{share:.0%}", f"{low:.0%} to {high:.0%}"]


def test_every_question_of_the_form_is_there_and_opens(team: Team) -> None:
    text = page(team)
    numbers = [int(one) for one in re.findall(r"/results/(\d+)/", text)]
    assert numbers == list(range(1, 9))
    for number in numbers:
        assert page(team, "result", number=number)


def test_every_answer_of_a_rating_is_counted_and_weighted(team: Team) -> None:
    text = page(team, "result", number=2)
    for value, label in (("4", "Good"), ("3", "Adequate")):
        x, n, share, _ = weighted(team, "/plan/quality", {value})
        assert row_of(text, f">{label}<")[1:3] == [f"{x} of {n}", f"{share:.0%}"]
    assert row_of(text, ">Excellent<")[1:3] == [f"0 of {n}", "0%"]


def test_numbers_are_told_by_median_and_quartiles(team: Team) -> None:
    visits = sorted(int(given["/effort/visits"]) for _, given in answers_of(team))
    middle = visits[len(visits) // 2]
    assert f"Median {middle}, from 0 to 3" in " ".join(row_of(page(team), "How many home visits?"))


def test_a_stratum_with_few_records_has_counts_alone(team: Team) -> None:
    cells = row_of(page(team, query="?by=stratum"), "Is there a plan?")
    assert cells == ["Is there a plan?", "9 of 12 (75%)", "2 of 5"]


def test_by_team_the_counts_add_up_to_all(team: Team) -> None:
    cells = row_of(page(team, query="?by=team"), "Is there a plan?")
    pairs = [re.match(r"(?:\d+% \()?(\d+) of (\d+)", one) for one in cells[1:]]
    assert [sum(int(one[at]) for one in pairs if one) for at in (1, 2)] == [11, 17]


def test_a_record_that_could_not_be_read_bounds_each_share(team: Team) -> None:
    record = Record.objects.filter(stratum="supervision", position=12).get()
    record.state, record.dropped_for, record.dropped_at = "dropped", "missing", timezone.now()
    record.save()
    text = page(team)
    assert "1 of 17 selected records could not be read." in text
    # 11 of 12 supervision read, one lost: of 40 · (x or x + 1)/12; unpaid work 2 of 5 of 10.
    yes = (
        sum(given["/plan/there"] == "yes" for stratum, given in answers_of(team) if stratum == "supervision")
        - 1
    )  # the one that is dropped now had a plan
    low, high = (Fraction(Fraction(40 * (yes + more), 12) + 4, 50) for more in (0, 1))
    assert row_of(text, "Is there a plan?")[4] == f"{float(low):.0%} to {float(high):.0%}"


def test_a_record_out_of_scope_makes_its_stratum_smaller(team: Team) -> None:
    record = Record.objects.filter(stratum="supervision", position=12).get()
    record.state, record.dropped_for, record.dropped_at = "dropped", "out_of_scope", timezone.now()
    record.save()
    text = page(team)
    # 40 · 11/12 of supervision, and 10 of unpaid work
    assert f"an estimated {float(Fraction(40 * 11, 12) + 10):.0f} in scope" in text
    assert "could not be read" not in text


def test_records_on_which_readers_differ_are_told_and_not_counted(team: Team) -> None:
    record = Record.objects.filter(stratum="supervision", position=12).get()
    other = next(one for one in team.members if not record.readings.filter(reader=one).exists())
    read(team, record, other, NONE, "second")
    text = page(team)
    assert "16 of 17 records read" in text
    assert "1 submitted by two readers who differ, until a third person has settled it" in text


def test_whoever_has_a_record_of_their_own_to_read_sees_no_results_and_is_told_why(team: Team) -> None:
    lead = team.activity.members.get(account=team.lead)
    record = Record.objects.create(
        draw=Record.objects.first().draw, stratum="supervision", record_id="n", position=13
    )
    deal_record(by=team.lead, record=record, reader=lead, kind="first")
    for name, parts in (
        ("results", {}),
        ("result", {"number": 1}),
        ("agreement", {}),
        ("against_file", {}),
        ("export", {}),
        ("export_file", {"form": "csv"}),
    ):
        text = page(team, name, **parts)
        assert "it would colour your own reading" in text
        assert "Is there a plan?" not in text


def test_a_practice_record_does_not_keep_anybody_from_the_results(team: Team) -> None:
    lead = team.activity.members.get(account=team.lead)
    record = Record.objects.create(
        draw=Record.objects.first().draw, record_id="p", position=1, practice=True, state="practice"
    )
    deal_record(by=team.lead, record=record, reader=lead, kind="practice")
    assert "Is there a plan?" in page(team)


def test_a_sample_that_does_not_say_its_sizes_is_not_weighted(team: Team) -> None:
    draw = Record.objects.first().draw
    draw.strata = []
    draw.save()
    text = page(team)
    assert "Nothing can be weighted" in text
    assert "Is there a plan?" not in text


def test_two_services_are_told_apart_and_together(team: Team) -> None:
    there = council("Brackenmoor", ELSEWHERE)
    subject = Subject.objects.create(activity=team.activity, organisation=there)
    draw = Draw.objects.create(
        subject=subject, state="drawn", strata=[{"stratum": "", "size": 30, "drawn": 1}]
    )
    record = Record.objects.create(draw=draw, record_id="B-1", position=1)
    read(team, record, team.members[0], NONE)
    assert "18 of 18 records read, for 80 in scope" in page(team)
    alone = page(team, query=f"?service={subject.key}")
    assert "1 of 1 record read, for 30 in scope" in alone
    assert row_of(alone, "Is there a plan?")[1] == "0 of 1"


@pytest.mark.parametrize("query", ["?by=nonsense", "?service=none"])
def test_an_address_that_asks_for_nonsense_is_not_found(team: Team, query: str) -> None:
    team.activity.subjects.create(organisation=council("Brackenmoor", ELSEWHERE))
    kwargs = {"organisation": team.body.slug, "activity": team.activity.key}
    assert of(team.lead).get(reverse("reading:results", kwargs=kwargs) + query).status_code == 404


def test_results_ask_the_database_as_often_for_many_records_as_for_few(team: Team) -> None:
    client = of(team.lead)
    path = reverse("reading:results", kwargs={"organisation": team.body.slug, "activity": team.activity.key})
    client.get(path)

    def asked() -> int:
        with CaptureQueriesContext(connection) as context:
            client.get(path)
        return len(context)

    few = asked()
    draw = Record.objects.first().draw
    for number in range(20, 26):
        record = Record.objects.create(
            draw=draw, stratum="supervision", record_id=f"M{number}", position=number
        )
        read(team, record, team.members[0], GOOD)
    assert asked() == few


def test_of_a_whole_reading_that_is_settled_every_record_counts_once() -> None:
    """Thirty records, ten of them read twice and settled as the first reader had it."""
    team = read_inspection(readers=3)
    instrument = instrument_of(team.activity)
    assert instrument is not None
    form = form_in_use(instrument.key).instrument
    whole(
        team,
        form,
        {"supervision": 20, "unpaid work": 10},
        {"supervision": 200, "unpaid work": 30},
        10,
        apart=0.3,
    )
    found = found_in(team.activity)
    assert found is not None
    assert (len(found.counting), sum(one.twice for one in found.counting)) == (30, 10)
    for one in found.counting:
        first = next(sent for sent in one.submissions if sent.kind == "first")
        assert one.counts is not None
        assert without_words(one.counts[0]) == without_words(first.answers)


def without_words(answers: Mapping[str, str]) -> dict[str, str]:
    """Answers but for free words, of which both readers' stay."""
    return {path: value for path, value in answers.items() if not path.endswith(("/words", "/says"))}


def test_after_replacements_the_strata_stand_as_the_certificate_says() -> None:
    team = read_inspection(readers=1)
    draw = in_draw(team, size=30)
    for reason in ("out_of_scope", "missing"):
        one = Record.objects.filter(stratum="supervision", state="in_sample").first()
        drop_record(by=team.lead, record=one, reason=reason, why="As found.")
    for record in Record.objects.filter(state="in_sample"):
        read(team, record, team.members[0], GOOD)
    found = found_in(team.activity)
    draw.refresh_from_db()
    assert found is not None
    assert [
        (one.stratum, one.looked_at, one.out_of_scope, one.unread, one.read, float(one.population))
        for one in found.strata
    ] == [
        (
            one["stratum"],
            one["looked_at"],
            one["out_of_scope"],
            one["could_not_be_read"],
            one["to_read"],
            pytest.approx(one["in_scope"], abs=1e-7),
        )
        for one in draw.certificate["after_replacements"]
    ]

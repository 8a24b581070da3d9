"""What the reading says, to the last count against a separate calculation from the answers."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction
from math import sqrt

import pytest
from django.test import Client
from django.urls import reverse

from factories.activities import Team
from factories.findings import GOOD, NONE, SIZES, read, read_inspection, sampled
from plumbline_web.people.models import Account
from plumbline_web.scrutiny.models import Record

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
        answers["/work/visits"] = str(number % 4)
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
        ("Was an assessment made in time?", "/work/assessed", {"in_time"}),
    ],
)
def test_counts_share_and_range_are_those_of_a_separate_calculation(
    team: Team, label: str, path: str, yes: set[str]
) -> None:
    x, n, share, (low, high) = weighted(team, path, yes)
    cells = row_of(page(team), label)
    assert cells[1:4] == [f"{x} of {n}", f"{share:.0%}", f"{low:.0%} to {high:.0%}"]

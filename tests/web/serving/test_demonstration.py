"""The demonstration: made-up councils in a folder of their own, made once, and never over anything else."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.db.models import Count
from django.test import Client, override_settings

from plumbline_web import demonstration
from plumbline_web.improvement.models import Plan
from plumbline_web.people.models import Grant, Membership, Organisation
from plumbline_web.people.states import ROLES
from plumbline_web.publication.models import Edition
from plumbline_web.records.models import Run
from plumbline_web.serve import CannotServe


def test_a_folder_that_holds_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "plumbline.sqlite3").touch()
    with pytest.raises(CannotServe, match="holds something else"):
        demonstration.refuse_other_data(tmp_path)


def taken(folder: Path) -> bool:
    """Whether the demonstration may be made in this folder."""
    try:
        demonstration.refuse_other_data(folder)
    except CannotServe:
        return False
    return True


@pytest.mark.parametrize(
    ("held", "may"),
    [
        ([], True),
        (["demonstration.json"], True),
        (["demonstration.json", "plumbline.sqlite3"], True),
        (["plumbline.sqlite3"], False),
    ],
)
def test_an_empty_folder_and_one_of_a_demonstration_are_taken(
    held: list[str], may: bool, tmp_path: Path
) -> None:
    for name in held:
        (tmp_path / name).touch()
    assert taken(tmp_path) == may


@pytest.mark.parametrize("said", [{"edition": 1, "made": False}, {"edition": 0, "made": True}, None])
def test_one_half_made_or_of_an_older_edition_is_made_anew(said: object, tmp_path: Path) -> None:
    (tmp_path / "demonstration.json").write_text(json.dumps(said), "utf-8")
    assert not demonstration._made(tmp_path)


def test_making_it_anew_takes_away_all_but_the_mark_and_the_lock(tmp_path: Path) -> None:
    for name in ("demonstration.json", "serving.lock", "secret", "plumbline.sqlite3"):
        (tmp_path / name).touch()
    (tmp_path / "records" / "ashmarrow").mkdir(parents=True)
    demonstration._empty(tmp_path)
    assert {one.name for one in tmp_path.iterdir()} == {"demonstration.json", "serving.lock"}


@pytest.fixture
def made(tmp_path: Path, transactional_db: None, settings: object, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The demonstration with few orders and one run a council."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    monkeypatch.setattr(demonstration, "OWN", (("X12000001", 150), ("X12000002", 60)))
    monkeypatch.setattr(demonstration, "AS_ATS", (date(2026, 3, 31),))
    monkeypatch.setattr(demonstration, "NATIONAL_ORDERS", 20)
    demonstration.fill(tmp_path)
    return tmp_path


def test_everything_that_a_visitor_needs_is_there(made: Path) -> None:
    assert demonstration._made(made)
    assert list(Organisation.objects.values_list("name", flat=True)) == [
        "Ashmarrow",
        "Brackenhollow",
        "National inspectorate",
    ]
    assert sorted(Run.objects.values_list("organisation__slug", "state")) == [
        ("ashmarrow", "frozen"),
        ("brackenhollow", "frozen"),
        ("inspectorate", "frozen"),
    ]
    assert set(Membership.objects.values_list("role", flat=True)) == {one.code for one in ROLES}
    assert sorted(Grant.objects.values_list("owner__slug", "to__slug")) == [
        ("ashmarrow", "inspectorate"),
        ("brackenhollow", "inspectorate"),
    ]
    assert list(Edition.objects.values_list("number", "paper__state")) == [(1, "published")]
    plans = Plan.objects.annotate(many=Count("areas")).order_by("made_at", "pk")
    assert list(plans.values_list("organisation__slug", "many")) == [
        ("brackenhollow", 2),
        ("brackenhollow", 3),
    ]
    told = "\n".join(demonstration.accounts_told())
    account = authenticate(email="manager.ashmarrow@example.scot", password=demonstration.PASSWORD)
    assert account is not None
    assert [account.email in told, demonstration.PASSWORD in told] == [True, True]
    practitioner = Membership.objects.get(role="practitioner", organisation__slug="ashmarrow")
    leader = Membership.objects.get(role="team_leader", organisation__slug="ashmarrow")
    assert (len(practitioner.workers), len(leader.teams)) == (1, 1)
    browser = Client()
    browser.force_login(account)
    with override_settings(DEMONSTRATION=True):
        page = browser.get("/o/ashmarrow/").content.decode()
    assert "Every council, person and case shown here is made up." in page


def test_a_second_start_makes_nothing(made: Path) -> None:
    before = Run.objects.count(), Grant.objects.count()
    demonstration.fill(made)
    assert (Run.objects.count(), Grant.objects.count()) == before

"""Beside other councils: whose figures, by name for whom, and what is brought in."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factories.site import AS_AT, ELSEWHERE, HERE, council, made_up, national, person, run_of
from plumbline.errors import PlumblineError
from plumbline.measures.measures_file import Share, read_measures_csv
from plumbline_web.compare.actions import CannotBeBroughtIn, bring_in, take_out
from plumbline_web.compare.queries import Source, compared, sources
from plumbline_web.measure.models import OthersMeasures
from plumbline_web.measure.preparing import shown
from plumbline_web.people.actions import open_grant
from plumbline_web.people.models import Account, Membership, Organisation
from plumbline_web.people.queries import access, organisations_open, today
from plumbline_web.records.models import Run

pytestmark = pytest.mark.django_db
THIRD = "X12000003"


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The extract of another council."""
    return made_up(tmp_path_factory.mktemp("elsewhere"), ELSEWHERE)


@pytest.fixture
def here(extract: Path) -> Organisation:
    made = council()
    run_of(made, person(made, "information_lead"), extract)
    return made


@pytest.fixture
def there(elsewhere: Path) -> Organisation:
    made = council("Brackenmoor", ELSEWHERE)
    run_of(made, person(made, "information_lead"), elsewhere)
    return made


def of(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def measures_of(authority: str) -> str:
    """A measures.csv of one council: 60 of 100 in one month."""
    return (
        "standard,period,complete,authority,met,not_met,cannot_tell\n"
        f"cpo_lscmi,2026-01,yes,{authority},60,40,0\n"
    )


def test_a_council_sees_another_only_as_an_unnamed_point(here: Organisation, there: Organisation) -> None:
    page = of(person(here, "service_manager")).get("/o/ashmarrow/compare/").content.decode()
    assert "1 other council, not named" in page
    assert "Brackenmoor" not in page
    assert ELSEWHERE not in page


def test_a_national_body_sees_every_council_by_name(here: Organisation, there: Organisation) -> None:
    body = national()
    found = sources(access(person(body, "analyst"), body))
    assert [(one.name, one.named) for one in found] == [("Ashmarrow", True), ("Brackenmoor", True)]


def test_a_grant_to_this_organisation_opens_the_name(here: Organisation, there: Organisation) -> None:
    analyst = person(here, "analyst")
    open_grant(
        by=person(there, "administrator"),
        owner=there,
        to=here,
        purpose="Learning from each other",
        from_on=today() - timedelta(days=1),
        until_on=today() + timedelta(days=1),
    )
    assert {one.authority for one in sources(access(analyst, here)) if one.named} == {HERE, ELSEWHERE}


def test_the_shares_are_those_of_the_last_twelve_complete_months(here: Organisation) -> None:
    rows = read_measures_csv((Run.objects.get().folder / "run" / "measures.csv").read_text("utf-8"))
    mine = sorted(
        (one for one in rows if one.standard == "cpo_lscmi" and one.complete), key=lambda one: one.period
    )[-12:]
    (found,) = sources(access(person(here, "analyst"), here))
    assert found.shares["cpo_lscmi"][:2] == (
        sum(one.met for one in mine),
        sum(one.met + one.not_met for one in mine),
    )


def test_each_rate_is_the_one_that_the_page_of_its_standard_says(here: Organisation) -> None:
    facts = shown(Run.objects.get())
    (found,) = sources(access(person(here, "analyst"), here))
    assert {code: share.words for code, share in found.shares.items()} == {
        code: page["headline"]["text"]
        for code, page in facts["standards"].items()
        if page["headline"]["text"] != "none judged"
    }


def test_figures_brought_in_stand_beside_ones_own_with_their_day(here: Organisation) -> None:
    seen = access(person(here, "analyst"), here)
    bring_in(by=seen, text=measures_of(THIRD), as_at=date(2026, 1, 31))
    found = {one.authority: (one.brought_in, one.as_at) for one in sources(seen)}
    assert found == {HERE: (False, AS_AT), THIRD: (True, date(2026, 1, 31))}


def test_a_run_held_here_goes_before_a_file_brought_in(here: Organisation, there: Organisation) -> None:
    seen = access(person(here, "analyst"), here)
    bring_in(by=seen, text=measures_of(ELSEWHERE), as_at=date(2026, 1, 31))
    assert {one.authority: one.brought_in for one in sources(seen)}[ELSEWHERE] is False


def test_what_one_council_brings_in_no_other_sees(here: Organisation, there: Organisation) -> None:
    bring_in(by=access(person(here, "analyst"), here), text=measures_of(THIRD), as_at=date(2026, 1, 31))
    theirs = sources(access(person(there, "analyst"), there))
    assert THIRD not in {one.authority for one in theirs}


def test_ones_own_figures_cannot_be_brought_in(here: Organisation) -> None:
    with pytest.raises(CannotBeBroughtIn, match="your own"):
        bring_in(by=access(person(here, "analyst"), here), text=measures_of(HERE), as_at=AS_AT)


def test_figures_of_a_day_to_come_cannot_be_brought_in(here: Organisation) -> None:
    with pytest.raises(CannotBeBroughtIn, match="lies ahead"):
        bring_in(
            by=access(person(here, "analyst"), here),
            text=measures_of(THIRD),
            as_at=today() + timedelta(days=1),
        )


def test_a_newer_file_takes_the_place_of_an_older_one(here: Organisation) -> None:
    seen = access(person(here, "analyst"), here)
    for day in (date(2026, 1, 31), date(2026, 2, 28)):
        bring_in(by=seen, text=measures_of(THIRD), as_at=day)
    assert [one.as_at for one in sources(seen) if one.authority == THIRD] == [date(2026, 2, 28)]


def test_figures_taken_out_are_not_compared_any_more(here: Organisation) -> None:
    seen = access(person(here, "analyst"), here)
    (made,) = bring_in(by=seen, text=measures_of(THIRD), as_at=date(2026, 1, 31))
    take_out(by=seen, measures=made)
    assert THIRD not in {one.authority for one in sources(seen)}


def test_a_file_that_is_no_measures_csv_is_refused_at_the_field(here: Organisation) -> None:
    file = io.BytesIO(b"council,rate\nA,0.5\n")
    file.name = "league.csv"
    answer = of(person(here, "analyst")).post(
        "/o/ashmarrow/compare/others/", {"file": file, "as_at": "2026-01-31"}
    )
    assert (answer.status_code, OthersMeasures.objects.count()) == (422, 0)
    assert "This is no measures.csv of Plumbline" in answer.content.decode()


def test_a_board_reader_compares_and_brings_nothing_in(here: Organisation) -> None:
    browser = of(person(here, "board_reader"))
    assert browser.get("/o/ashmarrow/compare/").status_code == 200
    assert browser.get("/o/ashmarrow/compare/others/").status_code == 403


def test_a_practitioner_does_not_compare(here: Organisation) -> None:
    assert of(person(here, "practitioner")).get("/o/ashmarrow/compare/").status_code == 403


def test_all_councils_stand_in_the_order_of_their_names_whatever_is_asked(
    here: Organisation, there: Organisation
) -> None:
    browser = of(person(national(), "lead_inspector"))
    address = "/o/national-inspectorate/compare/councils/"
    asked = browser.get(address + "?sort=rate&standard=cpo_lscmi")
    assert [row["name"] for row in asked.context["rows"]] == ["Ashmarrow", "Brackenmoor"]


def test_a_council_has_no_page_of_all_councils(here: Organisation) -> None:
    assert of(person(here, "service_manager")).get("/o/ashmarrow/compare/councils/").status_code == 404


def source(code: str, named: bool, met: int, judged: int = 100) -> Source:
    """A council with one share."""
    shares = {"cpo_lscmi": Share(met, judged, "2025-04", "2026-03")}
    return Source(code, f"Council {code}", named, False, AS_AT, False, shares)


def test_an_unnamed_council_never_takes_a_named_ones_words() -> None:
    beside = compared("cpo_lscmi", "LS/CMI", [source("A", True, 90), source("B", False, 10)])
    assert {beside.called[one.name]: one.numerator for one in beside.found.units} == {
        "Council A": 90,
        "Another council": 10,
    }


def test_an_unnamed_councils_counts_are_rounded_and_a_named_ones_are_not() -> None:
    beside = compared("cpo_lscmi", "LS/CMI", [source("A", True, 61, 97), source("B", False, 61, 97)])
    assert [(one.numerator, one.denominator) for one in beside.found.units] == [(61, 97), (63, 100)]


def test_points_without_a_name_stand_in_a_table_by_size_with_rounded_figures(
    here: Organisation, there: Organisation
) -> None:
    page = of(person(here, "service_manager")).get("/o/ashmarrow/compare/?standard=cpo_first_contact")
    ((size, share),) = page.context["shown"]["points"]
    assert (size % 10, share) == (0, f"{int(share[:-1])}%")


def test_an_unnamed_council_with_few_duties_is_left_out() -> None:
    held = [source("A", True, 90), source("B", False, 5, 9), source("C", True, 80)]
    assert len(compared("cpo_lscmi", "LS/CMI", held).found.units) == 2


def test_a_council_of_which_too_much_cannot_be_told_is_left_out_and_named_only_where_it_may_be() -> None:
    unknown = {"cpo_lscmi": Share(60, 80, "2025-04", "2026-03", 20)}
    held = [
        source("A", True, 90),
        source("B", False, 90),
        Source("C", "Council C", True, False, AS_AT, False, unknown),
        Source("D", "Council D", False, False, AS_AT, False, unknown),
    ]
    found = compared("cpo_lscmi", "LS/CMI", held)
    said = "between 60.0% and 80.0%, too much cannot be told to compare"
    assert ([one.name for one in found.found.units], found.found.left_out, found.called["0 Council C"]) == (
        ["0 Council A", "1 Another council 1"],
        (("0 Council C", said),),
        "Council C",
    )


def test_where_others_have_too_few_duties_ones_own_rate_still_stands(
    here: Organisation, elsewhere: Path
) -> None:
    there = council("Brackenmoor", ELSEWHERE)
    run_of(there, person(there, "information_lead"), elsewhere)
    page = of(person(here, "service_manager")).get("/o/ashmarrow/compare/")
    few = [row["mine"] for row in page.context["rows"] if "too few elsewhere" in "".join(row["mine"])]
    assert few and all("no figures" not in words for (words,) in few)


@pytest.mark.parametrize("page", ["", "others/"])
def test_a_page_takes_as_many_queries_for_three_other_councils_as_for_one(
    here: Organisation, page: str
) -> None:
    analyst = person(here, "analyst")
    browser, seen, numbers = of(analyst), access(analyst, here), []
    for places in ([4], [5, 6]):
        for place in places:
            bring_in(by=seen, text=measures_of(f"X1200000{place}"), as_at=AS_AT)
            other = council(f"Council {place}", f"X1200001{place}")
            open_grant(
                by=person(other, "administrator"),
                owner=other,
                to=here,
                purpose="Learning from each other",
                from_on=today(),
                until_on=today(),
            )
        browser.get(f"/o/ashmarrow/compare/{page}")
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(f"/o/ashmarrow/compare/{page}").status_code == 200
        numbers.append(len(asked))
    assert numbers[0] == numbers[1]


def test_the_organisations_open_are_those_that_access_says_one_by_one(here: Organisation) -> None:
    body, partner, other = national(), council("Partner", "X12000007"), council("Other", "X12000008")
    inspector = person(body, "inspector")
    for account, place in ((inspector, partner), (person(here, "board_reader"), here)):
        Membership.objects.create(
            account=account, organisation=place, role="partner_contributor", from_on=today()
        )
    for owner in (here, partner):
        open_grant(
            by=person(owner, "administrator"),
            owner=owner,
            to=body,
            purpose="An inspection",
            from_on=today(),
            until_on=today(),
        )
    everybody = [*Account.objects.all()]
    for act in ("see figures", "see cases", "compare"):
        for account in everybody:
            one_by_one = [
                place for place in Organisation.objects.order_by("name") if access(account, place).may(act)
            ]
            assert organisations_open(account, act) == one_by_one
    assert {here, partner} <= set(organisations_open(inspector, "see cases"))
    assert other not in organisations_open(inspector, "see figures")


def test_a_damaged_file_brings_in_nothing(here: Organisation) -> None:
    seen = access(person(here, "analyst"), here)
    with pytest.raises(PlumblineError):
        bring_in(by=seen, text=measures_of(THIRD) + "cpo_lscmi,2026-02,yes,X12000003,many,0,0\n", as_at=AS_AT)
    assert OthersMeasures.objects.count() == 0

"""What an empty cell of an export means, said on screen or in a file of a mapping."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.test import Client

from factories.mapped import NAMES, ORDERS, map_orders, say, step, upload, write_export
from factories.site import council, person
from plumbline.records.mapping import mapping_from_text
from plumbline.records.specification import load
from plumbline_web.people.models import Account, Organisation
from plumbline_web.records.actions import keep_mapping
from plumbline_web.records.models import Extract, SupplierMapping

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Organisation:
    return council()


@pytest.fixture
def lead(here: Organisation) -> Account:
    return person(here, "information_lead")


@pytest.fixture
def browser(lead: Account) -> Client:
    client = Client()
    client.force_login(lead)
    return client


@pytest.fixture
def export(browser: Client, tmp_path: Path) -> Extract:
    """An export under a supplier's names."""
    return upload(browser, write_export(tmp_path / "x"))


GAPS = ORDERS.replace("Supervised Drug Programme", "")


def test_an_empty_cell_stands_for_what_was_said_of_it_and_others_for_themselves(
    browser: Client, tmp_path: Path
) -> None:
    one = upload(browser, write_export(tmp_path / "x", orders=GAPS))
    say(browser, one, "files/", t0="people", t1="orders")
    say(browser, one, "columns/people/", **{"c-person_id": "Client Ref"})
    dates = {"c-imposed_on": "Date of Sentence", "c-ended_on": "Finished"}
    say(browser, one, "columns/orders/", **NAMES, **dates, **{"e-kind": "dtto"})
    say(browser, one, "words/orders/", century="1950")
    page = step(browser, one, "keep/")
    orders = next(table for table in page.context["said"] if table.title == "Orders")
    assert dict(orders.columns)["kind"] == "Disposal; “dtto” where it is empty"
    say(browser, one, "keep/", name="Case system")
    one = Extract.objects.get(pk=one.pk)
    taken = pq.read_table(one.folder / "taken" / "orders.parquet").to_pylist()
    assert [(order["order_id"], order["kind"]) for order in taken] == [("O1", "cpo"), ("O2", "dtto")]


def test_what_empty_cells_mean_is_shown_again_and_can_be_taken_back(browser: Client, export: Extract) -> None:
    map_orders(browser, export)
    say(browser, export, "columns/orders/", **{"c-team": "Allocated To", "e-team": "North", "e-kind": "cpo"})
    form = step(browser, export, "columns/orders/").context["form"]
    assert (form["e-team"].value(), form["e-kind"].value()) == ("North", "cpo")
    say(browser, export, "columns/orders/", **{"e-kind": None})
    form = step(browser, export, "columns/orders/").context["form"]
    assert (form["e-team"].value(), form["e-kind"].value()) == ("North", "")


@pytest.mark.parametrize(
    "said", [{"e-team": "North"}, {"c-authority": "=X12000001", "e-authority": "X12000001"}]
)
def test_without_a_column_nothing_can_be_said_of_its_empty_cells(
    said: dict[str, str], browser: Client, export: Extract
) -> None:
    say(browser, export, "files/", t0="people", t1="orders")
    answer = say(browser, export, "columns/orders/", **said)
    (wrong,) = [name for name in answer.context["form"].errors if name.startswith("e-")]
    assert answer.context["form"].errors[wrong] == [
        f"Choose their column for {wrong[2:]}: without one there is no empty cell."
    ]


def test_what_empty_cells_mean_must_be_a_value_that_can_be_read(browser: Client, export: Extract) -> None:
    say(browser, export, "files/", t0="people", t1="orders")
    said = {"c-birth_year": "Client Ref", "e-birth_year": "seventy"}
    errors = say(browser, export, "columns/people/", **said).context["form"].errors
    assert "is not a whole number" in errors["e-birth_year"][0]


def test_a_kept_files_defaults_stay_through_the_steps(
    browser: Client, here: Organisation, lead: Account, tmp_path: Path
) -> None:
    text = """
[tables.orders]
file = "Orders Export*"
[tables.orders.columns]
order_id = "Order Ref"
person_id = "Client Ref"
kind = "Disposal"
imposed_on = "Date of Sentence"
ended_on = "Finished"
[tables.orders.defaults]
kind = "cpo"
ended_on = "2026-03-01"
team = "North"
"""
    keep_mapping(by=lead, organisation=here, name="From a file", text=text)
    mapping = SupplierMapping.objects.get()
    one = upload(browser, write_export(tmp_path / "x"), mapping=mapping.key)
    form = step(browser, one, "columns/orders/").context["form"]
    assert (form["e-kind"].value(), form["v-team"].value(), form["e-team"].value()) == ("cpo", "North", "")
    say(browser, one, "columns/orders/")
    made = mapping_from_text(step(browser, one, "keep/").context["text"], "it", load())
    (feed,) = (feed for feed in made.feeds if feed.table == "orders")
    assert (feed.defaults, feed.constants["team"]) == ({"kind": "cpo", "ended_on": "2026-03-01"}, "North")

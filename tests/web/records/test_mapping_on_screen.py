"""A supplier's columns are mapped on screen once and kept, from an upload to a clean check."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from django.test import Client

from factories.extracts import rows
from factories.mapped import (
    NAMES,
    ORDERS,
    filled,
    heading,
    map_contacts,
    map_orders,
    say,
    step,
    upload,
    word,
    write_export,
)
from factories.site import council, person
from plumbline.errors import PlumblineError
from plumbline.records.mapping import mapping_from_text
from plumbline.records.specification import load
from plumbline_web.audit.models import Event
from plumbline_web.people.models import Account, Organisation
from plumbline_web.records.actions import end_mapping, keep_mapping
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
    """An export under a supplier's names, loaded and found wanting."""
    return upload(browser, write_export(tmp_path / "x"))


def kept(browser: Client, one: Extract, name: str = "Case system") -> Extract:
    answer = say(browser, one, "keep/", name=name)
    assert answer.status_code == 302, answer.content.decode()
    return Extract.objects.get(pk=one.pk)


def test_the_page_of_a_faulty_extract_leads_to_the_mapping(browser: Client, export: Extract) -> None:
    assert export.state == "faulty"
    page = browser.get(f"/o/ashmarrow/extracts/{export.key}/").content.decode()
    assert f"/o/ashmarrow/extracts/{export.key}/mapping/" in page


def test_an_export_under_other_names_is_mapped_step_by_step_to_a_clean_check(
    browser: Client, export: Extract
) -> None:
    map_orders(browser, export)
    map_contacts(browser, export)
    one = kept(browser, export)
    assert (one.state, one.found["faults"]["errors"], one.found["faults"]["warnings"]) == ("ready", 0, 0)
    assert {name: table["rows"] for name, table in one.found["tables"].items()} == {
        "people": 2,
        "orders": 2,
        "contacts": 3,
    }


def test_what_was_mapped_is_what_is_read(browser: Client, export: Extract) -> None:
    map_orders(browser, export)
    map_contacts(browser, export)
    taken = kept(browser, export).folder / "taken"
    orders = pq.read_table(taken / "orders.parquet").to_pylist()
    assert [(o["order_id"], o["kind"], str(o["imposed_on"]), o["authority"]) for o in orders] == [
        ("O1", "cpo", "2026-01-05", "X12000001"),
        ("O2", "dtto", "2026-02-05", "X12000001"),
    ]
    people = pq.read_table(taken / "people.parquet").to_pylist()
    assert [(p["person_id"], p["gender"]) for p in people] == [("P1", "male"), ("P2", "female")]
    contacts = pq.read_table(taken / "contacts.parquet").to_pylist()
    assert sorted((c["order_id"], c["kind"], str(c["happened_on"]), c["attendance"]) for c in contacts) == [
        ("O1", "first_direct_contact", "2026-01-06", "attended"),
        ("O1", "induction", "2026-01-12", "attended"),
        ("O2", "first_direct_contact", "2026-02-06", "attended"),
    ]


def test_the_same_export_next_month_loads_without_a_question(
    browser: Client, export: Extract, tmp_path: Path
) -> None:
    map_orders(browser, export)
    kept(browser, export)
    form = browser.get("/o/ashmarrow/extracts/").context["form"]
    chosen = form["mapping"].value()
    assert chosen == SupplierMapping.objects.get().key
    april = upload(browser, write_export(tmp_path / "y", "2026-04"), mapping=chosen)
    assert (april.state, april.found["faults"]["errors"], april.found["tables"]["orders"]["rows"]) == (
        "ready",
        0,
        2,
    )


def test_surnames_are_ticked_as_never_read_and_said(browser: Client, export: Extract) -> None:
    say(browser, export, "files/", t0="people", t1="orders")
    page = step(browser, export, "columns/orders/")
    form = page.context["form"]
    assert form["never"].value() == [heading(form, "Surname")]
    assert "Surname (looks like a name)" in page.content.decode()
    offered = dict(form.fields["c-team"].choices)["Their column"]
    assert "Surname" not in dict(offered).values()


def test_without_the_tick_the_surname_is_refused_in_the_check(browser: Client, export: Extract) -> None:
    map_orders(browser, export)
    say(browser, export, "columns/orders/", never=None)
    one = kept(browser, export)
    assert (one.state, one.found["must_be_mended"]) == ("faulty", True)


def test_a_required_column_must_be_said_before_going_on(browser: Client, export: Extract) -> None:
    say(browser, export, "files/", t0="people", t1="orders")
    answer = say(browser, export, "columns/orders/", **{"c-order_id": "Order Ref"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"c-person_id", "c-kind", "c-imposed_on"}


def test_a_council_s_own_code_is_offered_for_all_rows(browser: Client, export: Extract) -> None:
    say(browser, export, "files/", t0="people", t1="orders")
    form = step(browser, export, "columns/orders/").context["form"]
    assert form["c-authority"].value() == "=X12000001"


def test_a_column_and_a_value_for_all_rows_cannot_both_be_said(browser: Client, export: Extract) -> None:
    say(browser, export, "files/", t0="people", t1="orders")
    answer = say(browser, export, "columns/orders/", **{"c-team": "Allocated To", "v-team": "North"})
    assert "not both" in answer.context["form"].errors["c-team"][0]


def test_a_value_for_all_rows_must_be_one_that_can_be_read(browser: Client, export: Extract) -> None:
    say(browser, export, "files/", t0="people", t1="orders")
    answer = say(browser, export, "columns/people/", **{"v-birth_year": "seventy"})
    assert "is not a whole number" in answer.context["form"].errors["v-birth_year"][0]


def test_a_column_that_is_ticked_as_never_read_cannot_be_chosen(browser: Client, export: Extract) -> None:
    say(browser, export, "files/", t0="people", t1="orders")
    form = step(browser, export, "columns/orders/").context["form"]
    here = heading(form, "Disposal")
    answer = say(browser, export, "columns/orders/", **{"c-kind": "Disposal", "besides": [here]})
    assert "ticked as never read" in answer.context["form"].errors["c-kind"][0]


def test_words_that_are_ours_already_are_not_asked_about(browser: Client, export: Extract) -> None:
    map_orders(browser, export)
    form = step(browser, export, "words/people/").context["form"]
    assert form.as_is == {"gender": ["Female"]}
    assert [field.label for field in form.fields.values()] == ["M"]


def test_a_guess_is_said_to_be_one_and_a_word_unknown_is_flagged(browser: Client, export: Extract) -> None:
    say(browser, export, "files/", t0="people", t1="orders")
    say(
        browser,
        export,
        "columns/orders/",
        **{
            "c-order_id": "Order Ref",
            "c-person_id": "Client Ref",
            "c-kind": "Disposal",
            "c-imposed_on": "Date of Sentence",
        },
    )
    form = step(browser, export, "words/orders/").context["form"]
    guessed, unknown = word(form, "Community Payback Order"), word(form, "Supervised Drug Programme")
    assert (form[guessed].value(), form[unknown].value(), form.unknown) == ("cpo", "", 1)
    assert "Guessed" in form.fields[guessed].help_text
    assert "Not known yet" in form.fields[unknown].help_text


def test_years_of_two_digits_must_be_given_their_hundred_years(browser: Client, export: Extract) -> None:
    map_orders(browser, export)
    answer = say(browser, export, "words/orders/", century=None)
    assert "Say which hundred years" in answer.context["form"].errors["century"][0]


def test_dates_that_cannot_be_read_are_shown_by_their_form_alone(browser: Client, tmp_path: Path) -> None:
    export = upload(browser, write_export(tmp_path / "x", orders=ORDERS.replace("05/02/26", "5th Feb 2026")))
    map_orders(browser, export)
    page = step(browser, export, "words/orders/").content.decode()
    assert "“9aa aaa 9999”" in page
    assert "5th Feb" not in page


def test_two_files_cannot_give_one_table(browser: Client, export: Extract) -> None:
    answer = say(browser, export, "files/", t0="orders", t1="orders")
    assert answer.status_code == 422
    assert "come from Clients 2026-03.csv already" in answer.context["form"].errors["t1"][0]


def test_a_file_with_a_table_s_own_name_cannot_be_left_alone(browser: Client, tmp_path: Path) -> None:
    folder = write_export(tmp_path / "x")
    (folder / "orders.csv").write_text("Ref\n1\n")
    export = upload(browser, folder)
    form = step(browser, export, "files/").context["form"]
    box = next(name for name, field in form.fields.items() if field.label == "orders.csv")
    answer = say(browser, export, "files/", **{box: None})
    assert "whatever a mapping says" in answer.context["form"].errors[box][0]


def test_one_file_can_give_two_tables(browser: Client, tmp_path: Path) -> None:
    folder = tmp_path / "x"
    folder.mkdir()
    (folder / "All.csv").write_text(
        ORDERS.replace("Surname", "Sex").replace("Aye", "male").replace("Bee", "female")
    )
    export = upload(browser, folder)
    say(browser, export, "files/", t0="orders", m0=["people"])
    say(browser, export, "columns/people/", **{"c-person_id": "Client Ref", "c-gender": "Sex"})
    say(
        browser,
        export,
        "columns/orders/",
        **{
            "c-order_id": "Order Ref",
            "c-person_id": "Client Ref",
            "c-kind": "=cpo",
            "c-imposed_on": "Date of Sentence",
        },
    )
    say(browser, export, "words/orders/", century="1950")
    one = kept(browser, export)
    assert (one.state, {name: table["rows"] for name, table in one.found["tables"].items()}) == (
        "ready",
        {"people": 2, "orders": 2},
    )


def test_headings_below_title_lines_are_found_where_they_are_said_to_be(
    browser: Client, tmp_path: Path
) -> None:
    export = upload(browser, write_export(tmp_path / "x", orders="Orders\n\nas at;March\n" + ORDERS))
    say(browser, export, "files/", t0="people", t1="orders", r1="3")
    form = step(browser, export, "columns/orders/").context["form"]
    assert "Date of Sentence" in form.headings.values()


def workbook(name: str) -> io.BytesIO:
    """One workbook with a sheet of clients and one of orders, under a supplier's names."""
    book = openpyxl.Workbook()
    book.active.title = "Clients list"
    for row in (["Client Ref", "Sex"], ["P1", "male"]):
        book.active.append(row)
    orders = book.create_sheet("Orders list")
    for row in (["Order Ref", "Client Ref", "Disposal", "On"], ["O1", "P1", "cpo", date(2026, 1, 5)]):
        orders.append(row)
    held = io.BytesIO()
    book.save(held)
    held.seek(0)
    held.name = name
    return held


def test_the_sheets_of_a_workbook_are_known_again_under_another_name_of_the_workbook(browser: Client) -> None:
    browser.post("/o/ashmarrow/extracts/", {"files": [workbook("March.xlsx")], "as_at": "2026-03-31"})
    one = Extract.objects.get()
    say(browser, one, "files/", t0="people", t1="orders")
    say(browser, one, "columns/people/", **{"c-person_id": "Client Ref", "c-gender": "Sex"})
    say(browser, one, "columns/orders/", **NAMES, **{"c-imposed_on": "On"})
    mapping = kept(browser, one).mapping
    sent = {"files": [workbook("Export of 5 May.xlsx")], "as_at": "2026-03-31", "mapping": mapping.key}
    browser.post("/o/ashmarrow/extracts/", sent)
    assert [(one.state, one.found["faults"]["errors"]) for one in Extract.objects.all()] == [("ready", 0)] * 2


def test_a_mapping_that_can_no_longer_be_followed_does_not_bar_the_way(
    browser: Client, export: Extract, here: Organisation, lead: Account
) -> None:
    former = keep_mapping(by=lead, organisation=here, name="Old", text="")
    SupplierMapping.objects.filter(pk=former.pk).update(text="[tables.gone]\n")
    Extract.objects.filter(pk=export.pk).update(mapping=former)
    assert step(browser, export, "files/").status_code == 200


def test_hostile_headings_and_words_are_shown_as_text(browser: Client, tmp_path: Path) -> None:
    nasty = "<script>alert(1)</script>"
    folder = tmp_path / "x"
    folder.mkdir()
    (folder / "Orders.txt.csv").write_text(
        rows(f'"{nasty}";Ref;Who;On;"=cmd|x";{"y" * 300}', f'"{nasty}";1;P1;2026-01-05;a;b')
    )
    export = upload(browser, folder)
    say(browser, export, "files/", t0="orders")
    pages = [step(browser, export, path).content.decode() for path in ("", "files/", "columns/orders/")]
    said = {"c-order_id": "Ref", "c-person_id": "Who", "c-kind": nasty, "c-imposed_on": "On"}
    assert say(browser, export, "columns/orders/", **said).status_code == 302
    pages += [step(browser, export, path).content.decode() for path in ("words/orders/", "keep/")]
    assert [page for page in pages if "<script>alert" in page] == []
    assert "&lt;script&gt;alert" in pages[2]


def test_no_word_and_no_heading_stands_in_an_address(browser: Client, export: Extract) -> None:
    map_orders(browser, export)
    map_contacts(browser, export)
    pages = [step(browser, export, path).content.decode() for path in ("", "words/orders/", "wide/", "keep/")]
    links = [link for page in pages for link in re.findall(r'(?:href|action)="([^"]*)"', page)]
    assert links != []
    assert [link for link in links if re.search("Community|Disposal|Surname|Aye|P1", link)] == []


def test_a_mapping_is_kept_as_the_supplier_writes_its_words(browser: Client, export: Extract) -> None:
    map_orders(browser, export)
    kept(browser, export)
    text = SupplierMapping.objects.get().text
    assert '"Community Payback Order" = "cpo"' in text
    mapping = mapping_from_text(text, "it", load())
    assert (mapping.two_digit_years_from, mapping.feeds[1].file) == (1950, "Orders Export *.csv")


def test_keeping_it_leaves_an_event_with_no_words_of_it(browser: Client, export: Extract) -> None:
    map_orders(browser, export)
    kept(browser, export)
    event = Event.objects.get(act="kept mapping")
    assert event.subject == f"mapping:{SupplierMapping.objects.get().key}"
    assert "Disposal" not in str(event.details)


def test_a_new_version_ends_the_former_and_the_former_s_extracts_keep_it(
    browser: Client, export: Extract, lead: Account, here: Organisation
) -> None:
    map_orders(browser, export)
    first = kept(browser, export).mapping
    say(browser, export, "columns/orders/", **{"c-worker_id": "Allocated To"})
    second = kept(browser, export).mapping
    first.refresh_from_db()
    assert (first.ended_at is not None, second.ended_at, second.name) == (True, None, "Case system")


def test_the_version_that_took_its_place_is_offered_next(
    browser: Client, export: Extract, lead: Account, here: Organisation
) -> None:
    map_orders(browser, export)
    first = kept(browser, export).mapping
    second = keep_mapping(by=lead, organisation=here, name=first.name, text=first.text)
    assert browser.get("/o/ashmarrow/extracts/").context["form"]["mapping"].value() == second.key


def test_an_ended_mapping_is_offered_no_longer(
    browser: Client, export: Extract, lead: Account, here: Organisation
) -> None:
    map_orders(browser, export)
    end_mapping(by=lead, mapping=kept(browser, export).mapping)
    assert "mapping" not in browser.get("/o/ashmarrow/extracts/").context["form"].fields


def test_a_kept_mapping_can_be_used_for_another_extract_as_it_is(
    browser: Client, export: Extract, tmp_path: Path
) -> None:
    map_orders(browser, export)
    mapping = kept(browser, export).mapping
    other = upload(browser, write_export(tmp_path / "y", "2026-05"))
    assert other.state == "faulty"
    path = f"/o/ashmarrow/extracts/{other.key}/mapping/"
    browser.post(path, {"what": "check", "mapping": mapping.key})
    assert Extract.objects.get(pk=other.pk).state == "ready"


def test_rows_at_fault_under_a_new_mapping_are_not_left_out_unasked(
    browser: Client, export: Extract, lead: Account, tmp_path: Path
) -> None:
    map_orders(browser, export)
    mapping = kept(browser, export).mapping
    other = upload(browser, write_export(tmp_path / "y", orders=ORDERS.replace("Supervised", "Unheard of")))
    Extract.objects.filter(pk=other.pk).update(accept_partial=True)
    path = f"/o/ashmarrow/extracts/{other.key}/mapping/"
    browser.post(path, {"what": "check", "mapping": mapping.key})
    other.refresh_from_db()
    assert (other.state, other.accept_partial) == ("faulty", False)


def test_a_kept_mapping_can_be_changed_and_shows_what_was_said(
    browser: Client, export: Extract, tmp_path: Path
) -> None:
    map_orders(browser, export)
    map_contacts(browser, export)
    mapping = kept(browser, export).mapping
    other = upload(browser, write_export(tmp_path / "y", "2026-05"))
    browser.post(f"/o/ashmarrow/extracts/{other.key}/mapping/", {"what": "begin", "mapping": mapping.key})
    say(browser, other, "files/")
    form = step(browser, other, "columns/orders/").context["form"]
    assert form["c-imposed_on"].value() == heading(form, "Date of Sentence")
    for path in ("columns/people/", "columns/orders/", "words/people/", "words/orders/"):
        assert say(browser, other, path).status_code == 302
    say(browser, other, "wide/?file=1&table=contacts")
    again = kept(browser, other).mapping
    assert (again.text, again.name) == (mapping.text, mapping.name)


def test_wide_rows_without_dates_are_taken_out_again(browser: Client, export: Extract) -> None:
    map_orders(browser, export)
    map_contacts(browser, export)
    path = "wide/?file=1&table=contacts"
    form = step(browser, export, path).context["columns"]
    dates = {name: None for name in filled(form) if name.startswith("d-")}
    assert len(dates) == 2
    say(browser, export, path, **dates)
    assert "[[wide]]" not in step(browser, export, "keep/").context["text"]


def test_wide_rows_need_a_column_of_dates(browser: Client, export: Extract) -> None:
    map_orders(browser, export)
    answer = say(
        browser,
        export,
        "wide/?file=1&table=contacts",
        **{"c-order_id": "Order Ref", "c-attendance": "=attended"},
    )
    assert "at least one" in answer.context["form"].errors["on"][0]


def upload_file(browser: Client, text: bytes, name: str = "By hand"):
    file = io.BytesIO(text)
    file.name = "mapping.toml"
    return browser.post("/o/ashmarrow/extracts/mappings/", {"name": name, "file": file})


def test_a_mapping_from_a_file_is_kept_and_comes_back_as_it_was(browser: Client, lead: Account) -> None:
    text = '[tables.orders]\nfile = "Orders.csv" # by hand\n'
    assert upload_file(browser, text.encode()).status_code == 302
    one = SupplierMapping.objects.get()
    answer = browser.get(f"/o/ashmarrow/extracts/mappings/{one.key}.toml")
    assert (answer.content.decode(), answer["Content-Disposition"]) == (
        text,
        'attachment; filename="mapping.toml"',
    )
    assert Event.objects.filter(act="exported mapping").count() == 1


def test_all_that_is_wrong_in_a_file_is_said_at_its_field(browser: Client, lead: Account) -> None:
    answer = upload_file(browser, b"[tables.nonsense]\n[tables.orders.columns]\nstrange = 'x'\n")
    assert answer.status_code == 422
    said = " ".join(answer.context["form"].errors["file"])
    assert "no table 'nonsense'" in said and "no column 'strange'" in said
    assert SupplierMapping.objects.count() == 0


@pytest.mark.parametrize("text", [b"\xff\xfe\x00", b"not toml", b"a = [" * 3000])
def test_a_file_that_is_no_mapping_is_refused_at_its_field(
    browser: Client, lead: Account, text: bytes
) -> None:
    assert set(upload_file(browser, text).context["form"].errors) == {"file"}


def test_a_mapping_that_says_when_an_extract_was_made_is_refused(here: Organisation, lead: Account) -> None:
    with pytest.raises(PlumblineError, match="soon be wrong"):
        keep_mapping(by=lead, organisation=here, name="x", text="[cover]\nextracted_on = 2026-03-31\n")


def test_a_mapping_that_is_ended_twice_is_ended_once(
    browser: Client, here: Organisation, lead: Account
) -> None:
    one = keep_mapping(by=lead, organisation=here, name="x", text="")
    for _ in range(2):
        browser.post("/o/ashmarrow/extracts/mappings/", {"end": one.key})
    assert Event.objects.filter(act="ended mapping").count() == 1


PAGES = ("", "files/", "columns/orders/", "words/orders/", "wide/", "keep/")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", ["service_manager", "analyst", "practitioner", "administrator"])
def test_only_who_loads_records_maps_them(here: Organisation, export: Extract, page: str, role: str) -> None:
    client = Client()
    client.force_login(person(here, role))
    assert step(client, export, page).status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_another_organisation_s_export_cannot_be_mapped(export: Extract, page: str) -> None:
    other = council("Birchfield", "X12000002")
    client = Client()
    client.force_login(person(other, "information_lead"))
    assert step(client, export, page).status_code == 404
    elsewhere = f"/o/birchfield/extracts/{export.key}/mapping/{page}"
    assert client.get(elsewhere).status_code == 404


def test_another_organisation_s_mapping_is_neither_shown_nor_taken(
    export: Extract, browser: Client, lead: Account
) -> None:
    other = council("Birchfield", "X12000002")
    theirs = keep_mapping(by=person(other, "information_lead"), organisation=other, name="Theirs", text="")
    assert browser.get(f"/o/ashmarrow/extracts/mappings/{theirs.key}.toml").status_code == 404
    browser.post("/o/ashmarrow/extracts/mappings/", {"end": theirs.key})
    browser.post(f"/o/ashmarrow/extracts/{export.key}/mapping/", {"what": "check", "mapping": theirs.key})
    theirs.refresh_from_db()
    assert (theirs.ended_at, Extract.objects.get(pk=export.pk).mapping) == (None, None)


def test_a_service_manager_cannot_see_or_keep_mappings(here: Organisation) -> None:
    client = Client()
    client.force_login(person(here, "service_manager"))
    assert client.get("/o/ashmarrow/extracts/mappings/").status_code == 403
    assert upload_file(client, b"").status_code == 403
    assert SupplierMapping.objects.count() == 0


def test_an_extract_that_was_taken_cannot_be_mapped_any_more(browser: Client, export: Extract) -> None:
    map_orders(browser, export)
    kept(browser, export)
    browser.post(f"/o/ashmarrow/extracts/{export.key}/", {"decision": "accept"})
    answer = step(browser, export, "files/")
    assert (answer.status_code, answer["Location"]) == (302, f"/o/ashmarrow/extracts/{export.key}/")


def test_what_is_looked_at_goes_with_the_extract(
    browser: Client, export: Extract, django_capture_on_commit_callbacks
) -> None:
    map_orders(browser, export)
    assert (export.folder / "outlines").is_dir()
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(f"/o/ashmarrow/extracts/{export.key}/", {"decision": "refuse"})
    assert not export.folder.exists()


def test_a_second_draft_does_not_lose_the_first(browser: Client, export: Extract, tmp_path: Path) -> None:
    map_orders(browser, export)
    other = upload(browser, write_export(tmp_path / "y", "2026-05"))
    say(browser, other, "files/", t0="orders")
    assert step(browser, export, "keep/").context["text"].count("[tables.") > 1

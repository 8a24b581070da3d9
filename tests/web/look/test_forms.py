"""Forms as the site shows them: label, hint and error tied to each box, and no error without its place."""

from __future__ import annotations

from django import forms
from django.template.loader import render_to_string

from factories.html_pages import Page
from pages.gallery import Everything


def boxes(page: Page) -> dict[str | None, dict[str, str | None]]:
    """Every box by its id."""
    found = [one for tag in ("input", "select", "textarea") for one in page.all(tag)]
    return {one.get("id"): one for one in found if one.get("type") != "hidden"}


def ids(page: Page) -> list[str]:
    """Every id on the page."""
    return [str(found["id"]) for _, found in page.tags if "id" in found]


def test_every_box_has_a_label() -> None:
    page = Page(str(Everything()))
    assert set(boxes(page)) - {label["for"] for label in page.all("label")} == set()


def test_no_id_is_given_twice() -> None:
    found = ids(Page(str(Everything({}))))
    assert [one for one in found if found.count(one) > 1] == []


def test_whatever_describes_a_box_is_on_the_page() -> None:
    page = Page(str(Everything({})))
    named = [one for _, found in page.tags for one in (found.get("aria-describedby") or "").split()]
    assert set(named) - set(ids(page)) == set()
    assert "id_name_helptext" in named
    assert "id_name_error" in named
    assert "id_side_error" in named


def test_each_kind_of_box_has_the_design_systems_class() -> None:
    page = Page(str(Everything()))
    shown = {key: (found.get("class") or "").split()[0] for key, found in boxes(page).items()}
    assert shown == {
        "id_name": "ds_input",
        "id_about": "ds_input",
        "id_as_at": "ds_input",
        "id_months": "ds_input",
        "id_team": "ds_select",
        "id_side_0_0": "ds_radio__input",
        "id_side_1_0": "ds_radio__input",
        "id_teams_0": "ds_checkbox__input",
        "id_teams_1": "ds_checkbox__input",
        "id_teams_2": "ds_checkbox__input",
        "id_sure": "ds_checkbox__input",
        "id_tables": "ds_file-upload__input",
    }


def test_a_single_choice_is_never_said_to_be_wrong_only_its_group() -> None:
    page = Page(str(Everything({})))
    assert [
        key for key, found in boxes(page).items() if "aria-invalid" in found and key and "_0" in key
    ] == []


def test_what_was_typed_comes_back() -> None:
    page = Page(str(Everything({"name": "Ardmore & Co", "as_at": "31/02/2026", "side": "client_absent"})))
    assert boxes(page)["id_name"]["value"] == "Ardmore & Co"
    assert boxes(page)["id_as_at"]["value"] == "31/02/2026"
    assert "checked" in boxes(page)["id_side_1_0"]


def test_the_summary_names_every_fault_and_leads_to_its_box() -> None:
    form = Everything({})
    form.full_clean()
    form.add_error(None, "The council is already there.")
    page = Page(render_to_string("components/error_summary.html", {"form": form}))
    assert page.items[0] == "The council is already there."
    assert len(page.items) == 1 + sum(len(field.errors) for field in form)
    targets = [str(link["href"]).removeprefix("#") for link in page.all("a")]
    assert set(targets) - set(ids(Page(str(form)))) == set()
    assert "id_side_0_0" in targets


def test_a_fault_in_a_hidden_box_is_not_lost() -> None:
    class Kept(forms.Form):
        key = forms.CharField(widget=forms.HiddenInput)

    form = Kept({})
    assert Page(render_to_string("components/error_summary.html", {"form": form})).items == [
        "This field is required."
    ]


def test_a_form_without_errors_has_no_summary() -> None:
    assert render_to_string("components/error_summary.html", {"form": Everything()}).strip() == ""


def test_a_form_with_files_says_how_it_is_sent() -> None:
    assert 'enctype="multipart/form-data"' in render_to_string("components/form.html", {"form": Everything()})


def test_a_hidden_box_has_no_label_and_no_frame() -> None:
    page = Page(str(Everything()))
    assert [one for one in page.all("input") if one.get("name") == "kept"] == [
        {"type": "hidden", "name": "kept", "value": "kept", "id": "id_kept"}
    ]

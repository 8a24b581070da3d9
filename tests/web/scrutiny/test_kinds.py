"""Kinds of activity, frameworks and scales: those shipped described and copied; own ones kept as versions."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from factories.site import council, national, person
from plumbline.errors import PlumblineError
from plumbline.scrutiny.activities import from_json, load_templates, template_text
from plumbline.scrutiny.frameworks import framework_text, load_frameworks, load_scales, own_copy, scale_text
from plumbline_web.people.models import Account, Organisation
from plumbline_web.scrutiny.actions import (
    ScrutinyRefused,
    end_own,
    keep_framework,
    keep_kind,
    keep_scale,
    open_activity,
)
from plumbline_web.scrutiny.kinds import (
    frameworks_for,
    judged_by,
    kind_called,
    kinds_for,
    scales_for,
    unreadable,
)
from plumbline_web.scrutiny.models import Activity, OwnTemplate

pytestmark = pytest.mark.django_db
SHIPPED = load_templates()["cpo_inspection"]
OWN = template_text(replace(SHIPPED, code="own_inspection", title="Our inspection"))
FRAMEWORK = framework_text(own_copy(load_frameworks()["quality_indicators_2019"], "ours", "Our model"))
SIX = load_scales()["six_point"]
SCALE = scale_text(replace(SIX, code="our_scale", title="Three steps", grades=SIX.grades[:3]))
SCALED = OWN.replace('scale = "six_point"', 'scale = "our_scale"')
RESTING = OWN.replace('framework = "quality_indicators_2019"', 'framework = "ours"')


@pytest.fixture
def body() -> Organisation:
    return national()


@pytest.fixture
def lead(body: Organisation) -> Account:
    return person(body, "lead_inspector")


def test_every_kind_that_is_shipped_can_be_opened(body: Organisation) -> None:
    assert [one.code for one in kinds_for(body)] == list(load_templates())


def test_an_own_kind_comes_first_and_can_be_opened(body: Organisation, lead: Account) -> None:
    keep_kind(by=lead, organisation=body, text=OWN)
    assert kinds_for(body)[0].title == "Our inspection"


def test_a_kind_with_the_same_code_is_its_next_version_and_the_first_is_kept(
    body: Organisation, lead: Account
) -> None:
    first = keep_kind(by=lead, organisation=body, text=OWN)
    keep_kind(by=lead, organisation=body, text=OWN.replace("Our inspection", "Our second"))
    assert [one.title for one in kinds_for(body) if one.own] == ["Our second"]
    assert OwnTemplate.objects.get(pk=first.pk).ended_at is not None


def test_an_activity_keeps_the_version_it_was_opened_with(body: Organisation, lead: Account) -> None:
    keep_kind(by=lead, organisation=body, text=OWN)
    kind = kind_called(body, "own_inspection")
    framework, scale = judged_by(kind.template, body)
    made = open_activity(
        by=lead,
        organisation=body,
        title="First",
        template=kind.template,
        framework=framework,
        scale=scale,
        subjects=[council()],
    )
    keep_kind(by=lead, organisation=body, text=OWN.replace("Our inspection", "Our second"))
    assert from_json(Activity.objects.get(pk=made.pk).template).title == "Our inspection"


def test_a_code_that_is_shipped_is_not_taken(body: Organisation, lead: Account) -> None:
    with pytest.raises(ScrutinyRefused, match="is that of a kind that is shipped"):
        keep_kind(by=lead, organisation=body, text=template_text(SHIPPED))
    with pytest.raises(PlumblineError, match="is one of the library"):
        keep_framework(
            by=lead, organisation=body, text=framework_text(load_frameworks()["quality_indicators_2019"])
        )


def test_every_fault_of_a_kind_is_said_at_once(body: Organisation, lead: Account) -> None:
    wrong = OWN.replace('kind = "inspection"', 'kind = "raid"').replace('unit = "weeks"', 'unit = "moons"', 1)
    with pytest.raises(PlumblineError) as told:
        keep_kind(by=lead, organisation=body, text=wrong)
    assert ('"kind" must be one of' in str(told.value), '"unit" must be' in str(told.value)) == (True, True)


def test_an_own_kind_can_rest_on_an_own_framework(body: Organisation, lead: Account) -> None:
    keep_framework(by=lead, organisation=body, text=FRAMEWORK)
    keep_kind(by=lead, organisation=body, text=RESTING)
    framework, scale = judged_by(kind_called(body, "own_inspection").template, body)
    assert (framework.title, scale.code) == ("Our model", "six_point")


def test_a_framework_that_a_kind_rests_on_is_neither_ended_nor_changed_under_it(
    body: Organisation, lead: Account
) -> None:
    kept = keep_framework(by=lead, organisation=body, text=FRAMEWORK)
    keep_kind(by=lead, organisation=body, text=RESTING)
    with pytest.raises(ScrutinyRefused, match="“Our inspection” rests on it"):
        end_own(by=lead, one=kept)
    without = FRAMEWORK.replace('code = "9.4"', 'code = "9.9"')
    with pytest.raises(PlumblineError):
        keep_framework(by=lead, organisation=body, text=without)
    assert "9.4" in {one.code for one in frameworks_for(body)["ours"].indicators}


def test_one_that_is_ended_is_offered_no_longer(body: Organisation, lead: Account) -> None:
    kept = keep_kind(by=lead, organisation=body, text=OWN)
    end_own(by=lead, one=kept)
    assert kind_called(body, "own_inspection") is None
    with pytest.raises(ScrutinyRefused, match="ended already"):
        end_own(by=lead, one=kept)


def test_own_kinds_are_of_one_organisation_alone(body: Organisation, lead: Account) -> None:
    keep_kind(by=lead, organisation=body, text=OWN)
    assert kind_called(council(), "own_inspection") is None


def test_one_that_a_later_library_no_longer_takes_is_shown_with_its_faults_and_the_rest_go_on(
    client: Client, body: Organisation, lead: Account
) -> None:
    OwnTemplate.objects.create(
        organisation=body, kind="activity", code="old", title="Old kind", text='code = "old"', made_by=lead
    )
    assert [row.title for row, _ in unreadable(body)] == ["Old kind"]
    client.force_login(lead)
    page = client.get(reverse("scrutiny:kinds", args=[body.slug])).content.decode()
    assert "Your own “Old kind” cannot be used as it is" in page
    assert "Inspection of community payback orders" in page


def test_a_shipped_kind_is_copied_on_screen_under_a_code_of_its_own(
    client: Client, body: Organisation, lead: Account
) -> None:
    client.force_login(lead)
    address = reverse("scrutiny:edit_kind", args=[body.slug, "cpo_inspection"])
    text = client.get(address).context["form"].initial["text"]
    client.post(address, {"text": text})
    assert kind_called(body, "own_cpo_inspection").template == replace(SHIPPED, code="own_cpo_inspection")


def test_on_screen_every_fault_is_said_and_the_text_stays(
    client: Client, body: Organisation, lead: Account
) -> None:
    client.force_login(lead)
    address = reverse("scrutiny:edit_kind", args=[body.slug, "cpo_inspection"])
    answer = client.post(address, {"text": 'code = "x"\ncolour = "red"'})
    errors = " ".join(answer.context["form"].errors["text"])
    assert answer.status_code == 422
    assert ('"title" is missing' in errors or "title" in errors, "colour" in errors) == (True, True)
    assert "colour = &quot;red&quot;" in answer.content.decode()


def test_an_own_scale_is_used_beside_a_framework_that_is_shipped(body: Organisation, lead: Account) -> None:
    keep_scale(by=lead, organisation=body, text=SCALE)
    keep_kind(by=lead, organisation=body, text=SCALED)
    framework, scale = judged_by(kind_called(body, "own_inspection").template, body)
    assert (framework.code, scale.title, len(scale.grades)) == ("quality_indicators_2019", "Three steps", 3)


def test_an_own_framework_can_name_an_own_scale(body: Organisation, lead: Account) -> None:
    keep_scale(by=lead, organisation=body, text=SCALE)
    keep_framework(
        by=lead, organisation=body, text=FRAMEWORK.replace('scale = "six_point"', 'scale = "our_scale"')
    )
    assert frameworks_for(body)["ours"].scale.title == "Three steps"


def test_a_scale_that_a_kind_or_framework_rests_on_is_not_ended(body: Organisation, lead: Account) -> None:
    kept = keep_scale(by=lead, organisation=body, text=SCALE)
    keep_kind(by=lead, organisation=body, text=SCALED)
    with pytest.raises(ScrutinyRefused, match="“Our inspection” rests on it"):
        end_own(by=lead, one=kept)
    keep_kind(by=lead, organisation=body, text=OWN)
    keep_framework(
        by=lead, organisation=body, text=FRAMEWORK.replace('scale = "six_point"', 'scale = "our_scale"')
    )
    with pytest.raises(ScrutinyRefused, match="“Our model” would no longer fit"):
        end_own(by=lead, one=kept)


def test_a_scale_takes_no_code_of_another(body: Organisation, lead: Account) -> None:
    with pytest.raises(ScrutinyRefused, match="a scale that is shipped"):
        keep_scale(by=lead, organisation=body, text=scale_text(SIX))


def test_a_framework_puts_no_other_scale_under_a_code_that_is_taken(
    body: Organisation, lead: Account
) -> None:
    ours = replace(SIX, title="Not the one", grades=SIX.grades[:2])
    for code in ("six_point", "our_scale"):
        keep_scale(by=lead, organisation=body, text=SCALE)
        model = replace(own_copy(load_frameworks()["quality_indicators_2019"], "ours", "Ours"), scale=ours)
        text = framework_text(replace(model, scale=replace(ours, code=code)))
        with pytest.raises(PlumblineError, match="there is another scale"):
            keep_framework(by=lead, organisation=body, text=text)
    assert judged_by(SHIPPED, body)[1] == SIX


def test_two_own_frameworks_do_not_bring_two_scales_of_one_code(body: Organisation, lead: Account) -> None:
    model = own_copy(load_frameworks()["quality_indicators_2019"], "ours", "Our model")
    scale = replace(SIX, code="local")
    keep_framework(by=lead, organisation=body, text=framework_text(replace(model, scale=scale)))
    other = replace(model, code="ours_too", scale=replace(scale, title="Another"))
    with pytest.raises(ScrutinyRefused, match="“Our model” has another scale “local”"):
        keep_framework(by=lead, organisation=body, text=framework_text(other))


def test_an_own_scale_stands_on_the_page_can_be_downloaded_and_ended(
    client: Client, body: Organisation, lead: Account
) -> None:
    keep_scale(by=lead, organisation=body, text=SCALE)
    client.force_login(lead)
    page = reverse("scrutiny:kinds", args=[body.slug])
    assert "Three steps" in client.get(page).content.decode()
    file = client.get(reverse("scrutiny:scale_file", args=[body.slug, "our_scale"]))
    assert file.content.decode() == SCALE
    client.post(page, {"end": "our_scale"})
    assert list(scales_for(body)) == ["six_point"]
    assert client.get(reverse("scrutiny:scale_file", args=[body.slug, "our_scale"])).status_code == 404


@pytest.mark.parametrize(("button", "text"), [("kind", OWN), ("framework", FRAMEWORK), ("scale", SCALE)])
def test_a_file_is_brought_in(
    client: Client, body: Organisation, lead: Account, button: str, text: str
) -> None:
    client.force_login(lead)
    file = SimpleUploadedFile("own.toml", text.encode())
    client.post(reverse("scrutiny:kinds", args=[body.slug]), {button: "yes", f"{button}-file": file})
    assert OwnTemplate.objects.get().text == text


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"not = = toml", b"", b"x" * 300_000])
def test_a_file_that_is_none_is_refused_in_words(
    client: Client, body: Organisation, lead: Account, content: bytes
) -> None:
    client.force_login(lead)
    file = SimpleUploadedFile("own.toml", content)
    answer = client.post(reverse("scrutiny:kinds", args=[body.slug]), {"kind": "yes", "kind-file": file})
    assert (answer.status_code, OwnTemplate.objects.exists()) == (422, False)


def test_the_file_of_a_kind_reads_back_as_it_is(client: Client, body: Organisation, lead: Account) -> None:
    client.force_login(lead)
    answer = client.get(reverse("scrutiny:kind_file", args=[body.slug, "cpo_inspection"]))
    assert answer.content.decode() == template_text(SHIPPED)


def test_the_page_of_a_kind_names_its_stages_indicators_and_source(
    client: Client, body: Organisation, lead: Account
) -> None:
    client.force_login(lead)
    page = client.get(reverse("scrutiny:kind", args=[body.slug, "cpo_inspection"])).content.decode()
    assert [one.title in page for one in SHIPPED.stages] == [True] * 5
    assert "5.2 Assessing and responding to risk and need" in page
    assert "Where this is known from" in page


def test_the_page_of_a_framework_says_what_became_of_the_edition_before(
    client: Client, body: Organisation, lead: Account
) -> None:
    client.force_login(lead)
    address = reverse("scrutiny:framework", args=[body.slug, "quality_indicators_2024"])
    rows = client.get(address).context["changed"]
    split = next(row for row in rows if row["how"] == "split")
    assert (len(split["before"]), len(split["after"]) > 1) == (1, True)
    assert "same" not in {row["match"].how for row in rows}
    first = client.get(reverse("scrutiny:framework", args=[body.slug, "quality_indicators_2019"]))
    assert (first.context["before"], first.context["changed"]) == (None, [])


@pytest.mark.parametrize("name", ["kind", "framework"])
def test_what_is_shipped_cannot_be_ended(
    client: Client, body: Organisation, lead: Account, name: str
) -> None:
    code = {"kind": "cpo_inspection", "framework": "quality_indicators_2019"}[name]
    client.force_login(lead)
    assert client.post(reverse(f"scrutiny:{name}", args=[body.slug, code]), {"end": "yes"}).status_code == 404


def test_somebody_who_opens_no_activities_reads_kinds_and_changes_none(
    client: Client, body: Organisation
) -> None:
    client.force_login(person(body, "inspector"))
    address = reverse("scrutiny:kinds", args=[body.slug])
    assert client.get(address).status_code == 200
    assert client.post(address, {"kind": "yes"}).status_code == 403
    assert "Bring in your own" not in client.get(address).content.decode()


def test_a_kind_that_is_not_there_is_not_found(client: Client, body: Organisation, lead: Account) -> None:
    client.force_login(lead)
    for name in ("kind", "edit_kind", "kind_file", "framework", "framework_file"):
        assert client.get(reverse(f"scrutiny:{name}", args=[body.slug, "nothing"])).status_code == 404

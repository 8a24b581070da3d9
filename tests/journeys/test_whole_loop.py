"""From what was read to practice that has changed: evidence, a grade, a report, a plan, a closed area."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pikepdf
import pytest
from docx import Document
from playwright.sync_api import Browser, Page

from factories.activities import inspection
from factories.findings import FORM as SHORT
from factories.findings import GOOD, NONE, on_form, read, sampled
from factories.plans import BETTER, STEADY, frozen_run
from factories.site import person
from factories.standing import let_in, standing
from journeys.steps import downloaded, follow, heading, patient, said
from plumbline.calendars import add_months
from plumbline_web.evidence.actions import tie
from plumbline_web.improvement.models import Area
from plumbline_web.judgement.actions import agree, give_to_panel, say, settle, write_evaluation, write_finding
from plumbline_web.people.actions import open_grant
from plumbline_web.people.models import Account
from plumbline_web.people.queries import today
from plumbline_web.publication.jobs import make_edition
from plumbline_web.publication.models import Making
from plumbline_web.scrutiny.actions import pin_run
from plumbline_web.scrutiny.models import Subject

pytestmark = pytest.mark.django_db
OpenPage = Callable[..., Page]
PLAN_SHARE = "Is there a plan?"


def tick(page: Page, words: str) -> None:
    """Choose a radio button or tick a box by what its label begins with, on which a person presses."""
    page.locator("label").filter(has_text=re.compile(rf"^\s*{re.escape(words)}")).first.click()


def sent(page: Page, words: str) -> None:
    """Press a button that sends a form, and wait for the page that it leads to."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=words).first.click()


def months_ago(n: int) -> date:
    return add_months(today().replace(day=1), -n)


@pytest.fixture
def loop(browser: Browser, db: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """An inspection whose records are read, of a service with a run of a year; nothing is judged yet."""
    with standing(django_db_blocker) as address:
        team = inspection(readers=2)
        team.activity.members.update(declared_at=team.activity.opened_at)
        for one in team.members:
            one.refresh_from_db()
        on_form(team, SHORT)
        sampled(team, {"supervision": 30}, {"supervision": 60})
        subject = Subject.objects.get(activity=team.activity)
        for number, record in enumerate(subject.draws.get().records.all()):
            read(team, record, team.members[number % 2], GOOD if number % 5 < 2 else NONE)
        run = frozen_run(team.council, team.manager, months_ago(27), STEADY)
        open_grant(
            by=team.manager,
            owner=team.council,
            to=team.body,
            purpose="Inspection",
            from_on=today(),
            until_on=today() + timedelta(days=30),
        )
        pin_run(by=team.lead, subject=subject, run=run)
        apart = person(None, "a lead inspector apart")
        apart.memberships.create(
            organisation=team.body, role="lead_inspector", from_on=team.activity.opened_at.date()
        )
        yield SimpleNamespace(
            address=address,
            team=team,
            subject=subject,
            apart=apart,
            place=f"{address}/o/{team.body.slug}/scrutiny/{team.activity.key}/",
            theirs=f"{address}/o/{team.council.slug}/scrutiny/{team.activity.key}/",
            plans=f"{address}/o/{team.council.slug}/plans/",
        )


def seen_by(page: Page, loop: SimpleNamespace, account: Account, where: str) -> Page:
    """The page at an address, as this person sees it."""
    let_in(page, loop.address, account)
    page.goto(where)
    return page


def bring_in(page: Page, loop: SimpleNamespace, kind: str, choices: dict[str, str], points: str) -> None:
    """Bring in a piece that is worked out here, tied to 5.2."""
    page.goto(f"{loop.place}evidence/")
    follow(page, "Bring in evidence")
    follow(page, kind)
    for label, option in choices.items():
        box = page.get_by_label(label, exact=True)
        box.locator("option").first.wait_for(state="attached")
        value = box.locator("option", has_text=option).first.get_attribute("value")
        box.select_option(value)
    page.get_by_label("5.2 ").select_option(label=points)
    sent(page, "Bring it in")


def grade(page: Page, loop: SimpleNamespace, word: str, rationale: str, why: str = "") -> None:
    """Write the evaluation of 5.2, resting on everything that is tied to it."""
    page.goto(f"{loop.place}judgements/5.2/")
    tick(page, word)
    page.get_by_label("Rationale").fill(rationale)
    page.get_by_label("What would move it").fill("Plans in the records that are read next.")
    if why:
        page.get_by_label("Why it changes").fill(why)
    for label in page.locator(".pl-elbow .ds_checkbox__label").all():
        if not label.locator("xpath=preceding-sibling::input").is_checked():
            label.click()
    sent(page, "Keep the evaluation")


def test_the_whole_loop(open_page: OpenPage, loop: SimpleNamespace, tmp_path: Path) -> None:
    team = loop.team
    page = patient(open_page())

    # Evidence: a result of the reading, and a figure of the run.
    seen_by(page, loop, team.lead, loop.place)
    bring_in(page, loop, "Reading of records", {"Question and answer": PLAN_SHARE}, "A weakness")
    assert "12 of 30 records" in said(page)
    bring_in(
        page,
        loop,
        "Figure from a run",
        {"Standard": "first_contact", "Which rate": "Met in time", "Period": "All of the run"},
        "A strength",
    )
    assert "299 of 480" in said(page)
    page.goto(f"{loop.place}evidence/")
    assert "single-sourced" not in said(page).partition("5.3")[0]

    # A grade that the panel challenges, and the team changes.
    page.goto(f"{loop.place}judgements/5.2/finding/")
    tick(page, "Weakness")
    page.get_by_label("What was found").fill("A plan was there in {e1}.")
    page.get_by_label("E1:", exact=False).select_option(label="Speaks for it")
    sent(page, "Keep the finding")
    page.goto(f"{loop.place}panel/")
    page.get_by_label("Who").select_option(label=loop.apart.name)
    sent(page, "Name to the panel")
    grade(page, loop, "Good", "First contact was in time for {e2}; a plan was there in {e1}.")
    sent(page, "Give it to the panel")
    seen_by(page, loop, loop.apart, f"{loop.place}panel/5.2/")
    page.get_by_label("What the panel asks", exact=False).fill("Is that good, with so few plans?")
    sent(page, "Give it back")
    seen_by(page, loop, team.lead, f"{loop.place}judgements/5.2/")
    assert "Is that good, with so few plans?" in said(page)
    grade(
        page,
        loop,
        "Weak",
        "A plan was there in {e1}; first contact was in time for {e2}.",
        "The panel asked.",
    )
    of_5_3(loop)
    page.goto(f"{loop.place}judgements/5.2/")
    sent(page, "Give it to the panel")
    seen_by(page, loop, loop.apart, f"{loop.place}panel/5.2/")
    sent(page, "Agree to it")
    seen_by(page, loop, team.lead, f"{loop.place}judgements/5.2/")
    sent(page, "Settle the evaluation")
    assert "Weak Settled" in " ".join(page.locator("section", has=page.locator("#ours")).inner_text().split())

    # A report whose false "most" is stopped, and mended with the wording that holds.
    page.goto(f"{loop.place}reports/")
    page.get_by_label("Title").fill("What we found")
    sent(page, "Begin it")
    report = page.url
    keep_only(page, "Introduction", "Evaluations")
    follow(page, "Introduction")
    sent(page, "Write")
    page.get_by_label("Text", exact=True).fill(
        "[Most]{e1} records held a plan.\n\nThe service has one office."
    )
    page.get_by_role("button", name="Take this wording").first.wait_for()
    sent(page, "Save and leave")
    follow_publication(page, loop, report)
    assert page.locator("#reasons").inner_text().count("“Most”") == 1
    page.goto(report)
    follow(page, "Introduction")
    sent(page, "Write")
    page.get_by_role("button", name="Take this wording").first.click()
    page.get_by_text("Everything holds.").wait_for()
    sent(page, "Save and leave")

    # Factual accuracy: the service finds something wrong, the lead mends it.
    page.goto(report.replace("/reports/", "/accuracy/open/"))
    page.get_by_label("Last day for comments").fill(f"{today() + timedelta(days=14):%d/%m/%Y}")
    sent(page, "Show the draft to the service")
    shown = page.url
    seen_by(page, loop, team.manager, shown.replace(f"/o/{team.body.slug}/", f"/o/{team.council.slug}/"))
    page.get_by_role("link", name="Comment on “The service has one office.”").click()
    page.get_by_label("What is not right", exact=False).fill("It has two.")
    sent(page, "Send the comment")
    sent(page, "We have finished")
    seen_by(page, loop, team.lead, shown)
    follow(page, "Answer")
    tick(page, "Accepted")
    page.get_by_label("What changes in the report, or why nothing does").fill("Two offices now.")
    sent(page, "Answer the comment")
    page.goto(shown)
    sent(page, "Close the round")
    page.goto(report)
    follow(page, "Introduction")
    sent(page, "Write")
    box = page.get_by_label("Text", exact=True)
    box.fill(box.input_value().replace("one office", "two offices"))
    sent(page, "Save and leave")

    # Signed and published, in three forms and as open data.
    page.goto(f"{report}signing/")
    page.get_by_label("Who has to sign").select_option(team.lead.key)
    sent(page, "Ask them")
    sent(page, "Sign it as it stands")
    follow_publication(page, loop, report)
    tick(page, "Anyone")
    sent(page, "Publish the edition")
    make_edition.func(Making.objects.get().key)  # the worker’s part
    page.goto(f"{loop.place}editions/")
    follow(page, "Edition 1")
    edition = page.url
    follow(page, "A page")
    assert "12 of 30 records" in page.locator("body").inner_text()
    page.goto(edition)
    with pikepdf.open(downloaded(page, "A document to print", tmp_path)) as pdf:
        assert pdf.Root.MarkInfo.Marked
    word = Document(str(downloaded(page, "A document to change", tmp_path)))
    assert any("The service has two offices." in one.text for one in word.paragraphs)
    with zipfile.ZipFile(
        BytesIO(downloaded(page, "The figures as open data", tmp_path).read_bytes())
    ) as data:
        assert any(name.endswith(".csv") for name in data.namelist())

    # A plan: an area that may close only when its measure has shifted and held.
    seen_by(page, loop, team.manager, f"{loop.plans}new/")
    page.get_by_label("Title").fill("After the inspection")
    tick(page, "Inspection of Ashmarrow")
    sent(page, "Make the plan")
    area = Area.objects.get()
    at_area = f"{loop.plans}areas/{area.key}/"
    page.goto(at_area)
    follow(page, "Settle how it may close")
    tick(page, "A measure has shifted and held")
    sent(page, "Go on")
    page.get_by_label("Standard").select_option("cpo_first_contact")
    sent(page, "Settle it so")
    page.goto(f"{at_area}actions/")
    page.get_by_label("What is to be done").fill("Ring on the day of sentence")
    sent(page, "Add the action")
    page.goto(at_area)
    follow(page, "Ring on the day of sentence")
    tick(page, "Done")
    began = months_ago(15)
    page.get_by_label("Day it happened").fill(f"{began:%d/%m/%Y}")
    sent(page, "Keep it")

    # Done is not improved: with a further run the area still refuses, and says what is missing.
    frozen_run(team.council, team.manager, months_ago(27), (*STEADY, 25, 24))
    page.goto(at_area)
    assert [one in said(page) for one in ("Not yet", "What is missing")] == [True, True]
    assert page.get_by_role("button", name="Close the area").count() == 0

    # A year later it has shifted and held, and closes.
    frozen_run(team.council, team.manager, months_ago(27), (*STEADY, 25, 24, *BETTER, *BETTER))
    page.goto(at_area)
    sent(page, "Close the area")
    assert f"Closed on {today().day} {today():%B %Y}." in said(page)
    assert heading(page).endswith("Write case plans on time.")


def of_5_3(loop: SimpleNamespace) -> None:
    """The other indicator judged, and what is said to the service."""
    team = loop.team
    pieces = list(team.activity.pieces.order_by("number"))
    say(
        by=team.lead,
        activity=team.activity,
        kind="area",
        text="Write case plans on time.",
        indicators=["5.2", "5.3"],
        owners=[team.council],
    )
    say(by=team.lead, activity=team.activity, kind="key_message", text="A plan was there in {e1}.")
    write_finding(
        by=team.lead,
        activity=team.activity,
        indicator="5.3",
        kind="weakness",
        text="A plan was there in {e1}.",
        pieces_for=pieces[:1],
    )
    version = write_evaluation(
        by=team.lead,
        subject=loop.subject,
        indicator="5.3",
        grade=2,
        rationale="A plan was there in {e1}.",
        pieces=pieces[:1],
        would_move="Plans in the records that are read next.",
    )
    tie(by=team.lead, piece=pieces[0], indicator="5.3", points="weakness")
    give_to_panel(by=team.lead, evaluation=version.evaluation)
    agree(by=loop.apart, evaluation=version.evaluation)
    settle(by=team.lead, evaluation=version.evaluation, accepted={"one_source": "Only records speak of it."})


def keep_only(page: Page, *titles: str) -> None:
    """Take every written section out of the report but these."""
    while True:
        rows = page.locator(".pl-outline__section")
        more = [
            row
            for row in rows.all()
            if row.get_by_role("link").count()
            and not any(title in row.locator(".pl-outline__title").inner_text() for title in titles)
        ]
        if not more:
            return
        more[0].locator("summary").click()
        more[0].get_by_role("button", name="Take out").click()
        page.wait_for_load_state()


def follow_publication(page: Page, loop: SimpleNamespace, report: str) -> None:
    """The page on which a report is published, or which says why not."""
    page.goto(report.replace("/reports/", "/editions/publish/"))

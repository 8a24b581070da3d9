"""A whole inspection in a browser: set up, 99 of 702 drawn, read by four, 15 of them twice, settled, told.

What a person does once is done on the page; what is done a hundred times over is done by the same verbs.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from factories.browsers import violations
from factories.draws import STRATA, listed
from factories.findings import filled
from factories.site import council, national, person
from factories.standing import let_in, standing
from plumbline.scrutiny.certificate import check_certificate
from plumbline.scrutiny.instruments import Instrument
from plumbline_web.reading.actions import open_reading, save_answers, submit_reading
from plumbline_web.reading.actions.answers import Given
from plumbline_web.reading.actions.settling import settle_question
from plumbline_web.reading.found import found_in
from plumbline_web.reading.models import Concern, Reading, ReadingMove, Settlement
from plumbline_web.scrutiny.actions import add_member, declare, set_numbers
from plumbline_web.scrutiny.models import Activity, Draw, Member, Record, Subject

pytestmark = pytest.mark.django_db
OpenPage = Callable[..., Page]
FIRST_CONTACT = "/order/first_contact"


@pytest.fixture
def office(browser: Browser, db: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """An inspectorate and a council with their people, nothing begun yet, and the site's address."""
    with standing(django_db_blocker) as address:
        body, here = national(), council()
        lead, manager = person(body, "lead_inspector"), person(here, "service_manager")
        readers = [person(None, f"reader {number}") for number in range(1, 5)]
        settler = person(None, "third person")
        for one in (*readers, settler):
            one.memberships.create(organisation=body, role="inspector", from_on=timezone.localdate())
        yield SimpleNamespace(
            address=address,
            body=body,
            here=here,
            lead=lead,
            manager=manager,
            readers=readers,
            settler=settler,
            scrutiny=f"{address}/o/{body.slug}/scrutiny/",
        )


def test_an_inspection_from_its_opening_to_what_the_reading_says(
    open_page: OpenPage, office: SimpleNamespace
) -> None:
    page = open_page()
    let_in(page, office.address, office.lead)
    activity = _opened(page, office)
    _teamed(activity, office)
    here = f"{office.scrutiny}{activity.key}/"

    draw = _drawn(page, here)
    assert check_certificate(draw.certificate, listed()) == ()
    assert draw.records.count() == 99

    _dealt(page, here)
    assert Reading.objects.filter(kind="second").count() == 15
    assert Counter(Reading.objects.values_list("reader__number", flat=True)).keys() == {2, 3, 4, 5}

    _read_by_four(open_page, office, here)
    _concern_raised_and_received(open_page, office, here)
    _settled(open_page, office, activity, here)

    page.goto(f"{here}results/")
    assert "99 of 99 records read, for 702 in scope." in " ".join(page.inner_text("main").split())
    assert violations(page) == []
    expected = _worked_out_apart(activity)
    row = page.locator("tr", has=page.get_by_text("Was the person seen within one working day"))
    said = " ".join(row.first.inner_text().split())
    assert f"{expected.yes} of {expected.base}" in said
    assert f"{expected.percent}%" in said


def _opened(page: Page, office: SimpleNamespace) -> Activity:
    """The lead opens it from the kind that is shipped."""
    page.goto(f"{office.scrutiny}open/")
    _tick(page, "cpo_inspection")
    page.get_by_label("Title").fill("Inspection of Ashmarrow")
    _tick(page, office.here.slug)
    page.get_by_role("button", name="Open the activity").click()
    page.get_by_role("heading", name="Inspection of Ashmarrow").wait_for()
    return Activity.objects.get()


def _tick(page: Page, value: str) -> None:
    """Choose the radio or box of this value, by its label, which covers it."""
    box = page.locator(f"main input[value='{value}']").first
    if not box.is_checked():
        page.locator(f"label[for='{box.get_attribute('id')}']").click()


def _teamed(activity: Activity, office: SimpleNamespace) -> None:
    """Four readers and a third person, all of whom say that they have no conflict of interest."""
    for account, role in [*((one, "reader") for one in office.readers), (office.settler, "settler")]:
        add_member(by=office.lead, activity=activity, account=account, organisation=office.body, role=role)
    for member in activity.members.all():
        declare(by=member.account, activity=activity)
    set_numbers(
        by=office.manager,
        subject=Subject.objects.get(),
        day_number="01632 960 001",
        night_number="01632 960 002",
    )


def _drawn(page: Page, here: str) -> Draw:
    """The list of 702 handed over, frozen, and 99 of it drawn by a seed."""
    page.goto(f"{here}sample/")
    page.get_by_role("link", name="Say who is in scope").click()
    page.get_by_label("The list, as a CSV file").set_input_files(
        {"name": "orders.csv", "mimeType": "text/csv", "buffer": listed()}
    )
    page.get_by_label("Column of the record’s reference").fill("order")
    page.get_by_label("Column of strata").fill("work")
    page.get_by_label("Who is on the list, in a sentence").fill("All orders of two years, handed over.")
    page.locator("button[name=list]").click()
    page.get_by_text("702", exact=True).wait_for()
    page.get_by_label("Margin wanted").fill("")
    page.get_by_label("Or a number of records").fill("99")
    page.get_by_role("button", name="Work it out").click()
    page.get_by_text("99 of 702").wait_for()
    page.get_by_label("Seed").fill("two dice: 4 and 6")
    page.get_by_label("Who fixed it").fill("the lead and the service")
    page.get_by_role("button", name="Draw 99 records").click()
    page.get_by_text("99 of 702 records were drawn from 5 strata").wait_for()
    assert violations(page) == []
    return Draw.objects.get()


def _dealt(page: Page, here: str) -> None:
    """The short form chosen, and the records dealt to the four, 15 of them twice."""
    page.goto(f"{here}instrument/")
    _tick(page, "reading_cpo_short")
    page.get_by_role("button", name="Use this instrument").click()
    page.get_by_text("Records are read on").first.wait_for()
    page.goto(f"{here}dealing/")
    page.get_by_label("How many records are read twice?").fill("15")
    page.get_by_label("Seed").fill("a third die: 2")
    page.get_by_role("button", name="See how it would be dealt").click()
    page.get_by_text("99 records, 15 of them twice.").wait_for()
    page.get_by_role("button", name="Deal so").click()
    page.get_by_text("all dealt; 15 read twice").wait_for()


def _read_by_four(open_page: OpenPage, office: SimpleNamespace, here: str) -> None:
    """Each opens their first record at the same time and answers on the page; all is submitted afterwards."""
    pages = []
    for reader in office.readers:
        page = open_page()
        let_in(page, office.address, reader)
        page.goto(f"{here}readings/")
        page.get_by_role("link", name="Begin the next record").click()
        page.get_by_text("Did the court make an offender supervision requirement?").first.wait_for()
        pages.append(page)
    for page in pages:
        page.locator("label[for$='-yes'], label").filter(has_text="Yes").nth(1).click()
    for page in pages:
        page.get_by_text("All saved", exact=True).wait_for()
    _submit_all(random.Random(99))


def _submit_all(chance: random.Random) -> None:
    """Every reading filled by chance from what it holds already, saved and submitted by the verbs."""
    for reading in Reading.objects.select_related(
        "reader__account", "reader__organisation", "record__draw__subject__activity", "instrument"
    ):
        account = reading.reader.account
        activity = reading.record.draw.subject.activity
        held = open_reading(by=account, reading=reading)
        start = dict(held.answers.values_list("path", "value"))
        answers = filled(Instrument.from_json(held.instrument.form), chance, start)
        save_answers(
            by=account,
            organisation=reading.reader.organisation.slug,
            activity=activity.key,
            key=reading.key,
            given=[Given(path, value, over=10_000) for path, value in answers.items()],
        )
        submit_reading(by=account, reading=Reading.objects.get(pk=reading.pk))


def _concern_raised_and_received(open_page: OpenPage, office: SimpleNamespace, here: str) -> None:
    """A reader raises a concern from a record; the service's manager finds it at once and receives it."""
    page = open_page()
    let_in(page, office.address, office.readers[0])
    reading = Reading.objects.filter(reader__account=office.readers[0]).first()
    page.goto(f"{here}concerns/about/{reading.record.key}/")
    expect(page.get_by_text("01632 960 001").first).to_be_visible()
    page.locator("main textarea").first.fill("A child may be at risk.")
    page.get_by_role("button", name="Send the concern").click()
    concern = Concern.objects.get()
    other = open_page()
    let_in(other, office.address, office.manager)
    there = here.replace(f"/o/{office.body.slug}/", f"/o/{office.here.slug}/")
    other.goto(f"{there}concerns/{concern.key}/")
    other.get_by_role("button", name="I have it: it is received").click()
    other.wait_for_load_state()
    concern.refresh_from_db()
    assert concern.state == "received"


def _settled(open_page: OpenPage, office: SimpleNamespace, activity: Activity, here: str) -> None:
    """The third person sees the first difference on the page; all are settled as the second reader said."""
    settler = Member.objects.get(activity=activity, role="settler")
    apart = [one for one in found_in(activity).records if one.settling is not None and one.settling.open]
    assert apart != []
    page = open_page()
    let_in(page, office.address, office.settler)
    page.goto(f"{here}differences/{apart[0].record.key}/")
    page.get_by_role("heading", name="To settle").wait_for()
    assert violations(page) == []
    for record in [one.record for one in apart]:
        for _ in range(40):
            read = next(one for one in found_in(activity).records if one.record.pk == record.pk)
            if not read.settling.open:
                break
            one = read.settling.open[0]
            second = next(sent for sent in read.submissions if sent.kind == "second")
            first = next(sent for sent in read.submissions if sent.kind == "first")
            value = second.answers.get(one.path) or first.answers.get(one.path, "")
            settle_question(by=settler, record=record, path=one.path, value=value, why="As the record says.")


def _worked_out_apart(activity: Activity) -> SimpleNamespace:
    """What the results should say of the first contact, from submissions and settlements alone."""
    strata = dict(STRATA)
    yes, base, read = Counter(), Counter(), Counter()
    for record in Record.objects.filter(draw__subject__activity=activity, practice=False):
        settled = Settlement.objects.filter(record=record, path=FIRST_CONTACT).last()
        moves = ReadingMove.objects.filter(reading__record=record, after="submitted").order_by("id")
        value = settled.value if settled else moves.first().answers.get(FIRST_CONTACT, "")
        read[record.stratum] += 1
        if value and value != "na":
            base[record.stratum] += 1
            yes[record.stratum] += value == "in_time"
    top = sum(Fraction(strata[name], read[name]) * yes[name] for name in strata)
    bottom = sum(Fraction(strata[name], read[name]) * base[name] for name in strata)
    percent = int(top / bottom * 100 + Fraction(1, 2))
    return SimpleNamespace(yes=sum(yes.values()), base=sum(base.values()), percent=percent)

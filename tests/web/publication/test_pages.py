"""The pages of publication, as each who stands in the activity sees them."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories.publishing import Judged, edition_of, judged, short_draft, signed_off, with_service
from factories.readings import dealt, drawn, on_form
from factories.site import ELSEWHERE, council, person
from plumbline.publishing.documents import document_from_json
from plumbline.publishing.pdf_checks import pdf_faults
from plumbline_web.audit.models import Event
from plumbline_web.people.models import Account, Organisation
from plumbline_web.publication.actions import answer, comment, open_address
from plumbline_web.publication.models import Comment, Edition, Round
from plumbline_web.publication.paragraphs import paragraphs_of
from plumbline_web.writing.models import Paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def held() -> Judged:
    return judged()


@pytest.fixture
def paper(held: Judged) -> Paper:
    return short_draft(held, text="People were met by staff.\n\nA plan was there in {e1}.")


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def at(name: str, held: Judged, place: Organisation | None = None, /, **parts: str) -> str:
    return reverse(
        f"publication:{name}",
        kwargs={
            "organisation": (place or held.team.body).slug,
            "activity": held.team.activity.key,
            **parts,
        },
    )


def text(answer) -> str:
    return unescape(re.sub(r"\s+", " ", answer.content.decode()))


def first_paragraph(round: Round) -> str:
    return paragraphs_of(document_from_json(round.source))[0].id


def test_the_service_comments_on_a_paragraph_and_reads_the_answer_beneath_it(
    held: Judged, paper: Paper
) -> None:
    round = with_service(held, paper)
    here = held.team.council
    service, lead = signed_in(held.team.manager), signed_in(held.team.lead)
    draft = at("round", held, here, key=round.key)
    paragraph = first_paragraph(round)
    form = at("comment", held, here, key=round.key, paragraph=paragraph)
    assert form in service.get(draft).content.decode()
    assert "People were met by staff." in text(service.get(form))
    sent = service.post(form, {"text": "By volunteers too.", "shown_by": "Annual report, page 4"})
    assert sent.headers["Location"] == f"{draft}#{paragraph}"
    one = Comment.objects.get()
    team = at("round", held, key=round.key)
    assert "By volunteers too." in text(lead.get(team)) and "Not answered yet" in text(lead.get(team))
    lead.post(at("answer", held, key=one.key), {"outcome": "partly", "text": "Staff and volunteers."})
    page = text(service.get(draft))
    assert "Accepted in part" in page and "Staff and volunteers." in page
    service.post(draft, {"finish": held.team.activity.subjects.get().key})
    lead.post(team, {"close": "yes"})
    round.refresh_from_db()
    assert not round.is_open


def test_the_round_is_not_closed_by_a_service_nor_commented_on_by_the_team(
    held: Judged, paper: Paper
) -> None:
    round = with_service(held, paper)
    draft = at("round", held, held.team.council, key=round.key)
    assert signed_in(held.team.manager).post(draft, {"close": "yes"}).status_code == 403
    form = at("comment", held, key=round.key, paragraph=first_paragraph(round))
    assert signed_in(held.team.lead).post(form, {"text": "Wrong."}).status_code == 403
    assert not Comment.objects.exists()


def test_one_service_does_not_see_what_another_said(held: Judged, paper: Paper) -> None:
    other = council("Brackenmoor", ELSEWHERE)
    subject = held.team.activity.subjects.create(organisation=other)
    manager = person(other, "service_manager")
    round = with_service(held, paper)
    comment(
        by=manager, round=round, subject=subject, paragraph=first_paragraph(round), text="Not in Brackenmoor."
    )
    there = signed_in(manager).get(at("round", held, other, key=round.key))
    here = signed_in(held.team.manager).get(at("round", held, held.team.council, key=round.key))
    assert ("Not in Brackenmoor." in text(there), "Not in Brackenmoor." in text(here)) == (True, False)


def test_a_comment_without_words_is_sent_back_with_what_is_missing(held: Judged, paper: Paper) -> None:
    round = with_service(held, paper)
    form = at("comment", held, held.team.council, key=round.key, paragraph=first_paragraph(round))
    page = signed_in(held.team.manager).post(form, {"text": " "})
    assert page.status_code == 422
    assert "Say what is not right, and what would be." in text(page)


def test_the_lead_shows_a_draft_until_a_day(held: Judged, paper: Paper) -> None:
    form = at("open_round", held, key=paper.key)
    lead = signed_in(held.team.lead)
    assert lead.post(form, {"comment_by": "01/01/2020", "words": ""}).status_code == 422
    made = lead.post(form, {"comment_by": "31/12/2030", "words": "Facts alone."})
    round = Round.objects.get()
    assert made.headers["Location"] == at("round", held, key=round.key)
    assert "Facts alone." in text(
        signed_in(held.team.manager).get(at("round", held, held.team.council, key=round.key))
    )


def test_the_draft_of_a_round_is_a_pdf_marked_on_each_page(held: Judged, paper: Paper) -> None:
    round = with_service(held, paper)
    got = signed_in(held.team.manager).get(
        at("round_file", held, held.team.council, key=round.key, name="pdf")
    )
    assert (got["Content-Type"], pdf_faults(got.content)) == ("application/pdf", [])
    assert 'filename="what-we-found-draft-1.pdf"' in got["Content-Disposition"]
    assert Event.objects.filter(act="took draft").count() == 1


def test_what_stands_in_the_way_is_listed_and_then_the_form(held: Judged, paper: Paper) -> None:
    page = at("publish", held, key=paper.key)
    lead = signed_in(held.team.lead)
    assert "not signed off" in text(lead.get(page)) and "Publish the edition" not in text(lead.get(page))
    signed_off(held, paper)
    assert "Publish the edition" in text(lead.get(page))
    assert lead.post(page, {"audience": "public", "address": "on"}).status_code == 302
    made = Edition.objects.get()
    assert (made.public, made.addresses.filter(closed_at=None).exists()) == (True, True)
    assert "Edition 1 was published" in text(lead.get(page))


def test_a_form_sent_while_something_stands_in_the_way_publishes_nothing(held: Judged, paper: Paper) -> None:
    page = signed_in(held.team.lead).post(at("publish", held, key=paper.key), {"audience": "inside"})
    assert page.status_code == 422 and not Edition.objects.exists()


def test_the_preview_shows_every_number_or_protects_the_small_ones(held: Judged) -> None:
    paper = short_draft(held, text="Agreed in {e4}.")
    page = at("preview", held, key=paper.key)
    lead = signed_in(held.team.lead)
    assert "3 of 40 plans" in text(lead.get(page))
    protected = text(lead.get(page + "?for=anyone"))
    assert "fewer than 5 of 40 plans" in protected and "3 of 40" not in protected


@pytest.mark.parametrize(
    ("name", "begins"), [("page", b"<!doctype html>"), ("pdf", b"%PDF"), ("word", b"PK")]
)
def test_a_draft_is_taken_in_each_form_and_marked(
    held: Judged, paper: Paper, name: str, begins: bytes
) -> None:
    got = signed_in(held.team.lead).get(at("preview_file", held, key=paper.key, name=name))
    assert got.content.startswith(begins)
    assert "-draft-not-for-publication." in got["Content-Disposition"]
    if name == "page":
        assert ">Draft<" in got.content.decode()


def test_a_reader_with_records_to_read_sees_no_draft_and_no_edition(held: Judged, paper: Paper) -> None:
    on_form(held.team)
    dealt(held.team, drawn(held.team)[0])
    edition = edition_of(paper, held.team)
    reader = signed_in(held.team.readers[0])
    for name, key in (("preview", paper.key), ("edition", edition.key), ("editions", "")):
        page = text(reader.get(at(name, held, **({"key": key} if key else {}))))
        assert "What we found" not in page


def test_a_changed_file_is_refused_with_words(held: Judged, paper: Paper) -> None:
    edition = edition_of(paper, held.team)
    (edition.folder / "report.html").write_bytes(b"other")
    got = signed_in(held.team.lead).get(at("edition_file", held, key=edition.key, name="page"))
    assert got.status_code == 409
    assert "not the one that was published" in text(got)
    assert Event.objects.filter(act="took edition", outcome="refused").count() == 1


def test_the_bundle_is_not_for_the_service(held: Judged, paper: Paper) -> None:
    edition = edition_of(paper, held.team, bundle=True)
    here = at("edition_file", held, held.team.council, key=edition.key, name="bundle")
    assert signed_in(held.team.manager).get(here).status_code == 403
    page = text(signed_in(held.team.manager).get(at("edition", held, held.team.council, key=edition.key)))
    assert "sealed bundle" not in page
    lead = at("edition_file", held, key=edition.key, name="bundle")
    assert signed_in(held.team.lead).get(lead).status_code == 200


def test_anyone_reads_an_edition_that_is_open_and_nobody_one_that_is_not(held: Judged, paper: Paper) -> None:
    edition = edition_of(paper, held.team, bundle=True)
    there = reverse("published", args=[edition.key])
    assert Client().get(there).status_code == 404
    open_address(by=held.team.lead, edition=edition)
    page = Client().get(there)
    assert page.status_code == 200 and "X-Robots-Tag" not in page
    assert "bundle" not in text(page)
    whole = Client().get(reverse("published_file", args=[edition.key, "page"]))
    assert whole.status_code == 200 and "People were met by staff." in whole.content.decode()
    assert Client().get(reverse("published_file", args=[edition.key, "bundle"])).status_code == 404


def test_the_lead_closes_a_public_address_and_it_is_gone(held: Judged, paper: Paper) -> None:
    edition = edition_of(paper, held.team)
    page = at("edition", held, key=edition.key)
    lead = signed_in(held.team.lead)
    lead.post(page, {"open": "yes"})
    there = reverse("published", args=[edition.key])
    assert Client().get(there).status_code == 200
    assert lead.post(page, {"close": "yes", "why": ""}).status_code == 422
    lead.post(page, {"close": "yes", "why": "A figure is wrong."})
    assert Client().get(there).status_code == 404


def test_nobody_but_the_lead_opens_an_edition(held: Judged, paper: Paper) -> None:
    edition = edition_of(paper, held.team)
    here = at("edition", held, held.team.council, key=edition.key)
    assert signed_in(held.team.manager).post(here, {"open": "yes"}).status_code == 403
    assert not edition.addresses.exists()


def test_two_editions_are_compared(held: Judged, paper: Paper) -> None:
    first = edition_of(paper, held.team)
    section = paper.sections.get(code="introduction")
    section.versions.create(text="People were met by volunteers.", by=held.team.lead)
    second = edition_of(paper, held.team, number=2)
    page = text(signed_in(held.team.lead).get(at("compare", held, key=second.key)))
    assert "People were met by volunteers." in page and "People were met by staff." in page
    none = text(signed_in(held.team.lead).get(at("compare", held, key=first.key)))
    assert "There is no earlier edition" in none


@pytest.mark.parametrize("name", ["accuracy", "editions"])
def test_a_list_asks_the_database_as_often_for_three_as_for_one(held: Judged, name: str) -> None:
    lead = signed_in(held.team.lead)

    def furnish(number: int) -> None:
        paper = short_draft(held, text="People were met by staff.")
        edition_of(paper, held.team)
        said = comment(
            by=held.team.manager,
            round=with_service(held, paper),
            subject=held.team.activity.subjects.get(),
            paragraph=first_paragraph(paper.rounds.get()),
            text="In June.",
        )
        answer(by=held.team.lead, comment=said, outcome="accepted", text="Changed.")

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert lead.get(at(name, held)).status_code == 200
        return len(found)

    furnish(1)
    one = asked()
    furnish(2)
    furnish(3)
    assert asked() == one

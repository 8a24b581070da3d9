"""Every kind of activity that is shipped, opened on its page and walked to its end on the pages alone.

Nothing is ended "although something is missing": each need is met on the page where it is seen to.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from factories.readings import COMPLETE, FORM
from factories.site import council, national, person, run_of
from plumbline.scrutiny.activities import load_templates
from plumbline_web.people.actions import open_organisation
from plumbline_web.people.models import Account, Organisation
from plumbline_web.people.queries import today
from plumbline_web.reading.forms_in_use import form_in_use
from plumbline_web.reading.found import found_in
from plumbline_web.reading.models import Reading
from plumbline_web.scrutiny.models import Activity, Draw, Request, Stage, Subject
from plumbline_web.scrutiny.needs import missing_in, needs_of
from plumbline_web.scrutiny.queries import template_of
from plumbline_web.worked_reading import answers_of

pytestmark = pytest.mark.django_db


def this_day() -> str:
    """Today as a form has it, asked when it is needed: a run of all tests may go past midnight."""
    return f"{today():%d/%m/%Y}"


RECORDS = b"order\n" + b"".join(b"R%02d\n" % number for number in range(1, 13))
IN_A_NOTE = {
    "meeting_noted": ("meeting", ""),
    "feedback_given": ("feedback", ""),
    "output_recorded": ("output", "output"),
}


class Walk:
    """An activity and the people who walk it, each with a browser of their own."""

    def __init__(self, code: str, body: Organisation, services: list[Organisation], extract: Path) -> None:
        self.body, self.services, self.extract = body, services, extract
        own = body in services
        self.lead = person(body, "service_manager" if own else "lead_inspector")
        self.managers = {one.pk: self.lead if own else person(one, "service_manager") for one in services}
        self.readers = [self._colleague(f"reader {number}", own) for number in (1, 2)]
        self.settler = self._colleague("third person", own)
        self.template = load_templates()[code]
        self.clients: dict[int, Client] = {}
        answer = self.posts(
            self.lead,
            reverse("scrutiny:open", args=[body.slug]),
            {"kind": code, "title": self.template.title, "services": [one.slug for one in services]},
        )
        assert answer.status_code == 302, answer.context["form"].errors
        self.activity = Activity.objects.get()

    def _colleague(self, name: str, own: bool) -> Account:
        account = person(None, name)
        role = "team_leader" if own else "inspector"
        account.memberships.create(organisation=self.body, role=role, from_on=today())
        return account

    def posts(self, account: Account, address: str, data: object, **more: str) -> HttpResponse:
        """Somebody sends a form. Whatever the answer, it is no fault of the site."""
        client = self.clients.setdefault(account.pk, Client())
        if not client.session.get("_auth_user_id"):
            client.force_login(account)
        return client.post(address, data, **more)

    def at(self, name: str, *, through: Organisation | None = None, **parts: str) -> str:
        kwargs = {"organisation": (through or self.body).slug, "activity": self.activity.key, **parts}
        return reverse(name, kwargs=kwargs)

    def does(self, account: Account, name: str, data: dict[str, object], **parts: str) -> None:
        """Send a form of a page of the activity, which takes it."""
        answer = self.posts(account, self.at(name, **parts), data)
        assert answer.status_code == 302, (name, data, _errors(answer))

    def looks(self, account: Account, name: str, **parts: str) -> HttpResponse:
        """Open a page of the activity."""
        client = self.clients.setdefault(account.pk, Client())
        client.force_login(account)
        answer = client.get(self.at(name, **parts))
        assert answer.status_code == 200, (name, answer.status_code)
        return answer

    # ---- How each need is met ----

    def meet(self, code: str, stage: Stage) -> None:
        if code in IN_A_NOTE:
            self.noted(stage, *IN_A_NOTE[code])
        else:
            getattr(self, code)()

    def team_named(self) -> None:
        for role, people in (("reader", self.readers), ("settler", [self.settler])):
            for one in people:
                given = {"organisation": self.body.slug, "email": one.email, "role": role}
                self.does(self.lead, "scrutiny:team", given)

    def conflicts_declared(self) -> None:
        for one in self.activity.members.filter(declared_at=None).select_related("account"):
            self.does(one.account, "scrutiny:conflicts", {"some": "no"})

    def service_notified(self) -> None:
        for one in self.subjects():
            self.does(
                self.lead, "scrutiny:service", {"notified": "yes", "notified-on": this_day()}, key=one.key
            )

    def run_pinned(self) -> None:
        for one in self.subjects():
            manager = self.managers[one.organisation_id]
            run = run_of(one.organisation, person(one.organisation, "information_lead"), self.extract)
            page = self.at("scrutiny:service", through=one.organisation, key=one.key)
            answer = self.posts(manager, page, {"pin": "yes", "pin-run": run.key})
            assert answer.status_code == 302, _errors(answer)

    def requests_sent(self) -> None:
        for one in self.subjects():
            given = {"title": "Plans", "what": "The plan in force.", "hours": "2", "due_on": this_day()}
            more = {"service": one.key} if len(self.services) > 1 else {}
            self.does(self.lead, "scrutiny:ask", given | more)

    def requests_answered(self) -> None:
        for one in Request.objects.filter(subject__activity=self.activity).select_related("subject"):
            service = one.subject.organisation
            answer = self.posts(
                self.managers[service.pk],
                self.at("scrutiny:request", through=service, key=one.key),
                {"answer": "yes", "answer-text": "Sent by letter.", "answer-hours_taken": "1.5"},
            )
            assert answer.status_code == 302, _errors(answer)

    def forms_received(self) -> None:
        for form in self.template.forms:
            if form.filled_by == "service":
                for one in self.subjects():
                    self.noted(None, "form", f"form:{form.code}", one)

    def surveys_closed(self) -> None:
        for form in self.template.forms:
            if form.filled_by != "service":
                self.noted(None, "survey", f"survey:{form.code}")

    def frame_frozen(self) -> None:
        for one in self.subjects():
            given = {
                "list": "yes",
                "list-file": SimpleUploadedFile("list.csv", RECORDS),
                "list-id_column": "order",
                "list-sentence": "All orders of a year, handed over by the service.",
            }
            self.does(self.lead, "scrutiny:freeze", given, subject=one.key)

    def sample_drawn(self) -> None:
        for one in Draw.objects.filter(subject__activity=self.activity):
            given = {"draw": "yes", "size": "2", "confidence": "0.95", "seed": "4 6", "seed_by": "both"}
            self.does(self.lead, "scrutiny:draw", given, draw=one.key)

    def instrument_chosen(self) -> None:
        named = self.template.records.instruments if self.template.records else ()
        own = {"which": "own", "file": SimpleUploadedFile("own.md", FORM.encode())}
        self.does(self.lead, "reading:instrument", {"which": named[0]} if named else own)

    def practice_read(self) -> None:
        for one in Draw.objects.filter(subject__activity=self.activity):
            self.does(self.lead, "reading:practice", {"what": "take", "draw": one.key, "number": "1"})
        self.does(self.lead, "reading:practice", {"what": "deal"})
        self.read_all()

    def readings_submitted(self) -> None:
        given = {
            "readers": [one.key for one in self.activity.members.filter(role="reader")],
            "twice": "1",
            "seed": "5 3",
        }
        looked = self.posts(self.lead, self.at("reading:dealing"), given).context["looked_at"]
        self.does(self.lead, "reading:dealing", {**given, "deal": "yes", "looked_at": looked})
        self.read_all()

    def differences_settled(self) -> None:
        for _ in range(500):
            found = found_in(self.activity)
            open_ = [one for one in found.to_settle] if found else []
            if not open_:
                return
            read = open_[0]
            path = read.settling.open[0].path
            value = read.submissions[0].answers.get(path, "")
            given = {"path": path, "value": value.split() or [""], "why": "Looked at again together."}
            self.does(self.settler, "reading:settle", given, record=read.record.key)

    def noted(self, stage: Stage | None, kind: str, about: str, subject: Subject | None = None) -> None:
        if about == "output":
            about = f"output:{self.template.outputs[-1].kind}"
        given = {"kind": kind, "title": "Noted", "on": this_day(), "stage": stage.code if stage else ""}
        more = {"service": subject.key} if subject and len(self.services) > 1 else {}
        self.does(self.lead, "scrutiny:notes", {**given, **more, "about": about})

    # ---- What needs are made of ----

    def subjects(self) -> list[Subject]:
        return list(self.activity.subjects.select_related("organisation"))

    def read_all(self) -> None:
        """Everybody answers every question of what is dealt to them, and submits it."""
        own = bool(self.template.records and not self.template.records.instruments)
        waiting = Reading.objects.filter(record__draw__subject__activity=self.activity, state="dealt")
        for one in waiting.select_related("reader__account", "record", "instrument").order_by("id"):
            form = form_in_use(one.instrument.key).instrument
            values = COMPLETE if own else answers_of(form, one.record, str(one.reader.number))
            saves = [
                {"path": path, "value": value, "over": 0, "mark": f"{one.pk}-{at}"}
                for at, (path, value) in enumerate(values.items())
            ]
            reader = one.reader.account
            self.looks(reader, "reading:reading", key=one.key)
            for at in range(0, len(saves), 50):
                sent = json.dumps({"saves": saves[at : at + 50], "seen": 0})
                page = self.at("reading:save", key=one.key)
                answer = self.posts(reader, page, sent, content_type="application/json")
                assert answer.status_code == 200, answer.content
            assert self.looks(reader, "reading:submit", key=one.key).context["left"] == []
            self.does(reader, "reading:submit", {}, key=one.key)
            assert Reading.objects.get(pk=one.pk).state == "submitted"

    def to_its_end(self) -> None:
        for stage in self.activity.stages.all():
            page = {"code": stage.code}
            self.does(self.lead, "scrutiny:stage", {"begin": "yes", "begin-on": this_day()}, **page)
            for _ in range(2 * len(template_of(self.activity).stage(stage.code).needs)):
                if missing := missing_in(stage):
                    self.meet(missing[0].code, stage)
            assert [one.words for one in missing_in(stage)] == []
            self.does(self.lead, "scrutiny:stage", {"end": "yes", "end-on": this_day()}, **page)
        self.does(self.lead, "scrutiny:close", {})


def _errors(answer: HttpResponse) -> object:
    form = answer.context["form"] if answer.context and "form" in answer.context else None
    return form.errors if form is not None else answer.status_code


def councils(number: int) -> list[Organisation]:
    return [council(f"Council {one}", f"X120{one:05}") for one in range(1, number + 1)]


def prison() -> Organisation:
    return open_organisation(by=None, name="Glenmarrow", slug="glenmarrow", kind="prison")


def partnership(*members: Organisation) -> Organisation:
    return open_organisation(
        by=None, name="Marrow Partnership", slug="marrow", kind="partnership", members=members
    )


LOOKED_AT: dict[str, Callable[[], tuple[Organisation, list[Organisation]]]] = {
    "cpo_inspection": lambda: (national(), [council()]),
    "throughcare_review": lambda: (national(), [council()]),
    "prison_review": lambda: (national(), [prison()]),
    "validated_self_evaluation": lambda: (national(), councils(3)),
    "joint_inspection": lambda: (national(), [partnership(*councils(2))]),
    "monthly_audit": lambda: (one := council(), [one]),
    "national_self_evaluation": lambda: (national(), councils(32)),
    "response_to_report": lambda: (one := council(), [one]),
}
"""Of each kind: whose activity it is, and which services it looks at."""


@pytest.mark.parametrize("code", list(LOOKED_AT))
def test_an_activity_of_each_kind_is_walked_from_its_opening_to_its_end(code: str, extract: Path) -> None:
    walk = Walk(code, *LOOKED_AT[code](), extract)
    walk.to_its_end()
    walk.activity.refresh_from_db()
    assert walk.activity.state == "closed"


def test_every_kind_that_is_shipped_is_walked() -> None:
    assert set(LOOKED_AT) == set(load_templates())


def test_a_prison_has_no_run_to_choose_and_that_is_said(client: Client) -> None:
    body = national()
    lead = person(body, "lead_inspector")
    client.force_login(lead)
    given = {"kind": "prison_review", "title": "Review", "services": [prison().slug]}
    client.post(reverse("scrutiny:open", args=[body.slug]), given)
    needs = {one.code: one for one in needs_of(Stage.objects.get(code="records"))}
    assert (needs["run_pinned"].met, needs["run_pinned"].words) == (
        True,
        "Glenmarrow can load no records here, so the list of records is handed over.",
    )

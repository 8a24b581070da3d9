"""An export as a supplier's case system writes it, and a person who maps it page by page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.test import Client

from factories.extracts import rows
from factories.site import as_posted
from plumbline_web.records.models import Extract

CLIENTS = rows("Client Ref;Surname;Sex", "P1;Aye;M", "P2;Bee;Female")
ORDERS = rows(
    "Order Ref;Client Ref;Disposal;Date of Sentence;Finished;First Seen;Induction Held;Allocated To;Surname",
    "O1;P1;Community Payback Order;05/01/26;;06/01/26;12/01/26;W1;Aye",
    "O2;P2;Supervised Drug Programme;05/02/26;30/06/26;06/02/26;;W2;Bee",
)
NAMES = {"c-order_id": "Order Ref", "c-person_id": "Client Ref", "c-kind": "Disposal"}


def write_export(folder: Path, month: str = "2026-03", *, orders: str = ORDERS) -> Path:
    """Two CSV files with a supplier's own names, codes, years of two digits, and surnames."""
    folder.mkdir(exist_ok=True)
    (folder / f"Clients {month}.csv").write_text(CLIENTS, "cp1252")
    (folder / f"Orders Export {month}.csv").write_text(orders, "cp1252")
    return folder


def upload(browser: Client, folder: Path, **said: str) -> Extract:
    """Load a folder as a browser does."""
    answer = browser.post(
        "/o/ashmarrow/extracts/", {"files": as_posted(folder), "as_at": "2026-03-31", **said}
    )
    assert answer.status_code == 302, answer.content.decode()
    return Extract.objects.order_by("-pk")[0]


def filled(form: Form, **changed: Any) -> dict[str, Any]:
    """What a browser sends of a form as it stands, with some boxes changed. None leaves a box out."""
    found = {field.html_name: field.value() for field in form if field.value() not in (None, "", False, [])}
    return {name: value for name, value in {**found, **changed}.items() if value is not None}


def heading(form: Form, name: str) -> str:
    """The value by which a form knows a heading."""
    return next(key for key, theirs in form.headings.items() if theirs == name)


def step(browser: Client, one: Extract, path: str) -> HttpResponse:
    """A step of the mapping."""
    return browser.get(f"/o/ashmarrow/extracts/{one.key}/mapping/{path}")


def say(browser: Client, one: Extract, path: str, **changed: Any) -> HttpResponse:
    """Open a step, change some boxes, and send it. A box of columns is given their heading in words."""
    page = step(browser, one, path)
    form = page.context.get("columns") or page.context["form"]
    known = getattr(form, "headings", {})
    back = {theirs: key for key, theirs in known.items()}
    changed = {
        name: back.get(value, value) if name.startswith("c-") and value else value
        for name, value in changed.items()
    }
    return browser.post(f"/o/ashmarrow/extracts/{one.key}/mapping/{path}", filled(form, **changed))


def word(form: Form, text: str) -> str:
    """The name of the box of one of their words."""
    return next(name for name, field in form.fields.items() if field.label == text)


def map_orders(browser: Client, one: Extract) -> None:
    """Map the whole export, to the page on which it is kept."""
    sent = say(browser, one, "files/", t0="people", t1="orders")
    assert sent.status_code == 302, sent.content.decode()
    say(browser, one, "columns/people/", **{"c-person_id": "Client Ref", "c-gender": "Sex"})
    say(
        browser,
        one,
        "columns/orders/",
        **NAMES,
        **{"c-imposed_on": "Date of Sentence", "c-ended_on": "Finished"},
    )
    say(browser, one, "words/people/")
    form = step(browser, one, "words/orders/").context["form"]
    say(browser, one, "words/orders/", **{word(form, "Supervised Drug Programme"): "dtto", "century": "1950"})


def map_contacts(browser: Client, one: Extract) -> HttpResponse:
    """Say that two columns of dates in the orders are contacts."""
    path = "wide/?file=1&table=contacts"
    form = step(browser, one, path).context["columns"]
    return say(
        browser,
        one,
        path,
        **{
            f"d-{heading(form, 'First Seen')}": "=first_direct_contact",
            f"d-{heading(form, 'Induction Held')}": "=induction",
            "c-order_id": "Order Ref",
            "c-attendance": "=attended",
        },
    )

"""A council's own Word template and layouts: what is taken, what is refused with everything wrong at once."""

from __future__ import annotations

import io
import stat
import zipfile
from importlib.resources import files
from typing import BinaryIO

import docx
import pytest
from django.test import override_settings

from factories.sent_papers import ABOUT, begun, ready, sent
from plumbline.errors import PlumblineError
from plumbline_web.audit.models import Event
from plumbline_web.board_papers.actions import take_layout, take_template
from plumbline_web.board_papers.conditions import PaperRefused
from plumbline_web.board_papers.content import layout_of
from plumbline_web.board_papers.models import OwnLayout, WordTemplate
from plumbline_web.board_papers.queries import newest, own_layouts, template_now
from plumbline_web.evidence import scanning
from plumbline_web.evidence.scanning import NotScanned, TooLargeToScan
from plumbline_web.improvement.models import Plan
from plumbline_web.people.models import Account, Organisation

pytestmark = pytest.mark.django_db
LAYOUT = files("plumbline").joinpath("library/board_papers/board_report.toml").read_text("utf-8")


def template(head: str = "Ashmarrow Council {{ report number }}", text: str = "{{ contents }}") -> bytes:
    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = head
    made.add_paragraph(text)
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def with_macro(content: bytes) -> bytes:
    held = io.BytesIO(content)
    with zipfile.ZipFile(held, "a") as parcel:
        parcel.writestr("word/vbaProject.bin", b"macro")
    return held.getvalue()


def head_of(content: bytes) -> str:
    text: str = docx.Document(io.BytesIO(content)).sections[0].header.paragraphs[0].text
    return text


def test_a_paper_is_made_in_the_councils_template(here: Organisation, manager: Account, plan: Plan) -> None:
    take_template(by=manager, organisation=here, name="ours.docx", content=template())
    made = sent(manager, ready(manager, plan))
    assert head_of((made.folder / "public.docx").read_bytes()) == "Ashmarrow Council IJB/12/2025"


def test_a_field_that_nobody_filled_in_comes_out_empty(
    here: Organisation, manager: Account, plan: Plan
) -> None:
    take_template(by=manager, organisation=here, name="ours.docx", content=template("By {{ author }}."))
    made = sent(manager, ready(manager, plan, about={**ABOUT, "author": ""}))
    assert head_of((made.folder / "public.docx").read_bytes()) == "By ."


def test_a_newer_template_is_used_and_the_old_one_is_kept(here: Organisation, manager: Account) -> None:
    for name in ("old.docx", "new.docx"):
        take_template(by=manager, organisation=here, name=name, content=template(name))
    now = template_now(here)
    assert (now.name if now else "", [one.path.is_file() for one in WordTemplate.objects.all()]) == (
        "new.docx",
        [True, True],
    )


def test_a_template_is_kept_for_the_sites_account_alone(here: Organisation, manager: Account) -> None:
    made = take_template(by=manager, organisation=here, name="../../x.docx", content=template())
    assert (made.name, made.path.name, stat.S_IMODE(made.path.stat().st_mode)) == ("x.docx", made.key, 0o600)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"This is no Word file.", "no Word file"),
        (b"", "no Word file"),
        (with_macro(template()), "macro"),
        (template("{{ worker rate }}"), "It asks for {{ worker rate }}"),
    ],
)
def test_a_template_that_cannot_be_used_is_refused_and_nothing_is_kept(
    here: Organisation, manager: Account, content: bytes, why: str
) -> None:
    with pytest.raises(PaperRefused) as refused:
        take_template(by=manager, organisation=here, name="x.docx", content=content)
    assert (why.lower() in str(refused.value).lower(), WordTemplate.objects.count()) == (True, 0)


def test_every_fault_of_a_template_is_said_at_once(here: Organisation, manager: Account) -> None:
    wrong = with_macro(template("{{ nonsense }} {{ rubbish }}"))
    with pytest.raises(PaperRefused) as refused:
        take_template(by=manager, organisation=here, name="x.docx", content=wrong)
    assert len(str(refused.value).splitlines()) == 3


def test_a_template_that_was_altered_on_the_disk_is_not_used(
    here: Organisation, manager: Account, plan: Plan
) -> None:
    made = take_template(by=manager, organisation=here, name="x.docx", content=template())
    made.path.write_bytes(template("Altered"))
    with pytest.raises(PaperRefused, match="not the one that was kept"):
        sent(manager, ready(manager, plan))


def test_a_paper_is_set_out_by_a_layout_of_the_councils_own(
    here: Organisation, manager: Account, plan: Plan
) -> None:
    text = LAYOUT.replace('title = "Purpose"', 'title = "Why you read this"')
    made = take_layout(by=manager, organisation=here, name="ours.toml", content=text.encode())
    paper = begun(manager, plan, layout=f"own-{made.key}")
    assert layout_of(newest(paper).content).parts[0].title == "Why you read this"


def test_a_newer_layout_of_one_code_takes_the_place_of_the_older(
    here: Organisation, manager: Account
) -> None:
    for title in ("Old", "New"):
        text = LAYOUT.replace("Report to a partnership board", title)
        take_layout(by=manager, organisation=here, name="ours.toml", content=text.encode())
    assert ([one.title for one in own_layouts(here)], OwnLayout.objects.count()) == (["New"], 2)


@pytest.mark.parametrize(
    "content",
    [b"title = ", b"\xff\xfe", b'code = "x"', b"x" * 100_001, LAYOUT.replace('"wards"', '"birds"').encode()],
)
def test_a_layout_that_cannot_be_used_is_refused(
    here: Organisation, manager: Account, content: bytes
) -> None:
    with pytest.raises(PlumblineError):
        take_layout(by=manager, organisation=here, name="ours.toml", content=content)
    assert OwnLayout.objects.count() == 0


@pytest.mark.parametrize("found", ["Eicar-Test-Signature", NotScanned("no answer"), TooLargeToScan("large")])
def test_a_template_goes_through_the_virus_scanner_like_evidence(
    here: Organisation, manager: Account, monkeypatch: pytest.MonkeyPatch, found: str | Exception
) -> None:
    def scan(content: BinaryIO, scanner: str) -> str:
        if isinstance(found, Exception):
            raise found
        return found

    monkeypatch.setattr(scanning, "scan", scan)
    with override_settings(SCANNER="127.0.0.1:3310"), pytest.raises(PaperRefused, match="was not taken"):
        take_template(by=manager, organisation=here, name="ours.docx", content=template())
    assert not WordTemplate.objects.exists()
    why = {
        str: "virus found",
        NotScanned: "could not be scanned",
        TooLargeToScan: "too large for the scanner",
    }
    assert Event.objects.get(act="turned file away").details == {"why": why[type(found)]}

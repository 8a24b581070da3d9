"""What the papers state of the software is true: each claim is read from the page and held to the code."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import secrets
import stat
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from factories.project_files import ROOT, project_files
from factories.site import PASSWORD, council, person
from plumbline.records.specification import load
from plumbline_web import sealed_file
from plumbline_web import settings as site
from plumbline_web.audit.models import Event
from plumbline_web.papers import facts
from plumbline_web.papers.rendering import PAPERS, source
from plumbline_web.people.models import Organisation
from plumbline_web.people.queries import access
from plumbline_web.people.states import ROLES
from plumbline_web.records.forms import RetentionForm
from plumbline_web.records.states import UNDECIDED_DAYS
from plumbline_web.work.rules import MOST_DAYS

FOLDER = ROOT / "docs" / "papers"
PAGE = {name: (FOLDER / f"{name}.md").read_text("utf-8") for name in PAPERS}
SITE = ROOT / "src" / "plumbline_web"
OWN_STATIC = [
    path for path in project_files() if path.parts[:4] == ("src", "plumbline_web", "static", "plumbline")
]
TEMPLATES = [path for path in project_files() if path.parts[:3] == ("src", "plumbline_web", "templates")]


def make_papers() -> ModuleType:
    """The script behind `make docs`."""
    spec = importlib.util.spec_from_file_location("make_papers", ROOT / "docs" / "make_papers.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def table(paper: str, heads: str) -> list[list[str]]:
    """The rows of the one table whose first line is these heads."""
    page = PAGE[paper]
    assert page.count(f"| {heads} |\n") == 1, heads
    body = page.split(f"| {heads} |\n")[1].split("\n\n")[0].splitlines()[1:]
    return [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in body]


def row(paper: str, heads: str, first: str) -> list[str]:
    """The one row whose first cell begins so."""
    (found,) = [one for one in table(paper, heads) if one[0].startswith(first)]
    return found


RETENTION = "What | How long | Who can change it"
COOKIES = "Cookie | What for | How long | Out of reach of scripts | SameSite"
FILES = "Place | What it holds | Mode"


def number(paper: str, heads: str, first: str) -> int:
    """The one number in the second cell of a row."""
    (found,) = re.findall(r"\d+", row(paper, heads, first)[1])
    return int(found)


def test_the_papers_in_the_documents_are_those_of_the_code() -> None:
    made = make_papers().pages(site)
    held = {path.name: path.read_text("utf-8") for path in FOLDER.iterdir()}
    assert held == made, "run `make docs`"


def test_every_fact_is_used_by_a_paper() -> None:
    used = {name for paper in PAPERS for name in re.findall(r"\{\{ ([a-z_]+) \}\}", source(paper))}
    assert used == set(facts.facts(site))


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_has_one_title(name: str) -> None:
    assert len(re.findall(r"^# ", PAGE[name], re.MULTILINE)) == 1


# Retention


def test_case_rows_are_kept_for_as_many_months_as_the_page_says() -> None:
    assert number("retention", RETENTION, "Case rows of a run") == Organisation().retention_months


def test_the_months_can_be_set_within_the_bounds_that_the_page_says() -> None:
    bounds = re.findall(r"\d+", row("retention", RETENTION, "Case rows of a run")[2])
    accepted = [n for n in (0, 1, 120, 121) if RetentionForm({"months": n}).is_valid()]
    assert accepted == [int(one) for one in bounds]


def test_an_undecided_extract_goes_after_as_many_days_as_the_page_says() -> None:
    assert number("retention", RETENTION, "An extract that nobody accepts") == UNDECIDED_DAYS


def test_a_duty_is_put_aside_for_as_many_days_as_the_page_says() -> None:
    assert number("retention", RETENTION, "A duty put aside") == MOST_DAYS


@pytest.mark.django_db
def test_a_session_lasts_as_long_as_the_page_says(client: Client) -> None:
    account = person(council(), "analyst")
    client.post("/account/login/", {"login": account.email, "password": PASSWORD})
    hours = (Session.objects.get().expire_date - timezone.now()).total_seconds() / 3600
    assert round(hours) == int(re.findall(r"\d+", row("retention", RETENTION, "A session")[1])[0])


# Cookies, headers, requests


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["sessionid", "csrftoken"])
def test_a_cookie_is_as_the_page_says(name: str, client: Client) -> None:
    account = person(council(), "analyst")
    client.get("/account/login/")
    client.post("/account/login/", {"login": account.email, "password": PASSWORD})
    cookie = client.cookies[name]
    _, _, _, closed, same = row("security", COOKIES, name)
    assert ("yes" if cookie["httponly"] else "no", cookie["samesite"]) == (closed, same)


@pytest.mark.django_db
def test_no_cookie_is_set_that_the_page_does_not_name(client: Client) -> None:
    account = person(council(), "information_lead")
    client.get("/account/login/")
    client.post("/account/login/", {"login": account.email, "password": PASSWORD})
    client.get("/o/ashmarrow/")
    client.post("/account/logout/")
    assert set(client.cookies) - {one[0] for one in table("privacy", COOKIES)} == set()


def test_the_browser_is_told_to_load_nothing_from_elsewhere() -> None:
    sources = {
        one for _, from_where in table("where-data-goes", "What | From where") for one in from_where.split()
    }
    assert sources == {"self", "none", "data:"}


@pytest.mark.django_db
def test_what_the_browser_is_told_is_what_the_page_says(client: Client) -> None:
    said = client.get("/").headers["Content-Security-Policy"]
    rules = {part.split()[0]: part.split()[1:] for part in said.split(";")}
    assert {name: [one.strip("'") for one in sources] for name, sources in rules.items()} == {
        name: from_where.split() for name, from_where in table("where-data-goes", "What | From where")
    }


@pytest.mark.parametrize("path", [*TEMPLATES, *OWN_STATIC], ids=str)
def test_no_page_asks_another_host_for_anything(path: Path) -> None:
    text = (ROOT / path).read_text("utf-8") if path.suffix != ".woff2" else ""
    assert (
        re.findall(
            r"""(?:src|srcset|action)=["']?(?:https?:)?//|url\(["']?(?:https?:)?//|fetch\(["']http""", text
        )
        == []
    )


# Who may do what


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES, ids=lambda one: one.code)
def test_a_role_may_do_what_the_table_says(role: facts.Any) -> None:
    heads = (
        "Role | What it is for | See figures | See cases | Export cases | Load records | Give grants | "
        "See the audit trail"
    )
    kind = role.kinds[0]
    here = Organisation.objects.create(name="Here", slug="here", kind=kind)
    seen = access(person(here, role.code), here)
    acts = [one[0].lower() + one[1:] for one in heads.split(" | ")[2:]]
    said = next(one for one in table("impact-assessment", heads) if one[0] == role.name)[2:]
    assert said == ["yes" if seen.may(act) else "no" for act in acts]


# What the records hold


def test_every_table_and_column_that_can_be_sent_is_listed() -> None:
    listed = table("impact-assessment", "Table | What it holds | Columns")
    assert {title: re.findall(r"`(\w+)`", columns) for title, _, columns in listed} == {
        one.title: [column.name for column in one.columns] for one in load().tables.values()
    }


@pytest.mark.parametrize("paper", ["impact-assessment", "criminal-offence-data"])
def test_every_column_singled_out_is_one_that_can_be_sent(paper: str) -> None:
    named = re.findall(r"`(\w+\.\w+)`", " ".join(one[2] for one in table(paper, "What | Kind | Columns")))
    there = {f"{one.name}.{column.name}" for one in load().tables.values() for column in one.columns}
    assert set(named) - there == set()


def test_every_kind_of_identifier_that_is_refused_is_listed() -> None:
    listed = table("impact-assessment", "What is refused | Headings that give it away, among others")
    assert [one[0] for one in listed] == [one.replace("_", " ") for one in load().direct_identifiers]


def test_no_column_of_the_records_is_a_direct_identifier() -> None:
    refused = {name for names in load().direct_identifiers.values() for name in names}
    named = {column.name.replace("_", "") for one in load().tables.values() for column in one.columns}
    assert named & refused == set()


CASE_WORDS = re.compile(
    r"^\s*(?:import|from) (?:duckdb|pyarrow)|locked_connection|read_parquet|with reading\(", re.MULTILINE
)
MADE_UP_ALONE = {"plumbline_web/demonstration.py"}


def test_every_module_that_opens_case_rows_is_listed() -> None:
    listed = re.findall(r"`(plumbline_web/[^`]+\.py)`", PAGE["where-data-goes"])
    opening = {
        f"plumbline_web/{path.relative_to(SITE).as_posix()}"
        for path in SITE.rglob("*.py")
        if CASE_WORDS.search(path.read_text("utf-8"))
    }
    assert opening - MADE_UP_ALONE - set(listed) == set()


@pytest.mark.parametrize("name", facts.case_modules())
def test_a_module_that_opens_case_rows_writes_no_log(name: str) -> None:
    tree = ast.parse((ROOT / "src" / name).read_text("utf-8"))
    imported = {one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names}
    printed = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print"
    ]
    assert ("logging" in imported, printed) == (False, [])


# Files, backups, passwords, trail


def test_what_the_site_keeps_is_closed_to_others_as_the_page_says(tmp_path: Path) -> None:
    code = (
        "from plumbline_web.commands import set_up; set_up()\n"
        "from django.core.management import call_command; call_command('migrate', verbosity=0)\n"
        "from plumbline_web.audit.actions import record, seal; record('tried', by=None); seal(by=None)\n"
    )
    given = {name: value for name, value in os.environ.items() if not name.startswith("PLUMBLINE_")}
    given |= {"PLUMBLINE_DATA": str(tmp_path / "data"), "DJANGO_SETTINGS_MODULE": "plumbline_web.settings"}
    given.pop("DATABASE_URL", None)
    subprocess.run([sys.executable, "-c", code], env=given, check=True, cwd=tmp_path)
    said = {name.strip("`"): mode for name, _, mode in table("security", FILES)}
    found = {path.name: f"{stat.S_IMODE(path.stat().st_mode):04o}" for path in (tmp_path / "data").iterdir()}
    assert {name: mode for name, mode in found.items() if name in said} == said


def test_a_backup_is_sealed_as_the_page_says(tmp_path: Path) -> None:
    (words,) = re.findall(
        r"AES-256-GCM in chunks of 1 MiB.*?scrypt \(n = (\d+), r = (\d+), p = (\d+)\)", PAGE["security"]
    )
    n, r, p = map(int, words)
    with (tmp_path / "sealed").open("wb") as out:
        sealing = sealed_file.Sealing(out, "four words will do")
        sealing.write(b"a case row")
        sealing.close()
    held = (tmp_path / "sealed").read_bytes()
    salt = held[len(sealed_file.MAGIC) :][:16]
    begun = len(sealed_file.MAGIC) + 16 + 16 + 7
    key = Scrypt(salt=salt, length=64, n=n, r=r, p=p).derive(b"four words will do")[:32]
    nonce = held[begun - 7 : begun] + bytes(4) + b"\1"
    assert AESGCM(key).decrypt(nonce, held[begun:], held[:begun]) == b"a case row"


@pytest.mark.django_db
def test_a_password_has_at_least_as_many_characters_as_the_page_says() -> None:
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    (least,) = map(int, re.findall(r"at least (\d+) characters", PAGE["security"]))
    validate_password(secrets.token_hex(least)[:least])
    with pytest.raises(ValidationError):
        validate_password(secrets.token_hex(least)[: least - 1])


def test_the_second_factor_is_asked_for_as_the_page_says() -> None:
    assert ("asked for by default" in PAGE["security"], site.SECOND_FACTOR) == (True, "required")


RECORDED = {
    "sign in and out": {"signed in", "signed out"},
    "which lists of cases and which cases you open": {"read case list", "read case", "read due list"},
    "what you export": {"exported cases", "exported due list"},
}


@pytest.mark.parametrize("words", RECORDED)
def test_the_trail_records_what_the_page_says(words: str) -> None:
    known = {
        node.value
        for path in SITE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert (words in PAGE["privacy"], RECORDED[words] - known) == (True, set())


@pytest.mark.django_db
def test_the_trail_cannot_be_cut_short_from_inside_the_site() -> None:
    assert "cannot be changed or cut short from inside the site" in PAGE["privacy"]
    with pytest.raises(TypeError):
        Event.objects.all().delete()


# Accessibility

TRIED = table("accessibility", "What | Widths in pixels | Test")


@pytest.mark.parametrize("test", [one[2].strip("`") for one in TRIED])
def test_a_test_that_the_statement_names_looks_for_barriers(test: str) -> None:
    text = (ROOT / test).read_text("utf-8")
    if "wrong_with(" in text:  # what it looks for stands beside it
        text = (ROOT / "tests" / "pages" / "a_page.py").read_text("utf-8")
    assert re.search(r"\bviolations\(page\)", text)


def test_the_rules_are_those_that_the_statement_names() -> None:
    from factories.browsers import WCAG

    assert "WCAG 2.0, 2.1 and 2.2 at levels A and AA" in PAGE["accessibility"]
    assert {"wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"} == set(WCAG)


def test_the_picture_says_in_words_what_it_shows() -> None:
    drawn = (FOLDER / "where-data-goes.svg").read_text("utf-8")
    assert ("<title>Where data goes</title>" in drawn, "## The same in words" in PAGE["where-data-goes"]) == (
        True,
        True,
    )


def test_the_settings_of_the_tests_are_those_that_come_by_default() -> None:
    assert (settings.SESSION_COOKIE_AGE, settings.CONTACT) == (site.SESSION_COOKIE_AGE, "")

"""The settings are safe as they come, and written out."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from factories.project_files import ROOT
from factories.running import command, environment, python
from plumbline_web import surroundings

PAGE = (ROOT / "docs" / "reference" / "settings.md").read_text("utf-8")
READ = sorted(
    {
        name
        for path in (ROOT / "src" / "plumbline_web").rglob("*.py")
        for name in re.findall(r'"(PLUMBLINE_[A-Z_]+|DATABASE_URL)"', path.read_text("utf-8"))
    }
)


@pytest.mark.parametrize("name", READ)
def test_every_setting_is_on_the_page_of_settings(name: str) -> None:
    assert f"| `{name}` |" in PAGE


def test_the_page_names_no_setting_that_does_nothing() -> None:
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", PAGE, re.MULTILINE)) - set(READ) == set()


def settings_of(folder: Path, *names: str, **given: str) -> list[str]:
    """What these settings are in a site with this environment."""
    code = "from plumbline_web import settings as s\n" + "\n".join(f"print(repr(s.{one}))" for one in names)
    env = environment(folder / "data") | given
    env.pop("DATABASE_URL", None)
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, cwd=os.sep)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_without_any_setting_everything_is_safe(tmp_path: Path) -> None:
    names = ("DEBUG", "SECOND_FACTOR", "DEMONSTRATION", "SESSION_COOKIE_HTTPONLY", "X_FRAME_OPTIONS")
    assert settings_of(tmp_path, *names) == ["False", "'required'", "False", "True", "'DENY'"]


def test_an_address_with_https_makes_cookies_and_browsers_insist_on_it(tmp_path: Path) -> None:
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS", "ALLOWED_HOSTS")
    found = settings_of(tmp_path, *names, PLUMBLINE_URL="https://plumbline.example.scot")
    assert found == ["True", "True", "31536000", "['plumbline.example.scot']"]


def test_the_secret_is_made_once_and_kept(tmp_path: Path) -> None:
    first, second = (settings_of(tmp_path, "SECRET_KEY") for _ in range(2))
    assert first == second
    assert len(first[0]) > 50


def test_two_sites_have_two_secrets(tmp_path: Path) -> None:
    assert settings_of(tmp_path / "one", "SECRET_KEY") != settings_of(tmp_path / "two", "SECRET_KEY")


def test_the_embedded_database_keeps_what_it_acknowledged_when_the_power_fails(tmp_path: Path) -> None:
    given = environment(tmp_path / "data")
    if "DATABASE_URL" in given:
        pytest.skip("this is of the embedded database")
    code = (
        "from django.db import connection\nwith connection.cursor() as c:\n"
        "    print([c.execute(f'PRAGMA {one}').fetchone()[0] for one in "
        "('journal_mode', 'synchronous', 'foreign_keys')])"
    )
    assert python(tmp_path / "data", code) == "['wal', 2, 1]"


@pytest.mark.parametrize(
    ("setting", "said", "read", "words"),
    [
        ("PLUMBLINE_URL", "council.example", lambda: surroundings.site_address(""), "no whole address"),
        ("PLUMBLINE_URL", "https://x:port", lambda: surroundings.site_address(""), "no whole address"),
        ("PLUMBLINE_URL", "ftp://x.example", lambda: surroundings.site_address(""), "no whole address"),
        ("PLUMBLINE_LOG", "chatty", surroundings.log_level, "Give one of DEBUG, INFO"),
        ("PLUMBLINE_EMAIL", "us@example.org", surroundings.mail, "names no mail server"),
        ("DATABASE_URL", "plumbline", lambda: surroundings.database(Path("x")), "names no database"),
        ("DATABASE_URL", "mysql://a:b@c/d", lambda: surroundings.database(Path("x")), "names no database"),
        ("DATABASE_URL", "postgres://a:b@c:five/d", lambda: surroundings.database(Path("x")), "no database"),
        *(
            (name, said, lambda name=name: surroundings.whole_number(name, 50), f"{name} is “{said}”")
            for name in ("PLUMBLINE_MOST_UPLOADED_MB", "PLUMBLINE_MOST_EVIDENCE_MB")
            for said in ("4 GB", "0", "-1", "1.5")
        ),
    ],
)
def test_a_setting_that_cannot_be_is_told_in_words_and_without_a_password(
    setting: str, said: str, read: Callable[[], object], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(setting, said)
    with pytest.raises(surroundings.SettingRefused, match=setting) as refused:
        read()
    text = str(refused.value)
    assert (words in text, "a:b@" in text) == (True, False)


def test_a_setting_that_needs_another_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLUMBLINE_OIDC_CLIENT", raising=False)
    with pytest.raises(surroundings.SettingRefused, match="PLUMBLINE_OIDC_CLIENT is not"):
        surroundings.beside("PLUMBLINE_OIDC_CLIENT", "PLUMBLINE_OIDC_URL")


def test_a_command_that_is_set_wrongly_ends_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("no folder")
    done = command(tmp_path / "data", "check-audit")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
    assert done.stderr.startswith(f"Error: {tmp_path}/data cannot be used (it is no folder).")


def test_a_folder_may_be_called_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert surroundings.database(Path("/data/A #1 50%25?/x.sqlite3"))["NAME"] == "/data/A #1 50%25?/x.sqlite3"


def test_an_address_may_end_in_a_stroke(tmp_path: Path) -> None:
    assert settings_of(tmp_path, "SITE_URL", PLUMBLINE_URL="https://a.example/") == ["'https://a.example'"]

"""What the environment says; what cannot be is told in words: which setting it is, and what to give."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from plumbline.errors import PlumblineError
from plumbline_web.keeping import data_folder, own_folder, secret_kept

env = environ.Env()

SCHEMES = ("postgres", "postgresql", "sqlite")
KINDS_OF_DATABASE = ("django.db.backends.sqlite3", "django.db.backends.postgresql")
_Made = TypeVar("_Made")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


class SettingRefused(PlumblineError):
    """A setting says something that cannot be. The message names it and says what to give."""


def folder_of_data() -> Path:
    """The folder that PLUMBLINE_DATA names, made where it is not there. Raises SettingRefused."""
    named = Path(env.str("PLUMBLINE_DATA", default="") or data_folder())
    return _kept(named, own_folder)


def folder_in(data: Path, name: str) -> Path:
    """A folder of the site's own in its data. Raises SettingRefused."""
    return _kept(data / name, own_folder)


def secret_of(data: Path) -> str:
    """The site's secret: given, or kept in the folder of data. Raises SettingRefused."""
    return env.str("PLUMBLINE_SECRET", default="") or _kept(data, secret_kept)


def site_address(default: str) -> str:
    """The address that people type. Raises SettingRefused for one without http(s):// or a name."""
    said = env.str("PLUMBLINE_URL", default="") or default
    try:
        parts = urlsplit(said)
        whole = parts.scheme in ("http", "https") and parts.hostname and (parts.port or True)
    except ValueError:  # no number for a port, or half an address in brackets
        whole = False
    if not whole:
        raise SettingRefused(
            f"PLUMBLINE_URL is “{said}”, which is no whole address. Give one such as https://plumbline.example."
        )
    return said.rstrip("/")


def whole_number(name: str, default: int) -> int:
    """A number of one or more. Raises SettingRefused."""
    said = env.str(name, default="").strip()
    if said and not (said.isascii() and said.isdecimal() and int(said)):
        raise SettingRefused(
            f"{name} is “{said}”. Give a whole number of one or more, such as {default}, or leave it out."
        )
    return int(said) if said else default


def database(embedded: Path) -> dict[str, Any]:
    """Django's words for the database of DATABASE_URL, else the file. Raises SettingRefused.

    The message never shows the setting, for it holds a password.
    """
    said = env.str("DATABASE_URL", default="")
    if not said:  # never by way of an address: a folder's name may hold # or %
        return {"ENGINE": KINDS_OF_DATABASE[0], "NAME": str(embedded)}
    try:
        found = dict(env.db_url_config(said)) if urlsplit(said).scheme in SCHEMES else {}
    except (ImproperlyConfigured, ValueError):
        found = {}
    if found.get("ENGINE") not in KINDS_OF_DATABASE or not found.get("NAME"):
        raise SettingRefused(
            "DATABASE_URL names no database that Plumbline knows. Give one such as "
            "postgres://name:password@host/database, or leave it out for the file in the folder of data."
        )
    return found


def mail() -> dict[str, Any]:
    """Django's words for the mail server of PLUMBLINE_EMAIL; none where it is left out.

    Raises SettingRefused. The message never shows the setting, for it holds a password.
    """
    if not env.str("PLUMBLINE_EMAIL", default=""):
        return {}
    try:
        return dict(env.email("PLUMBLINE_EMAIL"))
    except (ImproperlyConfigured, ValueError):
        raise SettingRefused(
            "PLUMBLINE_EMAIL names no mail server. Give one such as smtp+tls://name:password@host:587, or "
            "leave it out: links are then shown to who invites."
        ) from None


def beside(name: str, needed_by: str) -> str:
    """A setting that another one needs. Raises SettingRefused where it is left out."""
    said = env.str(name, default="")
    if not said:
        raise SettingRefused(f"{needed_by} is given, and {name} is not. Give both, or neither.")
    return said


def log_level() -> str:
    """How much is written to standard error. Raises SettingRefused."""
    said = env.str("PLUMBLINE_LOG", default="WARNING").upper()
    if said not in LEVELS:
        raise SettingRefused(f"PLUMBLINE_LOG is “{said}”. Give one of {', '.join(LEVELS[:-1])}.")
    return said


def _kept(path: Path, made: Callable[[Path], _Made]) -> _Made:
    """What is made at a place in the data, or why the place cannot be used."""
    try:
        return made(path)
    except OSError as fault:
        why = "it is no folder" if isinstance(fault, FileExistsError | NotADirectoryError) else fault.strerror
        raise SettingRefused(
            f"{path} cannot be used ({why}). Name a folder in PLUMBLINE_DATA that this account may write to."
        ) from fault

"""The facts that the papers state, each taken from the code that makes it so, as Markdown.

`site` is the settings: those of the running site on its pages, the defaults in the copies under docs/.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import plumbline
import plumbline_web
from plumbline.records.specification import load
from plumbline_web import jobs, sealed_file
from plumbline_web.people.conditions import FIRST_LINK_HOURS, FORGOTTEN_AFTER_DAYS, INVITATION_DAYS
from plumbline_web.people.models import Organisation
from plumbline_web.people.rules import ALLOWED, BY_GRANT_ACTS
from plumbline_web.people.states import ROLE_NAMES, ROLES
from plumbline_web.records.states import UNDECIDED_DAYS
from plumbline_web.work.rules import MOST_DAYS

FILL_IN = "**To be filled in by the council:**"
TOUCHES_CASES = ("one of the few modules that touch", "touches words of case rows")
"""What the docstring of each module says that works on case rows."""

SENSITIVE = (
    ("Offences, court orders, sentences and licences", "offence", (
        "orders.kind", "orders.court", "orders.offence_group", "orders.end_reason", "orders.mappa_level",
        "requirements.kind", "enforcement.kind", "enforcement.outcome", "sentences.kind", "sentences.prison",
        "licences.kind", "licences.end_reason", "reports.kind", "hearings.kind",
    )),
    ("Assessed risk", "offence", (
        "orders.risk_level", "licences.risk_level", "assessments.tool", "assessments.score",
        "assessments.level",
    )),
    ("Health, directly or by what it lets one infer", "special", (
        "requirements.kind", "absences.kind", "delays.reason", "referrals.need", "outcomes.domain",
    )),
    ("Racial or ethnic origin", "special", ("people.ethnicity",)),
    ("Gender, year of birth, employment, deprivation of the area", "personal", (
        "people.gender", "people.birth_year", "people.employment", "people.simd_quintile",
    )),
)  # fmt: skip
"""What the records may hold that the law or good sense singles out: what, which kind, and the columns."""

KINDS = {
    "offence": "criminal-offence data",
    "special": "special category data",
    "personal": "personal data",
}

PLACES = (
    ("plumbline.sqlite3", "accounts, roles, grants, extracts and runs, notes, the audit trail", "file"),
    ("records", "what was sent, case rows, figures, reports; a folder for each organisation", "folder"),
    ("arriving", "an upload while it comes in; emptied at each start", "folder"),
    ("secret", "what signs sessions and links", "file"),
    ("audit-heads.txt", "the heads of the sealed audit trail", "file"),
    ("static", "style sheets, script and fonts; nothing personal", "folder"),
)
MODES = {"file": "0600", "folder": "0700"}


def facts(site: Any) -> dict[str, str]:
    """Every fact, by the name that the papers call it by."""
    return {
        "acts": _acts(),
        "backup": _backup(),
        "columns": _columns(),
        "contact": getattr(site, "CONTACT", "")
        or f"{FILL_IN} a name, an e-mail address and a telephone number.",
        "cookies": _cookies(site),
        "files": _grid(
            ("Place", "What it holds", "Mode"),
            ((f"`{name}`", what, MODES[kind]) for name, what, kind in PLACES),
        ),
        "fill_in": FILL_IN,
        "first_link_hours": str(FIRST_LINK_HOURS),
        "forgotten_days": str(FORGOTTEN_AFTER_DAYS),
        "granted": " and ".join(f"“{act}”" for act in sorted(BY_GRANT_ACTS)),
        "identifiers": _grid(
            ("What is refused", "Headings that give it away, among others"),
            (
                (what.replace("_", " "), ", ".join(f"`{name}`" for name in names[:6]))
                for what, names in load().direct_identifiers.items()
            ),
        ),
        "invitation_days": str(INVITATION_DAYS),
        "job_days": str(jobs.KEPT_DAYS),
        "modules": "\n".join(f"- `{one}`" for one in case_modules()),
        "password_least": _password_least(site),
        "policy": _policy(site),
        "reset_days": str(site.PASSWORD_RESET_TIMEOUT // 86400),
        "retention_months": str(retention_months()),
        "roles": _roles(),
        "sensitive": _grid(
            ("What", "Kind", "Columns"),
            (
                (what, KINDS[kind], ", ".join(f"`{name}`" for name in names))
                for what, kind, names in SENSITIVE
            ),
        ),
        "session_hours": str(site.SESSION_COOKIE_AGE // 3600),
        "snooze_days": str(MOST_DAYS),
        "undecided_days": str(UNDECIDED_DAYS),
        "version": plumbline.__version__,
    }


def retention_months() -> int:
    """How many months case rows are kept after a run, where nobody set another time."""
    months: int = Organisation._meta.get_field("retention_months").default
    return months


@cache
def case_modules() -> tuple[str, ...]:
    """The modules of the site that work on case rows, as they say themselves."""
    root = Path(plumbline_web.__file__).parent
    found = []
    for path in sorted(root.rglob("*.py")):
        said = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
        if any(words in " ".join(said.split()) for words in TOUCHES_CASES):
            found.append(f"plumbline_web/{path.relative_to(root).as_posix()}")
    return tuple(found)


def _grid(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _yes(held: bool) -> str:
    return "yes" if held else "no"


def _roles() -> str:
    asked = ("see figures", "see cases", "export cases", "load records", "give grants", "see the audit trail")
    return _grid(
        ("Role", "What it is for", *(act[0].upper() + act[1:] for act in asked)),
        ((one.name, one.about, *(_yes(one.code in ALLOWED[act]) for act in asked)) for one in ROLES),
    )


def _acts() -> str:
    return _grid(
        ("Act", "Roles"),
        (
            (
                act,
                "every role"
                if set(held) == set(ROLE_NAMES)
                else ", ".join(ROLE_NAMES[one].lower() for one in held),
            )
            for act, held in ALLOWED.items()
        ),
    )


def _columns() -> str:
    return _grid(
        ("Table", "What it holds", "Columns"),
        (
            (table.title, table.about, ", ".join(f"`{one.name}`" for one in table.columns))
            for table in load().tables.values()
        ),
    )


def _cookies(site: Any) -> str:
    """The cookies by name. What a site does not set is Django's own default."""
    set_here = site.SESSION_COOKIE_HTTPONLY, site.SESSION_COOKIE_SAMESITE
    rows = (
        (
            "sessionid",
            "keeps you signed in",
            f"until the browser is closed; it holds for {site.SESSION_COOKIE_AGE // 3600} hours",
            *set_here,
        ),
        (
            "messages",
            "a notice for the next page, such as that something is saved",
            "until it is shown",
            *set_here,
        ),
        ("csrftoken", "shows that a form came from this site", "a year", False, site.CSRF_COOKIE_SAMESITE),
    )
    return _grid(
        ("Cookie", "What for", "How long", "Out of reach of scripts", "SameSite"),
        ((name, what, long, _yes(closed), same) for name, what, long, closed, same in rows),
    )


def _policy(site: Any) -> str:
    rules = site.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return _grid(
        ("What", "From where"),
        ((name, " ".join(str(one).strip("'") for one in sources)) for name, sources in sorted(rules.items())),
    )


def _password_least(site: Any) -> str:
    (least,) = [
        one["OPTIONS"]["min_length"]
        for one in site.AUTH_PASSWORD_VALIDATORS
        if one["NAME"].endswith("MinimumLengthValidator")
    ]
    return str(least)


def _backup() -> str:
    return (
        f"AES-256-GCM in chunks of {sealed_file.CHUNK // 1024**2} MiB, with a key made from the passphrase "
        f"by scrypt (n = {sealed_file._COST}, r = 8, p = 1)"
    )

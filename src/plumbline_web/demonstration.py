"""`plumbline-site demo`: a site with made-up councils, people and records, to look round in.

Its accounts have one known password, so it keeps to a folder of its own that says what it is, and it uses no
database but the file in that folder.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from plumbline.publishing.wording import day
from plumbline.synth import councils, make
from plumbline_web.commands import own_set_up, set_up
from plumbline_web.keeping import data_folder, own_folder, write_own
from plumbline_web.serve import CannotServe, alone_here, run_site, settle_address, where_to_listen

if TYPE_CHECKING:
    from plumbline_web.people.models import Account, Organisation

MARK = "demonstration.json"
EDITION = 5
"""Raised when what the demonstration holds changes; one of an older edition is made anew."""
PASSWORD = "a plumb line hangs true"
AS_ATS = (date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31))
OWN = (("X12000001", None), ("X12000002", None))
"""The councils that load records, and how many orders each begins in a year (None for its own number)."""
INSPECTORATE = "inspectorate"
GRANTED_DAYS = 180
NATIONAL_ORDERS = 60
"""Orders a year of each council in the national extract: a small Scotland, so that it is made in seconds."""


@dataclass(frozen=True)
class Person:
    """Somebody to sign in as. role: as in `people.states`."""

    email: str
    name: str
    role: str


COUNCIL_PEOPLE = (
    Person("information", "Isla Gow", "information_lead"),
    Person("practitioner", "Rory Tait", "practitioner"),
    Person("leader", "Morven Baird", "team_leader"),
    Person("manager", "Ewan Laidlaw", "service_manager"),
    Person("board", "Una Petrie", "board_reader"),
    Person("partner", "Finlay Orr", "partner_contributor"),
    Person("analyst", "Kirsty Moffat", "analyst"),
    Person("administrator", "Callum Deans", "administrator"),
)
NATIONAL_PEOPLE = (
    Person("lead", "Ailsa Rennie", "lead_inspector"),
    Person("inspector", "Struan Keir", "inspector"),
    Person("analyst", "Mairi Lockhart", "analyst"),
    Person("information", "Hamish Yule", "information_lead"),
    Person("administrator", "Nell Cowie", "administrator"),
)


@click.command("demo")
@where_to_listen
@click.option(
    "--data", type=click.Path(path_type=Path), help="The folder to keep it in. Made where it is not there."
)
@own_set_up
def demo(address: str, port: int, browser: bool, data: Path | None) -> None:
    """Start a site with made-up councils and accounts, to look round in.

    The first start makes the records, which takes a minute; after that it starts in seconds.
    Example: plumbline-site demo --open
    """
    settle_address(address, port)
    folder = own_folder(data or Path(os.environ.get("PLUMBLINE_DATA") or _usual_folder()))
    refuse_other_data(folder)
    with alone_here(folder):
        if not _made(folder):
            _empty(folder)
            write_own(folder / MARK, json.dumps({"edition": EDITION, "made": False}) + "\n")
        os.environ.pop("DATABASE_URL", None)
        os.environ |= {
            "PLUMBLINE_DATA": str(folder),
            "PLUMBLINE_DEMONSTRATION": "1",
            "PLUMBLINE_SECOND_FACTOR": "optional",
        }
        set_up()
        run_site(address, port, browser=browser, fill=lambda: fill(folder), greeting=accounts_told)


def _usual_folder() -> Path:
    return data_folder().with_name(f"{data_folder().name}-demonstration")


def refuse_other_data(folder: Path) -> None:
    """Raise CannotServe where the folder holds something that is no demonstration."""
    if any(folder.iterdir()) and not (folder / MARK).is_file():
        raise CannotServe(
            f"{folder} holds something else, and a demonstration would mix with it. Name another folder: "
            "plumbline-site demo --data FOLDER"
        )


def _made(folder: Path) -> bool:
    try:
        said = json.loads((folder / MARK).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return said == {"edition": EDITION, "made": True}


def _empty(folder: Path) -> None:
    """Remove a demonstration that was left half made or is of an older edition."""
    for one in folder.iterdir():
        if one.name not in ("serving.lock", MARK):
            shutil.rmtree(one) if one.is_dir() else one.unlink()


def fill(folder: Path) -> None:
    """Make the organisations, people, records and runs, where they are not there yet."""
    if not _made(folder):
        _make(folder)
    _keep_granted()


def _make(folder: Path) -> None:
    from plumbline_web.people.actions import open_organisation
    from plumbline_web.scrutiny.demonstrating import open_inspection, set_audits
    from plumbline_web.worked_loop import finished_inspection
    from plumbline_web.worked_plan import earlier_plan

    click.echo("Making up councils and their records, once. It takes a minute or two.")
    names = dict(councils())
    work = own_folder(folder / "making")
    national = open_organisation(
        by=None,
        name="National inspectorate",
        slug=INSPECTORATE,
        kind="national",
        acts_for_all=True,
    )
    staff = _people(national, NATIONAL_PEOPLE)
    served = []
    for code, orders in OWN:
        name = names[code]
        here = open_organisation(
            by=None, name=name, slug=name.lower().replace(" ", "-"), kind="council", authority=code
        )
        people = _people(here, COUNCIL_PEOPLE)
        extract = work / code
        make(extract, authorities=[code], as_at=AS_ATS[-1], orders_per_year=orders)
        for as_at in AS_ATS:
            click.echo(f"  {name}, as at {day(as_at)} …")
            _load(here, people["information_lead"], extract, as_at)
        _say_whose(here, people)
        served.append((here, people))
    click.echo("  All councils, for the inspectorate …")
    make(work / "all", authorities=list(names), years=2, as_at=AS_ATS[-1], orders_per_year=NATIONAL_ORDERS)
    _load(national, staff["information_lead"], work / "all", AS_ATS[-1])
    shutil.rmtree(work)
    council, people = served[0]
    open_inspection(body=national, staff=staff, council=council, people=people)
    click.echo("  An inspection with its report and plan …")
    council_done, people_done = served[1]
    earlier_plan(organisation=council_done, manager=people_done["service_manager"], to=national)
    finished_inspection(body=national, staff=staff, council=council_done, people=people_done)
    set_audits(council=council, manager=people["service_manager"])
    write_own(folder / MARK, json.dumps({"edition": EDITION, "made": True}) + "\n")


def _keep_granted() -> None:
    """The inspectorate may see the first council's cases, also in a demonstration that is years old."""
    from plumbline_web.people.actions import open_grant
    from plumbline_web.people.models import Account, Organisation
    from plumbline_web.people.queries import grants_on, today

    owner = Organisation.objects.get(authority=OWN[0][0])
    if grants_on(today()).filter(owner=owner).exists():
        return
    administrator = COUNCIL_PEOPLE[-1]
    open_grant(
        by=Account.objects.get(email=address_of(administrator, owner.slug)),
        owner=owner,
        to=Organisation.objects.get(slug=INSPECTORATE),
        purpose="Inspection of community payback",
        from_on=today(),
        until_on=today() + timedelta(days=GRANTED_DAYS),
    )


def address_of(person: Person, organisation: str) -> str:
    """The e-mail address that a person of the demonstration signs in with. organisation: its slug."""
    return f"{person.email}.{organisation}@example.scot"


def _people(organisation: Organisation, people: tuple[Person, ...]) -> dict[str, Account]:
    """Accounts with their roles, by role."""
    from plumbline_web.people.actions import give_role, open_account

    made = {}
    for one in people:
        account = open_account(
            by=None, email=address_of(one, organisation.slug), name=one.name, password=PASSWORD
        )
        if one.role not in ("practitioner", "team_leader"):  # whose cases these see is known after the run
            give_role(by=None, account=account, organisation=organisation, role=one.role)
        made[one.role] = account
    return made


def _load(organisation: Organisation, by: Account, extract: Path, as_at: date) -> None:
    """Load an extract, check it, accept it and judge it, as on the site."""
    from django.core.files import File

    from plumbline_web.jobs import work_off
    from plumbline_web.records.actions import accept_extract, load_extract
    from plumbline_web.records.models import Extract, Run

    # What was sent each month differs in its cover, as a real extract would.
    cover = (extract / "extract.toml").read_text("utf-8")
    (extract / "extract.toml").write_text(f"# For the figures as at {as_at}\n{cover}", "utf-8")
    opened = [path.open("rb") for path in sorted(extract.iterdir()) if path.suffix in (".csv", ".toml")]
    try:
        files = [File(file, name=Path(file.name).name) for file in opened]
        made = load_extract(by=by, organisation=organisation, files=files, as_at=as_at)
    finally:
        for file in opened:
            file.close()
    work_off()
    made = Extract.objects.get(pk=made.pk)
    if made.state != "ready":
        raise CannotServe(f"The demonstration could not be made: {made.told}")
    run = accept_extract(by=by, extract=made)
    work_off()
    run = Run.objects.get(pk=run.pk)
    if run.state != "frozen":
        raise CannotServe(f"The demonstration could not be made: {run.told}")


def _say_whose(organisation: Organisation, people: dict[str, Account]) -> None:
    """Give the practitioner a worker's cases, and the team leader that worker's team, as the extract says."""
    import pyarrow.parquet as pq

    from plumbline_web.people.actions import give_role
    from plumbline_web.records.models import Run

    run = Run.objects.filter(organisation=organisation, state="frozen").first()
    rows = pq.read_table(run.folder / "run" / "results.parquet", columns=["worker_id", "team", "verdict"])
    counted = rows.group_by(["worker_id", "team"]).aggregate([("verdict", "count")]).to_pylist()
    most = max(
        (one for one in counted if one["worker_id"] and one["team"]),
        key=lambda one: (one["verdict_count"], one["worker_id"]),
    )
    give_role(
        by=None,
        account=people["practitioner"],
        organisation=organisation,
        role="practitioner",
        workers=[most["worker_id"]],
    )
    give_role(
        by=None,
        account=people["team_leader"],
        organisation=organisation,
        role="team_leader",
        teams=[most["team"]],
    )


def accounts_told() -> list[str]:
    """What is printed under the address: who can sign in, and how."""
    from plumbline_web.people.models import Membership

    lines = ["", f"Everything in it is made up. Sign in as anybody, with the password: {PASSWORD}", ""]
    held = Membership.objects.select_related("account", "organisation").order_by("organisation__id", "id")
    organisation = ""
    for one in sorted(held, key=lambda one: (one.organisation.kind, one.organisation.name)):
        if one.organisation.name != organisation:
            organisation = one.organisation.name
            lines.append(f"  {organisation}")
        lines.append(f"    {one.get_role_display():20} {one.account.email}")
    return [*lines, ""]

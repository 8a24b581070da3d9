"""Commands about organisations and the accounts of their administrators."""

from __future__ import annotations

import click

KINDS = ("council", "partnership", "prison", "national")


@click.command("open-organisation")
@click.argument("name")
@click.option("--kind", type=click.Choice(KINDS), required=True, help="What it is.")
@click.option("--authority", default="", metavar="CODE", help="A council's code, as its records carry it.")
@click.option(
    "--address", default="", metavar="WORD", help="How its addresses begin; else made from the name."
)
@click.option(
    "--member",
    "members",
    multiple=True,
    metavar="WORD",
    help="A partnership's council, by its address. Repeat.",
)
@click.option("--acts-for-all", is_flag=True, help="A national body that loads the records of every council.")
@click.option("--administrator", default="", metavar="E-MAIL", help="Also give it this administrator.")
@click.option(
    "--person", default="", metavar="NAME", help="The administrator's name, where they are new here."
)
def open_organisation(
    name: str,
    kind: str,
    authority: str,
    address: str,
    members: tuple[str, ...],
    acts_for_all: bool,
    administrator: str,
    person: str,
) -> None:
    """Open an organisation called NAME.

    Only who runs the site can: nobody signed in may open one.
    """
    from django.db import transaction

    from plumbline_web.people import actions
    from plumbline_web.people.queries import organisation_called

    if person and not administrator:
        raise actions.PeopleRefused("--person is the name of the administrator: give --administrator too.")
    with transaction.atomic():
        made = actions.open_organisation(
            by=None,
            name=name,
            slug=address,
            kind=kind,
            authority=authority,
            members=[organisation_called(one) for one in members],
            acts_for_all=acts_for_all,
        )
        link = _administrator(made, administrator, person) if administrator else ""
    click.echo(f"{made.name} is open. Its pages are under /o/{made.slug}/.")
    if administrator:
        _tell(link)


@click.command("add-administrator")
@click.argument("organisation")
@click.argument("email")
@click.option("--person", default="", metavar="NAME", help="Their name, where they have no account yet.")
@click.option("--reset", is_flag=True, help="Also make a link for a new password and forget a lost phone.")
def add_administrator(organisation: str, email: str, person: str, reset: bool) -> None:
    """Make somebody the administrator of ORGANISATION, by its address, and print the link to their account.

    For when the last administrator has left, or with --reset for one who cannot get in.
    """
    from django.db import transaction

    from plumbline_web.people.queries import organisation_called

    with transaction.atomic():
        link = _administrator(organisation_called(organisation), email, person, reset=reset)
    _tell(link)


def _administrator(organisation: object, email: str, person: str, *, reset: bool = False) -> str:
    """Give the role, opening the account where there is none. Returns the link that sets a password."""
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from plumbline_web.people import actions
    from plumbline_web.people.models import Account
    from plumbline_web.people.queries import memberships_on, today

    try:
        validate_email(email)
    except ValidationError:
        raise actions.PeopleRefused(f"{email} is no e-mail address. Give a whole one.") from None
    found = Account.objects.filter(email__iexact=email).first()
    if found is None and not person:
        raise actions.PeopleRefused(
            "There is no account with this e-mail address. Give --person, their name."
        )
    if found is not None and not found.is_active:
        raise actions.PeopleRefused("The account with this e-mail address is closed. Use another address.")
    account = found or actions.open_account(by=None, email=email, name=person)
    held = memberships_on(today()).filter(account=account, organisation=organisation, role="administrator")
    if not held.exists():
        actions.give_role(by=None, account=account, organisation=organisation, role="administrator")
    elif not reset:
        raise actions.PeopleRefused(
            f"{account.name} is an administrator there already. To let them in: --reset."
        )
    if reset:
        actions.reset_second_factor(by=None, account=account, organisation=organisation)
    if found is None or reset:
        return actions.make_password_link(by=None, account=account, organisation=organisation)
    return ""


def _tell(link: str) -> None:
    if link:
        click.echo(f"Pass this link on; it sets a password, once:\n{link}")
    else:
        click.echo("They have an account already, and sign in as they are used to.")

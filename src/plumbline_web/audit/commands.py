"""Commands about the trail."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command("check-audit")
@click.option(
    "--heads",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The file of heads, or a copy of it kept elsewhere. By default the one in the site's folder.",
)
def check_audit(heads: Path | None) -> None:
    """Say whether the audit trail is whole, or where it breaks.

    Ends with 0 where it is whole and with 1 where it is not.
    """
    from django.conf import settings

    from plumbline_web.audit.queries import check

    found = check(heads or Path(settings.AUDIT_HEADS))
    sealed = f"{found.seals:,} sealed batches of {found.events:,} events; {found.since:,} events since"
    for note in found.notes:
        click.echo(note)
    if found.whole:
        click.echo(f"The audit trail is whole: {sealed}.")
        return
    click.echo(f"The audit trail is broken: {sealed}.", err=True)
    for one in found.broken:
        click.echo(f"  {one}", err=True)
    sys.exit(1)

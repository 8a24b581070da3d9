"""The command `plumbline-site`: starts the site, backs it up, looks after it.

The commands of an app stand in its own `commands.py` and are found there: every click command at the top of
that module. They import what needs Django inside the function; the site is set up before it is called.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, MutableMapping
from functools import wraps
from importlib import import_module
from typing import Any

import click

from plumbline.errors import PlumblineError

MODULES = (
    "plumbline_web.serve",
    "plumbline_web.demonstration",
    "plumbline_web.backup",
    "plumbline_web.people.commands",
    "plumbline_web.audit.commands",
)
"""Where commands are, in the order in which they are listed."""


OF_THE_DISK = {
    getattr(errno, name)
    for name in ("EACCES", "EDQUOT", "EFBIG", "ENOSPC", "EPERM", "EROFS")
    if hasattr(errno, name)
}
"""Errors of the system that whoever runs the site can mend: no room, or no leave to write."""


def set_up() -> None:
    """Make Django ready, once the environment says where the data is. What is made is its owner's alone."""
    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plumbline_web.settings")
    import django

    django.setup()


class _Group(click.Group):
    """The commands of all modules. Each is called with the site set up, and ends without a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._found())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return self._found().get(cmd_name)

    def _found(self) -> MutableMapping[str, click.Command]:
        if not self.commands:
            for name in MODULES:
                for one in vars(import_module(name)).values():
                    if isinstance(one, click.Command) and one.name:
                        self.commands[one.name] = one
            self.commands["django"] = django_commands
            for one in self.commands.values():
                one.callback = _told_plainly(one.callback)
        return self.commands


def own_set_up(function: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a command that sets up the site itself, after it has settled the environment."""
    function.sets_up_itself = True  # type: ignore[attr-defined]
    return function


def _told_plainly(function: Any) -> Callable[..., Any]:
    """The command with the site set up before it, and what a person can mend said in words."""

    @wraps(function)
    def called(*arguments: Any, **values: Any) -> Any:
        try:
            if not getattr(function, "sets_up_itself", False):
                set_up()
            return function(*arguments, **values)
        except PlumblineError as refused:
            raise click.ClickException(str(refused)) from None
        except Exception as fault:
            raise _in_words(fault) from fault

    return called


def _in_words(fault: Exception) -> Exception:
    """What the database or the disk refuses, said so that a person can mend it; any other error as it is."""
    from django.db import DatabaseError

    if isinstance(fault, OSError) and fault.errno in OF_THE_DISK:
        where = f"{fault.filename}: " if fault.filename else ""
        return click.ClickException(
            f"{where}{fault.strerror}. Make room on the disk, or see that this account may write there, and "
            "try again."
        )
    if not isinstance(fault, DatabaseError):
        return fault
    return click.ClickException(
        f"The database cannot be used: {str(fault).strip()}. See that PLUMBLINE_DATA and DATABASE_URL name "
        "the right place. If it is new, or the program is, start the site once: plumbline-site serve"
    )


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="plumbline", message="%(version)s")
def main() -> None:
    """Plumbline as a web site for a service: starts it, backs it up, looks after it."""


@click.command(
    "django",
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
    add_help_option=False,
)
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def django_commands(words: tuple[str, ...]) -> None:
    """Django's own commands, for those who know them."""
    from django.core.management import execute_from_command_line

    execute_from_command_line([f"{sys.argv[0]} django", *words])


if __name__ == "__main__":
    main(prog_name="plumbline-site")

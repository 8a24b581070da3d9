"""The command `plumbline-site`."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run Django's own commands by another name, for now the only ones."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plumbline_web.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)

"""What goes wrong that a person can mend. Anything else that goes wrong is our fault."""

from __future__ import annotations


class PlumblineError(Exception):
    """Something a person can mend. The message says where, what is wrong and how to mend it.

    The command line prints the message to standard error and ends with `exit_code`.
    """

    exit_code = 1


class UsageError(PlumblineError):
    """The command or function was asked for something it does not do. Ends with exit code 2."""

    exit_code = 2

"""`python -m plumbline.cli`: the command line where its own command is not on the path."""

from __future__ import annotations

from plumbline.cli import main

if __name__ == "__main__":
    main(prog_name="plumbline")

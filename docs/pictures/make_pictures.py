"""Draws the README's pictures: the table of rates, the report's first page, two pages of the site.

The first two come from the run of `make demo-report`, the others from the demonstration of `make run`.

Run by `make pictures`. The table is drawn as SVG that loads nothing; the page is photographed by Chromium.
"""

from __future__ import annotations

import io
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME

from plumbline.measures.frozen import open_run
from plumbline.measures.measures_table import measures_rows
from plumbline.measures.measures_text import measures_as_table

PICTURES = Path(__file__).resolve().parent
OUT = PICTURES.parents[1] / "out"
STANDARDS = (
    "cpo_first_contact",
    "cpo_induction",
    "cpo_placement_start",
    "cpo_lscmi",
    "cpo_review",
    "court_report",
)
COMMAND = "plumbline measures demo-run"
TITLE = "The rates of six standards for a made-up council"
FONTS = 'ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace'
WIDTH = 140  # signs in a line, as in a file
PAGE = (1100, 1660)  # pixels of the report's first page that are shown
SITE_HEIGHT = 1180
INSPECTION_HEIGHT = 760
SCALE = 0.7  # so that the picture stays small


def draw_measures() -> None:
    """The table of rates as the terminal shows it, without the notes below it."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), color_system=None)
    found = measures_rows(open_run(OUT / "demo-run"), standards=STANDARDS)
    measures_as_table(found, console)
    shown = console.export_text().split("┘")[0] + "┘"
    drawing = Console(record=True, width=WIDTH, file=io.StringIO())
    drawing.print(shown, highlight=False, markup=False)
    svg = drawing.export_svg(title=COMMAND, theme=DEFAULT_TERMINAL_THEME, unique_id="measures")
    svg = re.sub(r"@font-face \{.*?\}\n", "", svg, flags=re.DOTALL)
    svg = svg.replace("Fira Code, monospace", FONTS)
    svg = re.sub(r"<!--.*?-->", f"<title>{TITLE}</title>", svg, count=1)
    svg = re.sub(r"\s*<circle [^>]*/>", "", svg)  # the buttons of a window that is none
    svg = svg.replace("<svg ", '<svg role="img" ', 1)
    (PICTURES / "measures.svg").write_text(
        "\n".join(line.rstrip() for line in svg.splitlines()) + "\n", "utf-8"
    )


def photograph_report() -> None:
    """The first page of the report as a browser shows it."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        sys.exit("The picture of the report needs the Debian package chromium. Install it, then start again.")
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "report.png"
        subprocess.run(
            [
                browser,
                *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
                *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
                *("--hide-scrollbars", "--lang=en-GB", f"--user-data-dir={folder}/profile"),
                f"--window-size={PAGE[0]},{PAGE[1]}",
                f"--force-device-scale-factor={SCALE}",
                f"--screenshot={picture}",
                (OUT / "demo-report.html").as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        shutil.copyfile(picture, PICTURES / "report.png")


def photograph_site() -> None:
    """The overview of the demonstration's first council, and the inspection of it as its lead sees it."""
    from playwright.sync_api import Page, sync_playwright

    from plumbline_web.demonstration import PASSWORD

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    site = subprocess.Popen(
        [
            *(str(Path(sys.executable).with_name("plumbline-site")), "demo"),
            *("--data", str(OUT / "site"), "--port", str(port)),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert site.stdout is not None
        next(line for line in site.stdout if line.startswith("Stop it"))
        with sync_playwright() as play:
            browser = play.chromium.launch(
                executable_path=shutil.which("chromium"),
                args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
            )
            size = {"width": PAGE[0], "height": SITE_HEIGHT}

            def signed_in(who: str) -> Page:
                page = browser.new_page(viewport=size, device_scale_factor=SCALE, locale="en-GB")
                page.goto(f"http://127.0.0.1:{port}/account/login/")
                page.get_by_label("Email").fill(f"{who}@example.scot")
                page.get_by_label("Password", exact=True).fill(PASSWORD)
                page.locator("main button[type=submit]").first.click()
                page.wait_for_url(lambda url: "/account/login/" not in url)
                return page

            page = signed_in("manager.ashmarrow")
            page.get_by_role("heading", name="Overview").wait_for()
            page.screenshot(path=PICTURES / "site.png")
            page = signed_in("lead.inspectorate")
            page.goto(f"http://127.0.0.1:{port}/o/inspectorate/scrutiny/")
            page.locator("main table a").first.click()
            page.get_by_role("heading", name="What stands in the way").wait_for()
            page.set_viewport_size({"width": PAGE[0], "height": INSPECTION_HEIGHT})
            page.screenshot(path=PICTURES / "inspection.png")
            browser.close()
    finally:
        site.terminate()
        site.wait(timeout=60)


if __name__ == "__main__":
    draw_measures()
    photograph_report()
    photograph_site()

"""The documents are true: links lead somewhere, commands print what the page shows, every column is named."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote

import pytest

from factories.project_files import ROOT, project_files
from plumbline.cli import main
from plumbline.standards.form import VERDICTS
from plumbline.standards.results import RESULT_COLUMNS

PAGES = [path for path in project_files() if path.suffix == ".md" and path.parts[0] != "src"]
LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
HEADING = re.compile(r"^#+ +(?P<words>.+)$", re.MULTILINE)
PICTURES = sorted((ROOT / "docs" / "pictures").glob("*.svg"))


def make_reference() -> ModuleType:
    """The script behind `make docs`."""
    path = ROOT / "docs" / "make_reference.py"
    spec = importlib.util.spec_from_file_location("make_reference", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_reference"] = module
    spec.loader.exec_module(module)
    return module


PAGES_SCRIPT = make_reference()
TUTORIAL = PAGES_SCRIPT.TUTORIAL.read_text("utf-8")


@pytest.fixture(scope="module")
def tutorial(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[object]]:
    """The folder in which the tutorial was followed, and what came of each command."""
    folder = tmp_path_factory.mktemp("tutorial")
    return folder, PAGES_SCRIPT.run_tutorial(TUTORIAL, folder)


def anchors(page: Path) -> set[str]:
    """The headings of a page as they are linked to."""
    headings = [match["words"] for match in HEADING.finditer(page.read_text("utf-8"))]
    return {re.sub(r"[^\w\- ]", "", words).lower().replace(" ", "-") for words in headings}


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    broken = []
    for match in LINK.finditer((ROOT / page).read_text("utf-8")):
        target, _, anchor = unquote(match["target"]).partition("#")
        if "://" in match["target"]:
            continue
        linked = (ROOT / page.parent / target) if target else ROOT / page
        if not linked.exists() or (anchor and anchor not in anchors(linked)):
            broken.append(match["target"])
    assert broken == []


def test_every_page_can_be_reached_from_the_index() -> None:
    index = (ROOT / "docs" / "index.md").read_text("utf-8")
    reached = {(ROOT / "docs" / match["target"]).resolve() for match in LINK.finditer(index)}
    pages = {(ROOT / page).resolve() for page in PAGES if page.parts[0] == "docs"}
    alone = {
        page
        for page in pages - reached
        if page.name != "index.md" and not any(folder in reached for folder in page.parents)
    }
    assert alone == set()


def test_the_tutorials_commands_end_as_the_page_says(tutorial: tuple[Path, list[object]]) -> None:
    assert [one for one in tutorial[1] if one.code != one.expected_code] == []


def test_the_tutorial_shows_what_its_commands_print(tutorial: tuple[Path, list[object]]) -> None:
    assert PAGES_SCRIPT.filled(TUTORIAL, tutorial[1]) == TUTORIAL, "run `make docs`"


def test_the_tutorial_uses_the_commands_of_the_main_job(tutorial: tuple[Path, list[object]]) -> None:
    used = list(dict.fromkeys(one.command.split()[1] for one in tutorial[1]))
    assert used == [
        *("synth", "check", "take", "run", "measures", "figures", "explain", "due", "tables", "report")
    ]


def test_the_tutorials_reports_say_which_may_leave_the_service(
    tutorial: tuple[Path, list[object]],
) -> None:
    inside, outside = (
        (tutorial[0] / name).read_text("utf-8").casefold() for name in ("march.html", "march-published.html")
    )
    assert ("not for publication" in inside, "not for publication" in outside) == (True, False)


def test_the_examples_of_the_library_page_run_in_their_order(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "how-to" / "use-the-library.md").read_text("utf-8")
    code = "\n".join(re.findall(r"^```python\n(.+?)^```$", page, re.MULTILINE | re.DOTALL))
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.stderr == ""
    assert done.stdout.startswith("0 errors\n")


@pytest.mark.parametrize(
    "name",
    re.findall(
        r"`(plumbline\.[a-z_.]+[a-z])\(", (ROOT / "docs/how-to/use-the-library.md").read_text("utf-8")
    ),
)
def test_every_function_that_the_library_page_names_is_there(name: str) -> None:
    module, _, function = name.rpartition(".")
    assert callable(getattr(importlib.import_module(module), function))


def test_the_page_of_commands_is_true() -> None:
    page = PAGES_SCRIPT.COMMANDS.read_text("utf-8")
    assert page == PAGES_SCRIPT.commands_page(), "run `make docs`"


@pytest.mark.parametrize("name", main.commands)
def test_every_command_shows_an_example_of_itself(name: str) -> None:
    examples = re.findall(r"^ *Example: (plumbline \S+)", main.commands[name].help or "", re.MULTILINE)
    assert examples == [f"plumbline {name}"]


def test_every_column_of_the_results_is_explained_in_its_order() -> None:
    page = (ROOT / "docs" / "how-to" / "read-the-run-folder.md").read_text("utf-8")
    table = page.split("## The columns of results.parquet")[1].split("\n## ")[0]
    assert tuple(re.findall(r"^\| `([a-z_]+)` \|", table, re.MULTILINE)) == RESULT_COLUMNS


def test_every_file_of_a_run_is_explained(tutorial: tuple[Path, list[object]]) -> None:
    page = (ROOT / "docs" / "how-to" / "read-the-run-folder.md").read_text("utf-8")
    table = page.split("## The columns of results.parquet")[0]
    named = set(re.findall(r"^\| `([a-z_.]+)` \|", table, re.MULTILINE))
    assert named == {path.name for path in (tutorial[0] / "march").iterdir()}


def test_every_verdict_is_explained() -> None:
    page = (ROOT / "docs" / "explanation" / "how-a-duty-is-judged.md").read_text("utf-8")
    table = page.split("## Five verdicts")[1].split("\n## ")[0]
    named = re.findall(r"^\| ([a-z ]+) \|", table, re.MULTILINE)[1:]
    assert named == [verdict.replace("_", " ") for verdict in VERDICTS]


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: path.name)
def test_a_drawn_picture_brings_all_it_needs_and_says_what_it_shows(picture: Path) -> None:
    drawn = picture.read_text("utf-8")
    assert "<title>" in drawn
    assert re.findall(r"url\([^#)]|@import|@font-face|href=\"http", drawn) == []


def test_the_pictures_are_small() -> None:
    pictures = sorted((ROOT / "docs" / "pictures").glob("*.[ps][nv]g"))
    assert [path.name for path in pictures] == ["inspection.png", "measures.svg", "report.png", "site.png"]
    assert [path.name for path in pictures if path.stat().st_size > 200_000] == []


USED = [
    pytest.param(page, match["name"], match["rest"], id=f"{page}: {match[0][:60]}")
    for page in PAGES
    if page.name != "commands.md"
    for match in re.finditer(
        r"(?:^|`) *plumbline (?P<name>[a-z][a-z-]*)(?P<rest>[^`\n]*)", (ROOT / page).read_text("utf-8"), re.M
    )
]


@pytest.mark.parametrize(("page", "name", "rest"), USED)
def test_every_command_on_a_page_is_one_with_these_options(page: Path, name: str, rest: str) -> None:
    options = {option for param in main.commands[name].params for option in param.opts}
    assert set(re.findall(r"--[a-z-]+", rest)) - options == set()

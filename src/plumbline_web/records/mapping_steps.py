"""The steps in which a mapping is made: what each is called, where it is, and which comes next."""

from __future__ import annotations

from typing import TypedDict

from django.urls import reverse

from plumbline.publishing.wording import counted
from plumbline.records.specification import load
from plumbline_web.records.mapping_draft import Draft


class Step(TypedDict):
    """One line of the list of steps, as components/task_list.html takes it. name: as `Draft.done` has it."""

    name: str
    label: str
    hint: str
    href: str
    status: str
    colour: str


def address(draft: Draft, page: str, **more: str) -> str:
    """The address of one of the pages, for the extract that the draft is for."""
    extract = draft.extract
    return reverse(
        f"records:{page}", kwargs={"organisation": extract.organisation.slug, "key": extract.key, **more}
    )


def steps(draft: Draft) -> list[Step]:
    """All steps in order. Later ones cannot be begun before the files are said."""
    tables = load().tables
    known = "files" in draft.done
    own = [name for name in draft.tables if draft.sent_for(name)]
    found = [_step(draft, "files", "Files and sheets", "Which of them is which table", "mapping_files", True)]
    found += [
        _step(
            draft, f"columns-{name}", f"Columns of {tables[name].title}", _from(draft, name),
            "mapping_columns", known, table=name,
        )
        for name in own
    ]  # fmt: skip
    wide = sum(feed.wide for feed in draft.mapping.feeds)
    said = f"{counted(wide, 'table')} read so"
    hint = said if wide else "Only where one row of the export holds several events, one a column"
    found.append(
        _step(draft, "wide", "Rows with several dates (advanced)", hint, "mapping_wide", known, "Optional")
    )
    found += [
        _step(
            draft, f"words-{name}", f"Words and dates in {tables[name].title}", "", "mapping_words",
            known and (f"columns-{name}" in draft.done or name not in own), table=name,
        )
        for name in draft.tables
    ]  # fmt: skip
    hint = "Under a name; then the extract is checked with it"
    found.append(_step(draft, "keep", "Keep the mapping", hint, "mapping_keep", known and bool(draft.tables)))
    return found


def step_after(draft: Draft, name: str) -> str:
    """Where to go when a step is done: the next that was not gone through and must be."""
    found = steps(draft)
    place = next((number for number, step in enumerate(found) if step["name"] == name), 0)
    for step in [*found[place + 1 :], *found[:place]]:
        if step["href"] and step["status"] == "To do":
            return step["href"]
    return address(draft, "mapping")


def _step(
    draft: Draft,
    name: str,
    label: str,
    hint: str,
    page: str,
    can: bool,
    undone: str = "To do",
    **more: str,
) -> Step:
    done = name in draft.done
    status = "Done" if done else undone if can else "Cannot start yet"
    return {
        "name": name,
        "label": label,
        "hint": hint,
        "href": address(draft, page, **more) if can else "",
        "status": status,
        "colour": "green" if done else "grey" if not can or undone != "To do" else "blue",
    }


def _from(draft: Draft, table: str) -> str:
    found = draft.sent_for(table)
    return f"From {found[0].label}" if found else ""

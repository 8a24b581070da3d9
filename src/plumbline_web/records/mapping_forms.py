"""Which file of an export is which table, and under what name a mapping is kept.

Names of files and headings are whatever the export holds, so none of them is trusted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.html import escape

from plumbline.records.gathering import file_fits
from plumbline.records.mapping import Feed, MappingFile
from plumbline.records.outline import SentTable
from plumbline.records.specification import Specification, bare_name, load
from plumbline_web.people.models import Organisation
from plumbline_web.records.mapping_draft import Draft, own_feeds

MOST_FILES = 150
"""So many files and sheets are shown: each has several boxes, and a form may have a thousand."""

_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    "oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_DAY = re.compile(
    rf"(?:(?<![A-Za-z])(?:{_MONTH})(?![A-Za-z])|\d+)(?:[ ._-]*(?:{_MONTH}|\d+))*", re.IGNORECASE
)


@dataclass(frozen=True)
class Section:
    """Fields that belong together. folded: those that few need, under `more` on demand; open: at once."""

    title: str
    fields: list[BoundField]
    text: str = ""
    folded: list[BoundField] | None = None
    more: str = ""
    open: bool = False


class FilesForm(forms.Form):
    """Which file or sheet gives which table."""

    def __init__(self, *arguments: Any, draft: Draft, **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.draft, self.specification = draft, load()
        self.shown = draft.readable[:MOST_FILES]
        titles = [(name, table.title) for name, table in self.specification.tables.items()]
        feeds = draft.feeds
        for number, one in enumerate(self.shown):
            own = [feed for feed in feeds.get(one.place, []) if not feed.wide]
            self.fields[f"t{number}"] = forms.ChoiceField(
                label=one.label,
                required=False,
                choices=[("", "Leave it alone"), *titles],
                initial=own[0].table if own else "",
                help_text=_headings_shown(one),
            )
            if pattern := _pattern(draft, one):
                given = [feed.file for feed in feeds.get(one.place, []) if feed.file]
                self.fields[f"v{number}"] = forms.BooleanField(
                    label=f"The name changes each time. Read “{pattern}”, whatever stands for the *.",
                    required=False,
                    initial=not given or any("*" in name for name in given),
                )
            if not one.file.lower().endswith(".parquet"):
                self.fields[f"r{number}"] = forms.IntegerField(
                    label="Line with the headings",
                    min_value=1,
                    max_value=1000,
                    initial=one.header_row,
                    help_text="Where titles stand above them. Empty lines do not count.",
                )
            self.fields[f"m{number}"] = forms.MultipleChoiceField(
                label="Tables that its rows give besides",
                required=False,
                choices=titles,
                initial=[feed.table for feed in own[1:]],
                widget=forms.CheckboxSelectMultiple,
            )

    def sections(self) -> Iterable[Section]:
        """A section for each file or sheet."""
        for number, _ in enumerate(self.shown):
            names = [name for name in (f"r{number}", f"m{number}") if name in self.fields]
            folded = [self[name] for name in names]
            changed = any(
                field.errors or field.value() not in (None, "", 1, "1", [], False) for field in folded
            )
            shown = [self[name] for name in (f"t{number}", f"v{number}") if name in self.fields]
            yield Section(
                "", shown, folded=folded, more="Title lines, or several tables in one file", open=changed
            )

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        taken: dict[str, str] = {}
        for number, one in enumerate(self.shown):
            main, more = found.get(f"t{number}", ""), found.get(f"m{number}", [])
            if more and not main:
                self.add_error(
                    f"t{number}", "Choose the table that its rows are, then those that they give besides."
                )
            for table in {main: 1, **dict.fromkeys(more, 1)}:
                if table and table in taken:
                    self.add_error(
                        f"t{number}",
                        f"{self.specification.tables[table].title} come from {taken[table]} already. One "
                        "table is read from one file: choose another, or put their rows into one file.",
                    )
                elif table:
                    taken[table] = one.label
        for number, one in enumerate(self.shown):
            own = one.by_own_name(self.specification)
            if own and own not in taken and not found.get(f"t{number}"):
                self.add_error(
                    f"t{number}",
                    f"A file of this name is read as {self.specification.tables[own].title} whatever a "
                    "mapping says. Rename it in the export, or leave it out of the export.",
                )
        return found

    def mapping(self) -> MappingFile:
        """The mapping in which the files feed what was chosen; columns said before are kept."""
        found, former = self.cleaned_data, own_feeds(self.draft.mapping, self.specification)
        given: list[Feed] = []
        for number, one in enumerate(self.shown):
            row = found.get(f"r{number}") or 1
            file, sheet = named_in_mapping(self.draft, one, varies=bool(found.get(f"v{number}")))
            tables = list(
                dict.fromkeys(filter(None, [found.get(f"t{number}"), *found.get(f"m{number}", [])]))
            )
            for table in tables:
                by_name = one.by_own_name(self.specification) == table and self._only_one(one, table)
                where = (None, None) if by_name else (file, sheet)
                feed = former.get(table, Feed(table))
                given.append(replace(feed, file=where[0], sheet=where[1], header_row=row))
            wide = [feed for feed in self.draft.feeds.get(one.place, []) if feed.wide]
            given += [replace(feed, file=file, sheet=sheet, header_row=row) for feed in wide]
        for one in self.draft.readable[MOST_FILES:]:
            given += self.draft.feeds.get(one.place, [])
        kept = {feed.table for feed in given}
        codes = {where: words for where, words in self.draft.mapping.codes.items() if where[0] in kept}
        return replace(self.draft.mapping, feeds=tuple(given), codes=codes)

    def _only_one(self, one: SentTable, table: str) -> bool:
        named = [other for other in self.draft.readable if other.by_own_name(self.specification) == table]
        return named == [one]


class WideChoice(forms.Form):
    """A file and the table to which its columns of dates give rows."""

    def __init__(self, *arguments: Any, draft: Draft, **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.readable = draft.readable[:MOST_FILES]
        self.fields["file"] = forms.ChoiceField(
            label="File or sheet",
            choices=[(str(number), one.label) for number, one in enumerate(self.readable)],
        )
        self.fields["table"] = forms.ChoiceField(
            label="Table to which each date gives a row",
            choices=[
                (name, table.title)
                for name, table in load().tables.items()
                if any(column.type == "date" for column in table.columns)
                and not (table.identifier and table.identifier.required)
            ],
            initial="contacts",
        )

    def chosen(self) -> tuple[SentTable, str]:
        """The file and the table."""
        return self.readable[int(self.cleaned_data["file"])], self.cleaned_data["table"]


def named_in_mapping(draft: Draft, one: SentTable, *, varies: bool = True) -> tuple[str | None, str | None]:
    """The file and sheet as a mapping names them. varies: with a * for what changes in the file's name.

    The only workbook may have any name: its sheets say enough.
    """
    if one.sheet is not None and len({other.file for other in draft.readable if other.sheet}) == 1:
        same = [other for other in draft.readable if other.sheet == one.sheet]
        if len(same) == 1:
            return None, one.sheet
    return (_pattern(draft, one) or one.file) if varies else one.file, one.sheet


def _pattern(draft: Draft, one: SentTable) -> str:
    """Its name with a * for each date or number in it, where no other file fits that; else nothing."""
    only_workbook = one.sheet and len({other.file for other in draft.readable if other.sheet}) == 1
    if one.by_own_name(load()) or only_workbook:
        return ""
    pattern = _DAY.sub("*", one.file)
    if pattern == one.file or not bare_name(pattern.rsplit(".", 1)[0].replace("*", "")):
        return ""
    others = {other.file for other in draft.readable} - {one.file}
    return "" if any(file_fits(pattern, name) for name in others) else pattern


class KeepForm(forms.Form):
    """The name under which a mapping is kept."""

    name = forms.CharField(
        label="Name of the mapping",
        max_length=100,
        help_text="For example the name of your case system and of its export. A mapping kept before under "
        "the same name is ended.",
        error_messages={"required": "Give the mapping a name, so that you know it again next month."},
    )


class UploadForm(KeepForm):
    """A mapping that was written as a file."""

    MOST_BYTES = 1_000_000

    file = forms.FileField(
        label="Mapping file",
        help_text="A TOML file, written by hand or downloaded from here.",
        error_messages={"required": "Choose the mapping file."},
    )

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        if file.size > self.MOST_BYTES:
            raise forms.ValidationError("The file is larger than 1 MB. A mapping is much smaller: check it.")
        try:
            text: str = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError("The file is not UTF-8 text. Save it as UTF-8.") from None
        return text


def authorities_offered(organisation: Organisation, specification: Specification) -> list[str]:
    """The councils whose rows an organisation may send."""
    return list(specification.authorities) if organisation.acts_for_all else sorted(organisation.authorities)


def _headings_shown(one: SentTable) -> str:
    """The first headings, for a hint; a hint is HTML, and headings are whatever somebody wrote."""
    named = [name if len(name) <= 40 else f"{name[:39]}…" for name in one.headings if bare_name(name)]
    if not named:
        return "It has no headings in this line."
    more = f" and {len(named) - 8} more" if len(named) > 8 else ""
    return escape(f"Headings: {', '.join(named[:8])}{more}")

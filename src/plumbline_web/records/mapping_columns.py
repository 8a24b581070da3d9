"""Which of their columns is which of ours, which are never read, and wide rows: several dates in one row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.html import format_html

from plumbline.records.columns import match_columns
from plumbline.records.identifiers import WHAT, column_is_direct
from plumbline.records.mapping import Feed, MappingFile, same_name
from plumbline.records.outline import SentTable, may_be_read
from plumbline.records.specification import Column, Table, bare_name, load
from plumbline.records.values import Words, code_key, read_value
from plumbline.records.wording import TYPES
from plumbline_web.people.models import Organisation
from plumbline_web.records.mapping_draft import Draft, headings_of
from plumbline_web.records.mapping_forms import Section, authorities_offered

WRITTEN_TYPES = ("text", "whole", "number", "month", "standard")
"""Types of which one value for all rows is written; of codes it is chosen, and days and references differ."""
WHERE_EMPTY = "Only where an empty cell of your system means just this. What nobody knows stays empty."


class ColumnsForm(forms.Form):
    """Our columns of one table: their heading, one value for all rows, or not sent."""

    def __init__(
        self,
        *arguments: Any,
        draft: Draft,
        sent: SentTable,
        feed: Feed,
        organisation: Organisation,
        **values: Any,
    ) -> None:
        super().__init__(*arguments, **values)
        self.draft, self.sent, self.feed, self.specification = draft, sent, feed, load()
        self.table: Table = self.specification.tables[feed.table]
        self.headings = headings_of(sent)
        repeated = {bare_name(name) for name in sent.repeated}
        own = {bare_name(column.name) for column in self.table.columns}
        self.may = {
            key: name
            for key, name in self.headings.items()
            if bare_name(name) not in repeated
            and (bare_name(name) in own or may_be_read(name, self.specification))
        }
        left_out = {bare_name(name) for name in draft.left_out(sent.place)}
        seen = ["" if bare_name(name) in left_out else name for name in sent.headings]
        places = match_columns(seen, self.table, feed.columns, by_name=True)
        for column in self.columns():
            self._add(column, organisation, places.get(column.name))
        self._add_never(left_out, {f"h{place}" for place in places.values()}, repeated)

    def columns(self) -> list[Column]:
        """The columns that are asked about."""
        return list(self.table.columns)

    def required(self, column: Column) -> bool:
        """Whether no row can be read without this column."""
        return column.required

    def others(self) -> list[Feed]:
        """What else is read from the same file."""
        return [
            feed
            for feed in self.draft.feeds.get(self.sent.place, [])
            if feed.wide or feed.table != self.table.name
        ]

    def _add(self, column: Column, organisation: Organisation, place: int | None) -> None:
        constants, said = _constants(column, organisation), self.feed.constants.get(column.name)
        empty = self.feed.defaults.get(column.name)
        if said is None and place is None:
            said, empty = empty, None  # of a column that is not there every cell is empty
        written = column.type in WRITTEN_TYPES and not self.required(column)
        if column.type == "code":
            said, empty = (one if one is None else code_key(one) for one in (said, empty))
        if said is not None and not written and said not in constants:
            constants = [*constants, said]
        choices: list[tuple[str, Any]] = [("", "Not sent")]
        if self.may:
            choices.append(("Their column", list(self.may.items())))
        if constants:
            choices.append(("The same in every row", [(f"={one}", one) for one in constants]))
        initial = ""
        if said is not None:
            initial = "" if written else f"={said}"
        elif place is not None and f"h{place}" in self.may:
            initial = f"h{place}"
        elif column.type == "authority" and len(constants) == 1:
            initial = f"={constants[0]}"
        required = self.required(column)
        self.fields[f"c-{column.name}"] = forms.ChoiceField(
            label=column.name,
            required=required,
            choices=choices,
            initial=initial,
            help_text=_about(column, required),
            error_messages={
                "required": f"No row of {self.table.title} can be read without {column.name}. Choose their "
                "column or one value; if the export has neither, leave this file alone in the first step."
            },
        )
        if written:
            self.fields[f"v-{column.name}"] = forms.CharField(
                label=f"{column.name}: one value for every row",
                required=False,
                max_length=200,
                initial=said or "",
            )
        if constants:
            offered = constants if empty is None or empty in constants else [*constants, empty]
            self.fields[f"e-{column.name}"] = forms.ChoiceField(
                label=f"{column.name} where their cell is empty",
                required=False,
                choices=[("", "Stays empty"), *((one, one) for one in offered)],
                initial=empty or "",
                help_text=WHERE_EMPTY,
            )
        elif column.type in WRITTEN_TYPES:
            self.fields[f"e-{column.name}"] = forms.CharField(
                label=f"{column.name} where their cell is empty",
                required=False,
                max_length=200,
                initial=empty or "",
                help_text=WHERE_EMPTY,
            )

    def _add_never(self, left_out: set[str], used: set[str], repeated: set[str]) -> None:
        ticked, others = [], []
        own = {bare_name(column.name) for column in self.table.columns}
        for key, name in self.headings.items():
            bare = bare_name(name)
            what = None if bare in own else column_is_direct(name, self.specification)
            if what or bare in repeated or bare in left_out:
                why = f" (looks like {WHAT[what]})" if what else " (stands twice)" if bare in repeated else ""
                ticked.append((key, f"{name}{why}"))
            elif key not in used:
                others.append((key, name))
        if ticked:
            self.fields["never"] = forms.MultipleChoiceField(
                label="Never read these columns",
                required=False,
                choices=ticked,
                initial=[key for key, _ in ticked],
                widget=forms.CheckboxSelectMultiple,
                help_text="What looks like a name, an address or a national number must not come in, even "
                "where the column is empty, so it is ticked already.",
            )
        if others:
            self.fields["besides"] = forms.MultipleChoiceField(
                label="Nor these",
                required=False,
                choices=others,
                widget=forms.CheckboxSelectMultiple,
                help_text="What you chose above for none of our columns is left alone in any case. Tick it "
                "here so that the check need not mention it.",
            )

    def never(self) -> list[str]:
        """What was ticked as never read, by the names of headings."""
        found = self.cleaned_data
        return [*found.get("never", []), *found.get("besides", [])]

    def sections(self) -> Iterable[Section]:
        """The columns, those that must be there first; then what is never read."""
        columns = sorted(self.columns(), key=lambda column: not self.required(column))
        for column in columns:
            names = [one for one in (f"v-{column.name}", f"e-{column.name}") if one in self.fields]
            folded = [self[name] for name in names]
            yield Section(
                "",
                [self[f"c-{column.name}"]],
                folded=folded or None,
                more="Or one value for every row, or for empty cells" if len(names) > 1 else "Empty cells",
                open=any(one.errors or one.value() for one in folded),
            )
        folded = [self["besides"]] if "besides" in self.fields else None
        if "never" in self.fields or folded:
            yield Section(
                "Columns that are left over",
                [self["never"]] if "never" in self.fields else [],
                folded=folded,
                more="All others of their columns",
                open=bool(folded and (folded[0].errors or folded[0].value())),
            )

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        never = self.never()
        words = Words(self.specification)
        for column in self.columns():
            name, chosen = f"c-{column.name}", found.get(f"c-{column.name}", "")
            written = found.get(f"v-{column.name}", "")
            if written and chosen:
                self.add_error(name, "Choose their column, or write one value for every row: not both.")
            elif written and (wrong := read_value(column, written, words).message):
                self.add_error(f"v-{column.name}", wrong)
            empty = found.get(f"e-{column.name}", "")
            if empty and (not chosen or chosen.startswith("=")):
                self.add_error(
                    f"e-{column.name}",
                    f"Choose their column for {column.name}: without one there is no empty cell.",
                )
            elif empty and (wrong := read_value(column, empty, words).message):
                self.add_error(f"e-{column.name}", wrong)
            if chosen in never:
                self.add_error(
                    name, f"“{self.headings[chosen]}” is ticked as never read. Untick it, or choose another."
                )
        for key in never:
            if title := self._read_elsewhere(self.headings[key]):
                self.add_error(
                    "never" if key in found.get("never", []) else "besides",
                    f"“{self.headings[key]}” is read for {title}. Untick it, or change it there first.",
                )
        for column, name in self._not_sent():
            if title := self._read_elsewhere(name):
                self.add_error(
                    f"c-{column.name}",
                    f"“{name}” has our own name and is read for {title} from the same file, so it would be "
                    "read here too. Choose it here, or rename it in the export.",
                )
        return found

    def _not_sent(self) -> list[tuple[Column, str]]:
        """Columns that were said not to be sent while a heading has their very name, which would be read."""
        columns, constants = self.chosen()
        read = {bare_name(name) for name in columns.values()}
        return [
            (column, name)
            for column in self.columns()
            for name in self.headings.values()
            if same_name(column.name, name)
            and bare_name(name) not in read
            and column.name not in {*columns, *constants}
        ]

    def _read_elsewhere(self, heading: str) -> str:
        """The title of the table that the same file gives and that reads a heading; nothing if there is
        none."""
        for feed in self.others():
            read = [*self.draft.columns(self.sent, feed).values(), *feed.dates]
            if any(same_name(heading, name) for name in read):
                return self.specification.tables[feed.table].title
        return ""

    def chosen(self) -> tuple[dict[str, str], dict[str, str]]:
        """Our columns with their heading, and those with one value."""
        found, columns, constants = self.cleaned_data, {}, {}
        for column in self.columns():
            said, written = found.get(f"c-{column.name}", ""), found.get(f"v-{column.name}", "")
            if written:
                constants[column.name] = written
            elif said.startswith("="):
                constants[column.name] = said[1:]
            elif said:
                columns[column.name] = self.headings[said]
        return columns, constants

    def defaults(self) -> dict[str, str]:
        """What stands where the cell of a column is empty; of columns that are not asked about as it was."""
        asked = {column.name for column in self.columns()}
        kept = {
            name: value
            for name, value in self.feed.defaults.items()
            if name not in asked or (f"e-{name}" not in self.fields and name in self.chosen()[0])
        }
        said = {name: self.cleaned_data.get(f"e-{name}", "") for name in asked}
        return kept | {name: value for name, value in said.items() if value}

    def mapping(self) -> MappingFile:
        """The mapping in which this table is read as was chosen."""
        columns, constants = self.chosen()
        never = [self.headings[key] for key in self.never()]
        never += [name for _, name in self._not_sent()]
        named = {ours: theirs for ours, theirs in columns.items() if not same_name(ours, theirs)}
        mapping = leaving_out(self.draft, self.sent, self.others(), never)
        former = next((one for one in mapping.feeds if not one.wide and one.table == self.feed.table), None)
        feed = replace(
            former or self.feed,
            columns=named,
            constants=constants,
            defaults=self.defaults(),
            leave_out=_not_in(never, mapping.leave_out),
        )
        others = [one for one in mapping.feeds if one is not former]
        return replace(mapping, feeds=(*others, feed))


class WideForm(ColumnsForm):
    """A file of which one row gives several rows of a table, one for each of some columns of dates."""

    def __init__(self, *arguments: Any, **values: Any) -> None:
        feed: Feed = values["feed"]
        table = load().tables[feed.table]
        codes = [column for column in table.columns if column.type == "code"]
        self.kind = next((column for column in codes if column.name == "kind"), None)
        self.days = [column.name for column in table.columns if column.type == "date"]
        super().__init__(*arguments, **values)
        filled = [ours for ours, _ in feed.dates.values()]
        self.fields["on"] = forms.ChoiceField(
            label="Each date is written to",
            choices=[(name, f"{name}: {table.column(name).about}") for name in self.days],
            initial=filled[0] if filled else next(iter(table.begins), self.days[0]),
        )
        kinds = [(f"={code}", code) for code in self.kind.codes] if self.kind else []
        for key, name in self.may.items():
            said = next((event for theirs, event in feed.dates.items() if same_name(theirs, name)), None)
            if self.kind is None:
                initial = "*" if said else ""
            else:
                initial = f"={said[1].get('kind', feed.constants.get('kind', ''))}" if said else ""
            self.fields[f"d-{key}"] = forms.ChoiceField(
                label=name,
                required=False,
                choices=[("", "No such date"), *(kinds or [("*", "A row where it is filled")])],
                initial=initial,
            )

    def columns(self) -> list[Column]:
        """What all these rows share: neither their own reference, which is made, nor day and kind."""
        out = {self.kind.name if self.kind else "", *self.days}
        return [column for column in self.table.columns if column.name not in out and not column.identifies]

    def sections(self) -> Iterable[Section]:
        """The dates, then what the rows share."""
        dates = [self[name] for name in self.fields if name.startswith("d-")]
        yield Section(
            "Their columns of dates",
            [self["on"], *dates],
            text="Each that is filled becomes a row.",
        )
        shared = list(super().sections())
        if shared:
            yield replace(shared[0], title="What each of these rows says besides")
            yield from shared[1:]

    def others(self) -> list[Feed]:
        """What else is read from the same file."""
        return [
            feed
            for feed in self.draft.feeds.get(self.sent.place, [])
            if not feed.wide or feed.table != self.table.name
        ]

    def _not_sent(self) -> list[tuple[Column, str]]:
        return []  # of wide rows nothing is read by its own name

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        never, dates = self.never(), [key for key in self.may if found.get(f"d-{key}")]
        for key in dates:
            if key in never:
                self.add_error(f"d-{key}", f"“{self.headings[key]}” is ticked as never read. Untick it.")
        if not dates and not self.feed.dates and "on" in self.fields:
            self.add_error("on", "Choose at least one of their columns of dates below.")
        return found

    def mapping(self) -> MappingFile:
        """The mapping with these rows; without a date left they are read no more."""
        columns, constants = self.chosen()
        found, dates = self.cleaned_data, {}
        for key, name in self.may.items():
            if said := found.get(f"d-{key}"):
                former = next(
                    (one for theirs, one in self.feed.dates.items() if same_name(theirs, name)), None
                )
                given = dict(former[1]) if former else {}
                given |= {"kind": said[1:]} if self.kind else {}
                dates[name] = (found["on"], given)
        never = [self.headings[key] for key in self.never()]
        mapping = leaving_out(self.draft, self.sent, self.others(), never)
        new = replace(
            self.feed,
            columns=columns,
            constants=constants,
            defaults=self.defaults(),
            dates=dates,
            leave_out=_not_in(never, mapping.leave_out),
        )
        before = [one for one in mapping.feeds if not same_wide(one, self.feed)]
        return replace(mapping, feeds=(*before, *([new] if dates else [])))


def same_wide(one: Feed, other: Feed) -> bool:
    """Whether two feeds are the wide rows of one table from one file."""
    return one.wide and (one.table, one.file, one.sheet) == (other.table, other.file, other.sheet)


def leaving_out(draft: Draft, sent: SentTable, others: list[Feed], never: list[str]) -> MappingFile:
    """The mapping in which the other feeds of a file leave out none of its columns: one says it for all.

    Feeds of one file share what is left out, so two that said different things would be hard to undo.
    """
    here = {bare_name(name) for name in sent.headings}
    ticked = {bare_name(name) for name in never}
    feeds = [
        replace(one, leave_out=tuple(name for name in one.leave_out if bare_name(name) not in here))
        if one in others
        else one
        for one in draft.mapping.feeds
    ]
    everywhere = [
        name for name in draft.mapping.leave_out if bare_name(name) not in here or bare_name(name) in ticked
    ]
    return replace(draft.mapping, feeds=tuple(feeds), leave_out=tuple(everywhere))


def _not_in(never: list[str], everywhere: Iterable[str]) -> tuple[str, ...]:
    known = {bare_name(name) for name in everywhere}
    return tuple(dict.fromkeys(name for name in never if bare_name(name) not in known))


def _constants(column: Column, organisation: Organisation) -> list[str]:
    if column.type == "code":
        return list(column.codes)
    if column.type == "yes_no":
        return ["yes", "no"]
    if column.type == "authority":
        return authorities_offered(organisation, load())
    return []


def _about(column: Column, required: bool) -> str:
    """What a column means, for a hint: from the specification, which is ours."""
    must = "Must be there. " if required else ""
    return format_html("{}{}. {}.", must, column.about, TYPES[column.type].capitalize())

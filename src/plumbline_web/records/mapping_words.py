"""What the words in a supplier's columns of codes mean, and which hundred years a year of two digits means.

It shows words of case rows to whoever may load records, and logs none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.html import format_html

from plumbline.records.outline import WORDS, likely_code
from plumbline.records.specification import Column, load
from plumbline.records.values import Words, code_key, read_value
from plumbline_web.people.models import Organisation
from plumbline_web.records.mapping_draft import Draft, WordsOfTable
from plumbline_web.records.mapping_forms import Section, authorities_offered


@dataclass(frozen=True)
class DatesShown:
    """How a column of dates reads, in words. fine: whether nothing need be done."""

    title: str
    text: str
    fine: bool


class WordsForm(forms.Form):
    """Their words in the columns of one table, and our code for each."""

    def __init__(
        self,
        *arguments: Any,
        draft: Draft,
        table: str,
        sent: WordsOfTable,
        organisation: Organisation,
        **values: Any,
    ) -> None:
        super().__init__(*arguments, **values)
        self.draft, self.sent, self.specification = draft, sent, load()
        self.table = self.specification.tables[table]
        self.places: dict[str, tuple[str, str]] = {}  # field -> column, word as it is matched
        self.as_is: dict[str, list[str]] = {}
        self.unknown = 0
        for name, words in sent.words.items():
            column = self.table.column(name)
            codes = _codes(column, organisation)
            for word, rows in words.words:
                self._add(column, codes, word, rows)
        self.two_digits = sum(one.two_digit_years for one in sent.dates.values())
        if self.two_digits:
            self.fields["century"] = forms.IntegerField(
                label="First of the hundred years that years of two digits mean",
                min_value=1900,
                max_value=2001,
                initial=draft.mapping.two_digit_years_from,
                help_text=f"{self.two_digits:,} dates have years of two digits, which are refused until you "
                "say what they mean. 1950, for example, means that 49 is 2049 and 50 is 1950. It holds for "
                "the whole export.",
                error_messages={"required": "Say which hundred years are meant, such as 1950."},
            )

    def _add(self, column: Column, codes: list[str], word: str, rows: int) -> None:
        key = code_key(word)
        said = self.draft.mapping.codes.get((self.table.name, column.name), {}).get(key)
        reads = read_value(column, word, Words(self.specification)).kind is None
        if said is None and reads:
            self.as_is.setdefault(column.name, []).append(word)
            return
        guess = likely_code(word, codes) if said is None and column.type != "authority" else None
        if said is not None:
            note, colour = "", ""
        elif guess:
            note, colour = "Guessed: see that it is right", "blue"
        else:
            note, colour = "Not known yet", "orange"
            self.unknown += 1
        tag = format_html(' <span class="ds_tag ds_tag--{}">{}</span>', colour, note) if note else ""
        meant = code_key(said) if said is not None and column.type == "code" else said
        offered = codes if meant is None or meant in codes else [*codes, meant]
        # A word is what a case row holds: the name of its field says nothing of it.
        field = f"w-{column.name}-{hashlib.sha256(key.encode()).hexdigest()[:16]}"
        self.places[field] = (column.name, key)
        self.fields[field] = forms.ChoiceField(
            label=word,
            required=False,
            choices=[("", "Not known"), *((one, one) for one in offered)],
            initial=meant or guess or "",
            help_text=format_html("{} row{}.{}", f"{rows:,}", "" if rows == 1 else "s", tag),
        )

    def sections(self) -> Iterable[Section]:
        """The century where it is asked for, then the words of each column."""
        if "century" in self.fields:
            yield Section("Years of two digits", [self["century"]])
        for name, words in self.sent.words.items():
            column = self.table.column(name)
            fields = [self[field] for field, (of, _) in self.places.items() if of == name]
            said = [f"{column.about}."]
            if as_is := self.as_is.get(name):
                said.append(f"Read as they are: {', '.join(as_is)}.")
            if not words.words:
                said.append("No word stands in it.")
            if words.more:
                said.append(
                    f"{words.more:,} further words are not shown. A column with more than {WORDS} holds free "
                    "text rather than codes: see whether another of their columns is meant."
                )
            if words.withheld:
                said.append(
                    f"{words.withheld:,} values are not shown, because they are very long or look like a "
                    "name, an address or a number of a person. See whether another column is meant."
                )
            yield Section(name, fields, text=" ".join(said))

    def dates(self) -> list[DatesShown]:
        """How each column of dates reads."""
        shown = []
        for name, seen in self.sent.dates.items():
            parts = [f"{seen.read:,} can be read as they are"] if seen.read else []
            if seen.two_digit_years:
                parts.append(f"in {seen.two_digit_years:,} the year has two digits")
            if seen.unreadable:
                forms_seen = ", ".join(f"“{form}”" for form in seen.forms)
                parts.append(
                    f"{seen.unreadable:,} cannot be read: they look like {forms_seen}, where 9 stands for "
                    "any digit and a for any letter. Write dates as 2026-03-01 or 01/03/2026, day first"
                )
            parts = parts or ["no date was met"]
            shown.append(DatesShown(name, "; ".join(parts) + ".", not seen.unreadable))
        return shown

    def drafted(self) -> Draft:
        """The draft in which the words mean what was chosen."""
        found = self.cleaned_data
        chosen = {place: found[field] for field, place in self.places.items() if found.get(field)}
        draft = self.draft.with_words(self.table.name, self.sent, chosen)
        if "century" in found:
            return replace(draft, mapping=replace(draft.mapping, two_digit_years_from=found["century"]))
        return draft


def _codes(column: Column, organisation: Organisation) -> list[str]:
    if column.type == "yes_no":
        return ["yes", "no"]
    if column.type == "authority":
        return authorities_offered(organisation, load())
    return list(column.codes)

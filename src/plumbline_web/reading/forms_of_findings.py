"""What people fill in to deal records, to settle differences, and to ask for an export."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from django import forms

from plumbline_web.reading.dealing import SHARE, Dealt, twice_by_share
from plumbline_web.scrutiny.forms import words_field
from plumbline_web.scrutiny.models import Member


class DealForm(forms.Form):
    """To whom, how many of the records twice, and the seed. `twice` is cleaned to a number of records."""

    readers = forms.MultipleChoiceField(
        label="Deal to",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one reader."},
    )
    twice = forms.CharField(
        label="How many records are read twice?",
        max_length=12,
        help_text="A share of the whole sample, such as 15%, or a number of the records to deal now, such as "
        "15. Two readers who do not know of each other read each of these.",
        error_messages={"required": "Say how many, such as 15%, or 0 for none."},
        widget=forms.TextInput(attrs={"class": "ds_input--fixed-10"}),
    )
    seed = forms.CharField(
        label="Seed",
        max_length=200,
        help_text="Any text that can be typed again. With it, the sample and the team anyone deals the same.",
        error_messages={"required": "Give a seed: any text that can be typed again."},
    )

    def __init__(self, *arguments: Any, dealt: Dealt, readers: Sequence[Member], **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.dealt = dealt
        self.by_key = {one.key: one for one in readers}
        holds = {one.reader.pk: one.records for one in dealt.hands}
        self.fields["readers"].choices = [
            (one.key, _reader_words(one, holds.get(one.pk, 0))) for one in readers
        ]
        self.fields["readers"].initial = [
            one.key for one in readers if one.role == "reader" and one.declared_at is not None
        ]
        self.fields["twice"].initial = f"{SHARE:.0%}"
        self.fields["seed"].initial = f"{secrets.randbelow(900_000) + 100_000}"

    def clean_readers(self) -> list[Member]:
        return [self.by_key[key] for key in self.cleaned_data["readers"]]

    def clean_twice(self) -> int:
        given = self.cleaned_data["twice"].strip().replace(" ", "")
        most = len(self.dealt.undealt)
        wrong = f"Give a share such as 15%, or a number from 0 to {most}."
        try:
            if given.endswith("%"):
                share = float(given[:-1])
                if not 0 <= share <= 100:
                    raise forms.ValidationError(wrong)
                return twice_by_share(self.dealt, round(share / 100, 6))
            number = int(given)
        except ValueError:
            raise forms.ValidationError(wrong) from None
        if not 0 <= number <= most:
            raise forms.ValidationError(wrong)
        return number


class HandOverForm(forms.Form):
    """To whom a record goes instead, and why."""

    to = forms.ChoiceField(
        label="Give it to",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a reader, or nobody for now."},
    )
    why = words_field(
        "Why?",
        required="Say why the record is taken away.",
        help_text="The reader who has it now sees this.",
        rows=3,
    )

    def __init__(
        self, *arguments: Any, readers: Sequence[Member], holds: dict[int, int], **values: Any
    ) -> None:
        super().__init__(*arguments, **values)
        self.by_key = {one.key: one for one in readers}
        self.fields["to"].choices = [
            *((one.key, _reader_words(one, holds.get(one.pk, 0))) for one in readers),
            ("nobody", "Nobody for now: deal it again later"),
        ]

    def clean_to(self) -> Member | None:
        return self.by_key.get(self.cleaned_data["to"])


class ServiceForm(forms.Form):
    """Which service of several the figures are of."""

    service = forms.ChoiceField(label="Service", required=False)

    def __init__(self, *arguments: Any, services: Sequence[tuple[str, str]], **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.fields["service"].choices = [("", "All together"), *services]


def _reader_words(one: Member, holds: int) -> str:
    part = ", the lead" if one.role == "lead" else ""
    declared = "" if one.declared_at else "; has not declared conflicts of interest yet"
    return (
        f"{one.number}: {one.account.name}{part}; holds {holds} record{'' if holds == 1 else 's'}{declared}"
    )

"""What people fill in about the parts of a paper: paragraphs, implications, background papers, appendices."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from plumbline.publishing.documents import Subject, subjects
from plumbline.publishing.wording import day
from plumbline_web.board_papers.forms import line
from plumbline_web.board_papers.states import ANSWER_WORDS, TABLE_WORDS
from plumbline_web.scrutiny.forms import words_field

EXEMPT_LABEL = "Why the public may not have it"
EXEMPT_HELP = "The reason, with the paragraph of the law. Empty where the public may have it."


class ParagraphForm(forms.Form):
    """One paragraph of a section, what follows it, and why the public may not have it."""

    text = words_field(
        "Text",
        help_text="A blank line begins a further paragraph. Empty it to take the paragraph out.",
        rows=4,
    )
    table = forms.ChoiceField(label="Table after it", required=False)
    exempt = line(EXEMPT_LABEL, help_text=EXEMPT_HELP, longest=500)

    def __init__(self, *arguments: Any, tables: Mapping[str, Any], as_at: str, **values: Any) -> None:
        super().__init__(*arguments, **values)
        there = [
            (
                code,
                f"{words}, as at {day(date.fromisoformat(as_at))}{'' if tables[code]['full'] else ' (none)'}",
            )
            for code, words in TABLE_WORDS.items()
        ]
        self.fields["table"].choices = [("", "None"), *there]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("exempt") and not given.get("text", "").strip():
            self.add_error(
                "text", "Write the paragraph that the public may not have, or take the reason out."
            )
        if given.get("table") and not given.get("text", "").strip():
            self.add_error("text", "Write the paragraph that the table follows.")
        return given


Paragraphs = forms.formset_factory(ParagraphForm, extra=2, max_num=200, absolute_max=210)


def paragraphs_given(formset: Any) -> list[dict[str, str]]:
    """The paragraphs of a section as they were written; a blank line within a box divides it.

    What is exempt stays exempt in each part of a divided paragraph; a table follows the last.
    """
    found = []
    for one in formset.cleaned_data:
        text = one.get("text", "").replace("\r\n", "\n").strip()
        pieces = [piece.strip() for piece in text.split("\n\n") if piece.strip()]
        for at, piece in enumerate(pieces, start=1):
            table = one.get("table", "") if at == len(pieces) else ""
            found.append({"text": piece, "exempt": one.get("exempt", "").strip(), "table": table})
    return found


class ImplicationForm(forms.Form):
    """What a paper says of one subject of implications."""

    answer = forms.ChoiceField(
        label="Are there any?", choices=list(ANSWER_WORDS.items()), widget=forms.RadioSelect, required=False
    )
    text = words_field("What the paper says", rows=3)
    assessed = forms.ChoiceField(
        choices=[("", "Not answered yet"), ("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
        required=False,
    )
    exempt = line(EXEMPT_LABEL, help_text=EXEMPT_HELP, longest=500)

    def __init__(self, *arguments: Any, of: Subject, held: Mapping[str, Any], **values: Any) -> None:
        assessed = {None: "", True: "yes", False: "no"}[held["assessed"]]
        initial = {
            "answer": held["answer"],
            "text": held["text"] or of.none,
            "assessed": assessed,
            "exempt": held["exempt"],
        }
        super().__init__(*arguments, initial=initial, **values)
        self.of = of
        self.fields[
            "text"
        ].help_text = "Where there is nothing, these words are printed; write them otherwise if need be."
        if of.assessment:
            self.fields["assessed"].label = of.assessment.question
        else:
            del self.fields["assessed"]
        for name in {"answer", "assessed"} & set(self.fields):
            self.fields[name].needed = "before it is sent"
        for at, form in enumerate(of.tables):
            fixed = f" The first cell is one of: {'; '.join(form.rows)}." if form.rows else ""
            rows = held["rows"][at] if at < len(held["rows"]) else []
            self.fields[f"rows_{at}"] = forms.CharField(
                label=form.caption,
                required=False,
                max_length=10_000,
                initial="\n".join(" | ".join(row) for row in rows),
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text=f"A row on each line, its cells divided by |: {' | '.join(form.head)}.{fixed}",
            )
        order = ["answer", "text", "assessed", *(f"rows_{at}" for at in range(len(of.tables))), "exempt"]
        self.order_fields(order)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for at, form in enumerate(self.of.tables):
            for row in _rows(given.get(f"rows_{at}", "")):
                if len(row) != len(form.head):
                    self.add_error(
                        f"rows_{at}",
                        f"“{' | '.join(row)[:80]}” has {len(row)} cells, and a row has {len(form.head)}.",
                    )
                elif form.rows and row[0] not in form.rows:
                    self.add_error(f"rows_{at}", f"There is no row “{row[0][:80]}”.")
        if given.get("answer") == "some" and given.get("text", "").strip() in ("", self.of.none):
            self.add_error("text", "Say what there is.")
        if given.get("answer") == "none" and any(
            given.get(f"rows_{at}") for at in range(len(self.of.tables))
        ):
            self.add_error(
                "answer", "A table is filled in, so there is something. Choose that, or empty the table."
            )
        return given

    def held(self) -> dict[str, Any]:
        """The answer as a paper's content keeps it; the words of the list are kept as none of one's own."""
        given = self.cleaned_data
        text = given["text"].strip()
        rows = [_rows(given[f"rows_{at}"]) for at in range(len(self.of.tables))]
        return {
            "answer": given["answer"],
            "text": "" if text == self.of.none else text,
            "assessed": {"": None, "yes": True, "no": False}[given.get("assessed", "")],
            "rows": rows if any(rows) else [],
            "exempt": given["exempt"].strip(),
        }


def implication_forms(data: Any, held: Mapping[str, Any]) -> list[ImplicationForm]:
    """A form for each subject of the list, in its order."""
    return [ImplicationForm(data, of=one, held=held[one.code], prefix=one.code) for one in subjects()]


def _rows(written: str) -> list[list[str]]:
    return [[cell.strip() for cell in row.split("|")] for row in written.splitlines() if row.strip()]


class EndForm(forms.Form):
    """Background papers, one a line."""

    background_papers = words_field("Background papers", help_text="One a line")


class AppendixForm(forms.Form):
    """An appendix: the plan, or a file of its own and where it is to be found."""

    what = forms.ChoiceField(
        label="What it is",
        choices=[("other", "A file of its own"), ("plan", "The plan, as at the day of the figures")],
        required=False,
    )
    title = line("Title")
    where = line("Where it is to be found", longest=500, help_text="For a file of its own")
    exempt = line(EXEMPT_LABEL, help_text=EXEMPT_HELP, longest=500)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("title", "").strip() and (given.get("where") or given.get("exempt")):
            self.add_error("title", "Give the appendix a title.")
        return given


Appendices = forms.formset_factory(AppendixForm, extra=1, max_num=52, absolute_max=60)

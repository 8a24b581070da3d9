"""A form written out and read again is the same form."""

from __future__ import annotations

from pathlib import Path

import pytest

import plumbline
from core.scrutiny.instruments.forms import END_REPEAT, SIX, form, question, repeat
from oracle.generated import form_of
from plumbline.scrutiny.instruments import Instrument, InstrumentRefused, read_instrument, write_xlsform

LIBRARY = Path(plumbline.__file__).parent / "library"
SHIPPED = sorted([*LIBRARY.glob("instruments/*.md"), *LIBRARY.glob("surveys/*.md")])


def again(instrument: Instrument, kind: str) -> Instrument:
    return read_instrument(write_xlsform(instrument, kind), kind)


@pytest.mark.parametrize("kind", ["md", "xlsx"])
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_form_written_out_is_the_same(path, kind):
    instrument = read_instrument(path)
    assert again(instrument, kind) == instrument


@pytest.mark.parametrize("number", range(0, 500, 25))
def test_a_made_up_form_written_out_is_the_same(number):
    instrument = read_instrument(form_of(number).markdown, "md")
    assert again(instrument, "xlsx") == again(instrument, "md") == instrument


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_form_frozen_is_the_same(path):
    instrument = read_instrument(path)
    assert Instrument.from_json(instrument.as_json()) == instrument


def everything() -> Instrument:
    return form(
        question("select_one six", "good", hint="A | B \\ C", guidance_hint="See "
         "*this*", required="${many} > 1",
                 required_message="Grade "
                  "it", our_indicator="5.2", our_rating="yes", our_words_at_or_below="2",
                 our_words_in="why", our_fact="level", our_confirms="x", our_yes="6", appearance="minimal"),
        question("text", "why", constraint="string-length(.) < 9", constraint_message="=1+1", default="none",
                 appearance="multiline"),
        question("integer", "many", calculation="2", read_only="yes"),
        repeat("person", repeat_count="${many}", relevant="${many} > 0"),
        question("select_multiple yesno", "parts", choice_filter="name != 'no' or side = 'n'"),
        END_REPEAT,
        choices=[*SIX, ("yesno", "yes", "Yes", "n"), ("yesno", "no", "---", "")],
        columns="side",
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["md", "xlsx"])
def test_every_column_is_written(kind):
    assert again(everything(), kind) == everything()


def test_languages_keep_their_names_and_order():
    text = """
| survey |
| | type | name | label::English (en) | label::Gàidhlig (gd) | hint::Gàidhlig (gd) |
| | text | a    | Why?                |                      | An-dràsta           |
| settings |
| | default_language |
| | Gàidhlig (gd)    |
"""
    instrument = read_instrument(text, "md")
    assert again(instrument, "md") == again(instrument, "xlsx") == instrument
    assert instrument.languages == ("Gàidhlig (gd)", "English (en)")


def test_a_text_that_begins_like_a_formula_is_no_formula_in_the_workbook():
    import io

    import openpyxl

    sheet = openpyxl.load_workbook(io.BytesIO(write_xlsform(everything(), "xlsx")))["survey"]
    heading = [cell.value for cell in sheet[1]].index("constraint_message")
    assert (sheet[3][heading].value, sheet[3][heading].data_type) == ("=1+1", "s")


def test_a_text_of_several_lines_goes_into_a_workbook_only():
    text = ',type,name,label\n,text,a,"One\nTwo"\n'
    instrument = read_instrument(f"survey\n{text}", "csv")
    assert again(instrument, "xlsx") == instrument
    with pytest.raises(InstrumentRefused, match="The text has several lines"):
        write_xlsform(instrument, "md")

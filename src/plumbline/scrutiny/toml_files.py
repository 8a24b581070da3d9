"""TOML files that people write for scrutiny: read within bounds, refused with every fault, written out again.

Frameworks, scales and activity templates come from the library or from an upload, so nothing here trusts its
text: it may be too long, no TOML at all, or hold characters that cannot be seen.
"""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from plumbline.errors import PlumblineError

MOST_BYTES = 200_000
"""A file larger than this is some other file, given by mistake."""
MOST_DEEP = 6
"""How deep tables may lie in each other; no form needs more than three."""
LONGEST_TEXT = 4_000
LONGEST_NAME = 200
NAMES = ("title", "name", "word", "label", "edition", "publisher")
MOST_ENTRIES = 300
MOST_STOPS = 400
"""Full stops on one line. A key of many thousand dotted parts keeps Python's reader busy for a minute."""
MOST_FAULTS = 200

CODE = re.compile(r"[a-z][a-z0-9_]{0,59}")
NUMBER_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,19}")
_UNSEEN = {"Cc", "Cf", "Co", "Cs"}
_ALLOWED = {"\n", "\t", "\u200c", "\u200d"}  # line ends, tabs, and the joiners that some scripts need


def toml_of(source: str | bytes, name: str, what: str) -> dict[str, Any]:
    """The tables of a TOML text. `name` and `what` ("this framework") are used in messages.

    Raises PlumblineError where it is no text, too long, no TOML, or holds what no form may hold: lists and
    texts without end, tables within tables, characters that cannot be seen.
    """
    size = len(source if isinstance(source, bytes) else source.encode("utf-8", "surrogatepass"))
    if size > MOST_BYTES:
        raise PlumblineError(
            f"{name}: is {size:,} bytes long, and {what} may have {MOST_BYTES:,}. Give another file."
        )
    try:
        text = source.decode("utf-8-sig") if isinstance(source, bytes) else source.removeprefix("\ufeff")
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        dotted = [number for number, line in enumerate(text.split("\n"), 1) if line.count(".") > MOST_STOPS]
        if dotted:
            fault = f"line {dotted[0]}: has more than {MOST_STOPS} full stops; no form needs so many"
            raise PlumblineError(refusal(name, what, [fault]))
        raw = tomllib.loads(text)
    except UnicodeDecodeError as fault:
        raise PlumblineError(f"{name}: is not text in UTF-8. Save it as UTF-8 and try again.") from fault
    except (ValueError, RecursionError) as fault:
        raise PlumblineError(f"{name}: is not valid TOML ({fault}). Mend the line named.") from fault
    faults = list(dict.fromkeys(_out_of_bounds(raw, "the file", 1)))
    if faults:
        raise PlumblineError(refusal(name, what, faults))
    return raw


def _out_of_bounds(value: Any, where: str, depth: int) -> Iterable[str]:
    if isinstance(value, str):
        if not value.strip():
            yield f"{where}: is empty; fill it in or leave it out"
        if len(value) > LONGEST_TEXT:
            yield f"{where}: has {len(value):,} characters; {LONGEST_TEXT:,} are allowed"
        unseen = sorted(
            {sign for sign in value if sign not in _ALLOWED and unicodedata.category(sign) in _UNSEEN}
        )
        for sign in unseen:
            yield f"{where}: holds a character that cannot be seen (U+{ord(sign):04X}); take it out"
    elif isinstance(value, dict | list):
        if depth > MOST_DEEP:
            yield f"{where}: tables lie too deep in each other"
            return
        if len(value) > MOST_ENTRIES:
            yield f"{where}: has {len(value)} entries; {MOST_ENTRIES} are allowed"
            return
        if isinstance(value, dict):
            yield from _out_of_bounds(list(value), where, depth + 1)
            for named in NAMES:
                size = len(value[named]) if isinstance(value.get(named), str) else 0
                if size > LONGEST_NAME:
                    yield f"{where}, {named}: has {size:,} characters; {LONGEST_NAME} are allowed"
        entries = value.items() if isinstance(value, dict) else enumerate(value, 1)
        for key, entry in entries:
            yield from _out_of_bounds(entry, f"{where}, {str(key)[:60]}", depth + 1)


def refusal(name: str, what: str, faults: Iterable[str]) -> str:
    """The message that lists every fault of a file once, and says what to do. A flood is cut and counted."""
    once = list(dict.fromkeys(faults))
    if len(once) > MOST_FAULTS:
        once[MOST_FAULTS:] = [f"and {len(once) - MOST_FAULTS:,} more"]
    lines = "\n".join(f"  - {fault}" for fault in once)
    return f"{name}: {what} cannot be used.\n{lines}\nMend these and try again."


def code_faults(where: str, codes: Sequence[str], form: re.Pattern[str] = CODE) -> list[str]:
    """What is wrong with the codes of one list: badly formed, or given twice."""
    looks = (
        "small letters, digits and _, beginning with a letter"
        if form is CODE
        else "up to 20 letters, digits and full stops"
    )
    wrong = [f'{where}: the code "{code}" must be {looks}' for code in codes if not form.fullmatch(code)]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    return wrong + [f'{where}: the code "{code}" is there twice' for code in twice]


def toml_text(head: Mapping[str, Any], tables: Iterable[tuple[str, Mapping[str, Any]]]) -> str:
    """TOML text: the plain keys of the head, then each table under its heading, such as `[[stage]]`.

    What is None, empty text or an empty list is left out. Values are texts, numbers, true or false, lists of
    these, and tables within a line.
    """
    blocks = [_keys(head), *(f"{heading}\n{_keys(values)}" for heading, values in tables)]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _keys(values: Mapping[str, Any]) -> str:
    return "\n".join(f"{key} = {_value(value)}" for key, value in values.items() if not _nothing(value))


def _nothing(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, list | tuple) and not value)


def _value(value: Any) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, Mapping):
        inside = ", ".join(f"{key} = {_value(one)}" for key, one in value.items() if not _nothing(one))
        return f"{{ {inside} }}"
    return repr(value)

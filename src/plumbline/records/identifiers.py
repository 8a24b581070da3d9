"""Direct identifiers: what must never come in. Recognised by a column's name, or by what a value looks like.

Postcodes are those of real postcode areas of the United Kingdom. A CHI number has ten digits: a date of birth
as DDMMYY, four more, the last a check digit modulo 11. A National Insurance number is two letters, six digits
and a letter from A to D.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable

from plumbline.records.specification import Specification, bare_name

WHAT = {
    "name": "a name",
    "address": "an address",
    "postcode": "a postcode",
    "date_of_birth": "a full date of birth",
    "chi": "a CHI number",
    "pnc": "a PNC number",
    "chs": "a CHS number",
    "national_insurance": "a National Insurance number",
    "email": "an e-mail address",
    "telephone": "a telephone number",
}
"""What each kind of direct identifier is called."""

# Unmistakable wherever they stand in a header: "Client surname", "Home postcode (current)".
_WITHIN = {
    "name": ("surname", "forename", "firstname", "lastname", "fullname", "middlename"),
    "address": ("homeaddress", "addressline", "currentaddress"),
    "postcode": ("postcode", "postalcode"),
    "date_of_birth": ("dateofbirth", "birthdate"),
    "chi": ("chinumber",),
    "pnc": ("pncnumber",),
    "chs": ("chsnumber",),
    "national_insurance": ("nationalinsurance", "ninumber"),
    "email": ("email",),
    "telephone": ("telephone", "phonenumber", "mobilenumber", "mobilephone"),
}

_AREAS = (
    "AB|AL|BA|BB|BD|BF|BH|BL|BN|BR|BS|BT|BX|B|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|EC|EH|EN|EX|"
    "E|FK|FY|GL|GU|GY|G|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|LA|LD|LE|LL|LN|LS|LU|L|ME|MK|ML|M|NE|NG|"
    "NN|NP|NR|NW|N|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|S|TA|TD|TF|TN|TQ|TR|TS|"
    "TW|UB|WA|WC|WD|WF|WN|WR|WS|WV|W|YO|ZE"
)
_EMAIL = re.compile(r"[^\s@<>,;:\"()]+@[^\s@<>,;:\"()]+\.[A-Za-z]{2,}")
_POSTCODE = re.compile(rf"(?:{_AREAS})(?:[1-9][0-9A-HJKMNPR-Y]?|0) ?[0-9][A-Z]{{2}}", re.IGNORECASE)
_NI = re.compile(
    r"(?:QQ|(?!BG|GB|NK|KN|TN|NT|ZZ)[ABCEGHJ-PRSTW-Z][ABCEGHJ-NPRSTW-Z])"  # QQ stands in examples
    r"[ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[A-D]",
    re.IGNORECASE,
)
_CHI = re.compile(r"[0-9]{10}")

CANDIDATE = (
    r"(?i)(.*@.*|[a-z]{2}[ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[a-d]|[a-z]{1,2}[0-9][0-9a-z]? "
    r"?[0-9][a-z]{2}"
    r"|(0[1-9]|[12][0-9]|3[01])(0[1-9]|1[0-2])[0-9]{6})"
)
"""A wide first net for whole values, as DuckDB writes expressions. What it catches is looked at by
`value_is_direct`."""


def column_is_direct(header: str, specification: Specification) -> str | None:
    """What kind of direct identifier a column of this name looks like (a key of WHAT), or None."""
    bare = re.sub(r"[^\w]", "", bare_name(header)).replace("_", "")
    for what, names in specification.direct_identifiers.items():
        if bare in names or any(part in bare for part in _WITHIN.get(what, ())):
            return what
    return None


def value_is_direct(text: str, *, identifier: bool, own_numbering: bool = False) -> str | None:
    """What a value looks like, in words ("an e-mail address"), or None where it looks like no direct
    identifier.

    identifier: the value stands in an identifier column, where only the whole value is looked at. In other
    text an e-mail address counts anywhere, and a postcode, National Insurance or CHI number as a word by
    itself.
    own_numbering: the column's ten-digit values are the service's own (see `is_own_numbering`), so that only
    a number with a valid CHI check digit counts.
    """
    if identifier:
        if _EMAIL.fullmatch(text):
            return WHAT["email"]
        if _NI.fullmatch(text):
            return WHAT["national_insurance"]
        if _POSTCODE.fullmatch(text):
            return WHAT["postcode"]
        if _CHI.fullmatch(text) and could_be_chi(text) and (not own_numbering or chi_check_digit_fits(text)):
            return WHAT["chi"]
        return None
    if "@" in text and _EMAIL.search(text):
        return WHAT["email"]
    if not any(letter.isdigit() for letter in text):
        return None
    for what, form in (("national_insurance", _NI), ("postcode", _POSTCODE), ("chi", _CHI)):
        for match in form.finditer(text):
            if _is_word(text, match.start(), match.end()) and (what != "chi" or could_be_chi(match[0])):
                return WHAT[what]
    return None


def _is_word(text: str, start: int, end: int) -> bool:
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    return not (before.isalnum() or before == "_" or after.isalnum() or after == "_")


def could_be_chi(digits: str) -> bool:
    """Whether ten digits begin with a real date written DDMMYY."""
    day, month, year = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    for century in (1900, 2000):
        try:
            datetime.date(century + year, month, day)
        except ValueError:
            continue
        return True
    return False


def chi_check_digit_fits(digits: str) -> bool:
    """Whether the tenth digit is the check digit of the first nine: weights 10 to 2, modulo 11."""
    total = sum(int(digit) * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True))
    check = (11 - total % 11) % 11
    return check != 10 and check == int(digits[9])


def is_own_numbering(ten_digit_values: Iterable[str]) -> bool:
    """Whether ten-digit identifiers are the service's own: most of them begin with no date."""
    values = list(ten_digit_values)
    return sum(could_be_chi(value) for value in values) * 2 < len(values)


def shortened(text: str) -> str:
    """A direct identifier as a list of faults shows it: enough to find it, too little to spread it."""
    return text[:2] + "…" if len(text) > 4 else "…"

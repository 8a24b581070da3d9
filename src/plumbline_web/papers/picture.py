"""Where data goes, as a picture: boxes below each other, so that it can be read on a phone.

Its text alternative is the list under it on the page; what is in neither goes nowhere.
"""

from __future__ import annotations

from html import escape
from textwrap import wrap

WIDTH = 360
_LINE, _PAD, _GAP = 18, 10, 34
_LETTER = 8.4
"""How wide a letter is at most on the whole, in the widest of the fonts that may be there."""
_INK, _RULE, _PALE, _BLUE = "#1a1a1a", "#767676", "#f3f8fc", "#0065bd"
_FONT = "system-ui,-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif"


class _Sheet:
    """What is drawn so far, from the top down."""

    def __init__(self) -> None:
        self.y = 12
        self.parts: list[str] = []

    def text(self, x: float, y: float, words: str, *, bold: bool = False) -> None:
        weight = " font-weight='700'" if bold else ""
        self.parts.append(f"<text x='{x:g}' y='{y:g}'{weight}>{escape(words)}</text>")

    def box(self, title: str, words: str, *, inset: int = 8, dashed: bool = False) -> None:
        lines = wrap(words, int((WIDTH - 2 * inset - 24) / _LETTER))
        height = _PAD * 2 + _LINE * (1 + len(lines)) - 4
        dash = " stroke-dasharray='5 4'" if dashed else ""
        self.parts.append(
            f"<rect x='{inset}' y='{self.y}' width='{WIDTH - 2 * inset}' height='{height}' rx='4' "
            f"fill='#ffffff' stroke='{_RULE}'{dash}/>"
        )
        for at, line in enumerate((title, *lines)):
            self.text(inset + 12, self.y + _PAD + 12 + at * _LINE, line, bold=at == 0)
        self.y += height

    def arrow(self, words: str, *, both: bool = False) -> None:
        top, end = self.y + 3, self.y + _GAP - 4
        self.parts.append(f"<path d='M40 {top}V{end}' stroke='{_BLUE}' stroke-width='2' fill='none'/>")
        self.parts.append(
            f"<path d='M34 {end - 8}L40 {end}L46 {end - 8}' fill='none' stroke='{_BLUE}' stroke-width='2'/>"
        )
        if both:
            self.parts.append(
                f"<path d='M34 {top + 8}L40 {top}L46 {top + 8}' fill='none' stroke='{_BLUE}' "
                "stroke-width='2'/>"
            )
        self.text(56, self.y + _GAP / 2 + 5, words)
        self.y += _GAP


def drawn(retention_months: int) -> str:
    """The picture as SVG. retention_months: how long case rows are kept where nobody sets another time."""
    sheet = _Sheet()
    sheet.box(
        "The council’s case system",
        "Somebody exports the tables: references and dates; no name, address or date of birth.",
    )
    sheet.arrow("an extract, loaded by an information lead")
    top = sheet.y
    sheet.y += 30
    sheet.box(
        "Check",
        "Columns that look like names are refused. Nothing counts until a person accepts it.",
        inset=20,
    )
    sheet.arrow("accepted")
    sheet.box(
        "Case rows, in files",
        f"Removed after {retention_months} months, or as set. Nobody but the site’s own account reads them.",
        inset=20,
    )
    sheet.arrow("judged")
    sheet.box("Figures and reports", "Frozen with their date. They stay.", inset=20)
    sheet.y += 12
    sheet.box(
        "Database",
        "Accounts, roles, grants, notes on cases by key, the audit trail.",
        inset=20,
    )
    sheet.y += 14
    frame = (
        f"<rect x='6' y='{top}' width='{WIDTH - 12}' height='{sheet.y - top}' rx='6' fill='{_PALE}' "
        f"stroke='{_BLUE}' stroke-width='2'/>"
    )
    sheet.text(20, top + 21, "One machine that the council looks after", bold=True)
    sheet.arrow("encrypted, each by role", both=True)
    sheet.box(
        "People of the service, in a browser",
        "Own cases, own team, the service, or figures alone. Each list of cases read is recorded.",
    )
    sheet.y += 12
    sheet.box(
        "Another organisation",
        "Sees cases only by a dated grant that the council gives, sees the use of, and can end.",
        dashed=True,
    )
    sheet.y += 12
    sheet.box(
        "The public",
        "A report or open data that somebody takes out; small numbers are protected.",
        dashed=True,
    )
    sheet.y += 12
    sheet.box("Backup file", "Encrypted with a passphrase; kept by the council.", dashed=True)
    sheet.y += 12
    sheet.box(
        "Only where the council sets it up",
        "Its own directory, to sign in. Its mail server, for invitations, the digest and that something "
        "waits: no case in any of them. Its virus scanner, which sees each file of evidence.",
        dashed=True,
    )
    height = sheet.y + 12
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {height}' width='{WIDTH}' "
        f"height='{height}' role='img' font-family='{_FONT}' font-size='14' fill='{_INK}'>"
        "<title>Where data goes</title>"
        f"<rect width='{WIDTH}' height='{height}' fill='#ffffff'/>{frame}{''.join(sheet.parts)}</svg>\n"
    )

"""In which language the questions of an instrument are shown, where it has several."""

from __future__ import annotations

from django.http import HttpRequest

from plumbline.scrutiny.instruments import Instrument, language_code

KEPT = "reading_language"


def language_of(request: HttpRequest) -> str:
    """The language this person chose last; "" where they chose none."""
    return str(request.session.get(KEPT, ""))


def chosen(request: HttpRequest, instrument: Instrument) -> str:
    """The language this person reads the instrument in, chosen now or before; kept with the session.

    "" is the instrument's own. A language that it does not have changes nothing.
    """
    asked = request.GET.get("language", "")
    if asked in instrument.languages and asked != language_of(request):
        request.session[KEPT] = asked
    return language_of(request)


def to_choose(instrument: Instrument) -> list[dict[str, object]]:
    """The languages to choose from, with their codes and which is shown now; none where there is but one."""
    if len(instrument.languages) < 2:
        return []
    return [
        {"name": one, "code": language_code(one), "now": one == instrument.default_language}
        for one in instrument.languages
    ]

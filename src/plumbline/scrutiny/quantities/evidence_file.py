"""The evidence file: TOML, or JSON of the same shape. Described in docs/reference/quantities.md.

It holds a list `evidence` of pieces, each with an `id` to be named in the text, a `kind`, its counts and its
`source`.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from plumbline.errors import PlumblineError
from plumbline.scrutiny.quantities.evidence import BEFORES, EVIDENCE_KINDS, Evidence
from plumbline.scrutiny.quantities.strata_file import read_strata, unlike_strata, written_strata
from plumbline.scrutiny.quantities.written_form import STANDS

ID = re.compile(r"[a-z][a-z0-9_]{0,98}(?:[.-][a-z0-9_]{1,98})*\Z")
MOST_BYTES = 2_000_000
MOST_PIECES = 5_000
MOST_COUNTED = 10_000_000
MOST_VALUES = 1_000
LONGEST_NUMBER = 400
_ALWAYS = frozenset({"id", "kind", "title", "source", "period", "question", "part", "answer", "of_people"})
_OF_EDITIONS = frozenset({"before", "edition"})
MOST_EDITIONS = 10_000
_KEYS = {
    "share": {"x", "n", "population", "share", "low", "high", "noun", "strata"},
    "survey": {"x", "n", "noun"},
    "groups": {"x", "n", "noun"},
    "people": {"x", "n", "noun"},
    "count": {"x", "noun"},
    "series": {"values"},
}
_TEXTS = {"title": 300, "source": 500, "noun": 60, "period": 60, "question": 500, "part": 300, "answer": 200}


class EvidenceRefused(PlumblineError):
    """An evidence file that cannot be used, with all that is wrong with it in `evidence_faults`."""

    def __init__(self, name: str, faults: Iterable[str]) -> None:
        self.evidence_faults = tuple(faults)
        lines = "\n".join(f"  - {one}" for one in self.evidence_faults[:20])
        more = len(self.evidence_faults) - 20
        rest = f"\n  and {more} more" if more > 0 else ""
        super().__init__(f"{name}: this evidence file cannot be used.\n{lines}{rest}")


def read_evidence(source: Path | str, *, name: str = "the evidence") -> dict[str, Evidence]:
    """The pieces of an evidence file, or of its text, by id.

    Raises EvidenceRefused with everything that is wrong: what cannot be read, a piece without an id or
    source, two of one id, counts that cannot be, or a key that a piece of its kind does not have.
    """
    if isinstance(source, Path):
        name = source.name
        try:
            with source.open("rb") as file:
                content = file.read(MOST_BYTES + 1)
        except OSError as error:
            raise EvidenceRefused(name, [f"it cannot be read: {error.strerror or error}"]) from error
    else:
        content = source.encode("utf-8", "surrogatepass")
    if len(content) > MOST_BYTES:
        raise EvidenceRefused(name, [f"it is larger than {MOST_BYTES // 1_000_000} MB; leave pieces out"])
    faults: list[str] = []
    found: dict[str, Evidence] = {}
    for number, piece in enumerate(_pieces(content, name), start=1):
        one, wrong = _piece(piece, number)
        faults.extend(wrong)
        if one is None:
            continue
        if one.id in found:
            faults.append(f"piece {number}: the id {one.id} is there twice; give each piece its own")
        found[one.id] = one
    if faults:
        raise EvidenceRefused(name, faults)
    return found


def evidence_file(pieces: Iterable[Evidence]) -> str:
    """The pieces as the text of an evidence file in JSON, from which `read_evidence` makes the same again."""
    written = []
    for piece in pieces:
        one: dict[str, Any] = {"id": piece.id, "kind": piece.kind}
        for key in (
            "title",
            "source",
            "x",
            "n",
            "population",
            "noun",
            "period",
            "question",
            "part",
            "answer",
        ):
            if (value := getattr(piece, key)) not in (None, ""):
                one[key] = value
        for key in ("share", "low", "high"):
            if (value := getattr(piece, key)) is not None:
                one[key] = str(value)
        if piece.strata:
            one["strata"] = written_strata(piece.strata)
        if not piece.of_people:
            one["of_people"] = False
        if piece.before:
            one["before"] = piece.before
        if piece.edition:
            one["edition"] = piece.edition
        if piece.values:
            one["values"] = [{"period": period, "value": str(value)} for period, value in piece.values]
        written.append(one)
    return json.dumps({"evidence": written}, ensure_ascii=False, indent=2) + "\n"


def _pieces(content: bytes, name: str) -> list[Any]:
    try:
        text = content.decode("utf-8-sig")
        is_json = re.match(r"\s*(?:\{|\[\s*(?:\{|\]))", text) is not None
        found = json.loads(text, object_pairs_hook=_each_key_once) if is_json else tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise EvidenceRefused(name, ["it is not text in UTF-8; save it as UTF-8"]) from error
    except RecursionError as error:
        raise EvidenceRefused(name, ["it is nested too deeply"]) from error
    except ValueError as error:  # of JSON, of TOML, and of numbers too long for either
        raise EvidenceRefused(name, [f"it is neither TOML nor JSON: {error}"]) from error
    if isinstance(found, Mapping):
        if unknown := sorted(set(map(str, found)) - {"evidence"}):
            raise EvidenceRefused(name, [f"{_listed(unknown)} is not known here; there is evidence alone"])
        found = found.get("evidence")
    if not isinstance(found, list):
        raise EvidenceRefused(name, ["it holds no list called evidence"])
    if len(found) > MOST_PIECES:
        raise EvidenceRefused(name, [f"it holds {len(found)} pieces; {MOST_PIECES} are the most"])
    return found


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = sorted({key for key, _ in pairs if sum(key == other for other, _ in pairs) > 1})
        raise ValueError(f"{_listed(twice)} is there twice in one piece")
    return found


def _listed(names: list[str]) -> str:
    shown = ", ".join(repr(name[:60]) for name in names[:5])
    return shown + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def _piece(piece: Any, number: int) -> tuple[Evidence | None, list[str]]:
    where = f"piece {number}"
    if not isinstance(piece, Mapping):
        return None, [f"{where}: it is not a table of keys and values"]
    faults: list[str] = []
    named = piece.get("id")
    if isinstance(named, str) and len(named) <= 99 and ID.match(named) and named != STANDS:
        where = f"piece {number} ({named})"
    else:
        faults.append("it needs an id of small letters, digits, dots and dashes, such as plan_present")
    kind = piece.get("kind", "share")
    if not isinstance(kind, str) or kind not in EVIDENCE_KINDS:
        return None, [f"{where}: the kind is {str(kind)[:60]!r}; it is one of {', '.join(EVIDENCE_KINDS)}"]
    if unknown := sorted(set(map(str, piece)) - _ALWAYS - _OF_EDITIONS - _KEYS[kind]):
        faults.append(f"{_listed(unknown)} is not known for the kind {kind}")
    if not isinstance(of_people := piece.get("of_people", True), bool):
        faults.append("of_people is true or false")
    before, edition = piece.get("before", ""), piece.get("edition", 0)
    if not isinstance(before, str) or before not in ("", *BEFORES):
        faults.append(f"before is one of {', '.join(BEFORES)}")
    if isinstance(edition, bool) or not isinstance(edition, int) or not 0 <= edition <= MOST_EDITIONS:
        faults.append("edition is the number of an edition")
    texts, wrong = _texts(piece)
    counts, also_wrong = _counts(piece)
    shares, more_wrong = _shares(piece)
    values, last_wrong = _series(piece.get("values", []))
    strata, strata_wrong = read_strata(piece.get("strata", []))
    faults += [*wrong, *also_wrong, *more_wrong, *last_wrong, *strata_wrong]
    if not [*also_wrong, *more_wrong, *last_wrong, *strata_wrong]:
        impossible = _impossible(kind, counts, shares)
        if strata and not impossible:
            impossible = unlike_strata(strata, counts["x"], counts["n"], shares["share"])
        faults += impossible
        if kind == "series" and not values:
            faults.append("a series needs values, each with a period and a value")
    if faults:
        return None, [f"{where}: {one}" for one in faults]
    made = Evidence(id=str(named), kind=kind, values=values, **texts, **counts, **shares)  # type: ignore[arg-type]
    return replace(made, strata=strata, of_people=of_people, before=before, edition=edition), []


def _texts(piece: Mapping[str, Any]) -> tuple[dict[str, str], list[str]]:
    found: dict[str, str] = {}
    faults = []
    for key, longest in _TEXTS.items():
        value = piece.get(key, "")
        if not isinstance(value, str) or len(value) > longest or not value.isprintable():
            faults.append(f"{key} is one line of text of at most {longest} characters")
        else:
            found[key] = value.strip()
            if key == "source" and not found[key]:
                faults.append("it names no source")
    return found, faults


def _counts(piece: Mapping[str, Any]) -> tuple[dict[str, int | None], list[str]]:
    found: dict[str, int | None] = {}
    faults = []
    for key in ("x", "n", "population"):
        value = found[key] = piece.get(key)
        if value is None:
            continue
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST_COUNTED:
            faults.append(f"{key} is a whole number from 0 to {MOST_COUNTED:,}, not {str(value)[:40]!r}")
    return found, faults


def _number(value: Any) -> Fraction | None:
    """A number, or a text such as "0.35" or "7/20", exactly; None where it is neither."""
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float | str)
        or len(str(value)) > LONGEST_NUMBER
    ):
        return None
    if not re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?(?:e-?[0-9]{1,2})?|[0-9]+/0*[1-9][0-9]*", str(value)):
        return None
    return Fraction(str(value))


def _shares(piece: Mapping[str, Any]) -> tuple[dict[str, Fraction | None], list[str]]:
    found: dict[str, Fraction | None] = {}
    faults = []
    for key in ("share", "low", "high"):
        value = piece.get(key)
        found[key] = _number(value)
        if value is not None and (found[key] is None or not 0 <= (found[key] or 0) <= 1):
            faults.append(f"{key} is a share from 0 to 1, such as 0.35, not {str(value)[:40]!r}")
    return found, faults


def _impossible(kind: str, counts: Mapping[str, Any], shares: Mapping[str, Fraction | None]) -> list[str]:
    x, n, population = counts["x"], counts["n"], counts["population"]
    if kind == "series":
        return []
    if kind == "count":
        return ["it needs x, the number"] if x is None else []
    if x is None or n is None:
        return ["it needs x and n, the count and what it is of"]
    if n == 0:
        return ["n is 0, so nothing can be said of it"]
    if x > n:
        return [f"{x} of {n} cannot be"]
    wrong = []
    if population is not None and population < n:
        wrong.append(f"{n} cannot be drawn from {population}")
    low, share, high = shares["low"], shares["share"], shares["high"]
    if (low is None) != (high is None):
        wrong.append("low and high go together")
    elif low is not None and high is not None:
        if not low <= (share if share is not None else Fraction(x, n)) <= high:
            wrong.append("the share does not lie between low and high")
    elif share is not None and share != Fraction(x, n) and population != n:
        wrong.append(
            "a weighted share needs its interval, low and high, unless all of the population was read"
        )
    return wrong


def _series(values: Any) -> tuple[tuple[tuple[str, Fraction], ...], list[str]]:
    if not isinstance(values, list) or len(values) > MOST_VALUES:
        return (), [f"values is a list of at most {MOST_VALUES}, each with a period and a value"]
    found = []
    for one in values:
        period = one.get("period") if isinstance(one, Mapping) and set(one) == {"period", "value"} else None
        number = _number(one["value"]) if isinstance(period, str | int) else None
        if number is None or abs(number) > 10**15 or not str(period).isprintable() or len(str(period)) > 60:
            return (), ["each of the values has a period and a value, a number, and nothing else"]
        found.append((str(period), number))
    return tuple(found), []

"""A bundle written, opened, and checked: what does not hold in it, and every figure beside what comes out."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

from plumbline.errors import PlumblineError
from plumbline.scrutiny.bundle.archive import MOST_BYTES, Altered, NotABundle, packed, unpacked
from plumbline.scrutiny.bundle.contents import KEPT, BundleContents, CodedRecord, Told
from plumbline.scrutiny.bundle.regenerating import CannotBeWorkedOut, RateOf, Regenerated
from plumbline.scrutiny.bundle.written import MANIFEST, OF_A_CERTIFICATE, contents_of, files_of, without_drawn
from plumbline.scrutiny.consistency import bare
from plumbline.scrutiny.instruments.model import Instrument, Question, Repeat
from plumbline.scrutiny.instruments.values import LONGEST_NUMBER, NUMBER
from plumbline.scrutiny.quantities import Evidence, annex, printed, said_of, wording
from plumbline.scrutiny.settled import FIRST, SECOND

_NAME = re.compile(r"[a-z0-9_-]{1,80}\Z")
_OPAQUE = re.compile(r"[0-9a-f]{12,64}\Z")


_NOISE = Fraction(1, 10**9)
_UNFIT = (ArithmeticError, AttributeError, LookupError, RecursionError, SyntaxError, TypeError, ValueError)
"""What can come of an instrument in which something stands that no instrument has."""


class BundleRefused(PlumblineError):
    """Contents that cannot be sealed, with all that is wrong with them."""


@dataclass(frozen=True)
class Figure:
    """A figure of the report. printed: as its evidence has it. regenerated: as it comes out now, or why it
    does not come out. told: it was brought in as it is, and only its words and percentage were worked out."""

    id: str
    printed: str
    regenerated: str
    same: bool
    told: bool


@dataclass(frozen=True)
class Verified:
    """What came of checking a bundle.

    seal: of its manifest, "" where that cannot be told. faults: what does not hold, in sentences. figures:
    every one, none where the bundle was altered. made_with: the version of plumbline that sealed it.
    """

    seal: str
    faults: tuple[str, ...]
    figures: tuple[Figure, ...] = ()
    made_with: str = ""

    @property
    def ok(self) -> bool:
        """Whether nothing was altered and every figure came out the same."""
        return not self.faults and all(one.same for one in self.figures)


def write_bundle(contents: BundleContents, out: Path, *, rate: RateOf) -> str:
    """Seal the contents in a file, whole or not at all, and give its seal.

    rate: `plumbline.measures.rate_of`. The same contents make the same bytes. Raises BundleRefused where
    something is in them that must not be, such as words that a reader wrote, or where a figure or a text does
    not come out as the report has it.
    """
    contents = without_drawn(contents)
    if faults := list(_not_allowed(contents)):
        raise BundleRefused("The bundle was not sealed.\n" + "\n".join(faults[:50]))
    files = files_of(contents)
    found = _verified(files, rate)
    if not found.ok:
        differ = [
            f"{one.id}: {one.printed} comes out as {one.regenerated}."
            for one in found.figures
            if not one.same
        ]
        raise BundleRefused("The bundle was not sealed.\n" + "\n".join([*found.faults, *differ][:50]))
    data = packed(files)
    with tempfile.NamedTemporaryFile(dir=out.parent, prefix=f".{out.name}.", delete=False) as part:
        try:
            part.write(data)
            part.flush()
            os.fsync(part.fileno())
        except BaseException:
            os.unlink(part.name)
            raise
    os.replace(part.name, out)
    return found.seal


def open_bundle(path: Path) -> BundleContents:
    """The contents of a bundle's file.

    Raises NotABundle for a file that is none or larger than 200 MB, and BundleRefused where it is not as it
    was sealed.
    """
    try:
        return contents_of(unpacked(_bytes_of(path)))
    except Altered as fault:
        raise BundleRefused(f"{path.name}: {fault}") from fault


def verify_bundle(path: Path, *, rate: RateOf) -> Verified:
    """Check a bundle's file byte by byte, and work out every figure and every text of the report anew.

    rate: `plumbline.measures.rate_of`. Where a byte was altered nothing is worked out: it would say nothing.
    Raises NotABundle for a file that is none.
    """
    try:
        files = unpacked(_bytes_of(path))
    except Altered as fault:
        return Verified("", (str(fault),))
    return _verified(files, rate)


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as fault:
        raise NotABundle(f"{path.name}: cannot be read ({fault.strerror or fault}).") from fault
    if len(data) > MOST_BYTES:
        raise NotABundle(f"{path.name}: is larger than {MOST_BYTES // 1_000_000} MB, as no bundle is.")
    return data


def _verified(files: dict[str, bytes], rate: RateOf) -> Verified:
    seal = sha256(files.get(MANIFEST, b"")).hexdigest()
    try:
        contents = contents_of(files)
    except Altered as fault:
        return Verified(seal, (str(fault),))
    try:
        faults = list(_not_allowed(contents))
    except _UNFIT:
        faults = ["An instrument or an answer in it is not what a bundle holds."]
    if not faults and files_of(contents).keys() != files.keys():
        faults = ["It holds files that a bundle does not hold."]
    if faults:
        return Verified(seal, tuple(faults))
    figures, evidence = [], {}
    for figure, found in _figures(contents, rate):
        figures.append(figure)
        if found is not None:
            evidence[found.id] = found
    made_with = str(json.loads(files[MANIFEST]).get("plumbline", ""))
    return Verified(seal, tuple(_texts(contents, evidence)), tuple(figures), made_with)


def _figures(contents: BundleContents, rate: RateOf) -> Iterator[tuple[Figure, Evidence | None]]:
    """Every figure, with its evidence as it comes out now."""
    again = Regenerated(contents, rate)
    for piece in contents.evidence:
        origin = contents.origins[piece.id]
        told = isinstance(origin, Told)
        try:
            found = again.evidence(piece, origin)
        except CannotBeWorkedOut as fault:
            yield Figure(piece.id, _all_of(piece), f"nothing: {fault}", False, told), None
        except _UNFIT:
            yield (
                Figure(piece.id, _all_of(piece), "nothing: what it stands on does not fit", False, told),
                None,
            )
        else:
            yield Figure(piece.id, _all_of(piece), _all_of(found), _same(found, piece), told), found


def _same(found: Evidence, piece: Evidence) -> bool:
    """Whether all is the same. The ends of an interval may differ in the last digits, since machines do."""
    ends = ((found.low, piece.low), (found.high, piece.high))
    near = all(a == b or (a is not None and b is not None and abs(a - b) < _NOISE) for a, b in ends)
    return near and replace(found, low=None, high=None) == replace(piece, low=None, high=None)


def _texts(contents: BundleContents, evidence: Mapping[str, Evidence]) -> Iterator[str]:
    """What of the report's texts and annexes prints otherwise, from the evidence as it comes out now."""
    for one in contents.texts:
        try:
            now = printed(one.text, evidence, publish=contents.protected)
            rows = annex(one.text, evidence, publish=contents.protected)
        except PlumblineError as fault:
            yield f"The text “{one.title}” cannot be read: {fault}"
            continue
        if now != one.printed:
            yield f"The text “{one.title}” prints otherwise: {_apart(one.printed, now)}"
        if rows != one.annex:
            yield f"The annex of the text “{one.title}” comes out otherwise."


def _apart(was: str, now: str) -> str:
    """Where two texts part, in a few words of each."""
    at = next((n for n, (a, b) in enumerate(zip(was, now, strict=False)) if a != b), min(len(was), len(now)))
    start = max(at - 20, 0)
    return " ".join(f"“{was[start : at + 40]}” in the report, “{now[start : at + 40]}” now.".split())


def _all_of(piece: Evidence) -> str:
    """Everything that could be printed of a piece, so that whatever differs shows."""
    said = said_of(piece)
    parts = [wording(piece), said.count, f"{said.percent}%" if said.percent else "", said.range, said.word]
    exact = f"share {piece.share}" if piece.share is not None else ""
    ends = f"from {piece.low} to {piece.high}" if piece.low is not None else ""
    drawn = f"of {piece.population:,} in all" if piece.population not in (None, piece.n) else ""
    return "; ".join(dict.fromkeys(one for one in (*parts, exact, ends, drawn) if one))


def _not_allowed(contents: BundleContents) -> Iterator[str]:
    """What must not stand in a bundle, or stands there alone: in sentences."""
    for name in (*contents.instruments, *(one.code for one in contents.definitions)):
        if not _NAME.match(name):
            yield f"The instrument or measure {name[:80]!r} needs a name of small letters, digits and dashes."
    ids = [one.id for one in contents.evidence]
    if len(set(ids)) < len(ids) or set(ids) != set(contents.origins):
        yield "Each piece of evidence needs its origin, and no other has one."
    numbers = [one.number for one in contents.records]
    if len(set(numbers)) < len(numbers):
        yield "Two records have one number."
    sized = {(one.service, one.stratum) for one in contents.sizes}
    if len(sized) < len(contents.sizes):
        yield "A stratum has two sizes."
    for one in contents.records:
        if not _OPAQUE.match(one.number):
            yield "A record needs a number of 12 to 64 hexadecimal digits, which can be no case's own."
        elif (form := contents.instruments.get(one.instrument)) is None:
            yield f"Record {one.number}: the instrument it was read by is not in the bundle."
        elif one.counts and (one.service, one.stratum) not in sized:
            yield f"Record {one.number}: its stratum has no size."
        else:
            yield from (f"Record {one.number}: {fault}" for fault in _of_record(one, form))
    for sample in contents.samples:
        if set(sample.certificate) - set(OF_A_CERTIFICATE):
            yield f"The certificate of {sample.service} says more than a bundle's may, such as which records."
        if any(not _OPAQUE.match(row.number) for row in sample.order):
            yield f"The order of {sample.service} names records by more than opaque numbers."


def _of_record(record: CodedRecord, form: Instrument) -> Iterator[str]:
    """What is wrong with the readings of one record: words above all. No answer stands in a message."""
    if record.counts and not record.readings:
        yield "it counts, and nobody read it"
    if len({one.reader for one in record.readings}) < len(record.readings):
        yield "one reader read it twice"
    for one in record.readings:
        if not one.reader.isdecimal():
            yield "a reader is known by a number and by nothing else"
        for path, value in one.answers.items():
            if not _is_coded(form, path, value):
                yield f"the answer at {path[:200]} is no code, number or day of the instrument"
        for path in one.wrote:
            node = form.by_path.get(bare(path))
            if not isinstance(node, Question) or node.type != "text":
                yield f"nothing is written in words at {path[:200]}"
    for path, value in record.settlements.items():
        node = form.by_path.get(bare(path))
        if isinstance(node, Repeat):
            right = value in (FIRST, SECOND)
        else:
            right = _is_coded(form, path, value) or (value == "" and isinstance(node, Question))
        if not right:
            yield f"what was settled at {path[:200]} is no code, number or day of the instrument"


def _is_coded(form: Instrument, path: str, value: str) -> bool:
    """Whether an answer is one that the question can have, so that no words can stand in it."""
    node = form.by_path.get(bare(path))
    if not isinstance(node, Question) or node.type not in KEPT or not isinstance(value, str):
        return False
    if node.type in ("select_one", "select_multiple"):
        names = {one.name for one in form.choice_lists.get(node.choice_list, ())}
        return set(value.split() if node.type == "select_multiple" else [value]) <= names
    if node.type == "date":
        return _is_day(value)
    return NUMBER.fullmatch(value) is not None and len(value) <= LONGEST_NUMBER


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False

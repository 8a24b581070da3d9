"""A drawn sample as files, and its certificate in plain sentences."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

import plumbline
from plumbline.folders import MANIFEST, whole_folder
from plumbline.scrutiny.certificate import OWN_HASH, certificate_text
from plumbline.scrutiny.drawing import Drawn, Method
from plumbline.scrutiny.replacing import REASONS
from plumbline.standards.wording import day_words, joined
from plumbline.statistics.rounding import percent_text, ratio_text

FOLDER_KIND = "plumbline sample"
FORMAT = 1
SAMPLE, CERTIFICATE = "sample.csv", "certificate.json"
COLUMNS = ("stratum", "record_id", "position", "drawn", "weight")
_FORMULA_STARTS = ("=", "+", "-", "@")


def sample_csv(drawn: Drawn) -> str:
    """Every record of the frame after the draw, as CSV: stratum, record_id, position, drawn, weight.

    Ordered by stratum and position. drawn is yes or no; weight is empty for the reserve. Identifiers and
    strata stand exactly as they were hashed: no apostrophe keeps a spreadsheet from reading one as a formula,
    see `formula_like`.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in drawn.rows:
        weight = "" if row.weight is None else weight_text(row.weight)
        writer.writerow((row.stratum, row.record_id, row.position, "yes" if row.drawn else "no", weight))
    return text.getvalue()


def weight_text(weight: Fraction) -> str:
    """A weight to eight decimals, without zeros at the end: 402/55 is "7.30909091"."""
    text = ratio_text(weight.numerator, weight.denominator, 8)
    return text.rstrip("0").rstrip(".")


def formula_like(drawn: Drawn) -> int:
    """How many records have an identifier or stratum that a spreadsheet would read as a formula."""
    return sum(
        row.record_id.startswith(_FORMULA_STARTS) or row.stratum.startswith(_FORMULA_STARTS)
        for row in drawn.rows
    )


def write_sample(target: Path, drawn: Drawn, content: Mapping[str, Any]) -> None:
    """Write the folder of a sample, whole or not at all: sample.csv, certificate.json and the manifest.

    content: the certificate. Raises UsageError where `target` is not a folder of a sample.
    """
    files = {SAMPLE: sample_csv(drawn), CERTIFICATE: certificate_text(content)}
    with whole_folder(target, FOLDER_KIND) as folder:
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
        manifest = {
            "kind": FOLDER_KIND,
            "format": FORMAT,
            "library_version": plumbline.__version__,
            "files": {name: sha256(text.encode()).hexdigest() for name, text in files.items()},
        }
        (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8", newline="\n")


def certificate_sentences(content: Mapping[str, Any]) -> tuple[str, ...]:
    """The certificate in plain sentences, for a page or a letter; every figure in it is the certificate's."""
    return tuple(_sentences(content))


def _sentences(content: Mapping[str, Any]) -> Iterator[str]:
    frame, asked, strata = content["frame"], content["plan"], content["strata"]
    n, records = asked["n"], frame["records"]
    if content["scope"]:
        yield f"In scope: {content['scope']}"
    several = len(strata) > 1
    where = " in each stratum" if several else ""
    yield (
        f"{n:,} of {records:,} records were drawn{f' from {len(strata)} strata' if several else ''}; "
        f"the others are the reserve."
    )
    yield _margin_sentence(asked, n == records)
    if several:
        yield _shared_out(asked["allocation"], strata)
        said = [
            f"{one['stratum']}: {one['drawn']:,} of {one['records']:,}, each standing for "
            f"{_rounded(one['weight'])}"
            for one in strata
        ]
        yield f"{'; '.join(said)}."
    if frame["joined"]:
        names: dict[str, list[str]] = {}
        for old, new in frame["joined"].items():
            names.setdefault(new, []).append(old)
        said = [f"{joined(old, 'and')} became {new}" for new, old in sorted(names.items())]
        yield f"Small strata were joined before the draw: {'; '.join(said)}."
    frozen = f", frozen {_when(frame['frozen_at'])}" if frame["frozen_at"] else ""
    yield f"The list of records has the SHA-256 {frame['sha256']}{frozen}."
    yield _seed_sentence(content["seed"])
    yield (
        f"A record’s key is the {content['key']}. The records with the lowest keys{where} were drawn "
        f"{_when(content['drawn_at'])}, by {content['software']}."
    )
    if content["replacements"]:
        yield _replaced_sentence(content["replacements"])
    yield f"This certificate has the SHA-256 {content[OWN_HASH]}."


def _margin_sentence(asked: Mapping[str, Any], whole: bool) -> str:
    if whole:
        return "All records are read, so there is no sampling error."
    sure = percent_text(round(asked["confidence"] * 1000), 1000, 1).removesuffix(".0")
    margin, weighted = _points(asked["margin"]), _points(asked["weighted_margin"])
    beside = f" ({weighted} points here, with the strata weighted)" if weighted != margin else ""
    return (
        f"A share found in a simple random sample of this size is likely to lie within {margin} points of "
        f"the true one{beside}, at {sure}% confidence. That counts the chance of the draw alone."
    )


def _shared_out(method: Method, strata: list[Mapping[str, Any]]) -> str:
    least = sorted({one["minimum"] for one in strata})
    asked = (
        f"at least {least[0]} from each stratum"
        if len(least) == 1
        else f"from {least[0]} to {least[-1]} from each stratum at least"
    )
    if method == "proportional":
        return f"They were shared out in proportion to the size of each stratum, with {asked}."
    shares = "; ".join(
        f"{one['stratum']}: {percent_text(round(one['expected'] * 10**6), 10**6)}%" for one in strata
    )
    return (
        "They were shared out by Neyman’s rule, which takes more where the answer is less certain, with "
        f"{asked}. Expected shares: {shares}."
    )


def _seed_sentence(seed: Mapping[str, Any]) -> str:
    said = f"The seed is “{seed['text']}”."
    if not seed["fixed_by"] and not seed["fixed_at"]:
        return f"{said} Who fixed it, and when, is not recorded here."
    by = f" by {seed['fixed_by']}" if seed["fixed_by"] else ""
    at = f" {_when(seed['fixed_at'])}" if seed["fixed_at"] else ""
    return f"{said} It was fixed{by}{at}."


def _replaced_sentence(replacements: list[Mapping[str, Any]]) -> str:
    reasons = [one["reason"] for one in replacements]
    said = [f"{reasons.count(reason)} {words}" for reason, words in REASONS.items() if reason in reasons]
    count = "1 record drawn was" if len(reasons) == 1 else f"{len(reasons)} records drawn were"
    alone = sum(one["replaced_by"] is None for one in replacements)
    used_up = f"; for {alone} there was no reserve left" if alone else ""
    return (
        f"{count} not read: {'; '.join(said)}. The next in the reserve of the same stratum takes the place "
        f"of each{used_up}."
    )


def _when(moment: str) -> str:
    found = datetime.fromisoformat(moment)
    return f"on {day_words(found.date())} at {found:%H:%M} UTC"


def _points(share: float) -> str:
    return percent_text(round(share * 10**8), 10**8)


def _rounded(weight: float) -> str:
    """A weight to two decimals, for a sentence."""
    return ratio_text(round(weight * 10**6), 10**6, 2).removesuffix(".00")

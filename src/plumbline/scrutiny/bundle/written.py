"""The files of a bundle from its contents, and the contents from the files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any

import plumbline
from plumbline.errors import PlumblineError
from plumbline.scrutiny.bundle.archive import FORM, Altered
from plumbline.scrutiny.bundle.contents import (
    BundleContents,
    CodedRecord,
    Definition,
    FromCounts,
    FromReading,
    FromRun,
    Origin,
    ReportText,
    Sample,
    StratumSize,
    Told,
)
from plumbline.scrutiny.certificate import OWN_HASH
from plumbline.scrutiny.frozen import as_plain, frozen, opened
from plumbline.scrutiny.instruments.model import Instrument
from plumbline.scrutiny.quantities import evidence_file, read_evidence
from plumbline.statistics.words import word_table

MANIFEST, SEAL = "manifest.json", "seal.txt"
_ORIGINS: dict[str, type[Origin]] = {
    "reading": FromReading,
    "run": FromRun,
    "counts": FromCounts,
    "told": Told,
}
_NAMES = {kind: name for name, kind in _ORIGINS.items()}
OF_A_CERTIFICATE = (
    "kind",
    "format",
    "software",
    "scope",
    "frame",
    "plan",
    "strata",
    "seed",
    "key",
    "drawn_at",
    OWN_HASH,
)
"""What is kept of a certificate: all but the drawn records and the replaced ones, which it names by keys from
which somebody with the seed and a list of cases could work out whose they are."""

READ_ME = """This is a sealed bundle: what the figures of a published report stand on.

It holds the framework, the scale and the kind of activity; of each sample the hash of the list it was drawn
from, the seed and the order of drawing; the instrument; every reading of every record as codes, numbers and
days, with what a third person settled; how many records each stratum holds; each piece of evidence and where
it came from; the measures; and the report's texts as they were printed. No case, person or worker is named,
and nothing that a reader wrote in words is in it. It is for those entitled to it, and not for publication.

To work every figure out again:  plumbline verify-bundle FILE

The seal, in seal.txt, is the SHA-256 of manifest.json, which holds the SHA-256 of every other file. Compare
it with the seal that whoever published the report gives.
"""


@dataclass(frozen=True)
class _Whole:
    """The small parts of the contents that need no file of their own."""

    activity: str
    report: str
    edition: int
    made_on: date
    protected: bool


@dataclass(frozen=True)
class _Readings:
    records: tuple[CodedRecord, ...]


@dataclass(frozen=True)
class _Sizes:
    strata: tuple[StratumSize, ...]


@dataclass(frozen=True)
class _Samples:
    samples: tuple[Sample, ...]


@dataclass(frozen=True)
class _Texts:
    texts: tuple[ReportText, ...]


def without_drawn(contents: BundleContents) -> BundleContents:
    """The contents with what is kept of each certificate, and nothing that it says of single records."""
    return replace(
        contents,
        samples=tuple(
            Sample(one.service, {key: one.certificate.get(key) for key in OF_A_CERTIFICATE}, one.order)
            for one in contents.samples
        ),
    )


def files_of(contents: BundleContents) -> dict[str, bytes]:
    """Every file of the bundle, its manifest and seal with it."""
    whole = _Whole(contents.activity, contents.report, contents.edition, contents.made_on, contents.protected)
    files = {
        "readme.txt": READ_ME.encode(),
        "framework.json": _json(contents.framework),
        "scale.json": _json(contents.scale),
        "activity.json": _json(contents.template),
        "samples.json": _json(frozen(_Samples(contents.samples), "samples-1")),
        "readings.json": _json(frozen(_Readings(contents.records), "readings-1")),
        "strata.json": _json(frozen(_Sizes(contents.sizes), "strata-1")),
        "evidence.json": evidence_file(contents.evidence).encode(),
        "origins.json": _json(
            {id: {"from": _NAMES[type(one)], **as_plain(one)} for id, one in contents.origins.items()}
        ),
        "report.json": _json(frozen(_Texts(contents.texts), "texts-1")),
    }
    for name, instrument in contents.instruments.items():
        files[f"instruments/{name}.json"] = _json(instrument.as_json())
    for one in contents.definitions:
        files[f"measures/{one.code}.toml"] = one.toml.encode()
        files[f"measures/{one.code}.txt"] = one.explained.encode()
    words = word_table()
    manifest = {
        "form": FORM,
        "plumbline": plumbline.__version__,
        "words": {"table": words.code, "in_force_from": words.in_force_from.isoformat()},
        **as_plain(whole),
        "files": {
            name: {"sha256": sha256(content).hexdigest(), "size": len(content)}
            for name, content in files.items()
        },
    }
    files[MANIFEST] = _json(manifest)
    files[SEAL] = f"{sha256(files[MANIFEST]).hexdigest()}\n".encode()
    return files


def checked(files: Mapping[str, bytes]) -> dict[str, Any]:
    """The manifest, once every file is found to be the one that it names. Raises Altered."""
    if MANIFEST not in files or SEAL not in files:
        raise Altered("The manifest or the seal is missing.")
    if files[SEAL] != f"{sha256(files[MANIFEST]).hexdigest()}\n".encode():
        raise Altered("The manifest is not the one that was sealed.")
    manifest = _read(files, MANIFEST)
    if not isinstance(manifest, dict) or manifest.get("form") != FORM:
        raise Altered("The manifest is of another form.")
    said = manifest.get("files")
    if not isinstance(said, dict) or set(said) != set(files) - {MANIFEST, SEAL}:
        raise Altered("The files are not those of the manifest.")
    changed = [
        name
        for name, one in sorted(said.items())
        if one != {"sha256": sha256(files[name]).hexdigest(), "size": len(files[name])}
    ]
    if changed:
        raise Altered(f"Changed since it was sealed: {', '.join(changed)}.")
    return manifest


def contents_of(files: Mapping[str, bytes]) -> BundleContents:
    """The contents that `files_of` wrote. Raises Altered where a file does not hold what it should."""
    manifest = checked(files)
    try:
        whole = opened(_Whole, {"form": FORM, "content": {name: manifest.get(name) for name in _WHOLE}}, FORM)
        origins = {
            id: opened(_ORIGINS[one["from"]], {"form": "", "content": _rest(one)}, "")
            for id, one in _table(files, "origins.json").items()
        }
        return BundleContents(
            activity=whole.activity,
            report=whole.report,
            edition=whole.edition,
            made_on=whole.made_on,
            protected=whole.protected,
            framework=_table(files, "framework.json"),
            scale=_table(files, "scale.json"),
            template=_table(files, "activity.json"),
            samples=opened(_Samples, _read(files, "samples.json"), "samples-1").samples,
            instruments={
                name.removeprefix("instruments/").removesuffix(".json"): Instrument.from_json(
                    _table(files, name)
                )
                for name in files
                if name.startswith("instruments/")
            },
            records=opened(_Readings, _read(files, "readings.json"), "readings-1").records,
            sizes=opened(_Sizes, _read(files, "strata.json"), "strata-1").strata,
            evidence=tuple(read_evidence(files["evidence.json"].decode()).values()),
            origins=origins,
            definitions=tuple(
                Definition(
                    name.removeprefix("measures/").removesuffix(".toml"),
                    files[name].decode(),
                    files[name.removesuffix(".toml") + ".txt"].decode(),
                )
                for name in sorted(files)
                if name.startswith("measures/") and name.endswith(".toml")
            ),
            texts=opened(_Texts, _read(files, "report.json"), "texts-1").texts,
        )
    except PlumblineError as fault:
        raise Altered(f"What it holds cannot be read: {fault}") from fault
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as fault:
        raise Altered("What it holds is not what a bundle holds.") from fault


_WHOLE = ("activity", "report", "edition", "made_on", "protected")


def _json(content: Any) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _read(files: Mapping[str, bytes], name: str) -> Any:
    return json.loads(files[name].decode())


def _table(files: Mapping[str, bytes], name: str) -> dict[str, Any]:
    found = _read(files, name)
    if not isinstance(found, dict):
        raise Altered(f"{name} holds no table.")
    return found


def _rest(origin: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in origin.items() if key != "from"}

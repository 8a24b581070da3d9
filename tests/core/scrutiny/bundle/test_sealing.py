"""A sealed bundle: it comes out the same, any altered byte is found, and a forgery that fits itself too."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from factories.bundles import FORM, REMARK, contents, number
from plumbline.measures import rate_of
from plumbline.scrutiny.bundle import (
    BundleContents,
    BundleRefused,
    CodedReading,
    FromReading,
    FromRun,
    NotABundle,
    Told,
    Verified,
    coded,
    open_bundle,
    verify_bundle,
    write_bundle,
)
from plumbline.scrutiny.bundle.archive import Altered, packed, unpacked


@pytest.fixture(scope="module")
def made() -> BundleContents:
    return contents()


@pytest.fixture(scope="module")
def sealed(made: BundleContents, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sealed") / "bundle.zip"
    write_bundle(made, path, rate=rate_of)
    return path


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle of few bytes, for those tests that alter each."""
    whole = contents(12)
    path = tmp_path_factory.mktemp("small") / "bundle.zip"
    few = replace(whole, evidence=whole.evidence[:1], origins={"plan": whole.origins["plan"]}, texts=())
    write_bundle(few, path, rate=rate_of)
    return path


def verified(data: bytes, folder: Path) -> Verified:
    path = folder / "other.zip"
    path.write_bytes(data)
    return verify_bundle(path, rate=rate_of)


def forged(path: Path, change: Callable[[dict[str, Any]], None], folder: Path, *names: str) -> Verified:
    """The bundle with a change to some of its files, every hash and the seal made to fit it."""
    files = unpacked(path.read_bytes())
    held = {name: json.loads(files[name]) for name in names}
    change(held)
    for name, content in held.items():
        files[name] = (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
    manifest = json.loads(files["manifest.json"])
    manifest["files"] = {
        name: {"sha256": sha256(content).hexdigest(), "size": len(content)}
        for name, content in files.items()
        if name not in ("manifest.json", "seal.txt")
    }
    files["manifest.json"] = (
        json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    ).encode()
    files["seal.txt"] = f"{sha256(files['manifest.json']).hexdigest()}\n".encode()
    return verified(packed(files), folder)


def test_every_figure_of_a_sealed_bundle_comes_out_the_same(sealed: Path, made: BundleContents) -> None:
    found = verify_bundle(sealed, rate=rate_of)
    assert found.faults == ()
    assert [(one.id, one.same) for one in found.figures] == [(one.id, True) for one in made.evidence]


def test_a_figure_is_shown_with_all_that_can_be_said_of_it(sealed: Path) -> None:
    figures = {one.id: one for one in verify_bundle(sealed, rate=rate_of).figures}
    assert figures["in_time"].regenerated == "most, 80 of 99 records; 80 of 99; 81%; Most"
    assert figures["heard"].regenerated == "in 4 of 5 groups; 4 of 5"
    assert [id for id, one in figures.items() if one.told] == ["heard"]


def test_the_same_contents_make_the_same_bytes(made: BundleContents, sealed: Path, tmp_path: Path) -> None:
    write_bundle(made, tmp_path / "again.zip", rate=rate_of)
    assert (tmp_path / "again.zip").read_bytes() == sealed.read_bytes()


def test_the_seal_is_the_hash_of_the_manifest(made: BundleContents, tmp_path: Path) -> None:
    seal = write_bundle(made, tmp_path / "b.zip", rate=rate_of)
    with zipfile.ZipFile(tmp_path / "b.zip") as held:
        assert (
            seal == sha256(held.read("manifest.json")).hexdigest() == held.read("seal.txt").decode().strip()
        )


def test_it_is_a_zip_that_any_program_opens(sealed: Path) -> None:
    with zipfile.ZipFile(sealed) as held:
        assert held.testzip() is None
        assert held.namelist() == sorted(held.namelist())
        assert {one.date_time for one in held.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_what_is_opened_is_what_was_sealed(made: BundleContents, sealed: Path) -> None:
    found = open_bundle(sealed)
    for name in (
        "activity",
        "report",
        "edition",
        "made_on",
        "records",
        "sizes",
        "evidence",
        "origins",
        "texts",
    ):
        assert getattr(found, name) == getattr(made, name)


@pytest.mark.parametrize("flip", [0x01, 0x80, 0xFF])
def test_no_byte_can_be_altered(small: Path, tmp_path: Path, flip: int) -> None:
    data = bytearray(small.read_bytes())
    unseen = []
    for at in range(len(data)):
        data[at] ^= flip
        try:
            unpacked(bytes(data))
            unseen.append(at)
        except (Altered, NotABundle):
            pass
        data[at] ^= flip
    assert unseen == []
    assert verified(bytes(data), tmp_path).ok


def test_a_check_of_an_altered_bundle_works_nothing_out(small: Path, tmp_path: Path) -> None:
    data = bytearray(small.read_bytes())
    data[len(data) // 2] ^= 1
    found = verified(bytes(data), tmp_path)
    assert (found.ok, found.figures, len(found.faults)) == (False, (), 1)


def test_no_bundle_that_ends_early_is_taken(small: Path) -> None:
    data = small.read_bytes()
    taken = []
    for end in range(len(data)):
        try:
            unpacked(data[:end])
            taken.append(end)
        except (Altered, NotABundle):
            pass
    assert taken == []


@pytest.mark.parametrize(
    "alter",
    [
        lambda data: data + b"\0",
        lambda data: data + data,
        lambda data: b"\0" + data,
        lambda data: zipped(unpacked(data)),
        lambda data: zipped(unpacked(data), zipfile.ZIP_DEFLATED),
        lambda data: zipped({**unpacked(data), "more.txt": b"more"}),
        lambda data: zipped(dict(reversed(unpacked(data).items()))),
        lambda data: twice(unpacked(data)),
    ],
)
def test_a_file_added_moved_packed_or_named_twice_is_found(
    small: Path, tmp_path: Path, alter: Callable[[bytes], bytes]
) -> None:
    try:
        found = verified(alter(small.read_bytes()), tmp_path)
    except NotABundle:
        return
    assert (found.ok, found.figures) == (False, ())


def zipped(files: dict[str, bytes], how: int = zipfile.ZIP_STORED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", how) as zip:
        for name, content in files.items():
            zip.writestr(name, content)
    return held.getvalue()


def twice(files: dict[str, bytes]) -> bytes:
    one = packed(files)
    entry = one[: one.index(b"PK\x03\x04", 4)]
    return entry + one


def test_a_file_added_with_its_hash_is_found(small: Path, tmp_path: Path) -> None:
    files = unpacked(small.read_bytes())
    files["more.json"] = b"{}\n"
    added = tmp_path / "added.zip"
    added.write_bytes(packed(files))
    found = forged(added, lambda held: None, tmp_path)
    assert found.faults == ("It holds files that a bundle does not hold.",)


def test_a_changed_answer_that_fits_every_hash_gives_other_figures(sealed: Path, tmp_path: Path) -> None:
    def change(held: dict[str, Any]) -> None:
        records = held["readings.json"]["content"]["records"]
        one = next(
            one
            for one in records
            if one["readings"][0]["answers"]["/plan"] == "no" and not one["settlements"]
        )
        one["readings"][0]["answers"]["/plan"] = "yes"

    found = forged(sealed, change, tmp_path, "readings.json")
    assert [one.id for one in found.figures if not one.same][:2] == ["plan", "plan_north"]
    assert any(fault.startswith("The text “Key messages” prints otherwise") for fault in found.faults)


def test_a_changed_settlement_that_fits_every_hash_gives_other_figures(sealed: Path, tmp_path: Path) -> None:
    def change(held: dict[str, Any]) -> None:
        for one in held["readings.json"]["content"]["records"]:
            if one["settlements"].get("/plan") == "no":
                one["settlements"]["/plan"] = "yes"

    assert not forged(sealed, change, tmp_path, "readings.json").ok


def test_a_changed_size_of_a_stratum_gives_other_figures(sealed: Path, tmp_path: Path) -> None:
    def change(held: dict[str, Any]) -> None:
        held["strata.json"]["content"]["strata"][0]["in_scope"] += 60

    found = forged(sealed, change, tmp_path, "strata.json")
    assert not next(one for one in found.figures if one.id == "plan").same


def test_a_changed_count_of_a_run_gives_another_rate(sealed: Path, tmp_path: Path) -> None:
    def change(held: dict[str, Any]) -> None:
        held["origins.json"]["in_time"]["counts"]["met"] = 81

    (figure,) = [
        one for one in forged(sealed, change, tmp_path, "origins.json").figures if one.id == "in_time"
    ]
    assert figure.regenerated == "nothing: its counts give 81 of 100, and it says 80 of 99"


def test_a_report_whose_evidence_was_changed_alone_is_found(sealed: Path, tmp_path: Path) -> None:
    def change(held: dict[str, Any]) -> None:
        held["evidence.json"]["evidence"][0]["low"] = "1/100"

    found = forged(sealed, change, tmp_path, "evidence.json")
    assert [one.id for one in found.figures if not one.same] == ["plan"]


def test_a_count_that_its_strata_do_not_add_up_to_is_found(sealed: Path, tmp_path: Path) -> None:
    def change(held: dict[str, Any]) -> None:
        held["evidence.json"]["evidence"][0]["x"] += 1

    (fault,) = forged(sealed, change, tmp_path, "evidence.json").faults
    assert "its strata do not add up to x and n" in fault


def test_a_report_whose_text_was_changed_alone_is_found(sealed: Path, tmp_path: Path) -> None:
    def change(held: dict[str, Any]) -> None:
        text = held["report.json"]["content"]["texts"][0]
        text["printed"] = text["printed"].replace("80 of 99", "90 of 99")

    (fault,) = forged(sealed, change, tmp_path, "report.json").faults
    assert "“80 of 99" not in fault.split("now")[0] and "90 of 99" in fault


def test_an_annex_that_was_changed_alone_is_found(sealed: Path, tmp_path: Path) -> None:
    def change(held: dict[str, Any]) -> None:
        held["report.json"]["content"]["texts"][0]["annex"][0]["count"] = "90 of 99"

    found = forged(sealed, change, tmp_path, "report.json")
    assert found.faults == ("The annex of the text “Key messages” comes out otherwise.",)


@pytest.mark.parametrize(
    ("name", "put"),
    [
        ("readings.json", {"form": "readings-1", "content": {}}),
        ("readings.json", []),
        ("evidence.json", {"evidence": [{"id": "plan", "source": "s", "x": 3, "n": 2}]}),
        ("origins.json", {}),
        ("origins.json", {"plan": {"from": "nowhere"}}),
        ("strata.json", {"form": "strata-1", "content": {"strata": [{"service": 1}]}}),
        ("instruments/small.json", {"format": 1}),
        ("report.json", None),
        ("samples.json", {"form": "other", "content": {"samples": []}}),
    ],
)
def test_a_file_that_does_not_hold_what_it_should_is_a_fault_in_words(
    sealed: Path, tmp_path: Path, name: str, put: Any
) -> None:
    found = forged(sealed, lambda held: held.update({name: put}), tmp_path, name)
    assert not found.ok and found.figures == () and len(found.faults) >= 1


def test_no_word_of_a_reader_and_no_case_reference_is_in_it(sealed: Path, made: BundleContents) -> None:
    data = sealed.read_bytes()
    assert REMARK.encode() not in data and b"Brown" not in data
    assert b"CASE-" not in data
    for one in made.samples[0].certificate["sample"]:
        assert one["key"].encode() not in data


def test_a_reading_is_coded_without_words_notes_and_what_is_worked_out() -> None:
    found = coded(FORM, {"/plan": "yes", "/words": REMARK, "/nowhere": "x"}, reader="3", kind="first", on=DAY)
    assert (found.answers, found.wrote) == ({"/plan": "yes"}, ("/words",))


DAY = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("reading", "fault"),
    [
        (CodedReading("1", "first", DAY, {"/plan": "Mrs Brown"}), "no code, number or day"),
        (CodedReading("1", "first", DAY, {"/visits": "two, says Mrs Brown"}), "no code, number or day"),
        (CodedReading("1", "first", DAY, {"/words": "Mrs Brown"}), "no code, number or day"),
        (CodedReading("1", "first", DAY, {"/partners": "police Brown"}), "no code, number or day"),
        (CodedReading("1", "first", DAY, {"/elsewhere": "yes"}), "no code, number or day"),
        (CodedReading("J. Brown", "first", DAY, {"/plan": "yes"}), "a reader is known by a number"),
        (CodedReading("1", "first", DAY, {"/plan": "yes"}, ("/plan",)), "nothing is written in words"),
    ],
)
def test_words_are_refused_wherever_they_stand(
    made: BundleContents, tmp_path: Path, reading: CodedReading, fault: str
) -> None:
    records = (replace(made.records[0], readings=(reading,)), *made.records[1:])
    with pytest.raises(BundleRefused, match=fault) as refused:
        write_bundle(replace(made, records=records), tmp_path / "b.zip", rate=rate_of)
    assert "Brown" not in str(refused.value)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"settlements": {"/words": REMARK}}, "what was settled at /words"),
        ({"number": "CASE-001"}, "12 to 64 hexadecimal digits"),
        ({"number": number("North", 2)}, "Two records have one number"),
        ({"instrument": "other"}, "the instrument it was read by"),
        ({"stratum": "none"}, "its stratum has no size"),
        ({"readings": ()}, "nobody read it"),
    ],
)
def test_what_does_not_belong_in_a_record_is_refused(
    made: BundleContents, tmp_path: Path, change: dict[str, Any], fault: str
) -> None:
    records = (replace(made.records[0], **change), *made.records[1:])
    with pytest.raises(BundleRefused, match=fault):
        write_bundle(replace(made, records=records), tmp_path / "b.zip", rate=rate_of)


@pytest.mark.parametrize(
    ("id", "origin", "why"),
    [
        ("plan", FromReading("/nowhere"), "asks nothing at /nowhere"),
        ("plan", FromReading("/plan", "maybe"), "nothing at /plan is counted so"),
        ("plan", FromReading("/visits"), "nothing at /visits is counted so"),
        ("plan", FromReading("/plan", service="East"), "no service called East"),
        ("plan", FromReading("/plan", part="team", name="C"), "nothing at /plan is counted so"),
        ("in_time", FromRun("other", "strict", "", 80, 99, {}), "other is not defined in the bundle"),
        ("in_time", FromRun("cpo_first_contact", "best", "", 80, 99, {}), "there is no rate called 'best'"),
        ("in_time", FromRun("cpo_first_contact", "strict", "", 1, 2, {"mett": 1}), "no such count"),
        ("in_time", FromRun("cpo_first_contact", "strict", "", 1, 2, {"met": -1}), "0 or more"),
        ("in_time", FromRun("cpo_first_contact", "strict", "", 0, 0, {}), "nothing was owed"),
    ],
)
def test_a_figure_whose_origin_leads_to_nothing_is_not_sealed(
    made: BundleContents, tmp_path: Path, id: str, origin: FromReading | FromRun, why: str
) -> None:
    with pytest.raises(BundleRefused, match=why):
        write_bundle(replace(made, origins={**made.origins, id: origin}), tmp_path / "b.zip", rate=rate_of)


def test_evidence_without_an_origin_is_not_sealed(made: BundleContents, tmp_path: Path) -> None:
    origins = {id: one for id, one in made.origins.items() if id != "heard"}
    with pytest.raises(BundleRefused, match="needs its origin"):
        write_bundle(replace(made, origins=origins), tmp_path / "b.zip", rate=rate_of)


def test_what_was_told_prints_but_is_not_said_to_be_worked_out(made: BundleContents, tmp_path: Path) -> None:
    origins = {**made.origins, "plan": Told("A document")}
    write_bundle(replace(made, origins=origins), tmp_path / "b.zip", rate=rate_of)
    found = verify_bundle(tmp_path / "b.zip", rate=rate_of)
    assert [one.id for one in found.figures if one.told] == ["plan", "heard"]


def test_a_report_with_small_numbers_protected_comes_out_the_same(tmp_path: Path) -> None:
    write_bundle(contents(12, protected=True), tmp_path / "b.zip", rate=rate_of)
    assert verify_bundle(tmp_path / "b.zip", rate=rate_of).ok
    texts = open_bundle(tmp_path / "b.zip").texts
    assert texts[1].printed.startswith("More than 6 of 11 records of 1 to 4 of 5 records; ")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"not a zip", b"PK\x03\x04" + b"\0" * 5000])
def test_another_file_is_no_bundle(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(NotABundle):
        verified(data, tmp_path)


def test_another_zip_is_no_bundle(tmp_path: Path) -> None:
    with pytest.raises(NotABundle):
        verified(zipped({"report.docx": b"x"}), tmp_path)

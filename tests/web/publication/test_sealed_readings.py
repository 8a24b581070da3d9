"""The results of a real reading, sealed: the bundle works out what the site's own pages say."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from zipfile import ZipFile

import pytest

from factories.findings import GOOD, NONE, read, read_inspection, sampled, third
from plumbline.measures import rate_of
from plumbline.scrutiny.bundle import open_bundle, verify_bundle, write_bundle
from plumbline.scrutiny.quantities import evidence_file, printed
from plumbline_web.evidence import from_readings
from plumbline_web.evidence.actions import add_piece
from plumbline_web.evidence.queries import quantities_of
from plumbline_web.publication.sealing import contents_of
from plumbline_web.reading.actions.settling import settle_question
from plumbline_web.reading.found import found_in
from plumbline_web.scrutiny.models import Activity, Record

pytestmark = pytest.mark.django_db
WEAK = {
    **GOOD,
    "/plan/quality": "2",
    "/plan/words": "Mrs Brown has none of it",
    "/effort/visits": "12",
    "/effort/partners": "police health",
}

SETTLED = {
    "/plan/there": "yes",
    "/plan/quality": "2",
    "/plan/words": "Settled: Mr Brown is right",
    "/effort/assessed": "late",
    "/effort/partners": "police",
    "/effort/visits": "5",
}


@pytest.fixture
def held() -> Activity:
    """Ten records of two strata: some read by two who differed and were settled, one still to be settled, one
    not read; and a piece of evidence of every result that there is."""
    team = read_inspection(readers=2)
    sampled(team, {"supervision": 6, "unpaid work": 4}, {"supervision": 40, "unpaid work": 25})
    settler = third(team)[1]
    for at, record in enumerate(Record.objects.order_by("id")):
        if at == 9:
            continue
        read(team, record, team.members[at % 2], (GOOD, NONE, WEAK)[at % 3])
        if at in (2, 6, 8):
            read(team, record, team.members[(at + 1) % 2], GOOD if at % 3 else NONE, "second")
        if at in (2, 6):
            while (found := settled(team.activity, record)) is not None and not found.done:
                node = found.open[0].node
                settle_question(
                    by=settler, record=record, path=node.path, value=SETTLED[node.path], why="It says so."
                )
    subject = team.activity.subjects.get()
    chosen = from_readings.choices_of(from_readings.found_or_refused(team.activity, None))
    figures = [
        from_readings.figure_of(team.activity, one, chosen=each.value)
        for one in (None, subject)
        for _, some in chosen
        for each in some
    ]
    parts = from_readings.parts_of(from_readings.found_or_refused(team.activity, subject))
    figures += [
        from_readings.figure_of(team.activity, subject, chosen="/plan/there", part=each.value)
        for _, some in parts
        for each in some
    ]
    for figure in figures:
        add_piece(
            by=team.lead,
            activity=team.activity,
            source="reading",
            title=figure.title,
            ties={"5.2": "weakness"},
            quantity=figure.quantity,
            origin=figure.origin,
        )
    return team.activity


def settled(activity: Activity, record: Record):
    found = found_in(activity)
    assert found is not None
    return next(one.settling for one in found.records if one.record.pk == record.pk)


def sealed(activity: Activity, path: Path, *, public: bool) -> list[str]:
    """The bundle of an edition that prints every piece, and its texts as they were printed."""
    evidence = quantities_of(activity)
    text = "\n\n".join(f"{{{one}}}" for one in evidence)
    said = [["all", "All", text, printed(text, evidence, publish=public)]]
    making = SimpleNamespace(
        paper=SimpleNamespace(activity=activity, title="What we found"),
        held={"evidence": evidence_file(evidence.values()), "number": 1, "said": said},
        public=public,
    )
    write_bundle(contents_of(making), path, rate=rate_of)  # type: ignore[arg-type]
    return [said[0][3]]


@pytest.mark.parametrize("public", [False, True])
def test_every_result_of_the_reading_comes_out_as_on_the_site(
    held: Activity, tmp_path: Path, public: bool
) -> None:
    texts = sealed(held, tmp_path / "b.zip", public=public)
    found = verify_bundle(tmp_path / "b.zip", rate=rate_of)
    assert found.ok
    assert [(one.same, one.told) for one in found.figures] == [(True, False)] * len(found.figures)
    assert len(found.figures) >= 8
    assert [one.printed for one in open_bundle(tmp_path / "b.zip").texts] == texts


def test_records_that_do_not_count_yet_are_in_the_bundle_and_in_no_figure(
    held: Activity, tmp_path: Path
) -> None:
    sealed(held, tmp_path / "b.zip", public=False)
    records = open_bundle(tmp_path / "b.zip").records
    assert sorted((one.counts, len(one.readings)) for one in records) == [
        *[(False, 0), (False, 2)],
        *[(True, 1)] * 6,
        *[(True, 2)] * 2,
    ]


def test_no_words_and_no_case_of_the_site_are_in_the_bundle(held: Activity, tmp_path: Path) -> None:
    sealed(held, tmp_path / "b.zip", public=False)
    with ZipFile(tmp_path / "b.zip") as bundle:
        data = b"\n".join(bundle.read(one) for one in bundle.namelist())
    kept = {each for one in Record.objects.all() for each in (one.record_id, one.worker) if each}
    assert len(kept) > 8
    assert [one for one in ("Brown", *sorted(kept)) if one.encode() in data] == []

"""Work done later: the files of a report, all of them or none."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.db import transaction
from django_tasks import task

from plumbline.measures import open_run
from plumbline.progress import Progress
from plumbline.publishing.open_data import write_open_data
from plumbline.publishing.report import report_file
from plumbline_web.audit.actions import record
from plumbline_web.reports.models import Report
from plumbline_web.reports.rules import FILES, FORMATS
from plumbline_web.under_way import make_files


@task()
def make_report(key: str) -> None:
    """Make every file of a report in a folder of its own, then put that in its place."""
    report = Report.objects.select_related("organisation", "run__organisation").get(key=key)
    make_files(
        report,
        lambda tell: _make(report, tell),
        failed=lambda: _record("could not make report", report),
        cannot="The report could not be made",
        hidden=(report.run.folder, "the run"),
    )


def _make(report: Report, tell: Progress) -> None:
    fresh = report.folder.with_name(f".{report.key}.part")
    shutil.rmtree(fresh, ignore_errors=True)  # left by a worker that was killed
    fresh.mkdir(mode=0o700, parents=True)
    try:
        for at, name in enumerate(report.formats):
            tell(FORMATS[name], at / len(report.formats))
            _write(report, name, fresh / FILES[name])
        shutil.rmtree(report.folder, ignore_errors=True)
        fresh.rename(report.folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    with transaction.atomic():
        report.note_made()
        _record("made report", report)


def _write(report: Report, name: str, path: Path) -> None:
    folder, period = report.run.folder / "run", report.period or None
    if name == "data":
        write_open_data(folder, path, period=report.period)
        return
    content = report_file(open_run(folder), publish=report.publish, period=period, ending=path.suffix)
    path.write_bytes(content)


def _record(act: str, report: Report) -> None:
    record(act, by=None, organisation=report.organisation.slug, subject=f"report:{report.key}")

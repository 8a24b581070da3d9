"""Work done later: the files of a report, all of them or none."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from plumbline.errors import PlumblineError
from plumbline.measures import open_run
from plumbline.publishing.open_data import write_open_data
from plumbline.publishing.report import report_file
from plumbline_web.audit.actions import record
from plumbline_web.reports.models import Report
from plumbline_web.reports.rules import FILES, FORMATS


@task()
def make_report(key: str) -> None:
    """Make every file of a report in a folder of its own, then put that in its place."""
    report = Report.objects.select_related("organisation", "run__organisation").get(key=key)
    if report.state not in ("waiting", "making"):
        return
    _told(report, state="making", doing="", share=0, told="")
    fresh = report.folder.with_name(f".{report.key}.part")
    shutil.rmtree(fresh, ignore_errors=True)  # left by a worker that was killed
    fresh.mkdir(mode=0o700, parents=True)
    try:
        for at, name in enumerate(report.formats):
            _told(report, doing=FORMATS[name], share=at / len(report.formats))
            _make(report, name, fresh / FILES[name])
        shutil.rmtree(report.folder, ignore_errors=True)
        fresh.rename(report.folder)
    except PlumblineError as refused:
        _ended(report, "failed", str(refused).replace(f"{report.run.folder}", "the run"))
    except Exception:
        _ended(
            report,
            "failed",
            "The report could not be made through a fault of ours. Try once more, and tell whoever looks "
            "after this site if it happens again.",
        )
        raise
    else:
        _ended(report, "made", "")
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _make(report: Report, name: str, path: Path) -> None:
    folder, period = report.run.folder / "run", report.period or None
    if name == "data":
        write_open_data(folder, path, period=report.period)
        return
    content = report_file(open_run(folder), publish=report.publish, period=period, ending=path.suffix)
    path.write_bytes(content)


def _ended(report: Report, state: str, told: str) -> None:
    with transaction.atomic():
        _told(report, state=state, doing="", share=1.0, told=told, made_at=timezone.now())
        record(
            "made report" if state == "made" else "could not make report",
            by=None,
            organisation=report.organisation.slug,
            subject=f"report:{report.key}",
        )


def _told(report: Report, **values: object) -> None:
    for name, value in values.items():
        setattr(report, name, value)
    report.save(update_fields=list(values))

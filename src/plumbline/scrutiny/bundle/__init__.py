"""A sealed bundle: all that the figures of a report stand on, from which anyone entitled works them out
anew."""

from plumbline.scrutiny.bundle.contents import (
    BundleContents,
    CodedReading,
    CodedRecord,
    Definition,
    FromReading,
    FromRun,
    InOrder,
    Origin,
    ReportText,
    Sample,
    StratumSize,
    Told,
    coded,
)

__all__ = [
    "BundleContents",
    "CodedReading",
    "CodedRecord",
    "Definition",
    "FromReading",
    "FromRun",
    "InOrder",
    "Origin",
    "ReportText",
    "Sample",
    "StratumSize",
    "Told",
    "coded",
]

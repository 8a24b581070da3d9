"""A sealed bundle: what the figures of a report stand on, from which anyone entitled works them out anew."""

from plumbline.scrutiny.bundle.archive import NotABundle
from plumbline.scrutiny.bundle.contents import (
    BundleContents,
    CodedReading,
    CodedRecord,
    Definition,
    FromCounts,
    FromReading,
    FromRun,
    InOrder,
    Origin,
    ReportText,
    Sample,
    StratumSize,
    Told,
    coded,
    coded_settlements,
)
from plumbline.scrutiny.bundle.sealing import (
    BundleRefused,
    Figure,
    Verified,
    open_bundle,
    verify_bundle,
    write_bundle,
)

__all__ = [
    "BundleContents",
    "BundleRefused",
    "CodedReading",
    "CodedRecord",
    "Definition",
    "Figure",
    "FromCounts",
    "FromReading",
    "FromRun",
    "InOrder",
    "NotABundle",
    "Origin",
    "ReportText",
    "Sample",
    "StratumSize",
    "Told",
    "Verified",
    "coded",
    "coded_settlements",
    "open_bundle",
    "verify_bundle",
    "write_bundle",
]

"""What people add to the figures of a run. The figures themselves are never kept here."""

from __future__ import annotations

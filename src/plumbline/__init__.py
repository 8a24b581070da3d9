"""Plumbline: whether justice social work is done to standard, and how anyone can check that.

The core is a library and a command line. It reads a service's case records, judges every duty owed
to every case by its national standard, and adds the verdicts up into figures.
"""

from __future__ import annotations

__version__ = "0.1.0"

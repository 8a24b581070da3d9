"""Reports for a period, on demand and on a schedule."""

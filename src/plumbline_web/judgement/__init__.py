"""Findings, evaluations and statements: what the team makes of the evidence."""

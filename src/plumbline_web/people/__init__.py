"""Organisations, accounts, roles, and dated grants: who may see and do what."""

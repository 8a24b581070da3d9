"""Migrations of papers for a board."""

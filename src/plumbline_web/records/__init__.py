"""Extracts that a service sends, and the runs made of them."""

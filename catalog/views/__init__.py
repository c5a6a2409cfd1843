"""Screens of the catalog that no resource declares."""

"""Screens of accounting that no resource declares."""

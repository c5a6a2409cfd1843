"""Screens of sales that no resource declares."""

"""Screens of the inventory that no resource declares."""

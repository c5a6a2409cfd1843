"""Screens of the warehouse that are no list and no form."""

"""Reactions of the kernel to its own events; importing the module registers them."""

from erp import mail

__all__ = ["mail"]

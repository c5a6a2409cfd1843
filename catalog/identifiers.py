"""Identifiers of articles whose form can be checked without asking anyone (by python-stdnum)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum import ean


def check_barcode(value: str) -> None:
    """A GTIN: 8, 12, 13 or 14 digits, the last one a check digit (GS1 General Specifications, section 7.9)."""
    if not value.isdigit() or not ean.is_valid(value):
        raise ValidationError(
            _("This is not a barcode (GTIN): 8, 12, 13 or 14 digits, the last one a check digit."),
            code="barcode",
        )

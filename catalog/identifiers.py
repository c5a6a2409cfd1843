"""Identifiers of articles whose form can be checked without asking anyone (by python-stdnum)."""

import re

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


def check_attribute_code(value: str) -> None:
    """Letters, digits, hyphens and full stops: it becomes part of SKUs and of file columns."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.-]*", value, re.ASCII):
        raise ValidationError(
            _("Use letters, digits, hyphens and full stops only: the code becomes part of SKUs."),
            code="attribute_code",
        )


def check_colour(value: str) -> None:
    """A colour of the screen: #rrggbb."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", value, re.ASCII):
        raise ValidationError(_("Write the colour as # and six hexadecimal digits: #8fb3a6."), code="colour")


def check_customs_code(value: str) -> None:
    """A heading of the combined nomenclature (Regulation (EEC) 2658/87): 8 digits, or the 10 of TARIC; chapters 01 to 97,
    98 and 99 for special cases; 77 is reserved and never used."""
    chapter = value[:2]
    if not value.isascii() or not value.isdigit() or len(value) not in (8, 10) or chapter in ("00", "77"):
        raise ValidationError(
            _("A customs code has 8 digits (combined nomenclature) or 10 (TARIC), for instance 69120023."),
            code="customs_code",
        )

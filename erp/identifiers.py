"""Identifiers whose form can be checked without asking anyone: SIREN, SIRET, VAT numbers, IBAN (by python-stdnum)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum import exceptions, iban
from stdnum.eu import vat
from stdnum.fr import siren, siret


def check_siren(value: str) -> None:
    if not siren.is_valid(value):
        raise ValidationError(
            _("This is not a SIREN: nine digits, the last one a check digit."), code="siren"
        )


def check_siret(value: str) -> None:
    if not siret.is_valid(value):
        raise ValidationError(
            _("This is not a SIRET: fourteen digits, the last one a check digit."), code="siret"
        )


def check_vat(value: str) -> None:
    """Checks the form of a VAT number of the European Union, country letters first. Others are taken as they are."""
    letters = value[:2].lower()
    if letters == "gr":
        letters = "el"
    if letters not in vat.MEMBER_STATES and letters != "el":
        return
    try:
        vat.validate(value)
    except exceptions.ValidationError as error:
        raise ValidationError(
            _("This is not a VAT number of that country: check its letters and digits."), code="vat_number"
        ) from error


def check_iban(value: str) -> None:
    if not iban.is_valid(value):
        raise ValidationError(_("This is not an IBAN: check its digits."), code="iban")

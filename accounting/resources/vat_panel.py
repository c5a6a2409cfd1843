"""Beside an order or an invoice: which rule of VAT its lines were sold under, and why."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from accounting.choices import TaxTreatment
from erp.crud import Panel


def _rules(record: Any, request: HttpRequest) -> Any:
    found = dict.fromkeys(
        record.lines.exclude(tax_reason="").order_by("position").values_list("tax_treatment", "tax_reason")
    )
    if not found:
        return ""
    rules = [
        {"treatment": TaxTreatment(treatment).label if treatment else "", "reason": reason}
        for treatment, reason in found
    ]
    return render_to_string("accounting/vat_panel.html", {"rules": rules}, request)


VAT_PANEL = Panel(_("VAT"), _rules, place="side", icon="percentage")

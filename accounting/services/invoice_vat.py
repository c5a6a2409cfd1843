"""The VAT of invoices that are typed: what is left empty follows from who buys what, and where it goes."""

from collections.abc import Sequence
from dataclasses import replace

from accounting.choices import LineKind, SupplyKind
from accounting.selectors.fiscal_positions import (
    STANDARD,
    Positions,
    Sale,
    buyer_of,
    place_of,
    read_positions,
)
from accounting.types import InvoiceDraft, InvoiceLineDraft
from accounting.vat.territories import territory_of
from catalog.models import Variant
from erp.models import Partner

TAKES_OFF = (LineKind.DISCOUNT, LineKind.ROUNDING)


def with_vat(drafts: Sequence[InvoiceDraft]) -> list[InvoiceDraft]:
    """The drafts with the rule of VAT on each line, and the tax that it asks for where none was typed.

    A tax that was typed holds (`Positions.settle`). A discount without a tax takes that of what is sold, if all of it has
    the same. A constant number of queries.
    """
    partners = Partner.objects.in_bulk({draft.partner_id for draft in drafts})
    sales = [sale_of(draft, partners.get(draft.partner_id)) for draft in drafts]
    positions = read_positions(sales)
    wanted = {line.variant_id for draft in drafts for line in draft.lines if line.variant_id}
    categories = dict(
        Variant.objects.filter(pk__in=wanted).values_list("pk", "product__tax_category__code")
        if wanted
        else ()
    )
    return [
        replace(
            draft,
            lines=_discounts(
                [
                    _line(line, sale, positions, categories.get(line.variant_id or 0, STANDARD))
                    for line in draft.lines
                ]
            ),
        )
        for draft, sale in zip(drafts, sales, strict=True)
    ]


def sale_of(draft: InvoiceDraft, partner: Partner | None) -> Sale:
    """What a draft is to VAT: goods leave from where the company is."""
    if partner is None:
        return Sale(draft.company_id, draft.date)
    home = territory_of(partner.country_id)
    billing = place_of(draft.billing_address) or home
    return Sale(
        draft.company_id,
        draft.date,
        buyer_of(partner),
        ship_to=place_of(draft.delivery_address) or billing,
        established=billing,
    )


def _line(line: InvoiceLineDraft, sale: Sale, positions: Positions, category: str) -> InvoiceLineDraft:
    if line.kind in TAKES_OFF:
        return line
    kind = SupplyKind.SERVICES if line.kind == LineKind.SERVICE else SupplyKind.GOODS
    settled = positions.settle(sale, kind, category, positions.by_id.get(line.tax_id or 0))
    return replace(
        line,
        tax_id=settled.tax.pk if settled.tax else line.tax_id,
        tax_treatment=settled.treatment,
        tax_reason=settled.reason,
    )


def _discounts(lines: list[InvoiceLineDraft]) -> list[InvoiceLineDraft]:
    sold = {(line.tax_id, line.tax_treatment) for line in lines if line.kind not in TAKES_OFF}
    if len(sold) != 1:
        return lines
    tax_id, treatment = next(iter(sold))
    return [
        replace(line, tax_id=tax_id, tax_treatment=treatment)
        if line.kind == LineKind.DISCOUNT and line.tax_id is None
        else line
        for line in lines
    ]

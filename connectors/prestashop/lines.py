"""The lines of an order, with their taxes.

`order_details` is the source: it has the line totals and the taxes. The rows inside the order itself carry the same ids,
names and unit prices without either; they are used for lines the details do not mention.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from lxml import etree

from connectors.prestashop.taxes import (
    KnownTax,
    effective_percent,
    explains,
    find_percent,
)
from connectors.prestashop.values import gtin, identifier, number, text
from connectors.types import Rounding, ShopOrderLine, ShopProblem, ShopTax
from erp.money import allocate, round_money, round_unit_price

ZERO = Decimal(0)


def parse_lines(
    order: etree._Element,
    details: Sequence[etree._Element],
    *,
    taxes: Mapping[str, KnownTax],
    rounding: Rounding,
    currency: str,
    problems: list[ShopProblem],
) -> tuple[ShopOrderLine, ...]:
    """The order's lines by their id. What a person has to look at is appended to `problems`."""
    records = {identifier(row): row for row in order.iterfind("./associations/order_rows/order_row")}
    records.update({identifier(detail): detail for detail in details})
    ordered = sorted(records.items(), key=lambda item: (len(item[0]), item[0]))
    return tuple(
        _parse_line(record, taxes=taxes, rounding=rounding, currency=currency, problems=problems)
        for _external_id, record in ordered
    )


def _parse_line(
    record: etree._Element,
    *,
    taxes: Mapping[str, KnownTax],
    rounding: Rounding,
    currency: str,
    problems: list[ShopProblem],
) -> ShopOrderLine:
    quantity = number(record, "product_quantity")
    unit_net = round_unit_price(number(record, "unit_price_tax_excl"))
    unit_gross = round_unit_price(number(record, "unit_price_tax_incl"))
    net = number(
        record,
        "total_price_tax_excl",
        _line_total(unit_net, quantity, rounding, currency),
    )
    gross = number(
        record,
        "total_price_tax_incl",
        _line_total(unit_gross, quantity, rounding, currency),
    )
    name = text(record, "product_name")
    charged = [
        taxes.get(identifier(tax), KnownTax(identifier(tax), "", ZERO))
        for tax in record.iterfind("./associations/taxes/tax")
        if identifier(tax)
    ]
    percent = _line_percent(unit_net, unit_gross, charged, taxes, name, problems)
    return ShopOrderLine(
        external_id=identifier(record),
        product_id=identifier(record, "product_id"),
        combination_id=identifier(record, "product_attribute_id"),
        sku=text(record, "product_reference"),
        ean=gtin(text(record, "product_ean13")),
        name=name,
        quantity=quantity,
        unit_net=unit_net,
        unit_gross=unit_gross,
        net=net,
        gross=gross,
        tax_percent=percent,
        taxes=_line_taxes(charged, percent, gross - net, currency),
        list_price_net=round_unit_price(number(record, "original_product_price", unit_net)),
        discount_percent=number(record, "reduction_percent", ZERO),
        ecotax_net=number(record, "ecotax", ZERO),
        quantity_refunded=number(record, "product_quantity_refunded", ZERO),
    )


def _line_total(unit: Decimal, quantity: Decimal, rounding: Rounding, currency: str) -> Decimal:
    if rounding is Rounding.ITEM:
        return round_money(unit, currency) * quantity
    if rounding is Rounding.LINE:
        return round_money(unit * quantity, currency)
    return unit * quantity


def _line_percent(
    unit_net: Decimal,
    unit_gross: Decimal,
    charged: Sequence[KnownTax],
    taxes: Mapping[str, KnownTax],
    name: str,
    problems: list[ShopProblem],
) -> Decimal:
    declared = sum((tax.percent for tax in charged), ZERO)
    if charged and explains(unit_net, unit_gross, declared):
        return declared
    found = find_percent(unit_net, unit_gross, known=[tax.percent for tax in taxes.values()])
    effective = effective_percent(unit_net, unit_gross)
    if charged and all(tax.name or tax.percent for tax in charged):
        message = _(
            'Line "%(name)s": the shop names %(declared)s %% of tax, its prices say %(effective)s %%. '
            "The prices are what was charged."
        ) % {
            "name": name,
            "declared": declared,
            "effective": effective if found is None else found,
        }
        problems.append(ShopProblem(code="line.tax_differs", message=message))
    elif found is None and taxes:
        message = _('Line "%(name)s": no tax of the shop explains its prices (%(effective)s %%).') % {
            "name": name,
            "effective": effective,
        }
        problems.append(ShopProblem(code="line.tax_unknown", message=message))
    return effective if found is None else found


def _line_taxes(
    charged: Sequence[KnownTax], percent: Decimal, amount: Decimal, currency: str
) -> tuple[ShopTax, ...]:
    """Each tax with its part of the line's tax. Several taxes share it by their rates."""
    if not charged or sum((tax.percent for tax in charged), ZERO) != percent:
        return (ShopTax(external_id="", name="", percent=percent, amount=amount),) if percent else ()
    if len(charged) == 1:
        shares = [amount]
    else:
        shares = allocate(round_money(amount, currency), [tax.percent for tax in charged], currency)
    return tuple(
        ShopTax(
            external_id=tax.external_id,
            name=tax.name,
            percent=tax.percent,
            amount=share,
        )
        for tax, share in zip(charged, shares, strict=True)
    )

"""Lines of orders: what they are, their price, their tax, and what all of them come to."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounting.choices import SupplyKind
from accounting.models import Tax
from accounting.selectors.fiscal_positions import STANDARD, Settled
from catalog.lifecycles import DRAFT, SOLD
from catalog.models import Variant
from catalog.price_values import Price
from erp.errors import DomainError
from erp.money import (
    Rounding,
    TaxableLine,
    TaxRate,
    compute_taxes,
    difference_line,
    gross_price,
    round_money,
    round_quantity,
    round_unit_price,
)
from sales.choices import LineKind
from sales.models import Order, OrderLine
from sales.services.references import References, enquiry_of
from sales.types import OrderLineDraft

ZERO = Decimal(0)
HUNDRED = Decimal(100)
# What the columns hold, with room for sums.
LARGEST_QUANTITY = Decimal(10) ** 9
LARGEST_AMOUNT = Decimal(10) ** 12
PRICED_BELOW_ZERO = (LineKind.DISCOUNT, LineKind.ROUNDING)


def build_lines(
    order: Order,
    drafts: Sequence[OrderLineDraft],
    references: References,
    *,
    label: str,
    tolerance: Decimal = LARGEST_AMOUNT,
) -> list[OrderLine]:
    """Unsaved lines of `order`, and its totals set on it.

    Where the order has a `shop_gross`, a rounding line makes its gross that. `label` names the order in a refusal.
    Raises `DomainError` "order.line_…" with the field "lines.<index>.<name>", or "order.total_differs" when more than
    `tolerance` would have to be rounded away.
    """
    order.has_other_tax = False
    lines = [build_line(order, draft, index, references, label=label) for index, draft in enumerate(drafts)]
    tax_discounts(lines, drafts, label=label)
    count_totals(order, lines, label=label, tolerance=tolerance)
    return lines


def build_line(
    order: Order, draft: OrderLineDraft, index: int, references: References, *, label: str
) -> OrderLine:
    """One unsaved line, checked and completed from the catalogue, its amounts not counted yet."""
    return _Builder(order, draft, index, references, label).line()


class _Builder:
    """One line: its draft checked and completed from the catalogue."""

    def __init__(
        self, order: Order, draft: OrderLineDraft, index: int, references: References, label: str
    ) -> None:
        self.order, self.draft, self.index, self.references, self.label = (
            order,
            draft,
            index,
            references,
            label,
        )

    def line(self) -> OrderLine:
        draft = self.draft
        if draft.kind not in LineKind.values:
            raise self.refusal("kind", gettext_lazy("“%(value)s” is not a kind of line."), value=draft.kind)
        variant = self._variant()
        settled = self._settled(variant)
        self.order.has_other_tax |= settled.differs
        return OrderLine(
            order=self.order,
            company_id=self.order.company_id,
            position=self.index + 1,
            kind=draft.kind,
            variant=variant,
            description=(draft.description.strip() or (variant.name if variant else ""))[:255]
            or str(LineKind(draft.kind).label),
            quantity=self._quantity(variant),
            unit_price=self._unit_price(variant, settled.tax),
            discount_percent=self._discount_percent(),
            discount_amount=self._discount_amount(),
            tax=settled.tax,
            tax_treatment=settled.treatment,
            tax_reason=settled.reason[:300],
        )

    def refusal(self, name: str, message: Any, **params: Any) -> DomainError:
        return DomainError(
            f"order.line_{name}",
            gettext_lazy("Order %(order)s, line %(line)d: %(reason)s"),
            f"lines.{self.index}.{name}",
            {
                "order": self.label,
                "line": self.index + 1,
                "reason": str(message) % params,
            },
        )

    def _variant(self) -> Variant | None:
        draft = self.draft
        if draft.variant_id is None:
            if draft.kind == LineKind.GOODS:
                raise self.refusal(
                    "variant", gettext_lazy("goods need an article. Choose one by its SKU or name.")
                )
            return None
        variant = self.references.variants.get(draft.variant_id)
        if variant is None:
            raise self.refusal("variant", gettext_lazy("this article does not exist here. Choose another."))
        if variant.product.status == DRAFT:
            raise self.refusal(
                "variant",
                gettext_lazy("%(sku)s is a draft. Put its product on sale first, or choose another."),
                sku=variant.sku,
            )
        if not variant.is_active or variant.product.status not in SOLD:
            raise self.refusal(
                "variant",
                gettext_lazy("%(sku)s is archived. Bring it back in the catalogue, or choose another."),
                sku=variant.sku,
            )
        return variant

    def _settled(self, variant: Variant | None) -> Settled:
        """The line's tax; none for what is outside of VAT, and for a discount that follows the goods (`tax_discounts`)."""
        draft, references = self.draft, self.references
        nothing = Settled(None, "", "")
        if draft.is_untaxed or draft.kind == LineKind.ROUNDING:
            return nothing
        given = None
        if draft.tax_id is not None:
            given = references.taxes.get(draft.tax_id)
            if given is None or given.company_id != self.order.company_id:
                raise self.refusal(
                    "tax", gettext_lazy("this tax rate is not one of the company's. Choose another.")
                )
        if draft.kind == LineKind.DISCOUNT and variant is None:
            return replace(nothing, tax=given)
        if references.positions is None:
            raise ValueError("Lines are built with the references of `with_positions`.")
        settled = references.positions.settle(
            references.sales[id(self.order)],
            SupplyKind.SERVICES if draft.kind == LineKind.SERVICE else SupplyKind.GOODS,
            variant.product.tax_category.code if variant else STANDARD,
            given,
        )
        if settled.tax is None:
            raise self.refusal(
                "tax",
                gettext_lazy(
                    "no tax rate of the company fits. Choose one, or add it in the accounting settings."
                ),
            )
        return settled

    def _quantity(self, variant: Variant | None) -> Decimal:
        quantity = self.draft.quantity
        if not quantity.is_finite() or not 0 < quantity < LARGEST_QUANTITY:
            raise self.refusal("quantity", gettext_lazy("the quantity must be above zero."))
        decimals = variant.product.unit.decimals if variant else 4
        if round_quantity(quantity, decimals) != quantity:
            raise self.refusal(
                "quantity",
                gettext_lazy("%(quantity)s has more decimals than the article's unit allows (%(decimals)d)."),
                quantity=f"{quantity:f}",
                decimals=decimals,
            )
        return quantity

    def _unit_price(self, variant: Variant | None, tax: Tax | None) -> Decimal:
        price = self.draft.unit_price
        if price is None:
            return self._listed_price(tax)
        if not price.is_finite() or abs(price) >= LARGEST_QUANTITY:
            raise self.refusal("unit_price", gettext_lazy("this is not a price."))
        price = round_unit_price(price)
        if price < 0 and self.draft.kind not in PRICED_BELOW_ZERO:
            raise self.refusal(
                "unit_price",
                gettext_lazy("a price can't be negative. Use a discount line for what is taken off."),
            )
        if price > 0 and self.draft.kind == LineKind.DISCOUNT:
            raise self.refusal(
                "unit_price", gettext_lazy("a discount takes off: its price must be negative.")
            )
        return price

    def _listed_price(self, tax: Tax | None) -> Decimal:
        price = self.references.prices.get(enquiry_of(self.order, self.draft))
        found = None
        if price is not None:
            found = price_in_terms(price, tax, prices_include_tax=self.order.prices_include_tax)
        if found is None:
            raise self.refusal(
                "unit_price",
                gettext_lazy(
                    "no price list and not the catalogue has a price in %(currency)s for it. Type one."
                ),
                currency=self.order.currency_id,
            )
        return found

    def _discount_percent(self) -> Decimal:
        percent = self.draft.discount_percent
        if not percent.is_finite() or not 0 <= percent <= HUNDRED or round_quantity(percent, 4) != percent:
            raise self.refusal(
                "discount_percent",
                gettext_lazy("a discount is between 0 and 100 %%, with at most 4 decimals."),
            )
        return percent

    def _discount_amount(self) -> Decimal:
        amount = self.draft.discount_amount
        if not amount.is_finite() or not 0 <= amount < LARGEST_AMOUNT:
            raise self.refusal("discount_amount", gettext_lazy("the discount on a line is zero or more."))
        return round_money(amount, str(self.order.currency_id))


def price_in_terms(price: Price, tax: Tax | None, *, prices_include_tax: bool) -> Decimal | None:
    """A price with or without tax, as the order has them, 6 decimals; null where there is none.

    A list with tax keeps its very price where the line bears the tax that the list was made with. With another rate
    (a customer abroad) it is the net that stays.
    """
    if not prices_include_tax or tax is None:
        return price.net
    if price.gross is not None and (price.net is None or tax.percent == price.tax_percent):
        return price.gross
    return None if price.net is None else gross_price(price.net, tax.percent)


def tax_discounts(lines: Sequence[OrderLine], drafts: Sequence[OrderLineDraft], *, label: str) -> None:
    """A discount on the whole order, without a rate of its own, takes the one rate of all that is sold."""
    open_discounts = [
        (index, line)
        for index, (line, draft) in enumerate(zip(lines, drafts, strict=True))
        if line.kind == LineKind.DISCOUNT and line.tax is None and not draft.is_untaxed
    ]
    if not open_discounts:
        return
    rates = {line.tax_id: line for line in lines if line.kind in (LineKind.GOODS, LineKind.SERVICE)}
    if len(rates) > 1:
        index, line = open_discounts[0]
        raise DomainError(
            "order.line_tax",
            gettext_lazy(
                "Order %(order)s, line %(line)d: what is sold bears several tax rates. Say which one the discount lowers."
            ),
            f"lines.{index}.tax",
            {"order": label, "line": line.position},
        )
    for sold in rates.values():
        for _index, line in open_discounts:
            line.tax, line.tax_treatment, line.tax_reason = sold.tax, sold.tax_treatment, sold.tax_reason


def tax_rate(tax: Tax) -> TaxRate:
    return TaxRate(tax.code, tax.percent)


def count_totals(
    order: Order, lines: list[OrderLine], *, label: str, tolerance: Decimal = LARGEST_AMOUNT
) -> None:
    """Set the amounts of the lines and of the order; adds the rounding line that its `shop_gross` asks for."""
    rates = {line.tax_id: tax_rate(line.tax) for line in lines if line.tax is not None}
    taxable = [
        TaxableLine(
            index,
            line.quantity,
            line.unit_price,
            discount_percent=line.discount_percent,
            discount_amount=line.discount_amount,
            taxes=(rates[line.tax_id],) if line.tax_id is not None else (),
        )
        for index, line in enumerate(lines)
    ]
    totals = compute_taxes(
        taxable,
        currency=str(order.currency_id),
        rounding=Rounding(order.tax_rounding),
        prices_include_tax=order.prices_include_tax,
    )
    for line, taxed in zip(lines, totals.lines, strict=True):
        if abs(taxed.gross) >= LARGEST_AMOUNT:
            raise DomainError(
                "order.line_amount",
                gettext_lazy(
                    "Order %(order)s, line %(line)d: the amount is too large. Check quantity and price."
                ),
                f"lines.{line.position - 1}.unit_price",
                {"order": label, "line": line.position},
            )
        line.net, line.tax_amount, line.gross = taxed.net, taxed.tax, taxed.gross
    order.net, order.tax, order.gross = totals.net, totals.tax, totals.gross
    if order.shop_gross is not None and (rounding := _rounding_line(order, lines, label, tolerance)):
        lines.append(rounding)
        order.net, order.gross = order.net + rounding.net, order.gross + rounding.gross
    order.rounding_difference = sum((line.gross for line in lines if line.kind == LineKind.ROUNDING), ZERO)


def _rounding_line(
    order: Order, lines: Sequence[OrderLine], label: str, tolerance: Decimal
) -> OrderLine | None:
    missing = difference_line(order.gross, order.shop_gross or ZERO, str(order.currency_id))
    if missing is None:
        return None
    if abs(missing.unit_price) > tolerance:
        raise DomainError(
            "order.total_differs",
            gettext_lazy(
                "Order %(order)s: its lines come to %(ours)s, the shop says %(shop)s %(currency)s. That is more than a"
                " rounding: check its lines and taxes."
            ),
            params={
                "order": label,
                "ours": f"{order.gross:f}",
                "shop": f"{order.shop_gross:f}",
                "currency": order.currency_id,
            },
        )
    return OrderLine(
        order=order,
        company_id=order.company_id,
        position=len(lines) + 1,
        kind=LineKind.ROUNDING,
        description=_("Rounding to the shop's total"),
        quantity=missing.quantity,
        unit_price=missing.unit_price,
        net=missing.unit_price,
        tax_amount=ZERO,
        gross=missing.unit_price,
    )

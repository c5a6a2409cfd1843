"""Values that sales services take. All amounts are in the order's currency; prices have at most 6 decimals."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from erp.types import AddressDraft

ZERO = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class OrderLineDraft:
    """A line to order.

    `kind`: a value of `sales.choices.LineKind`; goods need a variant. `unit_price` includes tax when the order's prices
    do; null: the catalogue's. It is negative for a discount, and may be for a rounding difference. `tax_id` null: by
    the variant's tax category in the channel's company, unless `is_untaxed`. `description` empty: the variant's name.
    """

    kind: str = "goods"
    variant_id: int | None = None
    description: str = ""
    quantity: Decimal = Decimal(1)
    unit_price: Decimal | None = None
    discount_percent: Decimal = ZERO
    discount_amount: Decimal = ZERO
    tax_id: int | None = None
    is_untaxed: bool = False


@dataclass(frozen=True, kw_only=True)
class OrderDraft:
    """An order to place, complete: nothing is asked for again.

    `external_number` is the shop's name of the order, unique in its channel; `external_reference` what the customer sees.
    `expected_gross` is what the shop says the customer pays: what our taxes come to differently, up to `tolerance`,
    becomes a visible rounding line. `billing_address` null: the partner's; `shipping_address` null: the billing one.
    `warehouse_id` null: the channel's. `source_text`: the campaign or link by which the customer came.
    """

    channel_id: int
    partner_id: int
    lines: Sequence[OrderLineDraft] = ()
    date: dt.date | None = None
    placed_at: dt.datetime | None = None
    currency: str = "EUR"
    prices_include_tax: bool | None = None
    tax_rounding: str = ""
    external_number: str = ""
    external_reference: str = ""
    billing_address: AddressDraft | None = None
    shipping_address: AddressDraft | None = None
    warehouse_id: int | None = None
    carrier_name: str = ""
    payment_method: str = ""
    source_text: str = ""
    customer_notes: str = ""
    notes: str = ""
    expected_gross: Decimal | None = None
    tolerance: Decimal = Decimal("1.00")

    @property
    def label(self) -> str:
        """How a refusal names the order."""
        return self.external_reference or self.external_number or "—"


@dataclass(frozen=True, kw_only=True)
class OrderPaymentDraft:
    """Money that came in for an order, in the order's currency.

    `provider_code`: through whom (`accounting.PaymentProvider`). `reference` is the provider's name of the payment, by
    which a payout will tell it: registered once a provider, however often it is told.
    """

    order_id: int
    provider_code: str
    amount: Decimal
    date: dt.date
    method: str = ""
    reference: str = ""

"""What an adapter reads from a shop, in words no shop owns. All values are immutable.

Units and conventions
    money       `Decimal` in the order's currency. Unit prices have up to 6 decimals; totals have the currency's
                digits, except line totals of shops that round only the sum, which keep up to 6.
    net, gross  without and with tax.
    percent     tax rates as written on an invoice: `Decimal("5.5")` is 5.5 %.
    quantity    `Decimal`, positive.
    times       aware `datetime` in UTC. Shops that write local times without offset are converted by the adapter
                with the shop's own time zone; in the repeated hour of autumn the first pass is assumed.
    ids         the shop's, as text ("7" whether the shop wrote "7" or 7); "" when there is none.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class ShopOrderStatus(StrEnum):
    """Where an order stands, reduced to what an ERP decides on. The shop's own state is kept beside it."""

    AWAITING_PAYMENT = "awaiting_payment"
    PAID = "paid"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"
    PAYMENT_REFUSED = "payment_refused"


class Rounding(StrEnum):
    """Where the shop rounds to the currency's digits: each unit price, each line, or only the sum of the lines."""

    ITEM = "item"
    LINE = "line"
    TOTAL = "total"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopProblem:
    """Something in a readable order that a person has to look at. `code` is stable, `message` is for the person."""

    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopCustomer:
    """Who ordered. `siret` and `company` as typed by the customer: not checked by the shop."""

    external_id: str
    email: str
    first_name: str
    last_name: str
    company: str = ""
    siret: str = ""
    website: str = ""
    language: str = ""  # ISO 639-1, lower case
    is_guest: bool = False

    @property
    def name(self) -> str:
        """The company if there is one, else the person."""
        return self.company or f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopAddress:
    """A postal address as it was typed. `country` is ISO 3166-1 alpha-2; `dni` a personal tax number (Spain, Italy)."""

    external_id: str
    first_name: str
    last_name: str
    company: str = ""
    line1: str = ""
    line2: str = ""
    postcode: str = ""
    city: str = ""
    state: str = ""
    country: str = ""
    phone: str = ""
    mobile: str = ""
    vat_number: str = ""
    dni: str = ""
    notes: str = ""

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopTax:
    """One tax on one line. `amount` is the tax of the whole line, not of one unit."""

    external_id: str
    name: str
    percent: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopOrderLine:
    """One article ordered. `unit_net` and `unit_gross` are after the line's own reductions, 6 decimals.

    `net` and `gross` are the totals of the line as the shop states them. `discount_percent` and `list_price_net` say
    what happened before; they are for information and must not be applied again.
    """

    external_id: str
    product_id: str
    combination_id: str
    sku: str
    ean: str
    name: str
    quantity: Decimal
    unit_net: Decimal
    unit_gross: Decimal
    net: Decimal
    gross: Decimal
    tax_percent: Decimal
    taxes: tuple[ShopTax, ...] = ()
    list_price_net: Decimal = Decimal(0)
    discount_percent: Decimal = Decimal(0)
    ecotax_net: Decimal = Decimal(0)  # part of the unit price
    quantity_refunded: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopDiscount:
    """A voucher or cart rule on the whole order. Amounts are positive and unrounded; `gross` includes tax.

    `includes_free_shipping`: part of the amount, up to the shipping cost, takes the shipping's tax rate.
    """

    external_id: str
    rule_id: str
    name: str
    net: Decimal
    gross: Decimal
    includes_free_shipping: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopPayment:
    """Money the shop says it received. Orders split from one cart share their payments: the id is unique per shop."""

    external_id: str
    method: str
    amount: Decimal
    currency: str
    transaction_id: str
    paid_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopRefundLine:
    order_line_id: str
    quantity: Decimal
    net: Decimal
    gross: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopRefund:
    """A credit note of the shop. Amounts are positive."""

    external_id: str
    created_at: datetime | None
    products_net: Decimal
    products_gross: Decimal
    shipping_net: Decimal
    shipping_gross: Decimal
    lines: tuple[ShopRefundLine, ...] = ()

    @property
    def gross(self) -> Decimal:
        return self.products_gross + self.shipping_gross


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopMessage:
    text: str
    written_at: datetime | None
    is_from_customer: bool
    is_private: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopTotals:
    """The order's totals as the shop states them. `discounts_*` are positive and reduce the total.

    paid_net, paid_gross   what the order comes to
    amount_due             what the shop asks the customer for; the same as `paid_gross` on a sound order
    paid_real              what has arrived so far
    """

    products_net: Decimal
    products_gross: Decimal
    discounts_net: Decimal
    discounts_gross: Decimal
    shipping_net: Decimal
    shipping_gross: Decimal
    wrapping_net: Decimal
    wrapping_gross: Decimal
    paid_net: Decimal
    paid_gross: Decimal
    amount_due: Decimal
    paid_real: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopOrder:
    """One order, complete: everything an importer needs without asking the shop again.

    `updated_at` is the cursor: what has been read up to it need not be read again. `customer`, `billing` and
    `shipping` are None only when the shop no longer has them, and then `problems` says so.
    """

    external_id: str
    reference: str
    placed_at: datetime
    updated_at: datetime
    status: ShopOrderStatus
    state_id: str
    state_name: str
    is_paid: bool
    currency: str  # ISO 4217
    totals: ShopTotals
    rounding: Rounding
    lines: tuple[ShopOrderLine, ...]
    discounts: tuple[ShopDiscount, ...]
    payments: tuple[ShopPayment, ...]
    refunds: tuple[ShopRefund, ...]
    messages: tuple[ShopMessage, ...]
    problems: tuple[ShopProblem, ...]
    customer: ShopCustomer | None
    billing: ShopAddress | None
    shipping: ShopAddress | None
    payment_method: str  # as shown to the customer: "Bank wire"
    payment_module: str  # the stable name to map on: "ps_wirepayment"
    carrier_id: str
    carrier_name: str
    tracking_number: str
    shipping_tax_percent: Decimal | None  # None: no single rate explains the shipping's net and gross
    wrapping_tax_percent: Decimal | None
    is_gift: bool = False
    gift_message: str = ""
    note: str = ""  # the merchant's, not the customer's
    language: str = ""

    @property
    def refunded_gross(self) -> Decimal:
        return sum((refund.gross for refund in self.refunds), Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadableOrder:
    """An order that arrived and cannot be understood. `payload` is what the shop sent for it."""

    external_id: str
    reference: str
    code: str
    reason: str
    payload: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeRecord:
    """One message to an outside system and its answer, with secrets already masked. Retries are records of their own."""

    method: str
    url: str
    request_headers: dict[str, str]
    request_body: str
    status: int | None  # None: no answer
    response_headers: dict[str, str]
    response_text: str
    duration_ms: int
    error: str  # "" when the answer could be used
    correlation_id: str
    attempt: int
    started_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopInfo:
    """What a connection test finds out. `missing_rights` are resources the adapter reads and the key may not GET."""

    name: str
    version: str
    resources: tuple[str, ...]
    missing_rights: tuple[str, ...]
    missing_optional_rights: tuple[str, ...]

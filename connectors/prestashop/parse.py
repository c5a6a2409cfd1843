"""From the webservice's records to `connectors.types`. Pure: nothing here asks the shop anything."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from lxml import etree

from connectors.errors import ShopError, ShopFormatError
from connectors.prestashop.lines import parse_lines
from connectors.prestashop.taxes import KnownTax, find_percent
from connectors.prestashop.values import boolean, identifier, moment, number, text
from connectors.types import (
    Rounding,
    ShopAddress,
    ShopCustomer,
    ShopDiscount,
    ShopMessage,
    ShopOrder,
    ShopOrderStatus,
    ShopPayment,
    ShopProblem,
    ShopRefund,
    ShopRefundLine,
    ShopTotals,
    UnreadableOrder,
)

ZERO = Decimal(0)
_ROUNDINGS = {"1": Rounding.ITEM, "2": Rounding.LINE, "3": Rounding.TOTAL}

Records = Mapping[str, etree._Element]
RecordLists = Mapping[str, list[etree._Element]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialStates:
    """Ids of the order states that mean more than their flags say; a shop keeps them in its configuration."""

    cancelled: str = "6"
    refunded: str = "7"
    refused: str = "8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """The records an order points at. `*_of_order` are keyed by order id, payments by order reference."""

    timezone: ZoneInfo
    special_states: SpecialStates = SpecialStates()
    taxes: Mapping[str, KnownTax] = field(default_factory=dict)
    customers: Records = field(default_factory=dict)
    addresses: Records = field(default_factory=dict)
    countries: Records = field(default_factory=dict)
    states: Records = field(default_factory=dict)
    currencies: Records = field(default_factory=dict)
    carriers: Records = field(default_factory=dict)
    languages: Records = field(default_factory=dict)
    order_states: Records = field(default_factory=dict)
    details_of_order: RecordLists = field(default_factory=dict)
    cart_rules_of_order: RecordLists = field(default_factory=dict)
    carriers_of_order: RecordLists = field(default_factory=dict)
    refunds_of_order: RecordLists = field(default_factory=dict)
    messages_of_order: RecordLists = field(default_factory=dict)
    payments_of_reference: RecordLists = field(default_factory=dict)


def parse_orders(orders: Iterable[etree._Element], related: Related) -> list[ShopOrder | UnreadableOrder]:
    """Every order, in the order given. One that cannot be understood becomes an `UnreadableOrder`; never raises."""
    return [read_order(order, related) for order in orders]


def read_order(order: etree._Element, related: Related) -> ShopOrder | UnreadableOrder:
    """One order, or the reason why it cannot be read together with what the shop sent."""
    try:
        return parse_order(order, related)
    except ShopError as error:
        code, reason = error.code, error.message
    except (ValueError, ArithmeticError) as error:
        code, reason = "shop.format", str(error)
    return UnreadableOrder(
        external_id=text(order, "id"),
        reference=text(order, "reference"),
        code=code,
        reason=reason,
        payload=etree.tostring(order, encoding="unicode"),
    )


def parse_order(order: etree._Element, related: Related) -> ShopOrder:
    """One order. Raises `ShopFormatError` when an amount, a date or the currency is missing or makes no sense."""
    external_id = identifier(order)
    if not external_id:
        raise ShopFormatError(_("The shop sent an order without an id."))
    language = identifier(order, "id_lang")
    placed_at = moment(order, "date_add", related.timezone)
    if placed_at is None:
        raise ShopFormatError(_("Order %(id)s has no date."), id=external_id)
    problems: list[ShopProblem] = []
    rounding = _ROUNDINGS.get(text(order, "round_type"), Rounding.LINE)
    currency = _currency(order, related)
    lines = parse_lines(
        order,
        related.details_of_order.get(external_id, []),
        taxes=related.taxes,
        rounding=rounding,
        currency=currency,
        problems=problems,
    )
    totals = parse_totals(order)
    status, state_name, is_paid = _status(order, related, language)
    known = [
        *dict.fromkeys([line.tax_percent for line in lines] + [tax.percent for tax in related.taxes.values()])
    ]
    customer = _customer(order, related, problems)
    result = ShopOrder(
        external_id=external_id,
        reference=text(order, "reference"),
        placed_at=placed_at,
        updated_at=moment(order, "date_upd", related.timezone) or placed_at,
        status=status,
        state_id=identifier(order, "current_state"),
        state_name=state_name,
        is_paid=is_paid,
        currency=currency,
        totals=totals,
        rounding=rounding,
        lines=lines,
        discounts=_discounts(order, related, totals),
        payments=_payments(order, related, currency),
        refunds=tuple(_refund(slip, related) for slip in related.refunds_of_order.get(external_id, [])),
        messages=_messages(external_id, related),
        problems=(),
        customer=customer,
        billing=_address(order, "id_address_invoice", related, problems, language),
        shipping=_address(order, "id_address_delivery", related, problems, language),
        payment_method=text(order, "payment"),
        payment_module=text(order, "module"),
        carrier_id=identifier(order, "id_carrier"),
        carrier_name=_name_of(related.carriers, identifier(order, "id_carrier"), language),
        tracking_number=_tracking(order, external_id, related),
        shipping_tax_percent=find_percent(
            totals.shipping_net,
            totals.shipping_gross,
            stated=[number(order, "carrier_tax_rate", ZERO)],
            known=known,
        ),
        wrapping_tax_percent=find_percent(totals.wrapping_net, totals.wrapping_gross, known=known),
        is_gift=boolean(order, "gift"),
        gift_message=text(order, "gift_message"),
        note=text(order, "note"),
        language=_language(language, related) or (customer.language if customer else ""),
    )
    return replace(result, problems=(*problems, *order_problems(result)))


def parse_totals(order: etree._Element) -> ShopTotals:
    """The totals of an order. Shops before 1.5 have no `*_tax_incl`; everything else states all of them."""
    return ShopTotals(
        products_net=number(order, "total_products"),
        products_gross=number(order, "total_products_wt"),
        discounts_net=number(order, "total_discounts_tax_excl", ZERO),
        discounts_gross=number(order, "total_discounts_tax_incl", ZERO),
        shipping_net=number(order, "total_shipping_tax_excl", ZERO),
        shipping_gross=number(order, "total_shipping_tax_incl", ZERO),
        wrapping_net=number(order, "total_wrapping_tax_excl", ZERO),
        wrapping_gross=number(order, "total_wrapping_tax_incl", ZERO),
        paid_net=number(order, "total_paid_tax_excl"),
        paid_gross=number(order, "total_paid_tax_incl"),
        amount_due=number(order, "total_paid"),
        paid_real=number(order, "total_paid_real", ZERO),
    )


def order_problems(order: ShopOrder) -> list[ShopProblem]:
    """What is wrong with an order although it can be read."""
    found = []
    if not order.lines:
        found.append(ShopProblem(code="order.empty", message=_("The order has no lines.")))
    for line in order.lines:
        if line.quantity <= 0:
            message = _('Line "%(name)s": the quantity %(quantity)s is not positive.') % {
                "name": line.name,
                "quantity": format(line.quantity, "f"),
            }
            found.append(ShopProblem(code="line.quantity", message=message))
        if line.unit_net < 0 or line.unit_gross < 0:
            message = _('Line "%(name)s": the price %(price)s is negative.') % {
                "name": line.name,
                "price": format(line.unit_net, "f"),
            }
            found.append(ShopProblem(code="line.negative_price", message=message))
    totals = order.totals
    for value in (
        totals.shipping_gross,
        totals.discounts_gross,
        totals.wrapping_gross,
        totals.paid_gross,
    ):
        if value < 0:
            found.append(
                ShopProblem(
                    code="order.negative_total",
                    message=_("A total of the order is negative."),
                )
            )
            break
    if totals.amount_due != totals.paid_gross:
        message = _("The shop states two totals: %(due)s to pay, %(gross)s with tax.") % {
            "due": format(totals.amount_due, "f"),
            "gross": format(totals.paid_gross, "f"),
        }
        found.append(ShopProblem(code="order.two_totals", message=message))
    return found


def _currency(order: etree._Element, related: Related) -> str:
    record = related.currencies.get(identifier(order, "id_currency"))
    code = text(record, "iso_code").upper() if record is not None else ""
    if len(code) != 3:
        raise ShopFormatError(
            _("Order %(id)s: the shop does not say what currency %(currency)s is."),
            id=identifier(order),
            currency=text(order, "id_currency") or "?",
        )
    return code


def _status(order: etree._Element, related: Related, language: str) -> tuple[ShopOrderStatus, str, bool]:
    state_id = identifier(order, "current_state")
    record = related.order_states.get(state_id)
    name = text(record, "name", language) if record is not None else ""
    special = related.special_states
    if state_id in (special.cancelled, special.refused, special.refunded):
        status = {
            special.cancelled: ShopOrderStatus.CANCELLED,
            special.refused: ShopOrderStatus.PAYMENT_REFUSED,
            special.refunded: ShopOrderStatus.REFUNDED,
        }[state_id]
        return status, name, False
    is_paid = boolean(record, "paid") if record is not None else boolean(order, "valid")
    if record is not None and boolean(record, "shipped"):
        return ShopOrderStatus.SHIPPED, name, is_paid
    return (
        (ShopOrderStatus.PAID if is_paid else ShopOrderStatus.AWAITING_PAYMENT),
        name,
        is_paid,
    )


def _customer(order: etree._Element, related: Related, problems: list[ShopProblem]) -> ShopCustomer | None:
    external_id = identifier(order, "id_customer")
    record = related.customers.get(external_id)
    if record is None:
        message = _("The shop no longer has the customer %(id)s of this order.") % {"id": external_id or "?"}
        problems.append(ShopProblem(code="customer.missing", message=message))
        return None
    return ShopCustomer(
        external_id=external_id,
        email=text(record, "email"),
        first_name=text(record, "firstname"),
        last_name=text(record, "lastname"),
        company=text(record, "company"),
        siret=text(record, "siret"),
        website=text(record, "website"),
        language=_language(identifier(record, "id_lang"), related),
        is_guest=boolean(record, "is_guest"),
    )


def _address(
    order: etree._Element,
    field_name: str,
    related: Related,
    problems: list[ShopProblem],
    language: str,
) -> ShopAddress | None:
    external_id = identifier(order, field_name)
    record = related.addresses.get(external_id)
    if record is None:
        message = _("The shop no longer has the address %(id)s of this order.") % {"id": external_id or "?"}
        if not any(problem.message == message for problem in problems):
            problems.append(ShopProblem(code="address.missing", message=message))
        return None
    country = related.countries.get(identifier(record, "id_country"))
    return ShopAddress(
        external_id=external_id,
        first_name=text(record, "firstname"),
        last_name=text(record, "lastname"),
        company=text(record, "company"),
        line1=text(record, "address1"),
        line2=text(record, "address2"),
        postcode=text(record, "postcode"),
        city=text(record, "city"),
        state=_name_of(related.states, identifier(record, "id_state"), language),
        country=text(country, "iso_code").upper() if country is not None else "",
        phone=text(record, "phone"),
        mobile=text(record, "phone_mobile"),
        vat_number=text(record, "vat_number"),
        dni=text(record, "dni"),
        notes=text(record, "other"),
    )


def _discounts(order: etree._Element, related: Related, totals: ShopTotals) -> tuple[ShopDiscount, ...]:
    discounts = tuple(
        ShopDiscount(
            external_id=identifier(rule),
            rule_id=identifier(rule, "id_cart_rule"),
            name=text(rule, "name"),
            net=number(rule, "value_tax_excl", ZERO),
            gross=number(rule, "value", ZERO),
            includes_free_shipping=boolean(rule, "free_shipping"),
        )
        for rule in related.cart_rules_of_order.get(identifier(order), [])
        if not boolean(rule, "deleted")
    )
    if discounts or not totals.discounts_gross:
        return discounts
    # Discounts typed in the back office of old shops exist in the totals only.
    return (
        ShopDiscount(
            external_id="",
            rule_id="",
            name=_("Discount"),
            net=totals.discounts_net,
            gross=totals.discounts_gross,
        ),
    )


def _payments(order: etree._Element, related: Related, currency: str) -> tuple[ShopPayment, ...]:
    payments = []
    for record in related.payments_of_reference.get(text(order, "reference"), []):
        own = related.currencies.get(identifier(record, "id_currency"))
        payments.append(
            ShopPayment(
                external_id=identifier(record),
                method=text(record, "payment_method"),
                amount=number(record, "amount"),
                currency=text(own, "iso_code").upper() if own is not None else currency,
                transaction_id=text(record, "transaction_id"),
                paid_at=moment(record, "date_add", related.timezone),
            )
        )
    return tuple(payments)


def _refund(slip: etree._Element, related: Related) -> ShopRefund:
    details = slip.iterfind("./associations/order_slip_details/order_slip_detail")
    return ShopRefund(
        external_id=identifier(slip),
        created_at=moment(slip, "date_add", related.timezone),
        products_net=number(slip, "total_products_tax_excl", ZERO),
        products_gross=number(slip, "total_products_tax_incl", ZERO),
        shipping_net=number(slip, "total_shipping_tax_excl", ZERO),
        shipping_gross=number(slip, "total_shipping_tax_incl", ZERO),
        lines=tuple(
            ShopRefundLine(
                order_line_id=identifier(detail, "id_order_detail"),
                quantity=number(detail, "product_quantity"),
                net=number(detail, "amount_tax_excl", ZERO),
                gross=number(detail, "amount_tax_incl", ZERO),
            )
            for detail in details
        ),
    )


def _messages(order_id: str, related: Related) -> tuple[ShopMessage, ...]:
    return tuple(
        ShopMessage(
            text=text(record, "message"),
            written_at=moment(record, "date_add", related.timezone),
            is_from_customer=not identifier(record, "id_employee"),
            is_private=boolean(record, "private"),
        )
        for record in related.messages_of_order.get(order_id, [])
        if text(record, "message")
    )


def _tracking(order: etree._Element, order_id: str, related: Related) -> str:
    for record in related.carriers_of_order.get(order_id, []):
        if text(record, "tracking_number"):
            return text(record, "tracking_number")
    return text(order, "shipping_number")


def _name_of(records: Records, external_id: str, language: str) -> str:
    record = records.get(external_id)
    return text(record, "name", language) if record is not None else ""


def _language(external_id: str, related: Related) -> str:
    record = related.languages.get(external_id)
    return text(record, "iso_code").lower()[:2] if record is not None else ""

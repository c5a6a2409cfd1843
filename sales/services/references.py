"""What the lines of orders refer to, read once for all of them: articles, taxes, what decides the VAT, the lists' prices."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from accounting.models import Tax
from accounting.selectors.fiscal_positions import Positions, Sale, buyer_of, place_of, read_positions
from accounting.vat.decision import Buyer
from accounting.vat.territories import Territory, territory_of
from catalog.models import Variant
from catalog.price_values import Price
from erp.models import Partner
from inventory.models import Warehouse
from sales.choices import ChannelKind
from sales.models import Channel, Order
from sales.selectors.prices import Enquiry, customer_prices
from sales.types import OrderLineDraft

ZERO = Decimal(0)


@dataclass(frozen=True)
class References:
    """What the lines of a set of orders refer to, read once. Taxes by id.

    `sales`: each order as VAT sees it, by the object's identity (it may have no key yet); `positions`: what decides its VAT
    (`with_positions`). `prices`: of the lines that were given none, by what is asked for (`with_prices`).
    """

    variants: dict[int, Variant]
    taxes: dict[int, Tax]
    sales: dict[int, Sale] = field(default_factory=dict)
    positions: Positions | None = None
    prices: dict[Enquiry, Price] = field(default_factory=dict)


def read_references(company_ids: Iterable[int], drafts: Iterable[OrderLineDraft]) -> References:
    """In two queries, whatever the number of lines."""
    wanted = {draft.variant_id for draft in drafts if draft.variant_id is not None}
    variants = (
        Variant.objects.filter(pk__in=wanted).select_related("product__unit", "product__tax_category")
        if wanted
        else ()
    )
    taxes = Tax.objects.filter(company_id__in=set(company_ids)).select_related("tax_category").order_by("id")
    return References(
        variants={variant.pk: variant for variant in variants}, taxes={tax.pk: tax for tax in taxes}
    )


def with_positions(
    references: References, orders: Iterable[Order], partners: Mapping[int, Partner] | None = None
) -> References:
    """The references with what decides the VAT of orders: who buys, from where to where goods go. A constant number of
    queries. `partners`: who buys, where that has been read."""
    known = list(orders)
    if partners is None:
        partners = Partner.objects.in_bulk({order.partner_id for order in known if order.partner_id})
    start = {
        warehouse_id: territory_of(country, postcode)
        for warehouse_id, country, postcode in Warehouse.objects.filter(
            pk__in={order.warehouse_id for order in known}, site__country__isnull=False
        ).values_list("pk", "site__country", "site__postcode")
    }
    stores = set(
        Channel.objects.filter(
            pk__in={order.channel_id for order in known}, kind=ChannelKind.STORE
        ).values_list("pk", flat=True)
    )
    sales = {}
    for order in known:
        sale = _sale(order, partners.get(order.partner_id), start.get(order.warehouse_id))
        # Goods of a store are handed over there, wherever the customer lives.
        sales[id(order)] = replace(sale, ship_to=sale.ship_from) if order.channel_id in stores else sale
    return replace(
        references, sales=sales, positions=read_positions(sales.values(), references.taxes.values())
    )


def _sale(order: Order, partner: Partner | None, ship_from: Territory | None) -> Sale:
    home = territory_of(partner.country_id) if partner else None
    billing = place_of(order.billing_address) or home
    return Sale(
        order.company_id,
        order.date,
        buyer_of(partner) if partner else Buyer(),
        ship_from,
        place_of(order.shipping_address) or billing,
        billing,
    )


def with_prices(
    references: References, orders: Iterable[tuple[Order, Sequence[OrderLineDraft]]]
) -> References:
    """The references with the price of each line that names none: what the customer's lists say on the order's date.

    No query where every line has its price, as in the orders of a shop.
    """
    wanted = {
        enquiry_of(order, draft)
        for order, drafts in orders
        for draft in drafts
        if draft.unit_price is None and draft.variant_id in references.variants
    }
    found = customer_prices(wanted)
    return replace(references, prices=dict(zip(wanted, found, strict=True)))


def enquiry_of(order: Order, draft: OrderLineDraft) -> Enquiry:
    """What a line asks the price lists."""
    quantity = draft.quantity if draft.quantity.is_finite() else ZERO
    return Enquiry(
        variant_id=draft.variant_id or 0,
        company_id=order.company_id,
        channel_id=order.channel_id,
        partner_id=order.partner_id,
        date=order.date,
        currency=str(order.currency_id),
        quantity=quantity,
    )

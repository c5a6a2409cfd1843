"""What a channel sells on a day, and what its products lack to be shown there."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, OuterRef, Q, QuerySet, Subquery

from catalog.lifecycles import SOLD
from catalog.models import Product, Variant
from catalog.selectors.visibility import seen_by
from sales.choices import Requirement
from sales.models import AssortmentRule, Channel, ChannelRequirement
from sales.selectors.prices import Enquiry, customer_prices


@dataclass(frozen=True)
class PublicationState:
    """A product in a channel on a day: whether its assortment has it, and what it lacks (values of `Requirement`)."""

    product_id: int
    is_sold: bool
    missing: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        return not self.missing

    @property
    def is_published(self) -> bool:
        return self.is_sold and self.is_complete

    @property
    def words(self) -> list[str]:
        """What it lacks, in words."""
        return [str(Requirement(one).label) for one in self.missing]


def published_products(channel: Channel, date: dt.date) -> list[int]:
    """The products that the channel shows on that day: in its assortment and complete. A constant number of queries."""
    return [state.product_id for state in publication_states(channel, date) if state.is_published]


def publication_states(
    channel: Channel, date: dt.date, product_ids: Collection[int] | None = None
) -> list[PublicationState]:
    """How each product that is sold (of those named) stands in the channel, by name. A constant number of queries."""
    sold = Product.objects.filter(seen_by(channel.company_id), status__in=SOLD)
    products = with_rule(sold, channel, date).order_by("sort_key", "pk")
    if product_ids is not None:
        products = products.filter(pk__in=product_ids)
    rows = list(products.values_list("pk", "is_left_out", "description"))
    asked = set(ChannelRequirement.objects.filter(channel=channel).values_list("requirement", flat=True))
    lacks = _lacks(channel, date, {pk: text for pk, _left_out, text in rows}, asked)
    return [
        # Null: no rule of the channel is for it.
        PublicationState(pk, is_left_out is False, lacks.get(pk, ()))
        for pk, is_left_out, _text in rows
    ]


def with_rule(products: "QuerySet[Product]", channel: Channel, date: dt.date) -> "QuerySet[Any]":
    """Products with `is_left_out`: what the nearest rule of the channel says on that day; null where there is none."""
    rules = (
        AssortmentRule.objects.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=date),
            Q(valid_until__isnull=True) | Q(valid_until__gte=date),
            Q(product=OuterRef("pk"))
            | Q(
                category__tree_id=OuterRef("category__tree_id"),
                category__lft__lte=OuterRef("category__lft"),
                category__rght__gte=OuterRef("category__rght"),
            ),
            channel=channel,
        )
        # A product's own rule has no category, and nulls come first in descending order.
        .order_by("-category__level", "-pk")
        .values("is_excluded")[:1]
    )
    return products.annotate(is_left_out=Subquery(rules, output_field=BooleanField()))


def _lacks(
    channel: Channel, date: dt.date, descriptions: dict[int, str], asked: Collection[str]
) -> dict[int, tuple[str, ...]]:
    """By product: what it lacks of what is asked, in the order of `Requirement`; complete ones are left out."""
    variants: dict[int, list[tuple[int, str, bool, bool]]] = defaultdict(list)
    rows = Variant.objects.filter(product__in=descriptions, is_active=True).values_list(
        "product_id", "pk", "barcode", "image_id", "weight_kg"
    )
    for product_id, pk, barcode, image_id, weight in rows:
        variants[product_id].append((pk, barcode, image_id is not None, bool(weight)))
    priced: set[int] = set()
    if Requirement.PRICE in asked:
        priced = _priced(channel, date, [one[0] for some in variants.values() for one in some])
    found = {}
    for product_id, text in descriptions.items():
        some = variants[product_id]
        has = {
            # Nothing to sell is not shown, whatever the channel asks for.
            Requirement.VARIANT: bool(some),
            Requirement.IMAGE: any(image for _pk, _code, image, _weight in some),
            Requirement.DESCRIPTION: bool(text.strip()),
            Requirement.BARCODE: all(code for _pk, code, _image, _weight in some),
            Requirement.WEIGHT: all(weight for _pk, _code, _image, weight in some),
            Requirement.PRICE: all(pk in priced for pk, _code, _image, _weight in some),
        }
        missing = tuple(
            str(one.value)
            for one, is_there in has.items()
            if not is_there and (one in asked or one == Requirement.VARIANT)
        )
        if missing:
            found[product_id] = missing
    return found


def _priced(channel: Channel, date: dt.date, variant_ids: Collection[int]) -> set[int]:
    """The articles that have a price above zero there for anybody."""
    currency = str(channel.company.currency_id)
    found = customer_prices(
        Enquiry(
            variant_id=pk,
            company_id=channel.company_id,
            channel_id=channel.pk,
            partner_id=None,
            date=date,
            currency=currency,
        )
        for pk in variant_ids
    )
    return {price.request.variant_id for price in found if price.net or price.gross}

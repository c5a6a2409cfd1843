"""Publishing products on a channel, and taking them off."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from catalog.models.validity import ENDS_BEFORE_IT_STARTS
from erp.changelog import Change, log_changes
from erp.errors import DomainError
from erp.locks import lock
from sales.models import AssortmentRule, Channel
from sales.selectors.assortment import publication_states

# Products that a refusal names.
MOST_NAMED = 5


def publish_products(
    channel: Channel,
    products: Sequence[Product],
    *,
    valid_from: dt.date | None = None,
    valid_until: dt.date | None = None,
) -> list[AssortmentRule]:
    """Let the channel show the products from one day to another (null: no end); rules of theirs are replaced.

    Raises `DomainError` "assortment.incomplete", naming what each lacks, and "assortment.dates"; then none is published.
    """
    if valid_from and valid_until and valid_until < valid_from:
        raise DomainError("assortment.dates", ENDS_BEFORE_IT_STARTS, "valid_until")
    states = publication_states(
        channel, valid_from or timezone.localdate(), [product.pk for product in products]
    )
    lacking = [state for state in states if state.missing]
    if lacking:
        names = {product.pk: product.name for product in products}
        said = [f"{names[state.product_id]} ({', '.join(state.words)})" for state in lacking[:MOST_NAMED]]
        more = len(lacking) - len(said)
        raise DomainError(
            "assortment.incomplete",
            _("Not published, nothing was changed. What is missing first: %(products)s%(more)s."),
            "products",
            {"products": "; ".join(said), "more": f"; … +{more}" if more else ""},
        )
    return _replace(channel, products, is_excluded=False, valid_from=valid_from, valid_until=valid_until)


def withdraw_products(channel: Channel, products: Sequence[Product]) -> list[AssortmentRule]:
    """Take the products off the channel from now on, whatever their categories say."""
    return _replace(channel, products, is_excluded=True, valid_from=None, valid_until=None)


def _replace(
    channel: Channel,
    products: Sequence[Product],
    *,
    is_excluded: bool,
    valid_from: dt.date | None,
    valid_until: dt.date | None,
) -> list[AssortmentRule]:
    ids = [product.pk for product in products]
    with transaction.atomic():
        lock(Channel.objects.filter(pk=channel.pk))
        AssortmentRule.objects.filter(channel=channel, product__in=ids).delete()
        made = AssortmentRule.objects.bulk_create(
            [
                AssortmentRule(
                    company_id=channel.company_id,
                    channel=channel,
                    product=product,
                    is_excluded=is_excluded,
                    valid_from=valid_from,
                    valid_until=valid_until,
                )
                for product in products
            ],
            batch_size=1000,
        )
        log_changes(
            Change(
                rule,
                "withdraw" if is_excluded else "publish",
                after={
                    "channel": channel.name,
                    "product": str(rule.product),
                    "valid_from": valid_from,
                    "valid_until": valid_until,
                },
            )
            for rule in made
        )
    return made

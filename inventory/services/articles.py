"""What services must know of the articles they are called with, and what they refuse of them."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from catalog.choices import ProductKind
from catalog.models import Variant
from erp.errors import DomainError
from erp.money import round_quantity

# (variant id, quantity)
Wanted = tuple[int, Decimal]


def check_quantities(wanted: Iterable[Wanted], *, zero: bool = False) -> None:
    """Raises `DomainError` "stock.quantity" for quantities that are not above zero (or `zero`) or finer than the unit,
    "stock.no_goods" for a service, "stock.variant" for what is not there. One query.
    """
    rows = list(wanted)
    articles = {
        pk: (sku, kind, decimals)
        for pk, sku, kind, decimals in Variant.objects.filter(
            pk__in={variant_id for variant_id, _quantity in rows}
        ).values_list("pk", "sku", "product__kind", "product__unit__decimals")
    }
    for variant_id, quantity in rows:
        if variant_id not in articles:
            raise DomainError(
                "stock.variant",
                _("There is no variant %(id)s here (any more). Reload the page."),
                "variant",
                {"id": variant_id},
            )
        sku, kind, decimals = articles[variant_id]
        if kind != ProductKind.GOODS:
            raise DomainError(
                "stock.no_goods",
                _("%(sku)s is a service: it is not stocked. Leave its line out."),
                "variant",
                {"sku": sku},
            )
        if quantity < 0 or (quantity == 0 and not zero):
            raise DomainError(
                "stock.quantity",
                _("%(sku)s: type a quantity above zero."),
                "quantity",
                {"sku": sku},
            )
        if quantity != round_quantity(quantity, decimals):
            raise DomainError(
                "stock.quantity",
                _("%(sku)s is counted with %(decimals)s decimals: %(quantity)s has more."),
                "quantity",
                {"sku": sku, "decimals": decimals, "quantity": quantity.normalize()},
            )


def sku_of(variant_id: int) -> str:
    """For messages."""
    return Variant.objects.filter(pk=variant_id).values_list("sku", flat=True).first() or str(variant_id)

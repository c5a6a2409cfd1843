"""What services must know of the articles they are called with, and what they refuse of them."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from catalog.choices import ProductKind, Tracking
from catalog.models import Variant
from erp.errors import DomainError
from erp.money import round_quantity
from inventory.models import Lot

# (variant id, quantity)
Wanted = tuple[int, Decimal]
# (company id, variant id, quantity, lot id)
Lotted = tuple[int, int, Decimal, int | None]


def check_quantities(wanted: Iterable[Wanted], *, zero: bool = False) -> dict[int, str]:
    """How each of the articles is tracked, by variant. One query.

    Raises `DomainError` "stock.quantity" for quantities that are not above zero (or `zero`) or finer than the unit,
    "stock.no_goods" for a service, "stock.kit" for a kit, "stock.variant" for what is not there.
    """
    rows = list(wanted)
    articles = {
        pk: (sku, kind, decimals, tracking)
        for pk, sku, kind, decimals, tracking in Variant.objects.filter(
            pk__in={variant_id for variant_id, _quantity in rows}
        ).values_list("pk", "sku", "product__kind", "product__unit__decimals", "product__tracking")
    }
    for variant_id, quantity in rows:
        if variant_id not in articles:
            raise DomainError(
                "stock.variant",
                _("There is no variant %(id)s here (any more). Reload the page."),
                "variant",
                {"id": variant_id},
            )
        sku, kind, decimals, _tracking = articles[variant_id]
        if kind == ProductKind.KIT:
            raise DomainError(
                "stock.kit",
                _("%(sku)s is a kit: its components are stocked. Name those instead."),
                "variant",
                {"sku": sku},
            )
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
    return {pk: tracking for pk, (_sku, _kind, _decimals, tracking) in articles.items()}


def check_lots(tracked: Mapping[int, str], lines: Iterable[Lotted]) -> None:
    """Each line names a lot of its article where it is `tracked` (as `check_quantities` says), and none where not.

    Raises `DomainError` "stock.lot_needed", "stock.lot" (not a lot of the article), "stock.serial_quantity" (a serial
    number is one piece). One query where something is tracked, none otherwise.
    """
    rows = list(lines)
    wanted = {lot_id for _company_id, _variant_id, _quantity, lot_id in rows if lot_id is not None}
    lots = (
        {
            pk: (company_id, variant_id)
            for pk, company_id, variant_id in Lot.objects.filter(pk__in=wanted).values_list(
                "pk", "company_id", "variant_id"
            )
        }
        if wanted
        else {}
    )
    for company_id, variant_id, quantity, lot_id in rows:
        tracking = tracked[variant_id]
        if lot_id is None:
            if tracking != Tracking.NONE:
                raise DomainError(
                    "stock.lot_needed",
                    _("%(sku)s is tracked: say which lot or serial number."),
                    "lot",
                    {"sku": sku_of(variant_id)},
                )
        elif tracking == Tracking.NONE or lots.get(lot_id) != (company_id, variant_id):
            raise DomainError(
                "stock.lot",
                _("That is no lot of %(sku)s. Choose one of its own."),
                "lot",
                {"sku": sku_of(variant_id)},
            )
        elif tracking == Tracking.SERIAL and quantity not in {0, 1}:
            raise DomainError(
                "stock.serial_quantity",
                _("%(sku)s: a serial number is one piece. Enter a line for each."),
                "quantity",
                {"sku": sku_of(variant_id)},
            )


def sku_of(variant_id: int) -> str:
    """For messages."""
    return Variant.objects.filter(pk=variant_id).values_list("sku", flat=True).first() or str(variant_id)

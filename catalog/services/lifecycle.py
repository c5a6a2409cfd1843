"""Products move through their life: on sale, end of life, archived, back."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.lifecycles import ACTIVE, ARCHIVED, BOUGHT, END_OF_LIFE
from catalog.models import Product, Variant
from erp.documents import transition
from erp.errors import DomainError
from erp.locks import lock


def activate_products(products: Iterable[Product]) -> list[Product]:
    """Put drafts, products at the end of their life and archived ones on sale; those that moved.

    Raises `DomainError` "product.empty_kit" for a kit without components.
    """
    with transaction.atomic():
        found = _locked(products, ACTIVE)
        _refuse_empty_kits(found)
        back = [product for product in found if product.status == ARCHIVED]
        transition(found, ACTIVE)
        _set_variants(back, is_active=True)
    return found


def end_products(products: Iterable[Product]) -> list[Product]:
    """From now on sold until the stock is gone, and bought no more. Raises "transition.refused" for a draft."""
    with transaction.atomic():
        found = _locked(products, END_OF_LIFE)
        transition(found, END_OF_LIFE)
    return found


def archive_products(products: Iterable[Product]) -> list[Product]:
    """Take products and their variants out of use. They keep their past: what was used is never deleted."""
    with transaction.atomic():
        found = _locked(products, ARCHIVED)
        transition(found, ARCHIVED)
        _set_variants(found, is_active=False)
    return found


def refuse_unless_bought(variants: Iterable[Variant]) -> None:
    """Raises `DomainError` "product.not_bought" for a variant that is bought no more (or not yet). The variants come with
    their products."""
    for variant in variants:
        if variant.product.status not in BOUGHT:
            raise DomainError(
                "product.not_bought",
                _(
                    "%(sku)s is “%(status)s”: only what is on sale is bought. Choose another, or put it on sale."
                ),
                "variant",
                {"sku": variant.sku, "status": str(Product.lifecycle.labels[variant.product.status])},
            )


def _locked(products: Iterable[Product], to: str) -> list[Product]:
    """The products that are not there yet, locked."""
    found = lock(Product.objects.filter(pk__in=[product.pk for product in products]))
    return [product for product in found if product.status != to]


def _set_variants(products: list[Product], *, is_active: bool) -> None:
    Variant.objects.filter(product__in=products).exclude(is_active=is_active).update(
        is_active=is_active, updated_at=timezone.now()
    )


def _refuse_empty_kits(products: list[Product]) -> None:
    kits = [product.pk for product in products if product.kind == "kit"]
    if not kits:
        return
    empty = Variant.objects.filter(product__in=kits, components__isnull=True).first()
    if empty is not None:
        raise DomainError(
            "product.empty_kit",
            _("The kit %(sku)s has no components: say on its page what it is made of, then put it on sale."),
            "components",
            {"sku": empty.sku},
        )

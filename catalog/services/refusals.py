"""What the database refuses, said in the words of who typed it."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from erp.errors import DomainError
from erp.money import round_unit_price
from erp.services.records import invalid

M = TypeVar("M", bound=models.Model)

# Constraint (or the start of its name), code, field, message. They name rows that the scope may not see as well.
_KNOWN = (
    ("catalog_variant_sku", "variant.sku_taken", "sku", _("This SKU is taken: choose another one.")),
    (
        "catalog_variant_barcode",
        "variant.barcode_taken",
        "barcode",
        _("Another variant has this barcode: check the digits."),
    ),
    (
        "catalog_variant_attributes",
        "variant.attributes_taken",
        "attributes",
        _("The product has a variant of these attributes already: change one of them."),
    ),
    (
        "catalog_packaging_barcode",
        "variant.barcode_taken",
        "barcode",
        _("Another packaging or variant has this barcode: check the digits."),
    ),
    (
        "catalog_packaging",
        "packaging.taken",
        "kind",
        _("The variant has this packaging already, or is bought by another one."),
    ),
    (
        "catalog_kitcomponent_goods",
        "kit.component",
        "component",
        _("Kits are made of goods: a service, or another kit, can't be a component."),
    ),
    (
        "catalog_kitcomponent_kit",
        "kit.no_kit",
        "kit",
        _("A service is made of nothing: choose a kit, or goods that are packed ahead, to name components."),
    ),
    (
        "catalog_kitcomponent_once",
        "kit.component_twice",
        "component",
        _("The kit has this component already: raise its quantity."),
    ),
    (
        "catalog_product_code",
        "product.code_taken",
        "code",
        _("This product code is taken: choose another one."),
    ),
    (
        "catalog_category_code",
        "category.code_taken",
        "code",
        _("This category code is taken: choose another one."),
    ),
    (
        "catalog_product_tracking_kept",
        "product.tracking_kept",
        "tracking",
        _(
            "Goods of this product have moved already: its tracking can only get stricter, and only once nothing of it is"
            " held. Make another product instead."
        ),
    ),
)


@contextmanager
def in_words() -> Iterator[None]:
    """A savepoint whose breach of a known constraint becomes a `DomainError`; then nothing inside it was written."""
    try:
        with transaction.atomic():
            yield
    except (IntegrityError, DomainError) as error:
        # The generic services have said it in words of their own already.
        breach = error if isinstance(error, IntegrityError) else error.__cause__
        constraint = getattr(getattr(breach and breach.__cause__, "diag", None), "constraint_name", "") or ""
        for start, code, field, message in _KNOWN:
            if constraint.startswith(start):
                raise DomainError(code, message, field) from error
        raise


def checked(record: M) -> M:
    """`record`, whose own fields keep their rules. Raises `DomainError` "record.invalid" naming the field."""
    try:
        record.clean_fields(exclude=[f.name for f in record._meta.concrete_fields if f.is_relation])
    except ValidationError as error:
        raise invalid(error) from error
    return record


def check_price(price: Decimal, sku: str) -> Decimal:
    """The price at 6 decimals. Raises `DomainError` "variant.price_negative" below zero."""
    if price < 0:
        raise DomainError(
            "variant.price_negative",
            _("%(sku)s: a price can't be negative. Type zero or more."),
            "sales_price",
            {"sku": sku},
        )
    return round_unit_price(price)

"""What the database refuses, said in the words of who typed it."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from erp.errors import DomainError
from erp.money import round_unit_price

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

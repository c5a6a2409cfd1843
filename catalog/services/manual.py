"""What people do by hand to what they have selected."""

from collections.abc import Sequence
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile

from catalog.models import Variant
from catalog.services.images import set_images
from catalog.services.prices import change_prices
from catalog.types import ImageDraft, PriceChange


def set_price(variants: Sequence[Variant], *, sales_price: Decimal) -> list[Variant]:
    """One price for all of them: see `change_prices`."""
    return change_prices([PriceChange(variant.pk, sales_price) for variant in variants])


def set_picture(variants: Sequence[Variant], *, file: UploadedFile) -> list[Variant]:
    """One picture for all of them: see `set_images`."""
    # The form has read the file to see whether it is a picture.
    file.seek(0)
    content = file.read()
    return set_images([ImageDraft(variant.pk, file.name or "", content) for variant in variants])

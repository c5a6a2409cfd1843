"""Variants by what people and shops know them by, and their pictures."""

from collections.abc import Iterable

from django.db import models

from catalog.models import Thumbnail, Variant


def variants_by_sku(skus: Iterable[str]) -> dict[str, Variant]:
    """Visible variants with their product, unit and tax category, by SKU; what is unknown is left out. One query."""
    return {variant.sku: variant for variant in _whole().filter(sku__in=set(skus))}


def variants_by_barcode(barcodes: Iterable[str]) -> dict[str, Variant]:
    """Visible variants by barcode, as `variants_by_sku`. A barcode of 12 digits is found as well by its 13."""
    wanted = {barcode for barcode in barcodes if barcode}
    spellings = (
        wanted | {f"0{code}" for code in wanted} | {code[1:] for code in wanted if code.startswith("0")}
    )
    found = {variant.barcode: variant for variant in _whole().filter(barcode__in=spellings)}
    by_digits = {barcode.lstrip("0"): variant for barcode, variant in found.items()}
    return {code: by_digits[code.lstrip("0")] for code in wanted if code.lstrip("0") in by_digits}


def image_files(variant_ids: Iterable[int], size: int) -> dict[int, int]:
    """For each variant that has a picture: the attachment to show at `size` pixels. Two queries.

    The smallest version that is large enough; the picture itself where none is.
    """
    ids = set(variant_ids)
    files = dict(Variant.objects.filter(pk__in=ids, image__isnull=False).values_list("pk", "image_id"))
    large_enough = Thumbnail.objects.filter(variant_id__in=files, size__gte=size, file__isnull=False)
    # From large to small, so that the smallest is written last and stays.
    files.update(large_enough.order_by("-size").values_list("variant_id", "file_id"))
    return files


def _whole() -> "models.QuerySet[Variant]":
    return Variant.objects.select_related("product__unit", "product__tax_category")

"""Reads of the catalog."""

from catalog.selectors.variants import image_files, variants_by_barcode, variants_by_sku

__all__ = ["image_files", "variants_by_barcode", "variants_by_sku"]

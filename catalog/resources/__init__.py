"""The screens, API, import, export, search and permissions of the catalog, one module a subject."""

from catalog.resources import categories, prices, products, publications, references, variants

__all__ = ["categories", "prices", "products", "publications", "references", "variants"]

"""The promises of the catalog that no constraint can keep."""

from django.db import connection

from erp.verify import verification

SHOWN = 20


def _problems(sql: str, sentence: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY 1 LIMIT {SHOWN}")
        return [sentence % row for row in cursor.fetchall()]


@verification("catalog.barcodes")
def barcodes() -> list[str]:
    """No packaging has the barcode of a variant: constraints look at one table, and triggers at what the writer sees."""
    return _problems(
        """
        SELECT packaging.barcode, variant.sku FROM catalog_packaging AS packaging
        JOIN catalog_variant AS variant ON variant.barcode = packaging.barcode WHERE packaging.barcode <> ''
        """,
        "The barcode %s is a packaging's and that of the variant %s.",
    )


@verification("catalog.kits")
def kits() -> list[str]:
    """Kits on sale have components, and these are goods."""
    return _problems(
        """
        SELECT variant.sku FROM catalog_variant AS variant
        JOIN catalog_product AS product ON product.id = variant.product_id
        WHERE product.kind = 'kit' AND product.status = 'active'
            AND NOT EXISTS (SELECT 1 FROM catalog_kitcomponent AS part WHERE part.kit_id = variant.id)
        """,
        "The kit %s is on sale without components.",
    ) + _problems(
        """
        SELECT kit.sku, component.sku FROM catalog_kitcomponent AS part
        JOIN catalog_variant AS kit ON kit.id = part.kit_id
        JOIN catalog_variant AS component ON component.id = part.component_id
        JOIN catalog_product AS product ON product.id = component.product_id
        WHERE product.kind <> 'goods'
        """,
        "The kit %s contains %s, which is no goods.",
    )

"""The promises of the warehouse's documents: companies apart, a document, its lines and its places in one company."""

from django.db import migrations

from erp.guards import SameCompany
from erp.rls import EnableCompanyPolicy

TABLES = (
    "goodsreceipt",
    "goodsreceiptline",
    "stocktransfer",
    "stocktransferline",
    "scrap",
    "scrapline",
    "stockcount",
    "stockcountline",
    "picking",
    "picktask",
    "parcel",
    "parcelline",
)

SAME_COMPANY = (
    ("goodsreceipt", "warehouse", "warehouse"),
    ("goodsreceipt", "follows", "goodsreceipt"),
    ("goodsreceiptline", "receipt", "goodsreceipt"),
    ("goodsreceiptline", "shelf", "location"),
    ("stocktransfer", "origin", "warehouse"),
    ("stocktransfer", "destination", "warehouse"),
    ("stocktransferline", "transfer", "stocktransfer"),
    ("stocktransferline", "origin", "location"),
    ("stocktransferline", "destination", "location"),
    ("scrap", "warehouse", "warehouse"),
    ("scrapline", "scrap", "scrap"),
    ("scrapline", "location", "location"),
    ("stockcount", "warehouse", "warehouse"),
    ("stockcount", "zone", "location"),
    ("stockcountline", "count", "stockcount"),
    ("stockcountline", "location", "location"),
    ("warehouse", "quarantine_location", "location"),
    ("picking", "warehouse", "warehouse"),
    ("picktask", "picking", "picking"),
    ("picktask", "location", "location"),
    ("picktask", "lot", "lot"),
    ("parcel", "picking", "picking"),
    ("parcelline", "parcel", "parcel"),
    ("parcelline", "lot", "lot"),
    *((f"{line}line", "lot", "lot") for line in ("goodsreceipt", "stocktransfer", "scrap", "stockcount")),
)


class Migration(migrations.Migration):
    dependencies = [("inventory", "0005_valuation_guards")]
    replaces = [("inventory", "0010_documents_guards")]

    operations = [
        *(EnableCompanyPolicy(f"inventory_{table}") for table in TABLES),
        *(
            SameCompany(f"inventory_{table}", f"{column}_id", f"inventory_{target}")
            for table, column, target in SAME_COMPANY
        ),
    ]

"""What a posted supplier invoice promises beside what every posted invoice does."""

from django.db import migrations

from accounting.guards import Refuse


class Migration(migrations.Migration):
    dependencies = [("accounting", "0014_supplier_invoices")]

    operations = [
        Refuse(
            "accounting_invoice",
            "supplier_reference_kept",
            "UPDATE OF supplier_reference",
            "OLD.status <> 'draft' AND NEW.supplier_reference <> OLD.supplier_reference",
            "A posted invoice never changes.",
        ),
    ]

"""How a company declares VAT is its own business."""

from django.db import migrations

from erp.rls import EnableCompanyPolicy


class Migration(migrations.Migration):
    dependencies = [("accounting", "0008_fiscal_positions")]

    operations = [EnableCompanyPolicy("accounting_vatsettings")]

"""The promises of assemblies: companies apart, sets and parts at places and of lots of their own company."""

from django.db import migrations

from erp.guards import SameCompany
from erp.rls import EnableCompanyPolicy


class Migration(migrations.Migration):
    dependencies = [("inventory", "0010_assemblies")]

    operations = [
        EnableCompanyPolicy("inventory_assembly"),
        EnableCompanyPolicy("inventory_assemblyline"),
        SameCompany("inventory_assembly", "warehouse_id", "inventory_warehouse"),
        SameCompany("inventory_assembly", "location_id", "inventory_location"),
        SameCompany("inventory_assembly", "lot_id", "inventory_lot"),
        SameCompany("inventory_assemblyline", "assembly_id", "inventory_assembly"),
        SameCompany("inventory_assemblyline", "location_id", "inventory_location"),
        SameCompany("inventory_assemblyline", "lot_id", "inventory_lot"),
    ]

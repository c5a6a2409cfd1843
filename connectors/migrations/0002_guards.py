"""The promises of the connectors, kept by the database."""

from django.db import migrations

from erp.guards import SameCompany
from erp.rls import AppendOnly, EnableCompanyPolicy


class Migration(migrations.Migration):
    dependencies = [
        ("connectors", "0001_initial"),
        ("erp", "0002_guards"),
        ("accounting", "0002_guards"),
        ("sales", "0002_guards"),
    ]

    operations = [
        EnableCompanyPolicy("connectors_connection"),
        EnableCompanyPolicy("connectors_externalreference"),
        EnableCompanyPolicy("connectors_exchange"),
        EnableCompanyPolicy("connectors_inboundorder"),
        AppendOnly("connectors_exchange"),
        SameCompany("connectors_connection", "channel_id", "sales_channel"),
        SameCompany("connectors_connection", "default_provider_id", "accounting_paymentprovider"),
        SameCompany("connectors_externalreference", "connection_id", "connectors_connection"),
        SameCompany("connectors_exchange", "connection_id", "connectors_connection"),
        SameCompany("connectors_inboundorder", "connection_id", "connectors_connection"),
        SameCompany("connectors_inboundorder", "order_id", "sales_order"),
    ]

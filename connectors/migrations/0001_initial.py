"""All tables of the app; what they promise follows in the next migrations."""

from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import erp.secrets
from erp.schema import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounting", "0001_initial"),
        ("erp", "0001_initial"),
        ("sales", "0001_initial"),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="Connection",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=20, verbose_name="kind")),
                        ("code", models.CharField(max_length=20, verbose_name="code")),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        (
                            "base_url",
                            models.CharField(
                                max_length=200,
                                validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                                verbose_name="address",
                            ),
                        ),
                        (
                            "credentials",
                            erp.secrets.EncryptedJSONField(
                                blank=True, default=dict, verbose_name="credentials"
                            ),
                        ),
                        (
                            "tolerance",
                            models.DecimalField(
                                decimal_places=2,
                                default=Decimal("0.05"),
                                max_digits=8,
                                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                                verbose_name="tolerated difference",
                            ),
                        ),
                        (
                            "confirms_paid_orders",
                            models.BooleanField(
                                default=True,
                                help_text="Off: every order waits as a draft for a person.",
                                verbose_name="confirms paid orders",
                            ),
                        ),
                        (
                            "cursor",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="read up to"
                            ),
                        ),
                        (
                            "last_pulled_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="last pull"
                            ),
                        ),
                        (
                            "last_error",
                            models.TextField(blank=True, editable=False, verbose_name="last error"),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="in service")),
                        (
                            "channel",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="connections",
                                to="sales.channel",
                                verbose_name="channel",
                            ),
                        ),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.company",
                                verbose_name="company",
                            ),
                        ),
                        (
                            "default_provider",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="The provider of payments whose method no provider names. Empty: such orders are quarantined.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounting.paymentprovider",
                                verbose_name="payments go to",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "connection",
                        "verbose_name_plural": "connections",
                        "ordering": ["code"],
                        "permissions": [("pull_connection", "Can pull orders from shops")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "code"),
                                name="connectors_connection_code",
                                violation_error_message="Another connection of this company has this code.",
                            ),
                            models.UniqueConstraint(
                                fields=("id", "company"), name="connectors_connection_of_company"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("tolerance__gte", 0)),
                                name="connectors_connection_tolerance",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Exchange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "direction",
                            models.CharField(
                                choices=[("out", "We asked"), ("in", "They called")],
                                default="out",
                                max_length=3,
                                verbose_name="direction",
                            ),
                        ),
                        ("method", models.CharField(max_length=8, verbose_name="HTTP method")),
                        ("url", models.TextField(verbose_name="address")),
                        ("request_headers", models.JSONField(default=dict, verbose_name="request headers")),
                        ("request_body", models.TextField(blank=True, verbose_name="request")),
                        (
                            "status_code",
                            models.PositiveSmallIntegerField(null=True, verbose_name="HTTP status"),
                        ),
                        ("response_headers", models.JSONField(default=dict, verbose_name="answer headers")),
                        ("response_body", models.TextField(blank=True, verbose_name="answer")),
                        ("duration_ms", models.PositiveIntegerField(verbose_name="duration in ms")),
                        (
                            "verdict",
                            models.CharField(
                                choices=[
                                    ("ok", "Answered"),
                                    ("refused", "Refused"),
                                    ("unanswered", "No answer"),
                                ],
                                max_length=10,
                                verbose_name="verdict",
                            ),
                        ),
                        ("error", models.TextField(blank=True, verbose_name="error")),
                        ("attempt", models.PositiveSmallIntegerField(default=1, verbose_name="attempt")),
                        ("correlation_id", models.CharField(max_length=64, verbose_name="correlation id")),
                        ("at", models.DateTimeField(verbose_name="at")),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.company",
                                verbose_name="company",
                            ),
                        ),
                        (
                            "connection",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="exchanges",
                                to="connectors.connection",
                                verbose_name="connection",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "exchange",
                        "verbose_name_plural": "exchanges",
                        "ordering": ["-id"],
                        "indexes": [
                            models.Index(fields=["company", "-id"], name="connectors_exchange_company"),
                            models.Index(fields=["connection", "-id"], name="connectors_exchange_connection"),
                            models.Index(fields=["correlation_id"], name="connectors_exchange_correl"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExternalReference",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("order", "Order"),
                                    ("customer", "Customer"),
                                    ("variant", "Article"),
                                ],
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        ("external_id", models.CharField(max_length=80, verbose_name="their id")),
                        ("object_id", models.BigIntegerField(verbose_name="our id")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.company",
                                verbose_name="company",
                            ),
                        ),
                        (
                            "connection",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="references",
                                to="connectors.connection",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "external reference",
                        "verbose_name_plural": "external references",
                        "ordering": ["-id"],
                        "indexes": [
                            models.Index(fields=["kind", "object_id"], name="connectors_reference_object")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("connection", "kind", "external_id"), name="connectors_reference_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InboundOrder",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "number",
                            models.CharField(
                                blank=True, editable=False, max_length=40, null=True, verbose_name="number"
                            ),
                        ),
                        ("status", models.CharField(editable=False, max_length=24, verbose_name="status")),
                        ("date", models.DateField(verbose_name="date")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                        ("external_id", models.CharField(max_length=80, verbose_name="id in the shop")),
                        ("reference", models.CharField(blank=True, max_length=80, verbose_name="reference")),
                        (
                            "shop_status",
                            models.CharField(blank=True, max_length=20, verbose_name="status in the shop"),
                        ),
                        (
                            "shop_updated_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="changed in the shop"),
                        ),
                        ("payload", models.JSONField(default=dict, verbose_name="as received")),
                        (
                            "reason_code",
                            models.CharField(blank=True, max_length=60, verbose_name="reason code"),
                        ),
                        ("reason", models.TextField(blank=True, verbose_name="reason")),
                        (
                            "correlation_id",
                            models.CharField(blank=True, max_length=64, verbose_name="correlation id"),
                        ),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.company",
                                verbose_name="company",
                            ),
                        ),
                        (
                            "connection",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="inbound_orders",
                                to="connectors.connection",
                                verbose_name="connection",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "order",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="inbound_orders",
                                to="sales.order",
                                verbose_name="sales order",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "inbound order",
                        "verbose_name_plural": "inbound orders",
                        "ordering": ["-date", "-id"],
                        "permissions": [("process_inboundorder", "Can process quarantined orders")],
                        "indexes": [
                            models.Index(
                                fields=["company", "-date", "-id"], name="conn_inbound_company_date"
                            ),
                            models.Index(fields=["-date", "-id"], name="conn_inbound_date"),
                            models.Index(
                                fields=["company", "status", "-date", "-id"], name="connectors_inbound_status"
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("connection", "external_id"), name="connectors_inbound_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "processed"), _negated=True),
                                    ("order__isnull", False),
                                    _connector="OR",
                                ),
                                name="connectors_inbound_processed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "quarantined"), _negated=True),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="connectors_inbound_reason",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]

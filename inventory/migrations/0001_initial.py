"""All tables of the app; what they promise follows in the next migrations."""

import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
import django.utils.timezone
import mptt.fields
from django.conf import settings
from django.db import migrations, models

from erp.schema import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounting", "0001_initial"),
        ("catalog", "0001_initial"),
        ("erp", "0001_initial"),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="Location",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=40, verbose_name="code")),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("view", "View"),
                                    ("stock", "Stock"),
                                    ("quarantine", "Quarantine"),
                                    ("transit", "In transit"),
                                    ("customer", "Customers"),
                                    ("supplier", "Suppliers"),
                                    ("loss", "Inventory differences"),
                                    ("production", "Production"),
                                ],
                                default="stock",
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        ("is_pickable", models.BooleanField(default=True, verbose_name="picked from")),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        ("lft", models.PositiveIntegerField(editable=False)),
                        ("rght", models.PositiveIntegerField(editable=False)),
                        ("tree_id", models.PositiveIntegerField(db_index=True, editable=False)),
                        ("level", models.PositiveIntegerField(editable=False)),
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
                            "parent",
                            mptt.fields.TreeForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="inventory.location",
                                verbose_name="parent",
                            ),
                        ),
                        (
                            "warehouse",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="locations",
                                to="inventory.warehouse",
                                verbose_name="warehouse",
                            ),
                        ),
                        (
                            "is_owned",
                            models.GeneratedField(
                                db_persist=True,
                                expression=models.Q(("kind__in", ["quarantine", "stock", "transit"])),
                                output_field=models.BooleanField(),
                                verbose_name="owned",
                            ),
                        ),
                        (
                            "max_quantity",
                            models.DecimalField(
                                blank=True,
                                decimal_places=4,
                                help_text="Empty: no limit.",
                                max_digits=16,
                                null=True,
                                verbose_name="holds pieces",
                            ),
                        ),
                        (
                            "max_volume_l",
                            models.DecimalField(
                                blank=True,
                                decimal_places=4,
                                help_text="Empty: no limit.",
                                max_digits=12,
                                null=True,
                                verbose_name="holds litres",
                            ),
                        ),
                        (
                            "max_weight_kg",
                            models.DecimalField(
                                blank=True,
                                decimal_places=4,
                                help_text="Empty: no limit.",
                                max_digits=12,
                                null=True,
                                verbose_name="holds kg",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "location",
                        "verbose_name_plural": "locations",
                        "ordering": ["tree_id", "lft"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "code"), name="inventory_location_code"
                            ),
                            models.UniqueConstraint(
                                fields=("id", "company"), name="inventory_location_of_company"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("is_pickable", False), ("kind__in", ["stock", "view"]), _connector="OR"
                                ),
                                name="inventory_location_pickable",
                                violation_error_message="Goods are picked from stock only: untick “picked from”.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("max_quantity", None), ("max_quantity__gte", 0), _connector="OR"
                                    ),
                                    models.Q(
                                        ("max_weight_kg", None), ("max_weight_kg__gte", 0), _connector="OR"
                                    ),
                                    models.Q(
                                        ("max_volume_l", None), ("max_volume_l__gte", 0), _connector="OR"
                                    ),
                                ),
                                name="inventory_location_capacity",
                                violation_error_message="A capacity can't be negative.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Move",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "quantity",
                            models.DecimalField(decimal_places=4, max_digits=16, verbose_name="quantity"),
                        ),
                        ("date", models.DateField(verbose_name="date")),
                        (
                            "done_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, verbose_name="entered at"
                            ),
                        ),
                        (
                            "amount",
                            models.DecimalField(
                                decimal_places=2, default=0, max_digits=16, verbose_name="change in value"
                            ),
                        ),
                        (
                            "source_kind",
                            models.CharField(blank=True, max_length=60, verbose_name="kind of source"),
                        ),
                        ("source_id", models.BigIntegerField(blank=True, null=True, verbose_name="source")),
                        (
                            "source_line_id",
                            models.BigIntegerField(blank=True, null=True, verbose_name="source line"),
                        ),
                        ("label", models.CharField(blank=True, max_length=160, verbose_name="label")),
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
                            "destination",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.location",
                                verbose_name="to",
                            ),
                        ),
                        (
                            "entry",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounting.entry",
                                verbose_name="entry",
                            ),
                        ),
                        (
                            "origin",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.location",
                                verbose_name="from",
                            ),
                        ),
                        (
                            "variant",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="moves",
                                to="catalog.variant",
                                verbose_name="variant",
                            ),
                        ),
                        (
                            "lot",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="moves",
                                to="inventory.lot",
                                verbose_name="lot",
                            ),
                        ),
                        (
                            "arrives_from",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="arrivals",
                                to="inventory.move",
                                verbose_name="arrives from",
                            ),
                        ),
                        (
                            "reverses",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reversals",
                                to="inventory.move",
                                verbose_name="cancels",
                            ),
                        ),
                        (
                            "amount_in_transit",
                            models.DecimalField(
                                decimal_places=2,
                                default=0,
                                max_digits=16,
                                verbose_name="change in goods on the way",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "stock move",
                        "verbose_name_plural": "stock moves",
                        "ordering": ["-id"],
                        "permissions": [("reverse_move", "Can cancel stock moves")],
                        "indexes": [
                            models.Index(
                                fields=["company", "-date", "-id"], name="inventory_move_company_date"
                            ),
                            models.Index(fields=["-date", "-id"], name="inventory_move_date"),
                            models.Index(fields=["variant", "-id"], name="inventory_move_variant"),
                            models.Index(
                                fields=["source_kind", "source_line_id"], name="inventory_move_source_line"
                            ),
                            models.Index(fields=["source_kind", "source_id"], name="inventory_move_source"),
                            models.Index(
                                fields=["company", "date"], include=("amount",), name="inventory_move_value"
                            ),
                            models.Index(
                                condition=models.Q(("lot__isnull", False)),
                                fields=["lot", "-id"],
                                name="inventory_move_lot",
                            ),
                            models.Index(
                                condition=models.Q(("arrives_from__isnull", False)),
                                fields=["arrives_from"],
                                name="inventory_move_arrivals",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gt", 0)), name="inventory_move_quantity"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("origin", models.F("destination")), _negated=True),
                                name="inventory_move_goes_somewhere",
                            ),
                            models.UniqueConstraint(
                                fields=("id", "company"), name="inventory_move_of_company"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("reverses__isnull", False)),
                                fields=("reverses",),
                                name="inventory_move_reversed_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Layer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("date", models.DateField(verbose_name="date")),
                        (
                            "quantity",
                            models.DecimalField(decimal_places=4, max_digits=16, verbose_name="quantity"),
                        ),
                        (
                            "remaining",
                            models.DecimalField(decimal_places=4, max_digits=16, verbose_name="remaining"),
                        ),
                        (
                            "amount",
                            models.DecimalField(decimal_places=2, max_digits=16, verbose_name="value"),
                        ),
                        (
                            "remaining_amount",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=16,
                                null=True,
                                verbose_name="remaining value",
                            ),
                        ),
                        (
                            "is_open",
                            models.GeneratedField(
                                db_persist=True,
                                expression=models.Q(("remaining__gt", 0)),
                                output_field=models.BooleanField(),
                                verbose_name="open",
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
                            "variant",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="layers",
                                to="catalog.variant",
                                verbose_name="variant",
                            ),
                        ),
                        (
                            "move",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="layers",
                                to="inventory.move",
                                verbose_name="move",
                            ),
                        ),
                        (
                            "is_restated",
                            models.BooleanField(db_default=False, default=False, verbose_name="restated"),
                        ),
                        (
                            "is_shortage",
                            models.BooleanField(db_default=False, default=False, verbose_name="shortage"),
                        ),
                        (
                            "is_short",
                            models.GeneratedField(
                                db_persist=True,
                                expression=models.Q(("remaining__lt", 0)),
                                output_field=models.BooleanField(),
                                verbose_name="short",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "cost layer",
                        "verbose_name_plural": "cost layers",
                        "ordering": ["id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("is_open", True)),
                                fields=["company", "variant", "id"],
                                name="inventory_layer_open",
                            ),
                            models.Index(fields=["company", "-id"], name="inventory_layer_company"),
                            models.Index(
                                fields=["variant", "company", "-id"], name="inventory_layer_variant"
                            ),
                            models.Index(
                                condition=models.Q(("is_short", True)),
                                fields=["company", "variant"],
                                name="inventory_layer_short",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("id", "company"), name="inventory_layer_of_company"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("is_shortage", False),
                                        ("quantity__gt", 0),
                                        ("remaining__gte", 0),
                                        ("remaining__lte", models.F("quantity")),
                                    ),
                                    models.Q(("amount", 0), ("is_shortage", True), ("quantity", 0)),
                                    _connector="OR",
                                ),
                                name="inventory_layer_remaining",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("remaining_amount__isnull", True),
                                    models.Q(("remaining", 0), ("remaining_amount", 0)),
                                    models.Q(("remaining__gt", 0), ("remaining_amount__gte", 0)),
                                    models.Q(("remaining__lt", 0), ("remaining_amount__lte", 0)),
                                    _connector="OR",
                                ),
                                name="inventory_layer_remaining_amount",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Consumption",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "quantity",
                            models.DecimalField(decimal_places=4, max_digits=16, verbose_name="quantity"),
                        ),
                        (
                            "amount",
                            models.DecimalField(decimal_places=2, max_digits=16, verbose_name="value"),
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
                            "restores",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="restored_by",
                                to="inventory.consumption",
                                verbose_name="gives back",
                            ),
                        ),
                        (
                            "layer",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="consumptions",
                                to="inventory.layer",
                                verbose_name="layer",
                            ),
                        ),
                        (
                            "move",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="consumptions",
                                to="inventory.move",
                                verbose_name="move",
                            ),
                        ),
                        (
                            "is_settlement",
                            models.BooleanField(
                                db_default=False, default=False, verbose_name="fills a shortage"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "consumption",
                        "verbose_name_plural": "consumptions",
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("id", "company"), name="inventory_consumption_of_company"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("quantity__gt", 0), ("restores__isnull", True)),
                                    models.Q(
                                        ("restores__isnull", False), models.Q(("quantity", 0), _negated=True)
                                    ),
                                    models.Q(
                                        ("is_settlement", True), models.Q(("quantity", 0), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="inventory_consumption_sign",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Position",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "quantity",
                            models.DecimalField(
                                decimal_places=4, default=0, max_digits=16, verbose_name="quantity"
                            ),
                        ),
                        (
                            "amount",
                            models.DecimalField(
                                decimal_places=2, default=0, max_digits=16, verbose_name="value"
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
                            "variant",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="positions",
                                to="catalog.variant",
                                verbose_name="variant",
                            ),
                        ),
                        (
                            "method",
                            models.CharField(
                                choices=[
                                    ("fifo", "First in, first out"),
                                    ("average", "Weighted average"),
                                    ("standard", "Standard cost"),
                                ],
                                db_default="fifo",
                                default="fifo",
                                max_length=8,
                                verbose_name="valuation method",
                            ),
                        ),
                        (
                            "standard_cost",
                            models.DecimalField(
                                blank=True,
                                decimal_places=6,
                                max_digits=16,
                                null=True,
                                verbose_name="standard cost",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "stock position",
                        "verbose_name_plural": "stock positions",
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "variant"), name="inventory_position_variant"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("standard_cost__isnull", True),
                                    ("standard_cost__gte", 0),
                                    _connector="OR",
                                ),
                                name="inventory_position_standard",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reservation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "quantity",
                            models.DecimalField(decimal_places=4, max_digits=16, verbose_name="quantity"),
                        ),
                        ("source_kind", models.CharField(max_length=60, verbose_name="kind of source")),
                        ("source_id", models.BigIntegerField(verbose_name="source")),
                        ("source_line_id", models.BigIntegerField(verbose_name="source line")),
                        ("is_partial", models.BooleanField(default=False, verbose_name="partial")),
                        (
                            "created_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, verbose_name="created at"
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
                            "location",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reservations",
                                to="inventory.location",
                                verbose_name="location",
                            ),
                        ),
                        (
                            "variant",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reservations",
                                to="catalog.variant",
                                verbose_name="variant",
                            ),
                        ),
                        (
                            "expires_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="kept until"),
                        ),
                        (
                            "priority",
                            models.PositiveSmallIntegerField(
                                choices=[(10, "Low"), (20, "Normal"), (30, "High"), (40, "Urgent")],
                                default=20,
                                verbose_name="priority",
                            ),
                        ),
                        (
                            "lot",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reservations",
                                to="inventory.lot",
                                verbose_name="lot",
                            ),
                        ),
                    ],
                    options={
                        "permissions": [
                            ("release_reservation", "Can release reservations"),
                            (
                                "take_over_reservation",
                                "Can take reservations over for a document that comes first",
                            ),
                        ],
                        "verbose_name": "reservation",
                        "verbose_name_plural": "reservations",
                        "ordering": ["-id"],
                        "indexes": [
                            models.Index(fields=["company", "-id"], name="inventory_reservation_company"),
                            models.Index(
                                fields=["source_kind", "source_line_id"], name="inventory_reservation_line"
                            ),
                            models.Index(
                                fields=["source_kind", "source_id"], name="inventory_reservation_source"
                            ),
                            models.Index(
                                condition=models.Q(("lot__isnull", False)),
                                fields=["lot"],
                                name="inventory_reservation_lot",
                            ),
                            models.Index(
                                condition=models.Q(("expires_at__isnull", False)),
                                fields=["expires_at"],
                                name="inventory_reservation_expiry",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gt", 0)), name="inventory_reservation_quantity"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Warehouse",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=12, verbose_name="code")),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        (
                            "allows_negative",
                            models.BooleanField(
                                default=False,
                                help_text="Lets goods leave before their receipt is entered. Best left off.",
                                verbose_name="may go below zero",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
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
                            "input_location",
                            models.ForeignKey(
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.location",
                                verbose_name="input",
                            ),
                        ),
                        (
                            "output_location",
                            models.ForeignKey(
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.location",
                                verbose_name="output",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="warehouses",
                                to="erp.site",
                                verbose_name="site",
                            ),
                        ),
                        (
                            "stock_location",
                            models.ForeignKey(
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.location",
                                verbose_name="stock location",
                            ),
                        ),
                        (
                            "capacity_rule",
                            models.CharField(
                                choices=[("refuse", "Refuse"), ("warn", "Let it pass, show it as overfull")],
                                default="refuse",
                                help_text="When more is brought to a location than it holds.",
                                max_length=6,
                                verbose_name="beyond the capacity",
                            ),
                        ),
                        (
                            "approval_limit",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                default=500,
                                help_text="Counts whose differences are worth more need somebody's approval. Empty: never.",
                                max_digits=16,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="approval from",
                            ),
                        ),
                        (
                            "gs1_prefix",
                            models.CharField(
                                blank=True,
                                help_text="With it parcels carry an SSCC that carriers and customers can scan.",
                                max_length=10,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^\\d{7,10}$", "Seven to ten digits."
                                    )
                                ],
                                verbose_name="GS1 company prefix",
                            ),
                        ),
                        (
                            "puts_away",
                            models.BooleanField(
                                default=False,
                                help_text="What is received waits at the input until somebody puts it on its shelf.",
                                verbose_name="puts goods away in a second step",
                            ),
                        ),
                        (
                            "quarantine_location",
                            models.ForeignKey(
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.location",
                                verbose_name="quarantine",
                            ),
                        ),
                        (
                            "recount_percent",
                            models.DecimalField(
                                decimal_places=2,
                                default=10,
                                help_text="A difference of that many percent is counted a second time.",
                                max_digits=5,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="second count from",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "warehouse",
                        "verbose_name_plural": "warehouses",
                        "ordering": ["code"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "code"), name="inventory_warehouse_code"
                            ),
                            models.UniqueConstraint(
                                fields=("id", "company"), name="inventory_warehouse_of_company"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Level",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "on_hand",
                            models.DecimalField(
                                decimal_places=4, default=0, max_digits=16, verbose_name="on hand"
                            ),
                        ),
                        (
                            "reserved",
                            models.DecimalField(
                                decimal_places=4, default=0, max_digits=16, verbose_name="reserved"
                            ),
                        ),
                        (
                            "available",
                            models.GeneratedField(
                                db_persist=True,
                                expression=django.db.models.expressions.CombinedExpression(
                                    models.F("on_hand"), "-", models.F("reserved")
                                ),
                                output_field=models.DecimalField(
                                    decimal_places=4, max_digits=16, verbose_name="available"
                                ),
                                verbose_name="available",
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
                            "variant",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="levels",
                                to="catalog.variant",
                                verbose_name="variant",
                            ),
                        ),
                        (
                            "location",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="levels",
                                to="inventory.location",
                                verbose_name="location",
                            ),
                        ),
                        (
                            "lot",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="levels",
                                to="inventory.lot",
                                verbose_name="lot",
                            ),
                        ),
                        (
                            "filled_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(),
                                editable=False,
                                verbose_name="there since",
                            ),
                        ),
                        (
                            "allows_negative",
                            models.BooleanField(
                                default=False, editable=False, verbose_name="may go below zero"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "stock level",
                        "verbose_name_plural": "stock levels",
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "variant", "location", "lot"),
                                name="inventory_level_place",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("on_hand__gte", 0), ("allows_negative", True), _connector="OR"
                                ),
                                name="inventory_level_on_hand",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("reserved", 0),
                                    models.Q(("on_hand__gte", models.F("reserved")), ("reserved__gt", 0)),
                                    _connector="OR",
                                ),
                                name="inventory_level_reserved",
                            ),
                        ],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("lot__isnull", False)),
                                fields=["lot"],
                                name="inventory_level_lot",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Lot",
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
                                choices=[("lot", "Lot"), ("serial", "Serial number")],
                                default="lot",
                                max_length=6,
                                verbose_name="kind",
                            ),
                        ),
                        ("number", models.CharField(max_length=60, verbose_name="number")),
                        (
                            "supplier_lot",
                            models.CharField(
                                blank=True,
                                help_text="As the maker calls it, if not the same.",
                                max_length=60,
                                verbose_name="supplier's lot",
                            ),
                        ),
                        ("manufactured_on", models.DateField(blank=True, null=True, verbose_name="made on")),
                        ("best_before", models.DateField(blank=True, null=True, verbose_name="best before")),
                        (
                            "expires_on",
                            models.DateField(
                                blank=True,
                                help_text="The last day it may be given to a customer.",
                                null=True,
                                verbose_name="expires on",
                            ),
                        ),
                        (
                            "is_blocked",
                            models.BooleanField(default=False, editable=False, verbose_name="blocked"),
                        ),
                        (
                            "blocked_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=200, verbose_name="why it is blocked"
                            ),
                        ),
                        ("note", models.TextField(blank=True, verbose_name="note")),
                        (
                            "created_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="created at"
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
                            "variant",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lots",
                                to="catalog.variant",
                                verbose_name="variant",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "lot",
                        "verbose_name_plural": "lots",
                        "ordering": ["-id"],
                        "permissions": [("block_lot", "Can block lots and let them go again")],
                        "indexes": [
                            models.Index(fields=["company", "-id"], name="inventory_lot_company"),
                            models.Index(
                                condition=models.Q(("expires_on__isnull", False)),
                                fields=["company", "expires_on"],
                                name="inventory_lot_expiry",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "variant", "number"),
                                name="inventory_lot_number",
                                violation_error_message="This article has a lot of that number already.",
                            ),
                            models.UniqueConstraint(
                                fields=("id", "company"), name="inventory_lot_of_company"
                            ),
                            models.UniqueConstraint(
                                fields=("id", "variant", "company"), name="inventory_lot_of_variant"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("number", ""), _negated=True),
                                name="inventory_lot_named",
                                violation_error_message="Type the lot's number.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("manufactured_on__isnull", True),
                                    ("expires_on__isnull", True),
                                    ("expires_on__gte", models.F("manufactured_on")),
                                    _connector="OR",
                                ),
                                name="inventory_lot_dates",
                                violation_error_message="It can't expire before it was made.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("is_blocked", True), ("blocked_reason", ""), _connector="OR"
                                ),
                                name="inventory_lot_blocked_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PutawayRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "strategy",
                            models.CharField(
                                choices=[
                                    ("fixed", "Always there"),
                                    ("together", "With the same article, else the nearest free place"),
                                    ("nearest", "The nearest free place"),
                                ],
                                default="together",
                                max_length=8,
                                verbose_name="strategy",
                            ),
                        ),
                        (
                            "category",
                            mptt.fields.TreeForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="catalog.category",
                                verbose_name="category",
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
                            "location",
                            models.ForeignKey(
                                db_constraint=False,
                                help_text="The place itself, or the part of the warehouse in which a place is looked for.",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.location",
                                verbose_name="location",
                            ),
                        ),
                        (
                            "product",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="catalog.product",
                                verbose_name="product",
                            ),
                        ),
                        (
                            "warehouse",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="putaway_rules",
                                to="inventory.warehouse",
                                verbose_name="warehouse",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "put-away rule",
                        "verbose_name_plural": "put-away rules",
                        "ordering": ["warehouse", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "warehouse", "category", "product"),
                                name="inventory_putaway_rule_once",
                                nulls_distinct=False,
                                violation_error_message="There is a rule for these goods already: change that one.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("category", None), ("product", None), _connector="OR"),
                                name="inventory_putaway_rule_of_one",
                                violation_error_message="Choose a category or a product, not both.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RemovalRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "strategy",
                            models.CharField(
                                choices=[
                                    ("fifo", "First in, first out (FIFO)"),
                                    ("fefo", "First expired, first out (FEFO)"),
                                    ("closest", "The closest location"),
                                ],
                                default="fifo",
                                max_length=8,
                                verbose_name="strategy",
                            ),
                        ),
                        (
                            "category",
                            mptt.fields.TreeForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="catalog.category",
                                verbose_name="category",
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
                            "warehouse",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="removal_rules",
                                to="inventory.warehouse",
                                verbose_name="warehouse",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "removal rule",
                        "verbose_name_plural": "removal rules",
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "warehouse", "category"),
                                name="inventory_removal_rule_once",
                                nulls_distinct=False,
                                violation_error_message="There is a rule for these goods already: change that one.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Depreciation",
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
                        ("label", models.CharField(max_length=160, verbose_name="label")),
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
                            "entry",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounting.entry",
                                verbose_name="entry",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "stock depreciation",
                        "verbose_name_plural": "stock depreciations",
                        "ordering": ["-date", "-id"],
                        "permissions": [("post_depreciation", "Can post stock depreciations")],
                        "indexes": [
                            models.Index(fields=["company", "-date", "-id"], name="inv_depr_company_date"),
                            models.Index(fields=["-date", "-id"], name="inv_depr_date"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("id", "company"), name="inventory_depreciation_of_company"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("number__isnull", False)),
                                fields=("company", "number"),
                                name="inventory_depreciation_number",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DepreciationLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "market_value",
                            models.DecimalField(
                                decimal_places=6, max_digits=16, verbose_name="market value of one"
                            ),
                        ),
                        (
                            "quantity",
                            models.DecimalField(
                                blank=True,
                                decimal_places=4,
                                editable=False,
                                max_digits=16,
                                null=True,
                                verbose_name="quantity",
                            ),
                        ),
                        (
                            "amount",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                editable=False,
                                max_digits=16,
                                null=True,
                                verbose_name="cost",
                            ),
                        ),
                        (
                            "required",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                editable=False,
                                max_digits=16,
                                null=True,
                                verbose_name="depreciation",
                            ),
                        ),
                        (
                            "change",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                editable=False,
                                max_digits=16,
                                null=True,
                                verbose_name="change booked",
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
                            "depreciation",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="inventory.depreciation",
                                verbose_name="stock depreciation",
                            ),
                        ),
                        (
                            "variant",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalog.variant",
                                verbose_name="variant",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "line of a stock depreciation",
                        "verbose_name_plural": "lines of stock depreciations",
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("depreciation", "variant"),
                                name="inventory_depreciation_variant_once",
                                violation_error_message="This article is there already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("market_value__gte", 0)),
                                name="inventory_depreciation_value",
                                violation_error_message="A value can't be negative. Type zero or more.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LandedCost",
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
                        ("label", models.CharField(max_length=160, verbose_name="label")),
                        (
                            "rate",
                            models.DecimalField(
                                decimal_places=8,
                                default=1,
                                help_text="Units of the company's currency for one.",
                                max_digits=18,
                                verbose_name="rate",
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
                            "currency",
                            models.ForeignKey(
                                default="EUR",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.currency",
                                verbose_name="currency",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "landed cost",
                        "verbose_name_plural": "landed costs",
                        "ordering": ["-date", "-id"],
                        "permissions": [("post_landedcost", "Can post landed costs")],
                        "indexes": [
                            models.Index(fields=["company", "-date", "-id"], name="inv_landed_company_date"),
                            models.Index(fields=["-date", "-id"], name="inv_landed_date"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("rate__gt", 0)),
                                name="inventory_landedcost_rate",
                                violation_error_message="A rate is above zero.",
                            ),
                            models.UniqueConstraint(
                                fields=("id", "company"), name="inventory_landedcost_of_company"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("number__isnull", False)),
                                fields=("company", "number"),
                                name="inventory_landedcost_number",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LandedCostCharge",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                        ("label", models.CharField(max_length=160, verbose_name="label")),
                        (
                            "amount",
                            models.DecimalField(decimal_places=2, max_digits=16, verbose_name="amount"),
                        ),
                        (
                            "split",
                            models.CharField(
                                choices=[
                                    ("value", "By value"),
                                    ("quantity", "By quantity"),
                                    ("weight", "By weight"),
                                    ("volume", "By volume"),
                                    ("equal", "Equally"),
                                ],
                                default="value",
                                max_length=8,
                                verbose_name="shared out",
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
                            "landed_cost",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="charges",
                                to="inventory.landedcost",
                                verbose_name="landed cost",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "charge",
                        "verbose_name_plural": "charges",
                        "ordering": ["position", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="LandedCostReceipt",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                            "landed_cost",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="receipts",
                                to="inventory.landedcost",
                                verbose_name="landed cost",
                            ),
                        ),
                        (
                            "move",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.move",
                                verbose_name="Receipt",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "receipt covered",
                        "verbose_name_plural": "receipts covered",
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("landed_cost", "move"),
                                name="inventory_landedcost_receipt_once",
                                violation_error_message="This receipt is there already.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Revaluation",
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
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("cost", "New cost of what is held"),
                                    ("standard", "New standard cost"),
                                    ("method", "Other valuation method"),
                                ],
                                default="cost",
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        ("reason", models.TextField(verbose_name="reason")),
                        (
                            "method",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("fifo", "First in, first out"),
                                    ("average", "Weighted average"),
                                    ("standard", "Standard cost"),
                                ],
                                max_length=8,
                                verbose_name="new method",
                            ),
                        ),
                        (
                            "approved_by",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="approved by",
                            ),
                        ),
                        (
                            "category",
                            models.ForeignKey(
                                blank=True,
                                help_text="For another method: all that the category and those below it hold.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalog.category",
                                verbose_name="category",
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
                    ],
                    options={
                        "verbose_name": "revaluation",
                        "verbose_name_plural": "revaluations",
                        "ordering": ["-date", "-id"],
                        "permissions": [("approve_revaluation", "Can approve and post revaluations")],
                        "indexes": [
                            models.Index(fields=["company", "-date", "-id"], name="inv_reval_company_date"),
                            models.Index(fields=["-date", "-id"], name="inv_reval_date"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("id", "company"), name="inventory_revaluation_of_company"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("number__isnull", False)),
                                fields=("company", "number"),
                                name="inventory_revaluation_number",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "method"), _negated=True),
                                    models.Q(
                                        ("category__isnull", False), models.Q(("method", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="inventory_revaluation_method",
                                violation_error_message="Choose the category and its new method.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RevaluationLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "unit_cost",
                            models.DecimalField(
                                decimal_places=6, max_digits=16, verbose_name="new cost of one"
                            ),
                        ),
                        (
                            "quantity",
                            models.DecimalField(
                                blank=True,
                                decimal_places=4,
                                editable=False,
                                max_digits=16,
                                null=True,
                                verbose_name="quantity",
                            ),
                        ),
                        (
                            "amount_before",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                editable=False,
                                max_digits=16,
                                null=True,
                                verbose_name="value before",
                            ),
                        ),
                        (
                            "amount_after",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                editable=False,
                                max_digits=16,
                                null=True,
                                verbose_name="value after",
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
                            "revaluation",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="inventory.revaluation",
                                verbose_name="revaluation",
                            ),
                        ),
                        (
                            "variant",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalog.variant",
                                verbose_name="variant",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "line of a revaluation",
                        "verbose_name_plural": "lines of revaluations",
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("revaluation", "variant"),
                                name="inventory_revaluation_variant_once",
                                violation_error_message="This article is there already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("unit_cost__gte", 0)),
                                name="inventory_revaluation_cost",
                                violation_error_message="A cost can't be negative. Type zero or more.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StockSettings",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "style",
                            models.CharField(
                                choices=[
                                    ("continental", "Continental: purchases and change in stock"),
                                    ("anglo_saxon", "Anglo-Saxon: interim accounts and cost of sales"),
                                ],
                                default="continental",
                                max_length=12,
                                verbose_name="bookkeeping",
                            ),
                        ),
                        (
                            "method",
                            models.CharField(
                                choices=[
                                    ("fifo", "First in, first out"),
                                    ("average", "Weighted average"),
                                    ("standard", "Standard cost"),
                                ],
                                default="fifo",
                                help_text="Of categories without a rule of their own or above them.",
                                max_length=8,
                                verbose_name="valuation method",
                            ),
                        ),
                        (
                            "company",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="stock_settings",
                                to="erp.company",
                                verbose_name="company",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "stock settings",
                        "verbose_name_plural": "stock settings",
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="ValuationRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "method",
                            models.CharField(
                                choices=[
                                    ("fifo", "First in, first out"),
                                    ("average", "Weighted average"),
                                    ("standard", "Standard cost"),
                                ],
                                max_length=8,
                                verbose_name="valuation method",
                            ),
                        ),
                        (
                            "category",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalog.category",
                                verbose_name="category",
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
                    ],
                    options={
                        "verbose_name": "valuation rule",
                        "verbose_name_plural": "valuation rules",
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "category"),
                                name="inventory_valuation_rule",
                                violation_error_message="This category has a rule already: change that one.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ValueAdjustment",
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
                                    ("landed_cost", "Landed cost"),
                                    ("price_difference", "Price difference of the supplier's invoice"),
                                    ("shortage", "Provisional cost settled"),
                                    ("residue", "Residue of nothing"),
                                    ("standard", "Difference to the standard cost"),
                                    ("revaluation", "Revaluation"),
                                ],
                                max_length=16,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "amount",
                            models.DecimalField(
                                decimal_places=2, max_digits=16, verbose_name="change in value"
                            ),
                        ),
                        (
                            "gone_amount",
                            models.DecimalField(
                                decimal_places=2,
                                default=0,
                                max_digits=16,
                                verbose_name="cost of what is gone",
                            ),
                        ),
                        ("date", models.DateField(verbose_name="date")),
                        (
                            "postponed_from",
                            models.DateField(blank=True, null=True, verbose_name="postponed from"),
                        ),
                        (
                            "done_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, verbose_name="entered at"
                            ),
                        ),
                        ("label", models.CharField(blank=True, max_length=200, verbose_name="label")),
                        ("key", models.CharField(blank=True, max_length=120, verbose_name="key")),
                        (
                            "source_kind",
                            models.CharField(blank=True, max_length=60, verbose_name="kind of source"),
                        ),
                        ("source_id", models.BigIntegerField(blank=True, null=True, verbose_name="source")),
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
                            "entry",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounting.entry",
                                verbose_name="entry",
                            ),
                        ),
                        (
                            "layer",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="adjustments",
                                to="inventory.layer",
                                verbose_name="layer",
                            ),
                        ),
                        (
                            "move",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="adjustments",
                                to="inventory.move",
                                verbose_name="move",
                            ),
                        ),
                        (
                            "variant",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalog.variant",
                                verbose_name="variant",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "value adjustment",
                        "verbose_name_plural": "value adjustments",
                        "ordering": ["-id"],
                        "indexes": [
                            models.Index(
                                fields=["company", "-date", "-id"], name="inventory_adjust_company_date"
                            ),
                            models.Index(fields=["-date", "-id"], name="inventory_adjust_date"),
                            models.Index(
                                fields=["company", "date"], include=("amount",), name="inventory_adjust_value"
                            ),
                            models.Index(fields=["variant", "-id"], name="inventory_adjust_variant"),
                            models.Index(fields=["source_kind", "source_id"], name="inventory_adjust_source"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("key", ""), _negated=True),
                                fields=("company", "key"),
                                name="inventory_adjustment_once",
                            ),
                            models.UniqueConstraint(
                                fields=("id", "company"), name="inventory_adjustment_of_company"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GoodsReceipt",
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
                        ("notes", models.TextField(blank=True, verbose_name="notes")),
                        (
                            "supplier_reference",
                            models.CharField(
                                blank=True,
                                help_text="The number on its paper.",
                                max_length=80,
                                verbose_name="supplier's delivery note",
                            ),
                        ),
                        (
                            "source_kind",
                            models.CharField(
                                blank=True, editable=False, max_length=60, verbose_name="kind of source"
                            ),
                        ),
                        (
                            "source_id",
                            models.BigIntegerField(
                                blank=True, editable=False, null=True, verbose_name="source"
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
                            "follows",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="followed_by",
                                to="inventory.goodsreceipt",
                                verbose_name="rest of",
                            ),
                        ),
                        (
                            "partner",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.partner",
                                verbose_name="supplier",
                            ),
                        ),
                        (
                            "warehouse",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.warehouse",
                                verbose_name="warehouse",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "receipt of goods",
                        "verbose_name_plural": "receipts of goods",
                        "ordering": ["-date", "-id"],
                        "permissions": [
                            ("receive_goodsreceipt", "Can receive goods"),
                            ("cancel_goodsreceipt", "Can cancel receipts of goods"),
                        ],
                        "indexes": [
                            models.Index(
                                fields=["company", "-date", "-id"], name="inventory_receipt_company_date"
                            ),
                            models.Index(fields=["-date", "-id"], name="inventory_receipt_date"),
                            models.Index(
                                condition=models.Q(("status", "expected")),
                                fields=["company", "date"],
                                name="inventory_receipt_open",
                            ),
                            models.Index(
                                fields=["source_kind", "source_id"], name="inventory_receipt_source"
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("number__isnull", False)),
                                fields=("company", "number"),
                                name="inventory_goodsreceipt_number",
                            ),
                            models.UniqueConstraint(
                                fields=("id", "company"), name="inventory_goodsreceipt_of_company"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GoodsReceiptLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                        (
                            "expected",
                            models.DecimalField(
                                decimal_places=4, default=0, max_digits=16, verbose_name="expected"
                            ),
                        ),
                        (
                            "received",
                            models.DecimalField(
                                blank=True,
                                decimal_places=4,
                                max_digits=16,
                                null=True,
                                verbose_name="received",
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("short", "Not delivered"),
                                    ("over", "More than ordered"),
                                    ("damaged", "Refused, damaged"),
                                    ("wrong", "Refused, wrong article"),
                                ],
                                editable=False,
                                max_length=12,
                                verbose_name="difference",
                            ),
                        ),
                        (
                            "lot_number",
                            models.CharField(
                                blank=True,
                                help_text="As the label says. A new one is made.",
                                max_length=60,
                                verbose_name="lot or serial number",
                            ),
                        ),
                        ("expires_on", models.DateField(blank=True, null=True, verbose_name="expires on")),
                        (
                            "unit_cost",
                            models.DecimalField(
                                blank=True,
                                decimal_places=6,
                                max_digits=18,
                                null=True,
                                verbose_name="cost of one",
                            ),
                        ),
                        (
                            "source_line_id",
                            models.BigIntegerField(
                                blank=True, editable=False, null=True, verbose_name="source line"
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
                            "lot",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.lot",
                                verbose_name="lot",
                            ),
                        ),
                        (
                            "receipt",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="inventory.goodsreceipt",
                                verbose_name="receipt of goods",
                            ),
                        ),
                        (
                            "shelf",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.location",
                                verbose_name="put away to",
                            ),
                        ),
                        (
                            "variant",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalog.variant",
                                verbose_name="article",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "line of a receipt",
                        "verbose_name_plural": "lines of receipts",
                        "ordering": ["position", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("expected__gte", 0)),
                                name="inventory_goodsreceiptline_expected",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("received__isnull", True), ("received__gte", 0), _connector="OR"
                                ),
                                name="inventory_goodsreceiptline_received",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("unit_cost__isnull", True), ("unit_cost__gte", 0), _connector="OR"
                                ),
                                name="inventory_goodsreceiptline_cost",
                            ),
                            models.UniqueConstraint(
                                fields=("id", "company"), name="inventory_goodsreceiptline_of_company"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Parcel",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "source_kind",
                            models.CharField(editable=False, max_length=60, verbose_name="kind of source"),
                        ),
                        ("source_id", models.BigIntegerField(editable=False, verbose_name="source")),
                        ("number", models.CharField(editable=False, max_length=40, verbose_name="number")),
                        (
                            "sscc",
                            models.CharField(blank=True, editable=False, max_length=18, verbose_name="SSCC"),
                        ),
                        (
                            "weight_kg",
                            models.DecimalField(
                                blank=True,
                                decimal_places=3,
                                max_digits=10,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="weight in kg",
                            ),
                        ),
                        (
                            "length_cm",
                            models.DecimalField(
                                blank=True,
                                decimal_places=1,
                                max_digits=8,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="length in cm",
                            ),
                        ),
                        (
                            "width_cm",
                            models.DecimalField(
                                blank=True,
                                decimal_places=1,
                                max_digits=8,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="width in cm",
                            ),
                        ),
                        (
                            "height_cm",
                            models.DecimalField(
                                blank=True,
                                decimal_places=1,
                                max_digits=8,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="height in cm",
                            ),
                        ),
                        (
                            "tracking_number",
                            models.CharField(blank=True, max_length=120, verbose_name="tracking number"),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="packed at")),
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
                            "picking",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="parcels",
                                to="inventory.picking",
                                verbose_name="picking",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "parcel",
                        "verbose_name_plural": "parcels",
                        "ordering": ["-id"],
                        "indexes": [
                            models.Index(fields=["company", "-id"], name="inventory_parcel_company"),
                            models.Index(fields=["source_kind", "source_id"], name="inventory_parcel_source"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "number"), name="inventory_parcel_number"
                            ),
                            models.UniqueConstraint(
                                fields=("id", "company"), name="inventory_parcel_of_company"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("sscc", ""), _negated=True),
                                fields=("sscc",),
                                name="inventory_parcel_sscc",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ParcelLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                        (
                            "quantity",
                            models.DecimalField(decimal_places=4, max_digits=16, verbose_name="quantity"),
                        ),
                        ("source_line_id", models.BigIntegerField(verbose_name="source line")),
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
                            "lot",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.lot",
                                verbose_name="lot",
                            ),
                        ),
                        (
                            "parcel",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="inventory.parcel",
                                verbose_name="parcel",
                            ),
                        ),
                        (
                            "variant",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalog.variant",
                                verbose_name="article",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "content of a parcel",
                        "verbose_name_plural": "contents of parcels",
                        "ordering": ["position", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gt", 0)), name="inventory_parcelline_quantity"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Picking",
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
                        ("notes", models.TextField(blank=True, verbose_name="notes")),
                        (
                            "method",
                            models.CharField(
                                choices=[("single", "One by one"), ("batch", "Batch"), ("wave", "Wave")],
                                default="single",
                                editable=False,
                                max_length=6,
                                verbose_name="method",
                            ),
                        ),
                        (
                            "assigned_to",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="picked by",
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
                            "warehouse",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.warehouse",
                                verbose_name="warehouse",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "picking",
                        "verbose_name_plural": "pickings",
                        "ordering": ["-date", "-id"],
                        "permissions": [
                            ("pick_picking", "Can pick"),
                            ("pack_picking", "Can pack parcels"),
                            ("ship_picking", "Can ship what is packed"),
                            ("cancel_picking", "Can cancel pickings"),
                        ],
                        "indexes": [
                            models.Index(
                                fields=["company", "-date", "-id"], name="inventory_picking_company_date"
                            ),
                            models.Index(fields=["-date", "-id"], name="inventory_picking_date"),
                            models.Index(
                                condition=models.Q(("status", "to_pick")),
                                fields=["company", "date"],
                                name="inventory_picking_open",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("number__isnull", False)),
                                fields=("company", "number"),
                                name="inventory_picking_number",
                            ),
                            models.UniqueConstraint(
                                fields=("id", "company"), name="inventory_picking_of_company"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PickTask",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                        (
                            "quantity",
                            models.DecimalField(decimal_places=4, max_digits=16, verbose_name="quantity"),
                        ),
                        (
                            "picked",
                            models.DecimalField(
                                blank=True, decimal_places=4, max_digits=16, null=True, verbose_name="picked"
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                blank=True,
                                choices=[("missing", "Not found"), ("damaged", "Damaged")],
                                max_length=12,
                                verbose_name="reason",
                            ),
                        ),
                        ("source_kind", models.CharField(max_length=60, verbose_name="kind of source")),
                        ("source_id", models.BigIntegerField(verbose_name="source")),
                        ("source_line_id", models.BigIntegerField(verbose_name="source line")),
                        ("reserved_kind", models.CharField(max_length=60, verbose_name="set aside for kind")),
                        ("reserved_id", models.BigIntegerField(verbose_name="set aside for")),
                        ("reserved_line_id", models.BigIntegerField(verbose_name="set aside for line")),
                        ("is_open", models.BooleanField(default=True, verbose_name="open")),
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
                            "location",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.location",
                                verbose_name="location",
                            ),
                        ),
                        (
                            "lot",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.lot",
                                verbose_name="lot",
                            ),
                        ),
                        (
                            "picking",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="inventory.picking",
                                verbose_name="picking",
                            ),
                        ),
                        (
                            "variant",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalog.variant",
                                verbose_name="article",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "pick task",
                        "verbose_name_plural": "pick tasks",
                        "ordering": ["position", "id"],
                        "indexes": [
                            models.Index(
                                fields=["source_kind", "source_id"], name="inventory_picktask_source"
                            ),
                            models.Index(
                                condition=models.Q(("is_open", True)),
                                fields=["reserved_kind", "reserved_line_id"],
                                name="inventory_picktask_reserved",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("quantity__gt", 0),
                                    models.Q(
                                        ("picked__isnull", True),
                                        models.Q(("picked__gte", 0), ("picked__lte", models.F("quantity"))),
                                        _connector="OR",
                                    ),
                                ),
                                name="inventory_picktask_quantity",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("picked__isnull", True),
                                    ("picked", models.F("quantity")),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="inventory_picktask_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Scrap",
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
                        ("notes", models.TextField(blank=True, verbose_name="notes")),
                        (
                            "reason",
                            models.CharField(
                                choices=[
                                    ("damaged", "Damaged"),
                                    ("expired", "Expired"),
                                    ("stolen", "Stolen or lost"),
                                    ("sample", "Sample or gift"),
                                    ("used", "Own use"),
                                    ("claim", "Claimed from the carrier"),
                                ],
                                max_length=12,
                                verbose_name="reason",
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
                            "warehouse",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.warehouse",
                                verbose_name="warehouse",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "write-off",
                        "verbose_name_plural": "write-offs",
                        "ordering": ["-date", "-id"],
                        "permissions": [
                            ("post_scrap", "Can write goods off"),
                            ("cancel_scrap", "Can take write-offs back"),
                        ],
                        "indexes": [
                            models.Index(
                                fields=["company", "-date", "-id"], name="inventory_scrap_company_date"
                            ),
                            models.Index(fields=["-date", "-id"], name="inventory_scrap_date"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("number__isnull", False)),
                                fields=("company", "number"),
                                name="inventory_scrap_number",
                            ),
                            models.UniqueConstraint(
                                fields=("id", "company"), name="inventory_scrap_of_company"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ScrapLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                        (
                            "quantity",
                            models.DecimalField(decimal_places=4, max_digits=16, verbose_name="quantity"),
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
                            "location",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.location",
                                verbose_name="location",
                            ),
                        ),
                        (
                            "lot",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.lot",
                                verbose_name="lot",
                            ),
                        ),
                        (
                            "scrap",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="inventory.scrap",
                                verbose_name="write-off",
                            ),
                        ),
                        (
                            "variant",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalog.variant",
                                verbose_name="article",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "line of a write-off",
                        "verbose_name_plural": "lines of write-offs",
                        "ordering": ["position", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gt", 0)), name="inventory_scrapline_quantity"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StockCount",
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
                        ("notes", models.TextField(blank=True, verbose_name="notes")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("full", "The whole warehouse"),
                                    ("zone", "A zone"),
                                    ("cyclic", "What is due"),
                                    ("chosen", "Chosen articles"),
                                ],
                                default="cyclic",
                                max_length=8,
                                verbose_name="what is counted",
                            ),
                        ),
                        (
                            "is_blind",
                            models.BooleanField(
                                default=False,
                                help_text="Who counts does not see what the books say.",
                                verbose_name="blind",
                            ),
                        ),
                        (
                            "recount_percent",
                            models.DecimalField(
                                decimal_places=2,
                                default=10,
                                editable=False,
                                max_digits=5,
                                verbose_name="second count from",
                            ),
                        ),
                        (
                            "approval_limit",
                            models.DecimalField(
                                decimal_places=2,
                                editable=False,
                                max_digits=16,
                                null=True,
                                verbose_name="approval from",
                            ),
                        ),
                        (
                            "assigned_to",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="counted by",
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
                            "warehouse",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.warehouse",
                                verbose_name="warehouse",
                            ),
                        ),
                        (
                            "zone",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                help_text="The location counted, with all below it.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.location",
                                verbose_name="zone",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "stock count",
                        "verbose_name_plural": "stock counts",
                        "ordering": ["-date", "-id"],
                        "permissions": [
                            ("enter_stockcount", "Can count"),
                            ("post_stockcount", "Can post counts below the limit"),
                            ("approve_stockcount", "Can approve counts above the limit"),
                            ("cancel_stockcount", "Can cancel counts"),
                        ],
                        "indexes": [
                            models.Index(
                                fields=["company", "-date", "-id"], name="inventory_count_company_date"
                            ),
                            models.Index(fields=["-date", "-id"], name="inventory_count_date"),
                            models.Index(
                                condition=models.Q(("status", "counting")),
                                fields=["company", "date"],
                                name="inventory_count_open",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("number__isnull", False)),
                                fields=("company", "number"),
                                name="inventory_stockcount_number",
                            ),
                            models.UniqueConstraint(
                                fields=("id", "company"), name="inventory_stockcount_of_company"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "zone"), _negated=True),
                                    ("zone__isnull", False),
                                    _connector="OR",
                                ),
                                name="inventory_stockcount_zone",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StockCountLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                        (
                            "counted",
                            models.DecimalField(
                                blank=True, decimal_places=4, max_digits=16, null=True, verbose_name="counted"
                            ),
                        ),
                        (
                            "expected",
                            models.DecimalField(
                                blank=True,
                                decimal_places=4,
                                editable=False,
                                max_digits=16,
                                null=True,
                                verbose_name="in the books",
                            ),
                        ),
                        (
                            "difference",
                            models.GeneratedField(
                                db_persist=True,
                                expression=django.db.models.expressions.CombinedExpression(
                                    models.F("counted"), "-", models.F("expected")
                                ),
                                output_field=models.DecimalField(
                                    decimal_places=4, max_digits=16, null=True, verbose_name="difference"
                                ),
                                verbose_name="difference",
                            ),
                        ),
                        (
                            "first_counted",
                            models.DecimalField(
                                blank=True,
                                decimal_places=4,
                                editable=False,
                                max_digits=16,
                                null=True,
                                verbose_name="first count",
                            ),
                        ),
                        (
                            "needs_recount",
                            models.BooleanField(default=False, editable=False, verbose_name="count again"),
                        ),
                        (
                            "unit_cost",
                            models.DecimalField(
                                blank=True,
                                decimal_places=6,
                                help_text="Only for an article that was never received.",
                                max_digits=18,
                                null=True,
                                verbose_name="cost of one",
                            ),
                        ),
                        (
                            "counted_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="counted at"
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
                            "count",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="inventory.stockcount",
                                verbose_name="stock count",
                            ),
                        ),
                        (
                            "counted_by",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="counted by",
                            ),
                        ),
                        (
                            "location",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.location",
                                verbose_name="location",
                            ),
                        ),
                        (
                            "lot",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.lot",
                                verbose_name="lot",
                            ),
                        ),
                        (
                            "variant",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalog.variant",
                                verbose_name="article",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "line of a count",
                        "verbose_name_plural": "lines of counts",
                        "ordering": ["position", "id"],
                        "indexes": [
                            models.Index(
                                fields=["company", "variant", "location", "-counted_at"],
                                name="inventory_stockcountline_last",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("count", "variant", "location", "lot"),
                                name="inventory_stockcountline_place",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("counted__isnull", True), ("expected__isnull", True)),
                                    models.Q(
                                        ("counted__gte", 0),
                                        ("counted_at__isnull", False),
                                        ("expected__gte", 0),
                                    ),
                                    _connector="OR",
                                ),
                                name="inventory_stockcountline_counted",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StockTransfer",
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
                        ("notes", models.TextField(blank=True, verbose_name="notes")),
                        (
                            "carrier_name",
                            models.CharField(blank=True, max_length=120, verbose_name="carrier"),
                        ),
                        (
                            "received_on",
                            models.DateField(
                                blank=True, editable=False, null=True, verbose_name="arrived on"
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
                            "destination",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.warehouse",
                                verbose_name="to warehouse",
                            ),
                        ),
                        (
                            "origin",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.warehouse",
                                verbose_name="from warehouse",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "transfer",
                        "verbose_name_plural": "transfers",
                        "ordering": ["-date", "-id"],
                        "permissions": [
                            ("ship_stocktransfer", "Can ship transfers"),
                            ("receive_stocktransfer", "Can receive transfers"),
                            ("cancel_stocktransfer", "Can cancel transfers"),
                        ],
                        "indexes": [
                            models.Index(
                                fields=["company", "-date", "-id"], name="inventory_moving_company_date"
                            ),
                            models.Index(fields=["-date", "-id"], name="inventory_moving_date"),
                            models.Index(
                                condition=models.Q(("status", "shipped")),
                                fields=["company", "date"],
                                name="inventory_transfer_moving",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("number__isnull", False)),
                                fields=("company", "number"),
                                name="inventory_stocktransfer_number",
                            ),
                            models.UniqueConstraint(
                                fields=("id", "company"), name="inventory_stocktransfer_of_company"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StockTransferLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                        (
                            "quantity",
                            models.DecimalField(decimal_places=4, max_digits=16, verbose_name="quantity"),
                        ),
                        (
                            "received",
                            models.DecimalField(
                                decimal_places=4,
                                default=0,
                                editable=False,
                                max_digits=16,
                                verbose_name="arrived",
                            ),
                        ),
                        (
                            "lost",
                            models.DecimalField(
                                decimal_places=4,
                                default=0,
                                editable=False,
                                max_digits=16,
                                verbose_name="missing",
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("damaged", "Damaged"),
                                    ("expired", "Expired"),
                                    ("stolen", "Stolen or lost"),
                                    ("sample", "Sample or gift"),
                                    ("used", "Own use"),
                                    ("claim", "Claimed from the carrier"),
                                ],
                                editable=False,
                                max_length=12,
                                verbose_name="reason",
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
                            "destination",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.location",
                                verbose_name="to location",
                            ),
                        ),
                        (
                            "lot",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.lot",
                                verbose_name="lot",
                            ),
                        ),
                        (
                            "origin",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.location",
                                verbose_name="from location",
                            ),
                        ),
                        (
                            "transfer",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="inventory.stocktransfer",
                                verbose_name="transfer",
                            ),
                        ),
                        (
                            "variant",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalog.variant",
                                verbose_name="article",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "line of a transfer",
                        "verbose_name_plural": "lines of transfers",
                        "ordering": ["position", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gt", 0)),
                                name="inventory_stocktransferline_quantity",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("lost__gte", 0),
                                    (
                                        "quantity__gte",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("received"), "+", models.F("lost")
                                        ),
                                    ),
                                    ("received__gte", 0),
                                ),
                                name="inventory_stocktransferline_arrived",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("lost", 0), models.Q(("reason", ""), _negated=True), _connector="OR"
                                ),
                                name="inventory_stocktransferline_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CustomerReturn",
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
                        ("notes", models.TextField(blank=True, verbose_name="notes")),
                        (
                            "reason",
                            models.CharField(
                                choices=[
                                    ("withdrawal", "Changed their mind"),
                                    ("defective", "Defective"),
                                    ("wrong", "Wrong article"),
                                    ("damaged", "Damaged on the way"),
                                    ("refused", "Refused or not collected"),
                                ],
                                max_length=12,
                                verbose_name="reason",
                            ),
                        ),
                        (
                            "source_kind",
                            models.CharField(editable=False, max_length=60, verbose_name="kind of source"),
                        ),
                        ("source_id", models.BigIntegerField(editable=False, verbose_name="source")),
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
                            "partner",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.partner",
                                verbose_name="customer",
                            ),
                        ),
                        (
                            "warehouse",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.warehouse",
                                verbose_name="warehouse",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "customer return",
                        "verbose_name_plural": "customer returns",
                        "ordering": ["-date", "-id"],
                        "permissions": [
                            ("receive_customerreturn", "Can receive customer returns"),
                            ("inspect_customerreturn", "Can inspect customer returns"),
                            ("cancel_customerreturn", "Can cancel customer returns"),
                        ],
                        "indexes": [
                            models.Index(
                                fields=["company", "-date", "-id"], name="inventory_return_company_date"
                            ),
                            models.Index(fields=["-date", "-id"], name="inventory_return_date"),
                            models.Index(
                                condition=models.Q(("status__in", ["expected", "received"])),
                                fields=["company", "date"],
                                name="inventory_return_open",
                            ),
                            models.Index(fields=["source_kind", "source_id"], name="inventory_return_source"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("number__isnull", False)),
                                fields=("company", "number"),
                                name="inventory_customerreturn_number",
                            ),
                            models.UniqueConstraint(
                                fields=("id", "company"), name="inventory_customerreturn_of_company"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CustomerReturnLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                        (
                            "expected",
                            models.DecimalField(decimal_places=4, max_digits=16, verbose_name="expected"),
                        ),
                        (
                            "received",
                            models.DecimalField(
                                blank=True,
                                decimal_places=4,
                                editable=False,
                                max_digits=16,
                                null=True,
                                verbose_name="received",
                            ),
                        ),
                        (
                            "restocked",
                            models.DecimalField(
                                decimal_places=4,
                                default=0,
                                editable=False,
                                max_digits=16,
                                verbose_name="back to stock",
                            ),
                        ),
                        (
                            "scrapped",
                            models.DecimalField(
                                decimal_places=4,
                                default=0,
                                editable=False,
                                max_digits=16,
                                verbose_name="thrown away",
                            ),
                        ),
                        (
                            "source_line_id",
                            models.BigIntegerField(editable=False, verbose_name="source line"),
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
                            "customer_return",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="inventory.customerreturn",
                                verbose_name="customer return",
                            ),
                        ),
                        (
                            "lot",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.lot",
                                verbose_name="lot",
                            ),
                        ),
                        (
                            "variant",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalog.variant",
                                verbose_name="article",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "line of a customer return",
                        "verbose_name_plural": "lines of customer returns",
                        "ordering": ["position", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("expected__gt", 0)),
                                name="inventory_customerreturnline_expected",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("received__isnull", True), ("restocked", 0), ("scrapped", 0)),
                                    models.Q(
                                        (
                                            "received__gte",
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("restocked"), "+", models.F("scrapped")
                                            ),
                                        ),
                                        ("restocked__gte", 0),
                                        ("scrapped__gte", 0),
                                    ),
                                    _connector="OR",
                                ),
                                name="inventory_customerreturnline_verdict",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SafetyStock",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "quantity",
                            models.DecimalField(decimal_places=4, max_digits=16, verbose_name="quantity"),
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
                            "variant",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="safety_stocks",
                                to="catalog.variant",
                                verbose_name="variant",
                            ),
                        ),
                        (
                            "warehouse",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="Empty: over all warehouses of the company.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="safety_stocks",
                                to="inventory.warehouse",
                                verbose_name="warehouse",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "safety stock",
                        "verbose_name_plural": "safety stocks",
                        "ordering": ["variant__sort_key", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "variant", "warehouse"),
                                name="inventory_safety_stock_place",
                                nulls_distinct=False,
                                violation_error_message="This article has a safety stock there already: change that one.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gte", 0)),
                                name="inventory_safety_stock_quantity",
                                violation_error_message="A safety stock can't be negative: type zero or more.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Scan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(verbose_name="key")),
                        (
                            "mode",
                            models.CharField(
                                choices=[
                                    ("put_away", "Put away"),
                                    ("move", "Move"),
                                    ("pick", "Pick"),
                                    ("count", "Count"),
                                ],
                                max_length=10,
                                verbose_name="act",
                            ),
                        ),
                        (
                            "quantity",
                            models.DecimalField(decimal_places=4, max_digits=16, verbose_name="quantity"),
                        ),
                        (
                            "before",
                            models.DecimalField(
                                blank=True,
                                decimal_places=4,
                                max_digits=16,
                                null=True,
                                verbose_name="in the books before",
                            ),
                        ),
                        ("done_at", models.DateTimeField(verbose_name="done at")),
                        ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="undone at")),
                        (
                            "actor",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
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
                            "destination",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.location",
                                verbose_name="to",
                            ),
                        ),
                        (
                            "lot",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.lot",
                                verbose_name="lot",
                            ),
                        ),
                        (
                            "origin",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.location",
                                verbose_name="from",
                            ),
                        ),
                        (
                            "variant",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalog.variant",
                                verbose_name="variant",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "scan",
                        "verbose_name_plural": "scans",
                        "ordering": ["-id"],
                        "permissions": [("use_scanner", "Can work with a scanner")],
                        "indexes": [models.Index(fields=["company", "-id"], name="inventory_scan_company")],
                        "constraints": [
                            models.UniqueConstraint(fields=("company", "key"), name="inventory_scan_once"),
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gte", 0)), name="inventory_scan_quantity"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SupplierReturn",
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
                        ("notes", models.TextField(blank=True, verbose_name="notes")),
                        (
                            "reason",
                            models.CharField(
                                choices=[
                                    ("defective", "Defective"),
                                    ("wrong", "Wrong article"),
                                    ("damaged", "Damaged on the way"),
                                    ("surplus", "More than ordered"),
                                    ("recall", "Recalled by the maker"),
                                    ("unsold", "Unsold, taken back"),
                                ],
                                max_length=12,
                                verbose_name="reason",
                            ),
                        ),
                        (
                            "supplier_reference",
                            models.CharField(
                                blank=True,
                                help_text="Many suppliers take goods back only with their own number on the parcel.",
                                max_length=80,
                                verbose_name="supplier's return number",
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
                            "partner",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.partner",
                                verbose_name="supplier",
                            ),
                        ),
                        (
                            "receipt",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="returns",
                                to="inventory.goodsreceipt",
                                verbose_name="receipt of goods",
                            ),
                        ),
                        (
                            "warehouse",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.warehouse",
                                verbose_name="warehouse",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "supplier return",
                        "verbose_name_plural": "supplier returns",
                        "ordering": ["-date", "-id"],
                        "permissions": [
                            ("send_supplierreturn", "Can send goods back to suppliers"),
                            ("cancel_supplierreturn", "Can cancel supplier returns"),
                        ],
                        "indexes": [
                            models.Index(
                                fields=["company", "-date", "-id"], name="inventory_sent_company_date"
                            ),
                            models.Index(fields=["-date", "-id"], name="inventory_sent_date"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("number__isnull", False)),
                                fields=("company", "number"),
                                name="inventory_supplierreturn_number",
                            ),
                            models.UniqueConstraint(
                                fields=("id", "company"), name="inventory_supplierreturn_of_company"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SupplierReturnLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                        (
                            "quantity",
                            models.DecimalField(decimal_places=4, max_digits=16, verbose_name="quantity"),
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
                            "location",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.location",
                                verbose_name="location",
                            ),
                        ),
                        (
                            "lot",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.lot",
                                verbose_name="lot",
                            ),
                        ),
                        (
                            "receipt_line",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="returned_by",
                                to="inventory.goodsreceiptline",
                                verbose_name="line of a receipt",
                            ),
                        ),
                        (
                            "supplier_return",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="inventory.supplierreturn",
                                verbose_name="supplier return",
                            ),
                        ),
                        (
                            "variant",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalog.variant",
                                verbose_name="article",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "line of a supplier return",
                        "verbose_name_plural": "lines of supplier returns",
                        "ordering": ["position", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gt", 0)),
                                name="inventory_supplierreturnline_quantity",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]

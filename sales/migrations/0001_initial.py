"""All tables of the app; what they promise follows in the next migrations."""

import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
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
        ("inventory", "0001_initial"),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="Channel",
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
                            "kind",
                            models.CharField(
                                choices=[
                                    ("webshop", "Web shop"),
                                    ("marketplace", "Marketplace"),
                                    ("store", "Store"),
                                    ("phone", "Phone"),
                                ],
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "prices_include_tax",
                            models.BooleanField(
                                default=True,
                                help_text="As consumers see them. Off for trade prices, net of tax.",
                                verbose_name="prices include tax",
                            ),
                        ),
                        (
                            "tax_rounding",
                            models.CharField(
                                choices=[("per_line", "On each line"), ("per_total", "On the total")],
                                default="per_line",
                                max_length=10,
                                verbose_name="taxes are rounded",
                            ),
                        ),
                        (
                            "allows_partial_reservation",
                            models.BooleanField(
                                default=True,
                                help_text="Off: an order of which something is missing can't be confirmed.",
                                verbose_name="confirms what is not all in stock",
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
                            "site",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="channels",
                                to="erp.site",
                                verbose_name="site",
                            ),
                        ),
                        (
                            "warehouse",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="channels",
                                to="inventory.warehouse",
                                verbose_name="ships from",
                            ),
                        ),
                        (
                            "stock_buffer",
                            models.DecimalField(
                                decimal_places=4,
                                default=0,
                                help_text="So much less is shown to the channel as available, against selling the last one twice.",
                                max_digits=16,
                                validators=[
                                    django.core.validators.MinValueValidator(
                                        0, "A buffer can't be negative: type zero or more."
                                    )
                                ],
                                verbose_name="keeps back of each article",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "channel",
                        "verbose_name_plural": "channels",
                        "ordering": ["code"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "code"),
                                name="sales_channel_code",
                                violation_error_message="Another channel of this company has this code.",
                            ),
                            models.UniqueConstraint(
                                fields=("id", "company"), name="sales_channel_of_company"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Order",
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
                            "external_number",
                            models.CharField(blank=True, max_length=64, verbose_name="number in the shop"),
                        ),
                        (
                            "external_reference",
                            models.CharField(blank=True, max_length=64, verbose_name="reference in the shop"),
                        ),
                        ("placed_at", models.DateTimeField(editable=False, verbose_name="placed at")),
                        (
                            "prices_include_tax",
                            models.BooleanField(default=True, verbose_name="prices include tax"),
                        ),
                        (
                            "tax_rounding",
                            models.CharField(
                                choices=[("per_line", "On each line"), ("per_total", "On the total")],
                                default="per_line",
                                max_length=10,
                                verbose_name="taxes are rounded",
                            ),
                        ),
                        (
                            "billing_address",
                            models.JSONField(
                                blank=True, default=dict, editable=False, verbose_name="billing address"
                            ),
                        ),
                        (
                            "shipping_address",
                            models.JSONField(
                                blank=True, default=dict, editable=False, verbose_name="shipping address"
                            ),
                        ),
                        (
                            "carrier_name",
                            models.CharField(blank=True, max_length=120, verbose_name="carrier"),
                        ),
                        (
                            "payment_method",
                            models.CharField(blank=True, max_length=120, verbose_name="payment method"),
                        ),
                        (
                            "source_text",
                            models.CharField(
                                blank=True,
                                help_text="By which campaign or link the customer came.",
                                max_length=200,
                                verbose_name="campaign",
                            ),
                        ),
                        (
                            "customer_notes",
                            models.TextField(blank=True, verbose_name="the customer's remarks"),
                        ),
                        ("notes", models.TextField(blank=True, verbose_name="our notes")),
                        (
                            "net",
                            models.DecimalField(
                                decimal_places=2, default=0, editable=False, max_digits=16, verbose_name="net"
                            ),
                        ),
                        (
                            "tax",
                            models.DecimalField(
                                decimal_places=2, default=0, editable=False, max_digits=16, verbose_name="tax"
                            ),
                        ),
                        (
                            "gross",
                            models.DecimalField(
                                decimal_places=2,
                                default=0,
                                editable=False,
                                max_digits=16,
                                verbose_name="total",
                            ),
                        ),
                        (
                            "shop_gross",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                editable=False,
                                max_digits=16,
                                null=True,
                                verbose_name="total in the shop",
                            ),
                        ),
                        (
                            "rounding_difference",
                            models.DecimalField(
                                decimal_places=2,
                                default=0,
                                editable=False,
                                max_digits=16,
                                verbose_name="rounding difference",
                            ),
                        ),
                        (
                            "reservation",
                            models.CharField(
                                choices=[("none", "None"), ("partial", "Partial"), ("full", "Full")],
                                default="none",
                                editable=False,
                                max_length=8,
                                verbose_name="reservation",
                            ),
                        ),
                        (
                            "invoice_state",
                            models.CharField(
                                choices=[
                                    ("none", "Not invoiced"),
                                    ("draft", "Invoice to post"),
                                    ("invoiced", "Invoiced"),
                                ],
                                default="none",
                                editable=False,
                                max_length=8,
                                verbose_name="invoice",
                            ),
                        ),
                        (
                            "payment_state",
                            models.CharField(
                                choices=[("unpaid", "Unpaid"), ("partial", "Partly paid"), ("paid", "Paid")],
                                default="unpaid",
                                editable=False,
                                max_length=8,
                                verbose_name="payment",
                            ),
                        ),
                        (
                            "channel",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="orders",
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
                                db_index=False,
                                default="EUR",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.currency",
                                verbose_name="currency",
                            ),
                        ),
                        (
                            "partner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="orders",
                                to="erp.partner",
                                verbose_name="customer",
                            ),
                        ),
                        (
                            "warehouse",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                help_text="Empty: the channel's warehouse.",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.warehouse",
                                verbose_name="ships from",
                            ),
                        ),
                        (
                            "is_held_back",
                            models.BooleanField(default=False, editable=False, verbose_name="held back"),
                        ),
                        (
                            "priority",
                            models.PositiveSmallIntegerField(
                                choices=[(10, "Low"), (20, "Normal"), (30, "High"), (40, "Urgent")],
                                default=20,
                                editable=False,
                                verbose_name="priority",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "order",
                        "verbose_name_plural": "orders",
                        "ordering": ["-date", "-id"],
                        "permissions": [
                            ("confirm_order", "Can confirm orders"),
                            ("ship_order", "Can deliver orders"),
                            ("invoice_order", "Can invoice orders"),
                            ("cancel_order", "Can cancel orders"),
                            ("register_order_payment", "Can register payments of orders"),
                        ],
                        "indexes": [
                            models.Index(fields=["company", "-date", "-id"], name="sales_order_company_date"),
                            models.Index(fields=["-date", "-id"], name="sales_order_date"),
                            models.Index(
                                fields=["company", "status", "-date", "-id"],
                                name="sales_order_company_status",
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("status__in", ["confirmed", "partially_shipped"]),
                                    models.Q(("reservation", "full"), _negated=True),
                                ),
                                fields=["company", "placed_at", "id"],
                                name="sales_order_waiting",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("external_number", ""), _negated=True),
                                fields=("channel", "external_number"),
                                name="sales_order_once_a_channel",
                                violation_error_message="This channel has an order of this number already.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("number__isnull", False)),
                                fields=("company", "number"),
                                name="sales_order_number",
                            ),
                            models.UniqueConstraint(fields=("id", "company"), name="sales_order_of_company"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "gross",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("net"), "+", models.F("tax")
                                        ),
                                    )
                                ),
                                name="sales_order_gross",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("shop_gross__isnull", True),
                                    ("shop_gross", models.F("gross")),
                                    _connector="OR",
                                ),
                                name="sales_order_shop_gross",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status__in", ["draft", "cancelled"]),
                                    ("number__isnull", False),
                                    _connector="OR",
                                ),
                                name="sales_order_numbered",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Delivery",
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
                            "shipping_address",
                            models.JSONField(
                                blank=True, default=dict, editable=False, verbose_name="shipping address"
                            ),
                        ),
                        (
                            "carrier_name",
                            models.CharField(blank=True, max_length=120, verbose_name="carrier"),
                        ),
                        (
                            "tracking_number",
                            models.CharField(blank=True, max_length=120, verbose_name="tracking number"),
                        ),
                        (
                            "shipped_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="shipped at"
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
                                verbose_name="ships from",
                            ),
                        ),
                        (
                            "order",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deliveries",
                                to="sales.order",
                                verbose_name="order",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "delivery",
                        "verbose_name_plural": "deliveries",
                        "ordering": ["-date", "-id"],
                        "permissions": [
                            ("ship_delivery", "Can ship deliveries"),
                            ("cancel_delivery", "Can cancel deliveries"),
                            ("pick_delivery", "Can have deliveries picked"),
                            ("return_delivery", "Can have deliveries sent back"),
                            ("print_pick_list", "Can print pick lists"),
                        ],
                        "indexes": [
                            models.Index(
                                fields=["company", "-date", "-id"], name="sales_delivery_company_date"
                            ),
                            models.Index(fields=["-date", "-id"], name="sales_delivery_date"),
                            models.Index(
                                condition=models.Q(("status", "draft")),
                                fields=["company", "date"],
                                name="sales_delivery_to_pick",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("number__isnull", False)),
                                fields=("company", "number"),
                                name="sales_delivery_number",
                            ),
                            models.UniqueConstraint(
                                fields=("id", "company"), name="sales_delivery_of_company"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "shipped"), _negated=True),
                                    ("shipped_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="sales_delivery_shipped_at",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OrderLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("goods", "Goods"),
                                    ("service", "Service"),
                                    ("shipping", "Shipping costs"),
                                    ("wrapping", "Gift wrapping"),
                                    ("discount", "Discount"),
                                    ("rounding", "Rounding difference"),
                                ],
                                default="goods",
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "description",
                            models.CharField(blank=True, max_length=255, verbose_name="description"),
                        ),
                        (
                            "quantity",
                            models.DecimalField(
                                decimal_places=4, default=1, max_digits=16, verbose_name="quantity"
                            ),
                        ),
                        (
                            "unit_price",
                            models.DecimalField(
                                blank=True,
                                decimal_places=6,
                                help_text="Empty: the catalogue's.",
                                max_digits=16,
                                verbose_name="unit price",
                            ),
                        ),
                        (
                            "discount_percent",
                            models.DecimalField(
                                decimal_places=4, default=0, max_digits=7, verbose_name="discount in %"
                            ),
                        ),
                        (
                            "discount_amount",
                            models.DecimalField(
                                decimal_places=2,
                                default=0,
                                max_digits=16,
                                verbose_name="discount on the line",
                            ),
                        ),
                        (
                            "net",
                            models.DecimalField(
                                decimal_places=2, editable=False, max_digits=16, verbose_name="net"
                            ),
                        ),
                        (
                            "tax_amount",
                            models.DecimalField(
                                decimal_places=2, editable=False, max_digits=16, verbose_name="tax"
                            ),
                        ),
                        (
                            "gross",
                            models.DecimalField(
                                decimal_places=2, editable=False, max_digits=16, verbose_name="total"
                            ),
                        ),
                        (
                            "reserved",
                            models.DecimalField(
                                decimal_places=4,
                                default=0,
                                editable=False,
                                max_digits=16,
                                verbose_name="reserved",
                            ),
                        ),
                        (
                            "delivered",
                            models.DecimalField(
                                decimal_places=4,
                                default=0,
                                editable=False,
                                max_digits=16,
                                verbose_name="delivered",
                            ),
                        ),
                        (
                            "invoiced",
                            models.DecimalField(
                                decimal_places=4,
                                default=0,
                                editable=False,
                                max_digits=16,
                                verbose_name="invoiced",
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
                            "order",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="sales.order",
                                verbose_name="order",
                            ),
                        ),
                        (
                            "tax",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounting.tax",
                                verbose_name="tax rate",
                            ),
                        ),
                        (
                            "variant",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="order_lines",
                                to="catalog.variant",
                                verbose_name="article",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "order line",
                        "verbose_name_plural": "order lines",
                        "ordering": ["position", "id"],
                        "indexes": [models.Index(fields=["order", "position"], name="sales_orderline_order")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("id", "company"), name="sales_orderline_of_company"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "gross",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("net"), "+", models.F("tax_amount")
                                        ),
                                    )
                                ),
                                name="sales_orderline_gross",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gt", 0)), name="sales_orderline_quantity"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("discount_amount__gte", 0),
                                    ("discount_percent__gte", 0),
                                    ("discount_percent__lte", 100),
                                ),
                                name="sales_orderline_discount",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind__in", ["discount", "rounding"]),
                                    ("unit_price__gte", 0),
                                    _connector="OR",
                                ),
                                name="sales_orderline_price",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "discount"), _negated=True),
                                    ("unit_price__lte", 0),
                                    _connector="OR",
                                ),
                                name="sales_orderline_takes_off",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "goods"), _negated=True),
                                    ("variant__isnull", False),
                                    _connector="OR",
                                ),
                                name="sales_orderline_goods",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("delivered__gte", 0),
                                    (
                                        "quantity__gte",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("reserved"), "+", models.F("delivered")
                                        ),
                                    ),
                                    ("reserved__gte", 0),
                                ),
                                name="sales_orderline_reserved_delivered",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind", "goods"),
                                    models.Q(("delivered", 0), ("reserved", 0)),
                                    _connector="OR",
                                ),
                                name="sales_orderline_only_goods_move",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("invoiced__gte", 0), ("invoiced__lte", models.F("quantity"))
                                ),
                                name="sales_orderline_invoiced",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DeliveryLine",
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
                            "delivery",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="sales.delivery",
                                verbose_name="delivery",
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
                        (
                            "order_line",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="delivery_lines",
                                to="sales.orderline",
                                verbose_name="order line",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "delivery line",
                        "verbose_name_plural": "delivery lines",
                        "ordering": ["position", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("delivery", "order_line"), name="sales_deliveryline_order_line"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gt", 0)), name="sales_deliveryline_quantity"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OrderLineComponent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
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
                            "order_line",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="components",
                                to="sales.orderline",
                                verbose_name="order line",
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
                        "verbose_name": "component of an order line",
                        "verbose_name_plural": "components of order lines",
                        "ordering": ["position", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("order_line", "variant"), name="sales_orderlinecomponent_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gt", 0)),
                                name="sales_orderlinecomponent_quantity",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PriceAssignment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "priority",
                            models.PositiveSmallIntegerField(
                                default=10,
                                help_text="Among equally near ones, the lower number comes first.",
                                verbose_name="priority",
                            ),
                        ),
                        ("valid_from", models.DateField(blank=True, null=True, verbose_name="from")),
                        (
                            "valid_until",
                            models.DateField(
                                blank=True,
                                help_text="The last day. Empty: no end.",
                                null=True,
                                verbose_name="until",
                            ),
                        ),
                        (
                            "channel",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="price_assignments",
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
                            "group",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="price_assignments",
                                to="catalog.customergroup",
                                verbose_name="customer group",
                            ),
                        ),
                        (
                            "partner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="price_assignments",
                                to="erp.partner",
                                verbose_name="customer",
                            ),
                        ),
                        (
                            "price_list",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assignments",
                                to="catalog.pricelist",
                                verbose_name="price list",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "assigned price list",
                        "verbose_name_plural": "assigned price lists",
                        "ordering": ["priority", "id"],
                        "indexes": [
                            models.Index(fields=["company", "priority"], name="sales_priceassignment_company")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("partner__isnull", True), ("group__isnull", True), _connector="OR"
                                ),
                                name="sales_priceassignment_one",
                                violation_error_message="Choose a customer or a group, not both.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_from__isnull", True),
                                    ("valid_until__isnull", True),
                                    ("valid_until__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="sales_priceassignment_dates",
                                violation_error_message="The last day is before the first: change one of them.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AssortmentRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("is_excluded", models.BooleanField(default=False, verbose_name="not sold")),
                        ("valid_from", models.DateField(blank=True, null=True, verbose_name="from")),
                        (
                            "valid_until",
                            models.DateField(
                                blank=True,
                                help_text="The last day. Empty: no end.",
                                null=True,
                                verbose_name="until",
                            ),
                        ),
                        (
                            "category",
                            mptt.fields.TreeForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="assortment_rules",
                                to="catalog.category",
                                verbose_name="category",
                            ),
                        ),
                        (
                            "channel",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="assortment",
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
                            "product",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="assortment_rules",
                                to="catalog.product",
                                verbose_name="product",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "assortment rule",
                        "verbose_name_plural": "assortment rules",
                        "ordering": ["channel", "id"],
                        "permissions": [
                            ("publish_product", "Can publish products on channels and take them off")
                        ],
                        "indexes": [
                            models.Index(fields=["channel", "product"], name="sales_assortmentrule_product")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("category__isnull", True), ("product__isnull", False)),
                                    models.Q(("category__isnull", False), ("product__isnull", True)),
                                    _connector="OR",
                                ),
                                name="sales_assortmentrule_one",
                                violation_error_message="Choose a category or a product.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_from__isnull", True),
                                    ("valid_until__isnull", True),
                                    ("valid_until__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="sales_assortmentrule_dates",
                                violation_error_message="The last day is before the first: change one of them.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ChannelRequirement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "requirement",
                            models.CharField(
                                choices=[
                                    ("variant", "an article on sale"),
                                    ("image", "a picture"),
                                    ("description", "a description"),
                                    ("barcode", "a barcode"),
                                    ("weight", "a weight"),
                                    ("price", "a price"),
                                ],
                                max_length=12,
                                verbose_name="what must be there",
                            ),
                        ),
                        (
                            "channel",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="requirements",
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
                    ],
                    options={
                        "verbose_name": "requirement of a channel",
                        "verbose_name_plural": "requirements of channels",
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("channel", "requirement"),
                                name="sales_channelrequirement_once",
                                violation_error_message="The channel asks for this already.",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]

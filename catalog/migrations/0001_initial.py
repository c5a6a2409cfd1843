"""All tables of the app; what they promise follows in the next migrations."""

from decimal import Decimal

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import mptt.fields
from django.db import migrations, models

import catalog.fields
import catalog.identifiers
import catalog.models.prices
from erp.schema import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("erp", "0001_initial"),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="TaxCategory",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=20, unique=True, verbose_name="code")),
                        ("name_en", models.CharField(max_length=60, verbose_name="English name")),
                        ("name_fr", models.CharField(max_length=60, verbose_name="French name")),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                    ],
                    options={
                        "verbose_name": "tax category",
                        "verbose_name_plural": "tax categories",
                        "ordering": ["position", "code"],
                    },
                ),
                migrations.CreateModel(
                    name="Category",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "visible_to",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.IntegerField(),
                                blank=True,
                                null=True,
                                size=None,
                                verbose_name="visible to",
                            ),
                        ),
                        (
                            "sort_key",
                            models.CharField(db_collation="C", default="", editable=False, max_length=255),
                        ),
                        ("code", models.CharField(max_length=40, unique=True, verbose_name="code")),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        ("lft", models.PositiveIntegerField(editable=False)),
                        ("rght", models.PositiveIntegerField(editable=False)),
                        ("tree_id", models.PositiveIntegerField(db_index=True, editable=False)),
                        ("level", models.PositiveIntegerField(editable=False)),
                        (
                            "parent",
                            mptt.fields.TreeForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="catalog.category",
                                verbose_name="parent",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "category",
                        "verbose_name_plural": "categories",
                        "ordering": ["tree_id", "lft"],
                        "permissions": [
                            ("move_category", "Can move categories"),
                            ("share_category", "Can choose which companies see categories"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Unit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=20, unique=True, verbose_name="code")),
                        ("name_en", models.CharField(max_length=60, verbose_name="English name")),
                        ("name_fr", models.CharField(max_length=60, verbose_name="French name")),
                        (
                            "decimals",
                            models.PositiveSmallIntegerField(
                                default=0,
                                validators=[django.core.validators.MaxValueValidator(4)],
                                verbose_name="decimals",
                            ),
                        ),
                        (
                            "dimension",
                            models.CharField(
                                choices=[
                                    ("pieces", "Pieces"),
                                    ("mass", "Mass"),
                                    ("length", "Length"),
                                    ("area", "Area"),
                                    ("volume", "Volume"),
                                    ("time", "Time"),
                                ],
                                default="pieces",
                                max_length=8,
                                verbose_name="dimension",
                            ),
                        ),
                        (
                            "factor",
                            models.DecimalField(
                                decimal_places=10,
                                default=1,
                                help_text="How many pieces, kilograms, metres, square metres, litres or hours one of it is.",
                                max_digits=20,
                                validators=[
                                    django.core.validators.MinValueValidator(
                                        Decimal("1E-10"), "The factor must be above zero."
                                    )
                                ],
                                verbose_name="in the reference unit",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "unit",
                        "verbose_name_plural": "units",
                        "ordering": ["code"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("decimals__lte", 4)), name="catalog_unit_decimals"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("factor__gt", 0)),
                                name="catalog_unit_factor",
                                violation_error_message="The factor must be above zero.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Product",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "visible_to",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.IntegerField(),
                                blank=True,
                                null=True,
                                size=None,
                                verbose_name="visible to",
                            ),
                        ),
                        (
                            "sort_key",
                            models.CharField(db_collation="C", default="", editable=False, max_length=255),
                        ),
                        ("code", models.CharField(max_length=40, unique=True, verbose_name="code")),
                        ("name", models.CharField(max_length=160, verbose_name="name")),
                        ("description", models.TextField(blank=True, verbose_name="description")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("goods", "Goods"), ("service", "Service"), ("kit", "Kit")],
                                default="goods",
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                        (
                            "category",
                            mptt.fields.TreeForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="products",
                                to="catalog.category",
                                verbose_name="category",
                            ),
                        ),
                        (
                            "tax_category",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalog.taxcategory",
                                verbose_name="tax category",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalog.unit",
                                verbose_name="unit",
                            ),
                        ),
                        (
                            "tracking",
                            models.CharField(
                                choices=[
                                    ("none", "Not tracked"),
                                    ("lot", "By lot"),
                                    ("serial", "By serial number"),
                                ],
                                default="none",
                                help_text="Lots have one expiry date each; serial numbers name every piece. Choose before the first receipt.",
                                max_length=6,
                                verbose_name="tracking",
                            ),
                        ),
                        (
                            "customs_code",
                            models.CharField(
                                blank=True,
                                help_text="Combined nomenclature: 8 digits, or 10 for imports (TARIC).",
                                max_length=10,
                                validators=[catalog.identifiers.check_customs_code],
                                verbose_name="customs code",
                            ),
                        ),
                        (
                            "origin",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.country",
                                verbose_name="country of origin",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("active", "On sale"),
                                    ("end_of_life", "End of life"),
                                    ("archived", "Archived"),
                                ],
                                default="draft",
                                editable=False,
                                max_length=12,
                                verbose_name="status",
                            ),
                        ),
                        (
                            "season",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="products",
                                to="catalog.season",
                                verbose_name="season",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "product",
                        "verbose_name_plural": "products",
                        "ordering": ["sort_key", "id"],
                        "permissions": [
                            ("archive_product", "Can put products on sale, end and archive them"),
                            ("share_product", "Can choose which companies see products"),
                        ],
                        "indexes": [models.Index(fields=["sort_key", "id"], name="catalog_product_sort")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("kind", "goods"), ("tracking", "none"), _connector="OR"),
                                name="catalog_product_tracking",
                                violation_error_message="A service has no lots: choose “Not tracked”.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Variant",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "visible_to",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.IntegerField(),
                                blank=True,
                                null=True,
                                size=None,
                                verbose_name="visible to",
                            ),
                        ),
                        (
                            "sort_key",
                            models.CharField(db_collation="C", default="", editable=False, max_length=255),
                        ),
                        ("sku", models.CharField(max_length=40, unique=True, verbose_name="SKU")),
                        (
                            "barcode",
                            models.CharField(
                                blank=True,
                                max_length=14,
                                validators=[catalog.identifiers.check_barcode],
                                verbose_name="barcode",
                            ),
                        ),
                        (
                            "name",
                            models.CharField(
                                blank=True,
                                help_text="Left empty: the product's name.",
                                max_length=200,
                                verbose_name="name",
                            ),
                        ),
                        (
                            "attributes",
                            catalog.fields.CodesField(
                                blank=True,
                                default=dict,
                                help_text="By their codes, for instance couleur=CEL; taille=L.",
                                verbose_name="attributes",
                            ),
                        ),
                        (
                            "sales_price",
                            models.DecimalField(
                                decimal_places=6,
                                max_digits=16,
                                validators=[
                                    django.core.validators.MinValueValidator(
                                        0, "A price can't be negative: type zero or more."
                                    )
                                ],
                                verbose_name="sales price, net",
                            ),
                        ),
                        (
                            "weight_kg",
                            models.DecimalField(
                                blank=True,
                                decimal_places=4,
                                max_digits=10,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(0, "A weight can't be negative.")
                                ],
                                verbose_name="weight in kg",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
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
                        (
                            "image",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="erp.attachment",
                                verbose_name="image",
                            ),
                        ),
                        (
                            "product",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="variants",
                                to="catalog.product",
                                verbose_name="product",
                            ),
                        ),
                        (
                            "height_cm",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=8,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(
                                        Decimal("0.01"), "Dimensions are above zero."
                                    )
                                ],
                                verbose_name="height in cm",
                            ),
                        ),
                        (
                            "length_cm",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=8,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(
                                        Decimal("0.01"), "Dimensions are above zero."
                                    )
                                ],
                                verbose_name="length in cm",
                            ),
                        ),
                        (
                            "packaging_barcodes",
                            models.TextField(
                                blank=True, default="", editable=False, verbose_name="barcodes of packagings"
                            ),
                        ),
                        (
                            "width_cm",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=8,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(
                                        Decimal("0.01"), "Dimensions are above zero."
                                    )
                                ],
                                verbose_name="width in cm",
                            ),
                        ),
                        (
                            "volume_l",
                            models.GeneratedField(
                                db_persist=True,
                                expression=django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("length_cm"), "*", models.F("width_cm")
                                        ),
                                        "*",
                                        models.F("height_cm"),
                                    ),
                                    "/",
                                    models.Value(1000),
                                ),
                                output_field=models.DecimalField(
                                    decimal_places=4, max_digits=20, verbose_name="volume in litres"
                                ),
                                verbose_name="volume in litres",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "variant",
                        "verbose_name_plural": "variants",
                        "ordering": ["sort_key", "id"],
                        "permissions": [("change_price", "Can change sales prices")],
                        "indexes": [models.Index(fields=["sort_key", "id"], name="catalog_variant_sort")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("barcode", ""), _negated=True),
                                fields=("barcode",),
                                name="catalog_variant_barcode",
                                violation_error_message="Another variant has this barcode.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("sales_price__gte", 0)),
                                name="catalog_variant_price",
                                violation_error_message="A price can't be negative: type zero or more.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("weight_kg__isnull", True), ("weight_kg__gte", 0), _connector="OR"
                                ),
                                name="catalog_variant_weight",
                                violation_error_message="A weight can't be negative.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("attributes", {}), _negated=True),
                                fields=("product", "attributes"),
                                name="catalog_variant_attributes",
                                violation_error_message="The product has a variant of these attributes already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("length_cm__isnull", True), ("length_cm__gt", 0), _connector="OR"
                                ),
                                name="catalog_variant_length",
                                violation_error_message="Dimensions are above zero.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("width_cm__isnull", True), ("width_cm__gt", 0), _connector="OR"
                                ),
                                name="catalog_variant_width",
                                violation_error_message="Dimensions are above zero.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("height_cm__isnull", True), ("height_cm__gt", 0), _connector="OR"
                                ),
                                name="catalog_variant_height",
                                violation_error_message="Dimensions are above zero.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Thumbnail",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "size",
                            models.PositiveSmallIntegerField(
                                choices=[(80, "Small"), (320, "Medium"), (800, "Large")], verbose_name="size"
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="erp.attachment",
                                verbose_name="file",
                            ),
                        ),
                        (
                            "variant",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="thumbnails",
                                to="catalog.variant",
                                verbose_name="variant",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "thumbnail",
                        "verbose_name_plural": "thumbnails",
                        "ordering": ["variant", "size"],
                        "constraints": [
                            models.UniqueConstraint(fields=("variant", "size"), name="catalog_thumbnail_size")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attribute",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name_en", models.CharField(max_length=60, verbose_name="English name")),
                        ("name_fr", models.CharField(max_length=60, verbose_name="French name")),
                        (
                            "code",
                            models.CharField(
                                max_length=20,
                                unique=True,
                                validators=[catalog.identifiers.check_attribute_code],
                                verbose_name="code",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                    ],
                    options={
                        "verbose_name": "attribute",
                        "verbose_name_plural": "attributes",
                        "ordering": ["position", "code"],
                    },
                ),
                migrations.CreateModel(
                    name="AttributeValue",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name_en", models.CharField(max_length=60, verbose_name="English name")),
                        ("name_fr", models.CharField(max_length=60, verbose_name="French name")),
                        (
                            "code",
                            models.CharField(
                                max_length=20,
                                validators=[catalog.identifiers.check_attribute_code],
                                verbose_name="code",
                            ),
                        ),
                        (
                            "colour",
                            models.CharField(
                                blank=True,
                                help_text="As #rrggbb: shown beside the value.",
                                max_length=7,
                                validators=[catalog.identifiers.check_colour],
                                verbose_name="colour",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "attribute",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="values",
                                to="catalog.attribute",
                                verbose_name="attribute",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "attribute value",
                        "verbose_name_plural": "attribute values",
                        "ordering": ["attribute", "position", "code"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("attribute", "code"),
                                name="catalog_attributevalue_code",
                                violation_error_message="This attribute has a value of this code already.",
                            ),
                            models.UniqueConstraint(
                                fields=("id", "attribute"), name="catalog_attributevalue_of_attribute"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CategoryAttribute",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "attribute",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalog.attribute",
                                verbose_name="attribute",
                            ),
                        ),
                        (
                            "category",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="attributes",
                                to="catalog.category",
                                verbose_name="category",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "attribute of a category",
                        "verbose_name_plural": "attributes",
                        "ordering": ["position", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("category", "attribute"),
                                name="catalog_categoryattribute_once",
                                violation_error_message="The category has this attribute already.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProductAttribute",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "attribute",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalog.attribute",
                                verbose_name="attribute",
                            ),
                        ),
                        (
                            "product",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="attributes",
                                to="catalog.product",
                                verbose_name="product",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "attribute of a product",
                        "verbose_name_plural": "attributes",
                        "ordering": ["position", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("product", "attribute"), name="catalog_productattribute_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VariantValue",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "attribute",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalog.attribute",
                                verbose_name="attribute",
                            ),
                        ),
                        (
                            "value",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="variants",
                                to="catalog.attributevalue",
                                verbose_name="value",
                            ),
                        ),
                        (
                            "variant",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="values",
                                to="catalog.variant",
                                verbose_name="variant",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "value of a variant",
                        "verbose_name_plural": "values of variants",
                        "ordering": ["variant", "attribute"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("variant", "attribute"), name="catalog_variantvalue_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="KitComponent",
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
                                decimal_places=4,
                                default=1,
                                max_digits=16,
                                validators=[
                                    django.core.validators.MinValueValidator(
                                        Decimal("0.0001"), "The quantity must be above zero."
                                    )
                                ],
                                verbose_name="quantity",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "component",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="part_of",
                                to="catalog.variant",
                                verbose_name="component",
                            ),
                        ),
                        (
                            "kit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="components",
                                to="catalog.variant",
                                verbose_name="kit",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "component",
                        "verbose_name_plural": "components",
                        "ordering": ["position", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("kit", "component"),
                                name="catalog_kitcomponent_once",
                                violation_error_message="The kit has this component already: raise its quantity.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gt", 0)),
                                name="catalog_kitcomponent_quantity",
                                violation_error_message="The quantity must be above zero.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kit", models.F("component")), _negated=True),
                                name="catalog_kitcomponent_not_itself",
                                violation_error_message="A kit can't contain itself.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Packaging",
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
                                    ("pack", "Pack"),
                                    ("case", "Case"),
                                    ("layer", "Layer"),
                                    ("pallet", "Pallet"),
                                ],
                                default="case",
                                max_length=8,
                                verbose_name="packaging",
                            ),
                        ),
                        (
                            "quantity",
                            models.DecimalField(
                                decimal_places=4,
                                max_digits=16,
                                validators=[
                                    django.core.validators.MinValueValidator(
                                        Decimal("0.0001"), "The quantity must be above zero."
                                    )
                                ],
                                verbose_name="quantity",
                            ),
                        ),
                        (
                            "barcode",
                            models.CharField(
                                blank=True,
                                max_length=14,
                                validators=[catalog.identifiers.check_barcode],
                                verbose_name="barcode",
                            ),
                        ),
                        (
                            "weight_kg",
                            models.DecimalField(
                                blank=True,
                                decimal_places=4,
                                max_digits=10,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(0, "A weight can't be negative.")
                                ],
                                verbose_name="gross weight in kg",
                            ),
                        ),
                        (
                            "is_bought",
                            models.BooleanField(
                                default=False,
                                help_text="Purchases are rounded up to whole ones.",
                                verbose_name="bought by it",
                            ),
                        ),
                        (
                            "variant",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="packagings",
                                to="catalog.variant",
                                verbose_name="variant",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "packaging",
                        "verbose_name_plural": "packagings",
                        "ordering": ["variant", "quantity", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("barcode", ""), _negated=True),
                                fields=("barcode",),
                                name="catalog_packaging_barcode",
                                violation_error_message="Another packaging has this barcode.",
                            ),
                            models.UniqueConstraint(
                                fields=("variant", "kind", "quantity"),
                                name="catalog_packaging_once",
                                violation_error_message="The variant has this packaging already.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("is_bought", True)),
                                fields=("variant",),
                                name="catalog_packaging_bought",
                                violation_error_message="A variant is bought by one packaging only: untick the other one.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gt", 0)),
                                name="catalog_packaging_quantity",
                                violation_error_message="The quantity must be above zero.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Relation",
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
                                choices=[("substitute", "Substitute"), ("accessory", "Accessory")],
                                default="substitute",
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "other",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="related_from",
                                to="catalog.product",
                                verbose_name="offered product",
                            ),
                        ),
                        (
                            "product",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="relations",
                                to="catalog.product",
                                verbose_name="product",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "related product",
                        "verbose_name_plural": "related products",
                        "ordering": ["kind", "position", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("product", "kind", "other"),
                                name="catalog_relation_once",
                                violation_error_message="This product is named already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("product", models.F("other")), _negated=True),
                                name="catalog_relation_not_itself",
                                violation_error_message="A product can't stand for itself.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Season",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=20, unique=True, verbose_name="code")),
                        ("name_en", models.CharField(max_length=60, verbose_name="English name")),
                        ("name_fr", models.CharField(max_length=60, verbose_name="French name")),
                        ("starts_on", models.DateField(blank=True, null=True, verbose_name="starts on")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="ends on")),
                    ],
                    options={
                        "verbose_name": "season",
                        "verbose_name_plural": "seasons",
                        "ordering": ["starts_on", "code"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("starts_on__isnull", True),
                                    ("ends_on__isnull", True),
                                    ("ends_on__gte", models.F("starts_on")),
                                    _connector="OR",
                                ),
                                name="catalog_season_dates",
                                violation_error_message="A season ends after it starts.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Translation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "language",
                            models.CharField(
                                choices=[("en", "English")],
                                default="en",
                                max_length=2,
                                verbose_name="language",
                            ),
                        ),
                        ("name", models.CharField(max_length=160, verbose_name="name")),
                        ("description", models.TextField(blank=True, verbose_name="description")),
                        (
                            "product",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="translations",
                                to="catalog.product",
                                verbose_name="product",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "translation",
                        "verbose_name_plural": "translations",
                        "ordering": ["product", "language"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("product", "language"),
                                name="catalog_translation_once",
                                violation_error_message="The product has a text in this language already.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Picture",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        ("text", models.CharField(blank=True, max_length=160, verbose_name="what it shows")),
                        (
                            "file",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="erp.attachment",
                                verbose_name="file",
                            ),
                        ),
                        (
                            "medium",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="erp.attachment",
                                verbose_name="medium version",
                            ),
                        ),
                        (
                            "product",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="pictures",
                                to="catalog.product",
                                verbose_name="product",
                            ),
                        ),
                        (
                            "small",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="erp.attachment",
                                verbose_name="small version",
                            ),
                        ),
                        (
                            "variant",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="pictures",
                                to="catalog.variant",
                                verbose_name="variant",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "picture",
                        "verbose_name_plural": "pictures",
                        "ordering": ["position", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="CustomerGroup",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "visible_to",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.IntegerField(),
                                blank=True,
                                null=True,
                                size=None,
                                verbose_name="visible to",
                            ),
                        ),
                        (
                            "sort_key",
                            models.CharField(db_collation="C", default="", editable=False, max_length=255),
                        ),
                        ("code", models.CharField(max_length=20, unique=True, verbose_name="code")),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                    ],
                    options={
                        "verbose_name": "customer group",
                        "verbose_name_plural": "customer groups",
                        "ordering": ["sort_key", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="PriceList",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "visible_to",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.IntegerField(),
                                blank=True,
                                null=True,
                                size=None,
                                verbose_name="visible to",
                            ),
                        ),
                        (
                            "sort_key",
                            models.CharField(db_collation="C", default="", editable=False, max_length=255),
                        ),
                        ("code", models.CharField(max_length=20, unique=True, verbose_name="code")),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        (
                            "includes_tax",
                            models.BooleanField(
                                default=False,
                                help_text="As consumers see them. Off: net of tax.",
                                verbose_name="prices include tax",
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
                            "rounding",
                            models.CharField(
                                choices=[
                                    ("none", "Not rounded"),
                                    ("0.01", "Cents"),
                                    ("0.05", "5 cents"),
                                    ("0.10", "10 cents"),
                                    ("0.50", "50 cents"),
                                    ("1.00", "Whole amounts"),
                                    (".90", "…,90"),
                                    (".95", "…,95"),
                                    (".99", "…,99"),
                                ],
                                default="0.01",
                                help_text="What formulas come to is rounded to the nearest such price. Fixed prices stay as typed.",
                                max_length=5,
                                verbose_name="rounded to",
                            ),
                        ),
                        (
                            "minimum_margin",
                            models.DecimalField(
                                blank=True,
                                decimal_places=4,
                                help_text="What is left of the net price above the cost: a cost of 60 needs a price of 100 for 40. Empty: no minimum.",
                                max_digits=7,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(99),
                                ],
                                verbose_name="least margin in %",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
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
                        "verbose_name": "price list",
                        "verbose_name_plural": "price lists",
                        "ordering": ["sort_key", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_from__isnull", True),
                                    ("valid_until__isnull", True),
                                    ("valid_until__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="catalog_pricelist_dates",
                                violation_error_message="The last day is before the first: change one of them.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("minimum_margin__isnull", True),
                                    models.Q(("minimum_margin__gte", 0), ("minimum_margin__lte", 99)),
                                    _connector="OR",
                                ),
                                name="catalog_pricelist_margin",
                                violation_error_message="A least margin is between 0 and 99 %.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PriceRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "visible_to",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.IntegerField(),
                                blank=True,
                                null=True,
                                size=None,
                                verbose_name="visible to",
                            ),
                        ),
                        (
                            "reference",
                            models.CharField(
                                default=catalog.models.prices.new_reference,
                                editable=False,
                                max_length=12,
                                unique=True,
                                verbose_name="reference",
                            ),
                        ),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                        (
                            "min_quantity",
                            models.DecimalField(
                                decimal_places=4,
                                default=0,
                                max_digits=16,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="from quantity",
                            ),
                        ),
                        ("valid_from", models.DateField(blank=True, null=True, verbose_name="from")),
                        ("valid_until", models.DateField(blank=True, null=True, verbose_name="until")),
                        (
                            "method",
                            models.CharField(
                                choices=[
                                    ("fixed", "Fixed price"),
                                    ("catalogue", "On the catalogue's price"),
                                    ("cost", "On the cost"),
                                    ("list", "On another list"),
                                ],
                                default="fixed",
                                max_length=9,
                                verbose_name="way of pricing",
                            ),
                        ),
                        (
                            "price",
                            models.DecimalField(
                                blank=True,
                                decimal_places=6,
                                max_digits=16,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(
                                        0, "A price can't be negative: type zero or more."
                                    )
                                ],
                                verbose_name="fixed price",
                            ),
                        ),
                        (
                            "percent",
                            models.DecimalField(
                                blank=True,
                                decimal_places=4,
                                default=0,
                                max_digits=9,
                                validators=[django.core.validators.MinValueValidator(-100)],
                                verbose_name="plus or minus %",
                            ),
                        ),
                        (
                            "amount",
                            models.DecimalField(
                                blank=True,
                                decimal_places=6,
                                default=0,
                                max_digits=16,
                                verbose_name="plus or minus",
                            ),
                        ),
                        (
                            "rounding",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("none", "Not rounded"),
                                    ("0.01", "Cents"),
                                    ("0.05", "5 cents"),
                                    ("0.10", "10 cents"),
                                    ("0.50", "50 cents"),
                                    ("1.00", "Whole amounts"),
                                    (".90", "…,90"),
                                    (".95", "…,95"),
                                    (".99", "…,99"),
                                ],
                                default="",
                                max_length=5,
                                verbose_name="rounded to",
                            ),
                        ),
                        (
                            "minimum_margin",
                            models.DecimalField(
                                blank=True,
                                decimal_places=4,
                                max_digits=7,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(99),
                                ],
                                verbose_name="least margin in %",
                            ),
                        ),
                        (
                            "base_list",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="derived_rows",
                                to="catalog.pricelist",
                                verbose_name="on the list",
                            ),
                        ),
                        (
                            "category",
                            mptt.fields.TreeForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="price_rows",
                                to="catalog.category",
                                verbose_name="category",
                            ),
                        ),
                        (
                            "price_list",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rows",
                                to="catalog.pricelist",
                                verbose_name="price list",
                            ),
                        ),
                        (
                            "product",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="price_rows",
                                to="catalog.product",
                                verbose_name="product",
                            ),
                        ),
                        (
                            "variant",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="price_rows",
                                to="catalog.variant",
                                verbose_name="article",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "price",
                        "verbose_name_plural": "prices of lists",
                        "ordering": ["price_list", "position", "id"],
                        "indexes": [
                            models.Index(fields=["price_list", "variant"], name="catalog_pricerow_variant"),
                            models.Index(
                                condition=models.Q(("base_list__isnull", False)),
                                fields=["price_list", "base_list"],
                                name="catalog_pricerow_based",
                            ),
                            models.Index(
                                condition=models.Q(("variant__isnull", True)),
                                fields=["price_list"],
                                name="catalog_pricerow_wide",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("product__isnull", True), ("variant__isnull", True)),
                                    models.Q(("category__isnull", True), ("variant__isnull", True)),
                                    models.Q(("category__isnull", True), ("product__isnull", True)),
                                    _connector="OR",
                                ),
                                name="catalog_pricerow_one_target",
                                violation_error_message="A price is for an article, a product, a category or everything: leave only one of them.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("method", "fixed"), ("price__gte", 0), ("price__isnull", False)
                                    ),
                                    models.Q(
                                        models.Q(("method", "fixed"), _negated=True), ("price__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="catalog_pricerow_price",
                                violation_error_message="A fixed price needs its amount, zero or more; a formula has none: empty that cell.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("method", "list"), ("base_list__isnull", False)),
                                    models.Q(
                                        models.Q(("method", "list"), _negated=True),
                                        ("base_list__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="catalog_pricerow_base",
                                violation_error_message="A price on another list needs that list; the others have none: empty that cell.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("min_quantity__gte", 0),
                                    ("percent__gte", -100),
                                    models.Q(
                                        ("minimum_margin__isnull", True),
                                        models.Q(("minimum_margin__gte", 0), ("minimum_margin__lte", 99)),
                                        _connector="OR",
                                    ),
                                ),
                                name="catalog_pricerow_figures",
                                violation_error_message="Quantities are zero or more, percents at least -100, least margins between 0 and 99.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_from__isnull", True),
                                    ("valid_until__isnull", True),
                                    ("valid_until__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="catalog_pricerow_dates",
                                violation_error_message="The last day is before the first: change one of them.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CustomerGroupMember",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "group",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="members",
                                to="catalog.customergroup",
                                verbose_name="group",
                            ),
                        ),
                        (
                            "partner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="customer_groups",
                                to="erp.partner",
                                verbose_name="customer",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "customer of a group",
                        "verbose_name_plural": "customers of groups",
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("group", "partner"),
                                name="catalog_groupmember_once",
                                violation_error_message="This customer is in the group already.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PrintedCatalogue",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "name",
                            models.CharField(
                                help_text="How we call it; customers read the title.",
                                max_length=80,
                                verbose_name="name",
                            ),
                        ),
                        ("title", models.CharField(max_length=80, verbose_name="title")),
                        ("subtitle", models.CharField(blank=True, max_length=120, verbose_name="subtitle")),
                        (
                            "introduction",
                            models.TextField(
                                blank=True,
                                help_text="Stands beside the contents.",
                                verbose_name="introduction",
                            ),
                        ),
                        (
                            "closing",
                            models.TextField(
                                blank=True,
                                help_text="Terms, delivery, how to order. Stands on the last page.",
                                verbose_name="last page",
                            ),
                        ),
                        (
                            "language",
                            models.CharField(
                                choices=[("fr", "French"), ("en", "English")],
                                default="fr",
                                max_length=5,
                                verbose_name="language",
                            ),
                        ),
                        (
                            "layout",
                            models.CharField(
                                choices=[
                                    ("grid", "Grid with large pictures"),
                                    ("list", "List with small pictures"),
                                    ("sheet", "Price sheet"),
                                ],
                                default="grid",
                                max_length=5,
                                verbose_name="layout",
                            ),
                        ),
                        (
                            "accent",
                            models.CharField(
                                blank=True,
                                help_text="Like #206bc4. Empty: the company's colour.",
                                max_length=7,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^#[0-9a-fA-F]{6}$", "A colour like #206bc4."
                                    )
                                ],
                                verbose_name="colour",
                            ),
                        ),
                        (
                            "prices",
                            models.CharField(
                                choices=[("none", "None"), ("net", "Net of tax"), ("gross", "Tax included")],
                                default="gross",
                                max_length=5,
                                verbose_name="prices shown",
                            ),
                        ),
                        ("shows_images", models.BooleanField(default=True, verbose_name="with pictures")),
                        ("shows_barcodes", models.BooleanField(default=True, verbose_name="with barcodes")),
                        (
                            "shows_descriptions",
                            models.BooleanField(default=True, verbose_name="with descriptions"),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
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
                            "price_list",
                            models.ForeignKey(
                                blank=True,
                                help_text="Empty: the catalogue's prices.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="printed_catalogues",
                                to="catalog.pricelist",
                                verbose_name="price list",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "printed catalogue",
                        "verbose_name_plural": "printed catalogues",
                        "ordering": ["name", "id"],
                        "permissions": [("print_catalogue", "Can print catalogues")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "name"),
                                name="catalog_printed_name",
                                violation_error_message="Another printed catalogue of this company has this name.",
                            ),
                            models.UniqueConstraint(
                                fields=("id", "company"), name="catalog_printed_of_company"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PrintedChoice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                        ("is_left_out", models.BooleanField(default=False, verbose_name="leave out")),
                        (
                            "catalogue",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="choices",
                                to="catalog.printedcatalogue",
                                verbose_name="printed catalogue",
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
                    ],
                    options={
                        "verbose_name": "content of a printed catalogue",
                        "verbose_name_plural": "contents of printed catalogues",
                        "ordering": ["position", "id"],
                        "indexes": [
                            models.Index(fields=["catalogue", "position"], name="catalog_printedchoice_of")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("category__isnull", True), ("product__isnull", False)),
                                    models.Q(("category__isnull", False), ("product__isnull", True)),
                                    _connector="OR",
                                ),
                                name="catalog_printedchoice_one",
                                violation_error_message="Choose a category or a product in each line.",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]

"""All tables of the app; what they promise follows in the next migrations."""

import uuid

import django.contrib.auth.models
import django.contrib.auth.validators
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import mptt.fields
from django.conf import settings
from django.db import migrations, models

import erp.identifiers
from erp.schema import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="Country",
                    fields=[
                        (
                            "code",
                            models.CharField(
                                max_length=2, primary_key=True, serialize=False, verbose_name="code"
                            ),
                        ),
                        ("name_en", models.CharField(max_length=80, verbose_name="English name")),
                        ("name_fr", models.CharField(max_length=80, verbose_name="French name")),
                        ("is_eu", models.BooleanField(default=False, verbose_name="in the European Union")),
                    ],
                    options={
                        "verbose_name": "country",
                        "verbose_name_plural": "countries",
                        "ordering": ["code"],
                    },
                ),
                migrations.CreateModel(
                    name="Currency",
                    fields=[
                        (
                            "code",
                            models.CharField(
                                max_length=3, primary_key=True, serialize=False, verbose_name="code"
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="name")),
                        ("symbol", models.CharField(blank=True, max_length=6, verbose_name="symbol")),
                        ("digits", models.PositiveSmallIntegerField(default=2, verbose_name="digits")),
                    ],
                    options={
                        "verbose_name": "currency",
                        "verbose_name_plural": "currencies",
                        "ordering": ["code"],
                    },
                ),
                migrations.CreateModel(
                    name="PaymentTerms",
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
                        ("code", models.CharField(max_length=20, unique=True, verbose_name="code")),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        ("days", models.PositiveSmallIntegerField(default=0, verbose_name="days")),
                        ("is_end_of_month", models.BooleanField(default=False, verbose_name="end of month")),
                    ],
                    options={
                        "verbose_name": "payment terms",
                        "verbose_name_plural": "payment terms",
                        "ordering": ["days", "code"],
                    },
                ),
                migrations.CreateModel(
                    name="User",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        (
                            "last_login",
                            models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                        ),
                        (
                            "is_superuser",
                            models.BooleanField(
                                default=False,
                                help_text="Designates that this user has all permissions without explicitly assigning them.",
                                verbose_name="superuser status",
                            ),
                        ),
                        (
                            "username",
                            models.CharField(
                                error_messages={"unique": "A user with that username already exists."},
                                help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                                max_length=150,
                                unique=True,
                                validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                                verbose_name="username",
                            ),
                        ),
                        (
                            "first_name",
                            models.CharField(blank=True, max_length=150, verbose_name="first name"),
                        ),
                        ("last_name", models.CharField(blank=True, max_length=150, verbose_name="last name")),
                        (
                            "email",
                            models.EmailField(blank=True, max_length=254, verbose_name="email address"),
                        ),
                        (
                            "is_staff",
                            models.BooleanField(
                                default=False,
                                help_text="Designates whether the user can log into this admin site.",
                                verbose_name="staff status",
                            ),
                        ),
                        (
                            "is_active",
                            models.BooleanField(
                                default=True,
                                help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                                verbose_name="active",
                            ),
                        ),
                        (
                            "date_joined",
                            models.DateTimeField(
                                default=django.utils.timezone.now, verbose_name="date joined"
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
                            "theme",
                            models.CharField(
                                choices=[("auto", "As the device"), ("light", "Light"), ("dark", "Dark")],
                                default="auto",
                                max_length=5,
                                verbose_name="theme",
                            ),
                        ),
                        ("is_dense", models.BooleanField(default=True, verbose_name="dense lists")),
                        (
                            "groups",
                            models.ManyToManyField(
                                blank=True,
                                help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.group",
                                verbose_name="groups",
                            ),
                        ),
                        (
                            "user_permissions",
                            models.ManyToManyField(
                                blank=True,
                                help_text="Specific permissions for this user.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.permission",
                                verbose_name="user permissions",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "user",
                        "verbose_name_plural": "users",
                        "abstract": False,
                    },
                    managers=[
                        ("objects", django.contrib.auth.models.UserManager()),
                    ],
                ),
                migrations.CreateModel(
                    name="ApiToken",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        (
                            "prefix",
                            models.CharField(editable=False, max_length=12, verbose_name="starts with"),
                        ),
                        ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                        (
                            "companies",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.IntegerField(), size=None, verbose_name="companies"
                            ),
                        ),
                        (
                            "rights",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=120),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="rights",
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        (
                            "expires_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="expires at"),
                        ),
                        (
                            "revoked_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="revoked at"),
                        ),
                        (
                            "last_used_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="last used"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="api_tokens",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="user",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "API token",
                        "verbose_name_plural": "API tokens",
                        "ordering": ["-created_at"],
                    },
                ),
                migrations.CreateModel(
                    name="Attachment",
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
                        ("kind", models.CharField(max_length=60, verbose_name="kind")),
                        ("object_id", models.BigIntegerField()),
                        ("name", models.CharField(max_length=160, verbose_name="name")),
                        (
                            "content",
                            models.FileField(
                                max_length=200, upload_to="attachments/%Y/%m/", verbose_name="content"
                            ),
                        ),
                        ("content_type", models.CharField(max_length=80, verbose_name="type")),
                        ("size", models.PositiveBigIntegerField(verbose_name="size")),
                        ("digest", models.CharField(max_length=64)),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        (
                            "created_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "attachment",
                        "verbose_name_plural": "attachments",
                        "ordering": ["-id"],
                        "indexes": [models.Index(fields=["kind", "object_id"], name="erp_attachment_object")],
                    },
                ),
                migrations.CreateModel(
                    name="ChangeLog",
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
                        ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                        ("actor_label", models.CharField(max_length=160, verbose_name="by")),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("screen", "Screen"),
                                    ("api", "API"),
                                    ("task", "Background task"),
                                    ("command", "Command line"),
                                ],
                                max_length=10,
                                verbose_name="from",
                            ),
                        ),
                        ("kind", models.CharField(max_length=60, verbose_name="kind")),
                        ("object_id", models.BigIntegerField()),
                        ("object_label", models.CharField(max_length=160, verbose_name="object")),
                        ("action", models.CharField(max_length=60, verbose_name="action")),
                        ("before", models.JSONField(default=dict, verbose_name="before")),
                        ("after", models.JSONField(default=dict, verbose_name="after")),
                        ("note", models.TextField(blank=True, verbose_name="note")),
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
                    ],
                    options={
                        "verbose_name": "change",
                        "verbose_name_plural": "changes",
                        "ordering": ["-id"],
                        "indexes": [
                            models.Index(fields=["kind", "object_id", "-id"], name="erp_changelog_object")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Company",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "code",
                            models.CharField(
                                max_length=12,
                                unique=True,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[A-Z0-9-]+$", "Capitals and digits."
                                    )
                                ],
                                verbose_name="code",
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        (
                            "legal_form",
                            models.CharField(blank=True, max_length=60, verbose_name="legal form"),
                        ),
                        (
                            "share_capital",
                            models.CharField(blank=True, max_length=40, verbose_name="share capital"),
                        ),
                        (
                            "siren",
                            models.CharField(
                                blank=True,
                                max_length=9,
                                validators=[erp.identifiers.check_siren],
                                verbose_name="SIREN",
                            ),
                        ),
                        (
                            "siret",
                            models.CharField(
                                blank=True,
                                max_length=14,
                                validators=[erp.identifiers.check_siret],
                                verbose_name="SIRET of the head office",
                            ),
                        ),
                        (
                            "vat_number",
                            models.CharField(
                                blank=True,
                                max_length=20,
                                validators=[erp.identifiers.check_vat],
                                verbose_name="VAT number",
                            ),
                        ),
                        ("line1", models.CharField(blank=True, max_length=120, verbose_name="address")),
                        (
                            "line2",
                            models.CharField(blank=True, max_length=120, verbose_name="address, continued"),
                        ),
                        ("postcode", models.CharField(blank=True, max_length=12, verbose_name="postcode")),
                        ("city", models.CharField(blank=True, max_length=80, verbose_name="city")),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                        ("phone", models.CharField(blank=True, max_length=30, verbose_name="phone")),
                        (
                            "colour",
                            models.CharField(
                                default="#206bc4",
                                help_text="Shown in the top bar, so that nobody works in the wrong company.",
                                max_length=7,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^#[0-9a-fA-F]{6}$", "A colour like #206bc4."
                                    )
                                ],
                                verbose_name="colour",
                            ),
                        ),
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
                                related_name="subsidiaries",
                                to="erp.company",
                                verbose_name="held by",
                            ),
                        ),
                        (
                            "country",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.country",
                                verbose_name="country",
                            ),
                        ),
                        (
                            "currency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.currency",
                                verbose_name="currency",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "company",
                        "verbose_name_plural": "companies",
                    },
                ),
                migrations.CreateModel(
                    name="CurrencyRate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("date", models.DateField(verbose_name="date")),
                        (
                            "rate",
                            models.DecimalField(
                                decimal_places=8, max_digits=18, verbose_name="units for one euro"
                            ),
                        ),
                        (
                            "currency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rates",
                                to="erp.currency",
                                verbose_name="currency",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "currency rate",
                        "verbose_name_plural": "currency rates",
                        "ordering": ["-date", "currency"],
                        "constraints": [
                            models.UniqueConstraint(fields=("currency", "date"), name="erp_one_rate_a_day"),
                            models.CheckConstraint(
                                condition=models.Q(("rate__gt", 0)), name="erp_rate_positive"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Favourite",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("label", models.CharField(max_length=80)),
                        ("url", models.CharField(max_length=300)),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="favourites",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["position", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("user", "url"), name="erp_favourite_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Job",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("kind", models.CharField(max_length=60, verbose_name="kind")),
                        ("params", models.JSONField(default=dict)),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("queued", "Queued"),
                                    ("running", "Running"),
                                    ("done", "Done"),
                                    ("failed", "Failed"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="queued",
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        ("done", models.PositiveIntegerField(default=0)),
                        ("total", models.PositiveIntegerField(default=0)),
                        ("message", models.CharField(blank=True, max_length=200, verbose_name="progress")),
                        ("log", models.TextField(blank=True, verbose_name="log")),
                        ("is_cancel_requested", models.BooleanField(default=False)),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        (
                            "started_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="started at"),
                        ),
                        ("heartbeat_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "finished_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="finished at"),
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
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="started by",
                            ),
                        ),
                        (
                            "result",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="erp.attachment",
                                verbose_name="result",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "job",
                        "verbose_name_plural": "jobs",
                        "ordering": ["-id"],
                        "indexes": [models.Index(fields=["company", "-id"], name="erp_job_company")],
                    },
                ),
                migrations.CreateModel(
                    name="LooseSequence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=40, verbose_name="code")),
                        (
                            "pattern",
                            models.CharField(
                                help_text="For instance SO{number:06d}.",
                                max_length=40,
                                verbose_name="pattern",
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
                        "verbose_name": "fast sequence",
                        "verbose_name_plural": "fast sequences",
                        "ordering": ["company", "code"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "code"), name="erp_loose_sequence_code"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MailMessage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("to", models.JSONField(default=list, verbose_name="to")),
                        ("subject", models.CharField(max_length=200, verbose_name="subject")),
                        ("body", models.TextField(verbose_name="body")),
                        ("html", models.TextField(blank=True)),
                        ("kind", models.CharField(blank=True, max_length=60)),
                        ("object_id", models.BigIntegerField(blank=True, null=True)),
                        (
                            "status",
                            models.CharField(
                                choices=[("queued", "Queued"), ("sent", "Sent"), ("failed", "Failed")],
                                default="queued",
                                max_length=8,
                                verbose_name="status",
                            ),
                        ),
                        ("error", models.TextField(blank=True, verbose_name="error")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
                        (
                            "attachments",
                            models.ManyToManyField(
                                blank=True, to="erp.attachment", verbose_name="attachments"
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
                        "verbose_name": "mail",
                        "verbose_name_plural": "mails",
                        "ordering": ["-id"],
                        "indexes": [
                            models.Index(fields=["company", "-id"], name="erp_mail_company"),
                            models.Index(fields=["kind", "object_id"], name="erp_mail_object"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OutboxMessage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=80, verbose_name="kind")),
                        ("key", models.CharField(blank=True, max_length=120, verbose_name="key")),
                        ("payload", models.JSONField(default=dict, verbose_name="payload")),
                        (
                            "is_coalesced",
                            models.BooleanField(default=False, verbose_name="only the latest matters"),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("pending", "Waiting"),
                                    ("done", "Delivered"),
                                    ("superseded", "Replaced by a later one"),
                                    ("parked", "Parked: keeps failing"),
                                ],
                                default="pending",
                                max_length=12,
                                verbose_name="status",
                            ),
                        ),
                        ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                        ("available_at", models.DateTimeField(verbose_name="next attempt")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="delivered at")),
                        ("last_error", models.TextField(blank=True, verbose_name="last error")),
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
                        "verbose_name": "event",
                        "verbose_name_plural": "events",
                        "ordering": ["-id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("status", "pending")),
                                fields=["available_at", "id"],
                                name="erp_outbox_pending",
                            ),
                            models.Index(
                                condition=models.Q(("is_coalesced", True)),
                                fields=["kind", "key", "id"],
                                name="erp_outbox_key",
                            ),
                            models.Index(fields=["company", "-id"], name="erp_outbox_company"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Partner",
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
                        (
                            "number",
                            models.CharField(
                                editable=False, max_length=20, unique=True, verbose_name="number"
                            ),
                        ),
                        ("name", models.CharField(max_length=160, verbose_name="name")),
                        (
                            "is_organisation",
                            models.BooleanField(default=False, verbose_name="is an organisation"),
                        ),
                        ("is_customer", models.BooleanField(default=True, verbose_name="customer")),
                        ("is_supplier", models.BooleanField(default=False, verbose_name="supplier")),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                        ("phone", models.CharField(blank=True, max_length=30, verbose_name="phone")),
                        (
                            "vat_number",
                            models.CharField(
                                blank=True,
                                max_length=20,
                                validators=[erp.identifiers.check_vat],
                                verbose_name="VAT number",
                            ),
                        ),
                        (
                            "siren",
                            models.CharField(
                                blank=True,
                                max_length=9,
                                validators=[erp.identifiers.check_siren],
                                verbose_name="SIREN",
                            ),
                        ),
                        (
                            "siret",
                            models.CharField(
                                blank=True,
                                max_length=14,
                                validators=[erp.identifiers.check_siret],
                                verbose_name="SIRET",
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
                        ("notes", models.TextField(blank=True, verbose_name="notes")),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                        (
                            "country",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                to="erp.country",
                                verbose_name="country",
                            ),
                        ),
                        (
                            "payment_terms",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="erp.paymentterms",
                                verbose_name="payment terms",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "partner",
                        "verbose_name_plural": "partners",
                        "ordering": ["sort_key", "id"],
                        "indexes": [
                            models.Index(fields=["sort_key", "id"], name="erp_partner_sort"),
                            models.Index(fields=["email"], name="erp_partner_email"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Contact",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        ("role", models.CharField(blank=True, max_length=80, verbose_name="role")),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                        ("phone", models.CharField(blank=True, max_length=30, verbose_name="phone")),
                        (
                            "partner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="contacts",
                                to="erp.partner",
                                verbose_name="partner",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "contact",
                        "verbose_name_plural": "contacts",
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="Address",
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
                                choices=[("main", "Main"), ("billing", "Billing"), ("shipping", "Shipping")],
                                default="main",
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=160, verbose_name="addressee")),
                        ("line1", models.CharField(max_length=128, verbose_name="address")),
                        (
                            "line2",
                            models.CharField(blank=True, max_length=128, verbose_name="address, continued"),
                        ),
                        ("postcode", models.CharField(blank=True, max_length=12, verbose_name="postcode")),
                        ("city", models.CharField(max_length=80, verbose_name="city")),
                        (
                            "state",
                            models.CharField(blank=True, max_length=80, verbose_name="state or province"),
                        ),
                        ("phone", models.CharField(blank=True, max_length=30, verbose_name="phone")),
                        (
                            "country",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                to="erp.country",
                                verbose_name="country",
                            ),
                        ),
                        (
                            "partner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="addresses",
                                to="erp.partner",
                                verbose_name="partner",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "address",
                        "verbose_name_plural": "addresses",
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="Role",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                        (
                            "permissions",
                            models.ManyToManyField(
                                blank=True, to="auth.permission", verbose_name="permissions"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "role",
                        "verbose_name_plural": "roles",
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="Membership",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("is_default", models.BooleanField(default=False, verbose_name="opened at sign-in")),
                        (
                            "company",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="memberships",
                                to="erp.company",
                                verbose_name="company",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="memberships",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="user",
                            ),
                        ),
                        ("roles", models.ManyToManyField(blank=True, to="erp.role", verbose_name="roles")),
                    ],
                    options={
                        "verbose_name": "membership",
                        "verbose_name_plural": "memberships",
                        "constraints": [
                            models.UniqueConstraint(fields=("user", "company"), name="erp_one_membership")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SavedView",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("resource", models.CharField(max_length=80)),
                        ("name", models.CharField(max_length=60, verbose_name="name")),
                        ("query", models.CharField(blank=True, max_length=2000)),
                        ("columns", models.JSONField(blank=True, default=list)),
                        ("position", models.PositiveSmallIntegerField(default=0)),
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
                            "user",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="saved_views",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "saved view",
                        "verbose_name_plural": "saved views",
                        "ordering": ["position", "id"],
                        "indexes": [
                            models.Index(fields=["company", "resource"], name="erp_savedview_resource")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SearchTerm",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("term", models.CharField(db_collation="C", max_length=80)),
                        ("kind", models.CharField(max_length=60)),
                        ("object_id", models.BigIntegerField()),
                        ("title", models.CharField(max_length=160)),
                        ("subtitle", models.CharField(blank=True, max_length=160)),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="erp.company",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["term", "company"], name="erp_searchterm_term"),
                            models.Index(fields=["kind", "object_id"], name="erp_searchterm_object"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Site",
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
                                    ("warehouse", "Warehouse"),
                                    ("store", "Store"),
                                    ("showroom", "Showroom"),
                                    ("office", "Office"),
                                    ("webshop", "Web shop"),
                                ],
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        ("line1", models.CharField(blank=True, max_length=120, verbose_name="address")),
                        ("postcode", models.CharField(blank=True, max_length=12, verbose_name="postcode")),
                        ("city", models.CharField(blank=True, max_length=80, verbose_name="city")),
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
                            "country",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="erp.country",
                                verbose_name="country",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "site",
                        "verbose_name_plural": "sites",
                        "ordering": ["code"],
                        "constraints": [
                            models.UniqueConstraint(fields=("company", "code"), name="erp_site_code"),
                            models.UniqueConstraint(fields=("id", "company"), name="erp_site_of_company"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StrictSequence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=40, verbose_name="code")),
                        ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                        (
                            "pattern",
                            models.CharField(
                                help_text="For instance FA-{year}-{number:05d}.",
                                max_length=40,
                                verbose_name="pattern",
                            ),
                        ),
                        (
                            "last_value",
                            models.PositiveBigIntegerField(default=0, verbose_name="last number given"),
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
                        "verbose_name": "gapless sequence",
                        "verbose_name_plural": "gapless sequences",
                        "ordering": ["company", "code", "-year"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "code", "year"), name="erp_strict_sequence_year"
                            )
                        ],
                    },
                ),
            ],
        ),
    ]

"""Connections to outside systems, and what is called how over there."""

from decimal import Decimal

from django.core.validators import MinValueValidator, URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounting.models import PaymentProvider
from connectors.choices import ReferenceKind
from erp.models import CompanyModel
from erp.secrets import EncryptedJSONField
from sales.models import Channel


class Connection(CompanyModel):
    """The configured link to a shop. `kind` names an adapter of `connectors.adapters`.

    `cursor` is the moment up to which orders have been read. `tolerance`, in the order's currency: by how much the
    shop's total may differ from what its lines come to; within it the difference is a rounding line, beyond it the order
    is quarantined.
    """

    kind = models.CharField(_("kind"), max_length=20)
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=80)
    base_url = models.CharField(
        _("address"), max_length=200, validators=[URLValidator(schemes=["http", "https"])]
    )
    credentials = EncryptedJSONField(_("credentials"), default=dict, blank=True)
    channel = models.ForeignKey(
        Channel,
        on_delete=models.PROTECT,
        related_name="connections",
        verbose_name=_("channel"),
        db_constraint=False,
    )
    default_provider = models.ForeignKey(
        PaymentProvider,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("payments go to"),
        db_constraint=False,
        help_text=_(
            "The provider of payments whose method no provider names. Empty: such orders are quarantined."
        ),
    )
    tolerance = models.DecimalField(
        _("tolerated difference"),
        max_digits=8,
        decimal_places=2,
        default=Decimal("0.05"),
        validators=[MinValueValidator(Decimal(0))],
    )
    confirms_paid_orders = models.BooleanField(
        _("confirms paid orders"),
        default=True,
        help_text=_("Off: every order waits as a draft for a person."),
    )
    cursor = models.DateTimeField(_("read up to"), null=True, blank=True, editable=False)
    last_pulled_at = models.DateTimeField(_("last pull"), null=True, blank=True, editable=False)
    last_error = models.TextField(_("last error"), blank=True, editable=False)
    is_active = models.BooleanField(_("in service"), default=True)

    class Meta:
        verbose_name = _("connection")
        verbose_name_plural = _("connections")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "code"],
                name="connectors_connection_code",
                violation_error_message=_("Another connection of this company has this code."),
            ),
            models.UniqueConstraint(fields=["id", "company"], name="connectors_connection_of_company"),
            models.CheckConstraint(
                condition=models.Q(tolerance__gte=0), name="connectors_connection_tolerance"
            ),
        ]
        permissions = [("pull_connection", "Can pull orders from shops")]

    def __str__(self) -> str:
        return self.name


class ExternalReference(CompanyModel):
    """An outside system's id for a record of ours. Once per connection and kind: reading twice creates nothing twice."""

    connection = models.ForeignKey(
        Connection, on_delete=models.PROTECT, related_name="references", db_constraint=False, db_index=False
    )
    kind = models.CharField(_("kind"), max_length=12, choices=ReferenceKind.choices)
    external_id = models.CharField(_("their id"), max_length=80)
    object_id = models.BigIntegerField(_("our id"))
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("external reference")
        verbose_name_plural = _("external references")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "kind", "external_id"], name="connectors_reference_once"
            ),
        ]
        indexes = [models.Index(fields=["kind", "object_id"], name="connectors_reference_object")]

    def __str__(self) -> str:
        return f"{self.kind} {self.external_id}"

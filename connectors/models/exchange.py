"""The exchange log: every message to and from outside systems, kept whole."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from connectors.choices import Direction, Verdict
from connectors.models.connection import Connection
from erp.models import CompanyModel


class Exchange(CompanyModel):
    """One message and its answer, secrets masked, never changed. `correlation_id` groups those of one pull."""

    connection = models.ForeignKey(
        Connection,
        on_delete=models.PROTECT,
        related_name="exchanges",
        verbose_name=_("connection"),
        db_constraint=False,
        db_index=False,
    )
    direction = models.CharField(
        _("direction"), max_length=3, choices=Direction.choices, default=Direction.OUT
    )
    method = models.CharField(_("HTTP method"), max_length=8)
    url = models.TextField(_("address"))
    request_headers = models.JSONField(_("request headers"), default=dict)
    request_body = models.TextField(_("request"), blank=True)
    status_code = models.PositiveSmallIntegerField(_("HTTP status"), null=True)
    response_headers = models.JSONField(_("answer headers"), default=dict)
    response_body = models.TextField(_("answer"), blank=True)
    duration_ms = models.PositiveIntegerField(_("duration in ms"))
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices)
    error = models.TextField(_("error"), blank=True)
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=1)
    correlation_id = models.CharField(_("correlation id"), max_length=64)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("exchange")
        verbose_name_plural = _("exchanges")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["company", "-id"], name="connectors_exchange_company"),
            models.Index(fields=["connection", "-id"], name="connectors_exchange_connection"),
            models.Index(fields=["correlation_id"], name="connectors_exchange_correl"),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.url}"

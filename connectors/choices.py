"""Enumerations of the connectors."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Direction(models.TextChoices):
    OUT = "out", _("We asked")
    IN = "in", _("They called")


class Verdict(models.TextChoices):
    """What came of an exchange."""

    OK = "ok", pgettext_lazy("exchange", "Answered")
    REFUSED = "refused", pgettext_lazy("exchange", "Refused")
    UNANSWERED = "unanswered", pgettext_lazy("exchange", "No answer")


class ReferenceKind(models.TextChoices):
    """What an outside system's id names."""

    ORDER = "order", _("Order")
    CUSTOMER = "customer", _("Customer")
    VARIANT = "variant", _("Article")


class InboundStatus(models.TextChoices):
    RECEIVED = "received", pgettext_lazy("inbound", "Received")
    PROCESSED = "processed", pgettext_lazy("inbound", "Processed")
    QUARANTINED = "quarantined", pgettext_lazy("inbound", "Quarantined")
    IGNORED = "ignored", pgettext_lazy("inbound", "Left aside")

"""Enumerations of the kernel."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SiteKind(models.TextChoices):
    WAREHOUSE = "warehouse", _("Warehouse")
    STORE = "store", _("Store")
    SHOWROOM = "showroom", _("Showroom")
    OFFICE = "office", _("Office")
    WEBSHOP = "webshop", _("Web shop")


class AddressKind(models.TextChoices):
    MAIN = "main", _("Main")
    BILLING = "billing", _("Billing")
    SHIPPING = "shipping", pgettext_lazy("address", "Shipping")


class Source(models.TextChoices):
    """From where something was done."""

    SCREEN = "screen", _("Screen")
    API = "api", _("API")
    TASK = "task", _("Background task")
    COMMAND = "command", _("Command line")


class OutboxStatus(models.TextChoices):
    PENDING = "pending", _("Waiting")
    DONE = "done", pgettext_lazy("event", "Delivered")
    SUPERSEDED = "superseded", _("Replaced by a later one")
    PARKED = "parked", _("Parked: keeps failing")


class JobStatus(models.TextChoices):
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class MailStatus(models.TextChoices):
    QUEUED = "queued", _("Queued")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")


class Theme(models.TextChoices):
    AUTO = "auto", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Language(models.TextChoices):
    FRENCH = "fr", _("French")
    ENGLISH = "en", _("English")

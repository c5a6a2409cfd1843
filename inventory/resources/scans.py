"""What was done with scanners."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from erp.crud import Column, Section, register
from inventory.models import Scan
from inventory.resources.base import Written


@register
class ScanResource(Written):
    model = Scan
    # The scanner itself is at "scan".
    name = "scanlog"
    label_plural = _("scanner log")
    icon = "barcode"
    menu_order = 94
    description = _("What was moved, picked and counted with a scanner, by whom, and what was undone.")
    columns = [
        "done_at",
        "mode",
        Column("variant", is_wide=True),
        "lot",
        "quantity",
        "origin",
        "destination",
        "before",
        "actor",
        "undone_at",
    ]
    default_columns = ["done_at", "mode", "variant", "quantity", "origin", "destination", "actor"]
    ordering = ["-id"]
    date_field = "done_at"
    filters = ["done_at", "mode", "variant", "actor"]
    sections = [
        Section(
            pgettext_lazy("scanner", "Scan"),
            [
                "mode",
                "variant",
                "lot",
                "quantity",
                "origin",
                "destination",
                "before",
                "actor",
                "done_at",
                "undone_at",
            ],
        )
    ]
    hidden = {"key": "made by the device, for itself"}

"""Accounting's place in the frame: the reconciliation screen in the menu, what waits on the start page."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounting.lifecycles import DRAFT, POSTED
from accounting.models import BankLine, Invoice, Reminder
from erp.frame import Screen, Tile, home_tiles, screens

screens.register(
    "accounting.reconciliation",
    Screen(
        "accounting",
        _("Reconciliation"),
        "arrows-join",
        "accounting_reconciliation",
        permission="accounting.view_bankline",
        order=36,
    ),
)
screens.register(
    "accounting.dunning",
    Screen(
        "accounting",
        _("Dunning"),
        "bell",
        "accounting_dunning",
        permission="accounting.view_reminder",
        order=24,
    ),
)
screens.register(
    "accounting.reports",
    Screen(
        "accounting",
        _("Reports"),
        "report",
        "accounting_report_trial_balance",
        permission="accounting.view_item",
        order=50,
    ),
)
screens.register(
    "accounting.chain",
    Screen(
        "accounting",
        _("Unaltered books"),
        "shield-check",
        "accounting_chain",
        permission="accounting.view_chainlink",
        order=93,
    ),
)
screens.register(
    "accounting.closing",
    Screen(
        "accounting",
        _("Closing of years"),
        "calendar-check",
        "accounting_closing",
        permission="accounting.view_entry",
        order=81,
    ),
)
screens.register(
    "accounting.fec",
    Screen(
        "accounting",
        _("Tax audit file (FEC)"),
        "file-certificate",
        "accounting_fec",
        permission="accounting.view_entry",
        order=95,
    ),
)


def _lines_to_reconcile() -> int:
    return BankLine.objects.filter(is_matched=False).count()


def _drafts() -> int:
    return Invoice.objects.filter(status=DRAFT).count()


def _overdue() -> int:
    from django.utils import timezone

    return (
        Invoice.objects.filter(status=POSTED, kind="invoice", due_date__lt=timezone.localdate())
        .exclude(payment_status="paid")
        .count()
    )


def _reminders() -> int:
    return Reminder.objects.filter(status=DRAFT).count()


home_tiles.register(
    "accounting.reminders",
    Tile(
        _("Reminders to send"),
        _reminders,
        lambda: reverse("accounting.reminder.list") + "?status=draft",
        icon="bell",
        permission="accounting.send_reminder",
        order=46,
    ),
)
home_tiles.register(
    "accounting.to_reconcile",
    Tile(
        _("Bank lines to reconcile"),
        _lines_to_reconcile,
        lambda: reverse("accounting_reconciliation"),
        icon="arrows-join",
        permission="accounting.reconcile_bank",
        order=40,
    ),
)
home_tiles.register(
    "accounting.drafts",
    Tile(
        _("Invoices to post"),
        _drafts,
        lambda: reverse("accounting.invoice.list") + "?status=draft",
        icon="file-invoice",
        permission="accounting.post_invoice",
        order=35,
    ),
)
home_tiles.register(
    "accounting.overdue",
    Tile(
        _("Overdue invoices"),
        _overdue,
        lambda: (
            reverse("accounting.invoice.list")
            + "?status=posted&payment_status=unpaid&payment_status=partial&sort=due_date"
        ),
        icon="alarm",
        tone="yellow",
        permission="accounting.view_invoice",
        order=45,
    ),
)

"""Dunning: what late customers are told, when, and who is left in peace."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounting.lifecycles import REMINDER
from accounting.models.invoices import Invoice
from erp.models import CompanyModel, Document


class DunningLevel(CompanyModel):
    """A step of dunning: from how many days late on an invoice is recalled in these words.

    `waits_days`: how long the customer is left in peace after the reminder before. `interest_percent`: of a year, zero
    for none; `fee`: per invoice, asked of organisations alone (article D441-5 of the French commercial code: 40 €).
    """

    name = models.CharField(_("name"), max_length=80)
    days_late = models.PositiveSmallIntegerField(_("days late"))
    waits_days = models.PositiveSmallIntegerField(
        _("days since the last reminder"),
        default=7,
        help_text=_("So long a customer is left in peace after the reminder before."),
    )
    interest_percent = models.DecimalField(
        _("interest in % a year"), max_digits=5, decimal_places=2, default=0, help_text=_("0: none.")
    )
    fee = models.DecimalField(
        _("fee per invoice"),
        max_digits=16,
        decimal_places=2,
        default=0,
        help_text=_("Asked of organisations, never of private persons."),
    )
    subject = models.CharField(_("subject"), max_length=160)
    message = models.TextField(_("message"))
    subject_english = models.CharField(_("subject in English"), max_length=160, blank=True)
    message_english = models.TextField(_("message in English"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("dunning level")
        verbose_name_plural = _("dunning levels")
        ordering = ["days_late", "id"]
        constraints = [
            models.UniqueConstraint(fields=["company", "days_late"], name="accounting_dunning_level_days"),
            models.UniqueConstraint(fields=["id", "company"], name="accounting_dunning_level_of_company"),
            models.CheckConstraint(
                condition=Q(days_late__gte=1, interest_percent__gte=0, interest_percent__lte=100, fee__gte=0),
                name="accounting_dunning_level_amounts",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DunningBlock(CompanyModel):
    """A customer, or one invoice, that is not recalled until `until` (for ever if empty), and why."""

    partner = models.ForeignKey(
        "erp.Partner", on_delete=models.PROTECT, related_name="+", verbose_name=_("customer"), db_index=False
    )
    invoice = models.ForeignKey(
        Invoice,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="dunning_blocks",
        verbose_name=_("invoice"),
        db_constraint=False,
        help_text=_("Empty: none of this customer's invoices is recalled."),
    )
    until = models.DateField(_("until"), null=True, blank=True, help_text=_("Empty: until it is lifted."))
    reason = models.CharField(_("reason"), max_length=200)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("dunning block")
        verbose_name_plural = _("dunning blocks")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "partner", "invoice"],
                nulls_distinct=False,
                name="accounting_dunning_block_once",
            )
        ]

    def __str__(self) -> str:
        return str(self.invoice or self.partner)


class Reminder(Document):
    """A letter to a customer about what is late. Proposed, looked at, then sent; sent, it never changes.

    `amount` is what its invoices had left to pay that day; `interest` and `fee` are asked on top and are not booked.
    """

    lifecycle = REMINDER

    partner = models.ForeignKey(
        "erp.Partner", on_delete=models.PROTECT, related_name="+", verbose_name=_("customer"), db_index=False
    )
    level = models.ForeignKey(
        DunningLevel,
        on_delete=models.PROTECT,
        related_name="reminders",
        verbose_name=_("level"),
        db_constraint=False,
    )
    currency = models.ForeignKey(
        "erp.Currency", on_delete=models.PROTECT, related_name="+", verbose_name=_("currency"), db_index=False
    )
    amount = models.DecimalField(_("amount late"), max_digits=16, decimal_places=2)
    interest = models.DecimalField(_("interest"), max_digits=16, decimal_places=2, default=0)
    fee = models.DecimalField(_("fees"), max_digits=16, decimal_places=2, default=0)
    email = models.EmailField(_("sent to"), blank=True, help_text=_("Empty: printed and posted."))

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-date", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "number"],
                condition=Q(number__isnull=False),
                name="accounting_reminder_number",
            ),
            models.UniqueConstraint(fields=["id", "company"], name="accounting_reminder_of_company"),
            models.UniqueConstraint(
                fields=["company", "partner", "currency"],
                condition=Q(status="draft"),
                name="accounting_reminder_one_draft",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, interest__gte=0, fee__gte=0), name="accounting_reminder_amounts"
            ),
        ]
        indexes = [
            *Document.list_indexes("acc_reminder"),
            models.Index(fields=["company", "partner", "-date"], name="accounting_reminder_partner"),
        ]
        permissions = [
            ("propose_reminder", _("Can propose reminders")),
            ("send_reminder", _("Can send reminders")),
        ]


class ReminderLine(CompanyModel):
    """An invoice in a reminder, as it stood: `residual` left to pay, `days_late` on the reminder's date."""

    reminder = models.ForeignKey(
        Reminder,
        on_delete=models.CASCADE,
        related_name="lines",
        verbose_name=_("reminder"),
        db_constraint=False,
    )
    invoice = models.ForeignKey(
        Invoice,
        on_delete=models.PROTECT,
        related_name="reminder_lines",
        verbose_name=_("invoice"),
        db_constraint=False,
    )
    level = models.ForeignKey(
        DunningLevel,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("level"),
        db_constraint=False,
        db_index=False,
    )
    due_date = models.DateField(_("due date"))
    days_late = models.PositiveIntegerField(_("days late"))
    residual = models.DecimalField(_("left to pay"), max_digits=16, decimal_places=2)
    interest = models.DecimalField(_("interest"), max_digits=16, decimal_places=2, default=0)
    fee = models.DecimalField(_("fee"), max_digits=16, decimal_places=2, default=0)

    class Meta:
        verbose_name = _("invoice recalled")
        verbose_name_plural = _("invoices recalled")
        ordering = ["reminder", "due_date", "id"]
        constraints = [
            models.UniqueConstraint(fields=["reminder", "invoice"], name="accounting_reminder_line_once"),
            models.CheckConstraint(
                condition=Q(residual__gt=0, interest__gte=0, fee__gte=0, days_late__gte=1),
                name="accounting_reminder_line_amounts",
            ),
        ]

    def __str__(self) -> str:
        return str(self.invoice)

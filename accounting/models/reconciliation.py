"""Reconciliation: which debits settle which credits (lettrage)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounting.choices import ReconciliationOrigin
from accounting.models.bank import BankLine
from accounting.models.bank_rules import BankRule
from accounting.models.ledger import Account, Entry, Item
from erp.models import CompanyModel


class Reconciliation(CompanyModel):
    """One act of matching, by a person or a service: its matches, and for a bank line the entry that booked it.

    It can be undone, never deleted: then `undone_at` is set, its matches count no more, and `reversal` takes back its
    entry. `score` and `reasons` are those of the proposal that a person took or that went through by itself (origin
    "automatic" or "rule"). Once everything that hangs together through matches is settled, the items take the last act's
    number as their letter (`Item.reconciliation`): items of one letter sum to zero on each account.
    """

    number = models.CharField(_("number"), max_length=40)
    origin = models.CharField(_("origin"), max_length=12, choices=ReconciliationOrigin.choices)
    bank_line = models.ForeignKey(
        BankLine,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reconciliations",
        verbose_name=_("bank line"),
        db_constraint=False,
    )
    entry = models.OneToOneField(
        Entry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reconciliation",
        verbose_name=_("entry"),
        db_constraint=False,
    )
    reversal = models.OneToOneField(
        Entry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="undone_reconciliation",
        verbose_name=_("reversal"),
        db_constraint=False,
    )
    score = models.PositiveSmallIntegerField(_("score"), null=True, blank=True, editable=False)
    reasons = models.JSONField(_("reasons"), default=list, blank=True, editable=False)
    rule = models.ForeignKey(
        BankRule,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="reconciliations",
        verbose_name=_("bank rule"),
        db_constraint=False,
    )
    created_at = models.DateTimeField(_("at"), auto_now_add=True)
    created_by = models.ForeignKey(
        "erp.User",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("by"),
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    class Meta:
        verbose_name = _("reconciliation")
        verbose_name_plural = _("reconciliations")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="accounting_reconciliation_number"),
            models.UniqueConstraint(fields=["id", "company"], name="accounting_reconciliation_of_company"),
            models.UniqueConstraint(
                fields=["bank_line"],
                condition=Q(undone_at__isnull=True),
                name="accounting_bank_line_matched_once",
            ),
        ]
        indexes = [models.Index(fields=["company", "-id"], name="accounting_reconciliation_list")]

    def __str__(self) -> str:
        return self.number


class Match(CompanyModel):
    """`amount` of a debit settles as much of a credit of the same account, in the company's currency."""

    reconciliation = models.ForeignKey(
        Reconciliation,
        on_delete=models.PROTECT,
        related_name="matches",
        verbose_name=_("reconciliation"),
        db_constraint=False,
    )
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("account"),
        db_constraint=False,
        db_index=False,
    )
    debit_item = models.ForeignKey(
        Item,
        on_delete=models.PROTECT,
        related_name="credit_matches",
        verbose_name=_("debit"),
        db_constraint=False,
    )
    credit_item = models.ForeignKey(
        Item,
        on_delete=models.PROTECT,
        related_name="debit_matches",
        verbose_name=_("credit"),
        db_constraint=False,
    )
    amount = models.DecimalField(_("amount"), max_digits=16, decimal_places=2)
    is_undone = models.BooleanField(_("undone"), default=False)

    class Meta:
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="accounting_match_amount"),
            models.CheckConstraint(
                condition=~Q(debit_item=F("credit_item")), name="accounting_match_two_items"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.debit_item_id} ↔ {self.credit_item_id}: {self.amount}"

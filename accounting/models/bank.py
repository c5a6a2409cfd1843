"""Bank accounts and what the bank says about them."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounting.models.ledger import Account, Journal
from erp.identifiers import check_iban
from erp.models import CompanyModel


class BankAccount(CompanyModel):
    """An account at a bank, with its account and journal in the books.

    `tolerance`: up to this difference, in the account's currency, a line and the items it settles are said to agree; the
    difference is booked to the accounts of small differences. `match_threshold`: from which score a line is reconciled
    by itself after an import; the books say so (`Reconciliation.origin`), and it can be undone like any other.
    """

    name = models.CharField(_("name"), max_length=80)
    iban = models.CharField(_("IBAN"), max_length=34, validators=[check_iban])
    bic = models.CharField(_("BIC"), max_length=11, blank=True)
    journal = models.ForeignKey(
        Journal, on_delete=models.PROTECT, related_name="+", verbose_name=_("journal"), db_constraint=False
    )
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", verbose_name=_("account"), db_constraint=False
    )
    currency = models.ForeignKey(
        "erp.Currency", on_delete=models.PROTECT, related_name="+", verbose_name=_("currency"), db_index=False
    )
    tolerance = models.DecimalField(
        _("tolerated difference"), max_digits=16, decimal_places=2, default=Decimal("0.10")
    )
    match_threshold = models.PositiveSmallIntegerField(
        _("matched by itself from"),
        null=True,
        blank=True,
        help_text=_(
            "Score (60 to 100) from which a line is reconciled without a person, where one proposal stands out and "
            "adds up to the cent. Empty: never."
        ),
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["company", "iban"], name="accounting_bank_account_iban"),
            models.UniqueConstraint(fields=["id", "company"], name="accounting_bank_account_of_company"),
            models.CheckConstraint(condition=Q(tolerance__gte=0), name="accounting_bank_account_tolerance"),
            models.CheckConstraint(
                condition=Q(match_threshold__isnull=True)
                | Q(match_threshold__gte=60, match_threshold__lte=100),
                name="accounting_bank_account_threshold",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class StatementFile(CompanyModel):
    """A file that was imported, known by its SHA-256 digest: the same file is refused the second time."""

    name = models.CharField(_("file"), max_length=160)
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField(_("size"))
    imported_at = models.DateTimeField(_("imported at"), auto_now_add=True)
    imported_by = models.ForeignKey(
        "erp.User",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("imported by"),
    )

    class Meta:
        verbose_name = _("statement file")
        verbose_name_plural = _("statement files")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["company", "digest"], name="accounting_statement_file_digest"),
            models.UniqueConstraint(fields=["id", "company"], name="accounting_statement_file_of_company"),
        ]

    def __str__(self) -> str:
        return self.name


class BankStatement(CompanyModel):
    """A statement of a bank account, as the bank made it.

    `balance_difference`: closing balance less (opening balance plus lines); null where the bank gave no balances.
    `warnings`: what was odd in the file, as templates with their values, so that they are read in any language.
    """

    bank_account = models.ForeignKey(
        BankAccount,
        on_delete=models.PROTECT,
        related_name="statements",
        verbose_name=_("bank account"),
        db_constraint=False,
    )
    file = models.ForeignKey(
        StatementFile,
        on_delete=models.PROTECT,
        related_name="statements",
        verbose_name=_("file"),
        db_constraint=False,
    )
    identification = models.CharField(_("identification"), max_length=80)
    sequence = models.CharField(_("sequence"), max_length=40, blank=True)
    date = models.DateField(_("date"))
    opening_date = models.DateField(_("from"), null=True, blank=True)
    closing_date = models.DateField(_("to"), null=True, blank=True)
    currency = models.ForeignKey(
        "erp.Currency", on_delete=models.PROTECT, related_name="+", verbose_name=_("currency"), db_index=False
    )
    opening_balance = models.DecimalField(
        _("opening balance"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    closing_balance = models.DecimalField(
        _("closing balance"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    balance_difference = models.DecimalField(
        _("balance difference"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    warnings = models.JSONField(_("warnings"), default=list, blank=True)
    created_at = models.DateTimeField(_("imported at"), auto_now_add=True)

    class Meta:
        verbose_name = _("bank statement")
        verbose_name_plural = _("bank statements")
        ordering = ["-date", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["bank_account", "identification"], name="accounting_statement_identification"
            ),
            models.UniqueConstraint(fields=["id", "company"], name="accounting_statement_of_company"),
        ]
        indexes = [
            models.Index(fields=["company", "-date", "-id"], name="accounting_statement_date"),
            models.Index(fields=["-date", "-id"], name="accounting_statement_all_date"),
        ]
        permissions = [("import_statement", _("Can import bank statements"))]

    def __str__(self) -> str:
        return self.identification


class BankLine(CompanyModel):
    """One movement of a bank account: `amount` is signed, money in is positive.

    As the bank said it and unchangeable, but for `is_matched`, which the database keeps: whether a reconciliation that
    was not undone stands for it. `details` are the payments inside a batch, where the bank lists them.
    """

    statement = models.ForeignKey(
        BankStatement,
        on_delete=models.PROTECT,
        related_name="lines",
        verbose_name=_("statement"),
        db_constraint=False,
    )
    bank_account = models.ForeignKey(
        BankAccount,
        on_delete=models.PROTECT,
        related_name="lines",
        verbose_name=_("bank account"),
        db_constraint=False,
        db_index=False,
    )
    position = models.PositiveIntegerField(_("position"))
    date = models.DateField(_("booked on"))
    value_date = models.DateField(_("value date"), null=True, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=16, decimal_places=2)
    currency = models.ForeignKey(
        "erp.Currency", on_delete=models.PROTECT, related_name="+", verbose_name=_("currency"), db_index=False
    )
    reference = models.CharField(_("bank's reference"), max_length=80, blank=True)
    end_to_end_id = models.CharField(_("end-to-end id"), max_length=80, blank=True)
    counterparty = models.CharField(_("counterparty"), max_length=160, blank=True)
    counterparty_iban = models.CharField(_("counterparty's IBAN"), max_length=34, blank=True)
    description = models.TextField(_("description"), blank=True)
    is_reversal = models.BooleanField(_("reversal"), default=False)
    details = models.JSONField(_("payments of the batch"), default=list, blank=True)
    raw = models.JSONField(default=dict, blank=True)
    is_matched = models.BooleanField(_("matched"), default=False, editable=False)

    class Meta:
        verbose_name = _("bank line")
        verbose_name_plural = _("bank lines")
        ordering = ["-date", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "position"], name="accounting_bank_line_position"),
            models.UniqueConstraint(fields=["id", "company"], name="accounting_bank_line_of_company"),
        ]
        indexes = [
            models.Index(fields=["company", "-date", "-id"], name="accounting_bank_line_date"),
            models.Index(fields=["-date", "-id"], name="accounting_bank_line_all_date"),
            models.Index(
                fields=["bank_account", "date", "id"],
                condition=Q(is_matched=False),
                name="accounting_bank_line_open",
            ),
            models.Index(
                fields=["company", "counterparty_iban"],
                condition=~Q(counterparty_iban=""),
                name="accounting_bank_line_iban",
            ),
        ]
        permissions = [("reconcile_bank", _("Can reconcile bank lines and undo it"))]

    def __str__(self) -> str:
        return f"{self.date} {self.counterparty or self.description[:60]} {self.amount}"

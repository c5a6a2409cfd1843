"""The ledger: accounts, journals, years and periods, entries and their items."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounting.choices import AccountKind, AccountRole, JournalKind, PeriodKind, PeriodStatus
from accounting.lifecycles import ENTRY
from erp.models import CompanyModel, Document


class Account(CompanyModel):
    """An account of the chart. `name` is its label in the books' language, `name_en` the English one.

    Items of a reconcilable account carry what is left open of them (`Item.residual`); so it can't be changed once the
    account has items.
    """

    code = models.CharField(_("code"), max_length=12, db_collation="C")
    name = models.CharField(_("label"), max_length=160)
    name_en = models.CharField(_("English label"), max_length=160, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=AccountKind.choices)
    is_reconcilable = models.BooleanField(
        _("reconciled"),
        default=False,
        help_text=_("Debits and credits are matched: customers, suppliers, clearing."),
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["code", "id"]
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="accounting_account_code"),
            models.UniqueConstraint(fields=["id", "company"], name="accounting_account_of_company"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"

    @property
    def label(self) -> str:
        """The label in the language of who reads."""
        return self.name_en if self.name_en and not (get_language() or "").startswith("fr") else self.name


class DefaultAccount(CompanyModel):
    """The account that services use for a role, so that none of them names a code."""

    role = models.CharField(_("role"), max_length=20, choices=AccountRole.choices)
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", verbose_name=_("account"), db_constraint=False
    )

    class Meta:
        verbose_name = _("default account")
        verbose_name_plural = _("default accounts")
        ordering = ["role"]
        constraints = [models.UniqueConstraint(fields=["company", "role"], name="accounting_default_role")]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.account_id}"


class Journal(CompanyModel):
    """A book of entries of one kind; each numbers its entries without gaps, from 1 in every fiscal year."""

    code = models.CharField(_("code"), max_length=6)
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=8, choices=JournalKind.choices)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("journal")
        verbose_name_plural = _("journals")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="accounting_journal_code"),
            models.UniqueConstraint(fields=["id", "company"], name="accounting_journal_of_company"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class FiscalYear(CompanyModel):
    """A fiscal year. `code` is what the numbers of its entries carry: VE-2026-000123."""

    code = models.CharField(_("code"), max_length=12)
    start_date = models.DateField(_("first day"))
    end_date = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("fiscal year")
        verbose_name_plural = _("fiscal years")
        ordering = ["-start_date"]
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="accounting_fiscal_year_code"),
            models.UniqueConstraint(fields=["id", "company"], name="accounting_fiscal_year_of_company"),
            models.CheckConstraint(
                condition=Q(end_date__gte=F("start_date")), name="accounting_fiscal_year_order"
            ),
        ]
        permissions = [("close_year", _("Can close years and take closings back"))]

    def __str__(self) -> str:
        return self.code


class Period(CompanyModel):
    """A month of a fiscal year. Entries are posted only in open ones; those of a company never overlap.

    Beside its months a year has a period for what opens it, dated its first day, and a thirteenth for what closes it, dated
    its last. Only `accounting.services.closing` writes there; reports leave both out unless asked.
    """

    fiscal_year = models.ForeignKey(
        FiscalYear,
        on_delete=models.PROTECT,
        related_name="periods",
        verbose_name=_("fiscal year"),
        db_constraint=False,
    )
    code = models.CharField(_("code"), max_length=12)
    kind = models.CharField(
        _("kind"), max_length=8, choices=PeriodKind.choices, default=PeriodKind.MONTH, editable=False
    )
    start_date = models.DateField(_("first day"))
    end_date = models.DateField(_("last day"))
    status = models.CharField(
        _("status"), max_length=8, choices=PeriodStatus.choices, default=PeriodStatus.OPEN, editable=False
    )

    class Meta:
        verbose_name = _("period")
        verbose_name_plural = _("periods")
        ordering = ["-start_date"]
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="accounting_period_code"),
            models.UniqueConstraint(fields=["id", "company"], name="accounting_period_of_company"),
            models.CheckConstraint(
                condition=Q(end_date__gte=F("start_date")), name="accounting_period_order"
            ),
        ]
        indexes = [models.Index(fields=["company", "start_date"], name="accounting_period_start")]
        permissions = [("close_period", _("Can close and reopen periods"))]

    def __str__(self) -> str:
        return self.code


class JournalCounter(CompanyModel):
    """The last number a journal gave in a fiscal year: updated in the transaction that uses the number."""

    journal = models.ForeignKey(Journal, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    fiscal_year = models.ForeignKey(
        FiscalYear, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    last_value = models.PositiveBigIntegerField(_("last number given"), default=0)

    class Meta:
        verbose_name = _("counter of a journal")
        verbose_name_plural = _("counters of journals")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "journal", "fiscal_year"], name="accounting_journal_counter"
            )
        ]

    def __str__(self) -> str:
        return f"{self.journal_id} {self.fiscal_year_id}: {self.last_value}"


class Entry(Document):
    """A journal entry. Posted, it balances, stands in an open period, and never changes again.

    A mistake is answered by a reversal (`reversal_of`). `amount` is the sum of its debits, in the company's currency.
    `source_kind` and `source_id` name the document that caused it, `reference` the piece it stands on.
    """

    lifecycle = ENTRY

    journal = models.ForeignKey(
        Journal,
        on_delete=models.PROTECT,
        related_name="entries",
        verbose_name=_("journal"),
        db_constraint=False,
    )
    period = models.ForeignKey(
        Period,
        on_delete=models.PROTECT,
        related_name="entries",
        verbose_name=_("period"),
        db_constraint=False,
    )
    label = models.CharField(_("label"), max_length=200)
    reference = models.CharField(_("reference"), max_length=80, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=16, decimal_places=2, default=0)
    source_kind = models.CharField(_("source"), max_length=60, blank=True)
    source_id = models.BigIntegerField(null=True, blank=True)
    reversal_of = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reversal",
        verbose_name=_("reverses"),
        db_constraint=False,
    )
    is_posted = models.GeneratedField(
        expression=Q(status="posted"),  # type: ignore[arg-type]
        output_field=models.BooleanField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        ordering = ["-date", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "number"],
                condition=Q(number__isnull=False),
                name="accounting_entry_number",
            ),
            models.UniqueConstraint(
                fields=["id", "company", "is_posted"], name="accounting_entry_of_company"
            ),
            models.CheckConstraint(
                condition=~Q(status="posted") | Q(number__isnull=False),
                name="accounting_entry_posted_numbered",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="accounting_entry_amount"),
            models.UniqueConstraint(fields=["id", "company"], name="accounting_entry_in_company"),
        ]
        indexes = [
            *Document.list_indexes("acc_entry"),
            models.Index(fields=["company", "journal", "period"], name="accounting_entry_journal"),
            models.Index(
                fields=["company", "source_kind", "source_id"],
                condition=Q(source_id__isnull=False),
                name="accounting_entry_source",
            ),
        ]
        permissions = [
            ("post_entry", _("Can post entries")),
            ("reverse_entry", _("Can reverse posted entries")),
        ]


class Item(CompanyModel):
    """A line of an entry: a debit or a credit, in the company's currency.

    `residual`: of an account that is reconciled, what no match has settled yet, signed (a debit is positive); null on
    other accounts. The database keeps it from the matches. `reconciliation`: set once the item and all it was matched
    with are settled; its number is their letter. `is_posted` repeats the entry's, kept equal by a foreign key, so that
    balances are read from this table alone.
    """

    entry = models.ForeignKey(
        Entry, on_delete=models.CASCADE, related_name="items", verbose_name=_("entry"), db_constraint=False
    )
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        related_name="items",
        verbose_name=_("account"),
        db_constraint=False,
        db_index=False,
    )
    partner = models.ForeignKey(
        "erp.Partner",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("partner"),
        db_index=False,
    )
    label = models.CharField(_("label"), max_length=200, blank=True)
    debit = models.DecimalField(_("debit"), max_digits=16, decimal_places=2, default=0)
    credit = models.DecimalField(_("credit"), max_digits=16, decimal_places=2, default=0)
    currency = models.ForeignKey(
        "erp.Currency", on_delete=models.PROTECT, related_name="+", verbose_name=_("currency"), db_index=False
    )
    amount_currency = models.DecimalField(_("amount in currency"), max_digits=16, decimal_places=2)
    date = models.DateField(_("date"))
    due_date = models.DateField(_("due date"), null=True, blank=True)
    is_posted = models.BooleanField(_("posted"), default=False, editable=False)
    residual = models.DecimalField(
        _("open amount"), max_digits=16, decimal_places=2, null=True, blank=True, editable=False
    )
    is_open = models.GeneratedField(
        expression=Q(is_posted=True, residual__isnull=False) & ~Q(residual=0),  # type: ignore[arg-type]
        output_field=models.BooleanField(),
        db_persist=True,
    )
    reconciliation = models.ForeignKey(
        "accounting.Reconciliation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="items",
        verbose_name=_("letter"),
        db_constraint=False,
    )

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["id", "company", "account"], name="accounting_item_of_account"),
            models.CheckConstraint(
                condition=Q(debit__gte=0, credit__gte=0) & (Q(debit=0) | Q(credit=0)),
                name="accounting_item_one_side",
            ),
            models.CheckConstraint(
                condition=Q(residual__isnull=True)
                | Q(residual__gte=0, residual__lte=F("debit"))
                | Q(residual__lte=0, residual__gte=-F("credit")),
                name="accounting_item_residual",
            ),
            models.CheckConstraint(
                condition=Q(reconciliation__isnull=True) | Q(residual=0),
                name="accounting_item_letter_settled",
            ),
        ]
        indexes = [
            # Balances and the general ledger, read from the index alone.
            models.Index(
                fields=["company", "account", "date"],
                include=["debit", "credit"],
                condition=Q(is_posted=True),
                name="accounting_item_account",
            ),
            models.Index(
                fields=["company", "account", "partner", "date"],
                condition=Q(is_open=True),
                name="accounting_item_open",
            ),
            models.Index(
                fields=["company", "partner", "date"],
                condition=Q(partner__isnull=False),
                name="accounting_item_partner",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.debit or -self.credit}"

"""What a company tells about its bank: rules for lines that come again, and how to read its bank's tables."""

import hashlib
import json

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounting.choices import DateOrder, DecimalMark, LineDirection, SignRule
from accounting.models.bank import BankAccount
from accounting.models.ledger import Account
from accounting.models.taxes import Tax
from erp.models import CompanyModel


class BankRule(CompanyModel):
    """Bank lines of this kind go to that account: fees, rent, interest, card terminals.

    Every condition that is given has to hold: all words of `text` stand in what the bank says, the amount (without its
    sign, in the account's currency) lies between the two, the other side has the IBAN. A rule is tried on the past before it runs:
    it is active only as long as its conditions are those that were tried (`tried_as`).
    """

    name = models.CharField(_("name"), max_length=80)
    position = models.PositiveSmallIntegerField(
        _("rank"), default=10, help_text=_("The first rule that fits is taken.")
    )
    bank_account = models.ForeignKey(
        BankAccount,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("bank account"),
        help_text=_("Empty: all of the company's."),
        db_constraint=False,
    )
    direction = models.CharField(
        _("direction"), max_length=3, choices=LineDirection.choices, default=LineDirection.ANY
    )
    text = models.CharField(
        _("words in the text"),
        max_length=120,
        blank=True,
        help_text=_("All of them have to stand in the line; accents and case do not matter."),
    )
    counterparty_iban = models.CharField(_("counterparty's IBAN"), max_length=34, blank=True)
    amount_from = models.DecimalField(
        _("amount from"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    amount_to = models.DecimalField(_("amount to"), max_digits=16, decimal_places=2, null=True, blank=True)
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("account"),
        db_constraint=False,
    )
    tax = models.ForeignKey(
        Tax,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("tax"),
        help_text=_("The line's amount includes it."),
        db_constraint=False,
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
    label = models.CharField(
        _("label"), max_length=120, blank=True, help_text=_("Of the entry; empty: what the bank says.")
    )
    is_active = models.BooleanField(_("runs by itself"), default=False, editable=False)
    tried_as = models.CharField(max_length=64, blank=True, editable=False)
    tried_at = models.DateTimeField(_("tried on"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("bank rule")
        verbose_name_plural = _("bank rules")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["company", "name"], name="accounting_bank_rule_name"),
            models.UniqueConstraint(fields=["id", "company"], name="accounting_bank_rule_of_company"),
            models.CheckConstraint(
                condition=~Q(text="", counterparty_iban="", amount_from=None, amount_to=None),
                name="accounting_bank_rule_condition",
                violation_error_message=_(
                    "A rule needs a condition: words, an IBAN or an amount. Without one it would take every line."
                ),
            ),
            models.CheckConstraint(
                condition=Q(amount_from=None) | Q(amount_to=None) | Q(amount_from__lte=F("amount_to")),
                name="accounting_bank_rule_amounts",
                violation_error_message=_("The lower amount is above the higher one."),
            ),
            models.CheckConstraint(
                condition=Q(is_active=False) | ~Q(tried_as=""), name="accounting_bank_rule_tried"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def digest(self) -> str:
        """What the rule does, as a fingerprint: it changes when a condition or the booking does."""
        facts = [
            self.bank_account_id,
            self.direction,
            self.text,
            self.counterparty_iban,
            None if self.amount_from is None else f"{self.amount_from:.2f}",
            None if self.amount_to is None else f"{self.amount_to:.2f}",
            self.account_id,
            self.tax_id,
            self.partner_id,
            self.label,
        ]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()

    @property
    def runs(self) -> bool:
        """Whether lines are booked by it without a person."""
        return self.is_active and self.tried_as == self.digest


class StatementMapping(CompanyModel):
    """How a bank's table (CSV, XLSX) is read; `signature` are its headings, by which the next file is known again.

    `columns`: role → headings, see `accounting.statements.mapping`.
    """

    name = models.CharField(_("name"), max_length=80)
    bank_account = models.ForeignKey(
        BankAccount,
        on_delete=models.PROTECT,
        related_name="mappings",
        verbose_name=_("bank account"),
        db_constraint=False,
    )
    signature = models.TextField(_("headings"))
    columns = models.JSONField(_("columns"), default=dict)
    date_order = models.CharField(_("dates"), max_length=3, choices=DateOrder.choices, default=DateOrder.DMY)
    decimal_mark = models.CharField(
        _("decimals"), max_length=1, choices=DecimalMark.choices, default=DecimalMark.COMMA
    )
    sign_rule = models.CharField(_("signs"), max_length=9, choices=SignRule.choices, default=SignRule.SIGNED)
    delimiter = models.CharField(_("separator"), max_length=1, blank=True)
    encoding = models.CharField(_("character set"), max_length=20, blank=True)
    has_header = models.BooleanField(_("has headings"), default=True)

    class Meta:
        verbose_name = _("table of a bank")
        verbose_name_plural = _("tables of banks")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["bank_account", "signature"], name="accounting_mapping_signature"
            ),
            models.UniqueConstraint(fields=["id", "company"], name="accounting_mapping_of_company"),
        ]

    def __str__(self) -> str:
        return self.name

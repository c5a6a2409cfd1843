"""What was summed once: the movements of closed periods."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounting.models.ledger import Account, Period
from erp.models import CompanyModel


class AccountBalance(CompanyModel):
    """What a closed period moved on an account in one currency, summed when it was closed.

    A closed period takes no entry, so the sums stay true until it is opened again, which removes them. `debit` and
    `credit` are in the company's currency, `amount_currency` (signed, a debit is positive) in `currency`.
    """

    period = models.ForeignKey(
        Period,
        on_delete=models.PROTECT,
        related_name="balances",
        verbose_name=_("period"),
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
    currency = models.ForeignKey(
        "erp.Currency", on_delete=models.PROTECT, related_name="+", verbose_name=_("currency"), db_index=False
    )
    debit = models.DecimalField(_("debit"), max_digits=18, decimal_places=2)
    credit = models.DecimalField(_("credit"), max_digits=18, decimal_places=2)
    amount_currency = models.DecimalField(_("amount in currency"), max_digits=18, decimal_places=2)

    class Meta:
        verbose_name = _("balance of a closed period")
        verbose_name_plural = _("balances of closed periods")
        ordering = ["period", "account", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "account", "period", "currency"], name="accounting_account_balance_once"
            ),
            models.CheckConstraint(
                condition=Q(debit__gte=0, credit__gte=0), name="accounting_account_balance_signs"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.period_id}: {self.debit - self.credit}"

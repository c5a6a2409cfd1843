"""Summing closed periods once, so that a balance costs as much after ten years as after one."""

from collections.abc import Sequence

from django.db import connection

from accounting.models import AccountBalance, Period


def seal_periods(periods: Sequence[Period]) -> None:
    """Keep what each account moved in these periods. The caller holds them locked and has closed them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO accounting_accountbalance
                (company_id, period_id, account_id, currency_id, debit, credit, amount_currency)
            SELECT entry.company_id, entry.period_id, item.account_id, item.currency_id,
                   sum(item.debit), sum(item.credit), sum(item.amount_currency)
            FROM accounting_entry AS entry JOIN accounting_item AS item ON item.entry_id = entry.id
            WHERE entry.period_id = ANY (%s) AND entry.status = 'posted'
            GROUP BY entry.company_id, entry.period_id, item.account_id, item.currency_id
            """,
            [[period.pk for period in periods]],
        )


def unseal_periods(periods: Sequence[Period]) -> None:
    """Forget the sums of periods that are opened again."""
    AccountBalance.objects.filter(period__in=periods).delete()

"""Accounting's promises, checked over every company by `manage.py verify`.

The database keeps most of them by itself; these checks tell whether it did, and what triggers can't see: gaps.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from accounting.selectors.chain import check_chain
from erp.models import Company
from erp.verify import verification

MOST = 20


def _problems(sentence: str, statement: str, parameters: Sequence[Any] = ()) -> list[str]:
    """One sentence for each row of the statement, the first twenty of them."""
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} LIMIT {MOST + 1}", list(parameters))
        rows: Iterable[tuple[Any, ...]] = cursor.fetchall()
    found = [sentence.format(*row) for row in rows]
    return [*found[:MOST], "… and more."] if len(found) > MOST else found


@verification("accounting.balances")
def balances() -> list[str]:
    """Every posted entry has two items at least and balances; its amount is what its items say."""
    return _problems(
        "Entry {0}: debit {1}, credit {2}, {3} items.",
        """
        SELECT entry.number, coalesce(sum(item.debit), 0), coalesce(sum(item.credit), 0), count(item.id)
        FROM accounting_entry AS entry LEFT JOIN accounting_item AS item ON item.entry_id = entry.id
        WHERE entry.status = 'posted'
        GROUP BY entry.id
        HAVING coalesce(sum(item.debit), 0) <> coalesce(sum(item.credit), 0) OR count(item.id) < 2
            OR coalesce(sum(item.debit), 0) <> entry.amount
        ORDER BY entry.id
        """,
    )


@verification("accounting.entry_numbers")
def entry_numbers() -> list[str]:
    """The entries of a journal and year are numbered from 1 to the counter, without a gap."""
    return _problems(
        "Journal {0} {1} of company {2}: {3} posted entries, numbers {4} to {5}, counter at {6}.",
        """
        SELECT journal.code, year.code, journal.company_id, count(entry.id), min(numbered.number), max(numbered.number),
               coalesce(counter.last_value, 0)
        FROM accounting_entry AS entry
        JOIN accounting_journal AS journal ON journal.id = entry.journal_id
        JOIN accounting_period AS period ON period.id = entry.period_id
        JOIN accounting_fiscalyear AS year ON year.id = period.fiscal_year_id
        CROSS JOIN LATERAL (SELECT substring(entry.number FROM '[0-9]+$')::bigint AS number) AS numbered
        LEFT JOIN accounting_journalcounter AS counter
            ON counter.journal_id = journal.id AND counter.fiscal_year_id = year.id
        WHERE entry.status = 'posted'
        GROUP BY journal.id, year.id, counter.last_value
        HAVING count(entry.id) <> coalesce(counter.last_value, 0) OR count(DISTINCT numbered.number) <> count(entry.id)
            OR min(numbered.number) <> 1 OR max(numbered.number) <> coalesce(counter.last_value, 0)
        ORDER BY 3, 1, 2
        """,
    )


@verification("accounting.invoice_numbers")
def invoice_numbers() -> list[str]:
    """Invoices and credit notes are numbered from 1 to their counter, without a gap, year by year."""
    return _problems(
        "{0} {1} of company {2}: {3} posted, counter at {4}.",
        """
        SELECT sequence.code, sequence.year, sequence.company_id, count(invoice.id), sequence.last_value
        FROM erp_strictsequence AS sequence
        LEFT JOIN accounting_invoice AS invoice ON invoice.company_id = sequence.company_id
            AND invoice.status = 'posted' AND extract(year FROM invoice.date) = sequence.year
            AND sequence.code = 'accounting.' || invoice.kind
        WHERE sequence.code IN ('accounting.invoice', 'accounting.credit_note', 'accounting.bill', 'accounting.bill_credit')
        GROUP BY sequence.id
        HAVING count(invoice.id) <> sequence.last_value
        ORDER BY 3, 1, 2
        """,
    )


@verification("accounting.invoice_totals")
def invoice_totals() -> list[str]:
    """An invoice's totals are those of its lines and taxes, and its receivable or payable says the same as its gross."""
    return _problems(
        "Invoice {0}: net {1}, tax {2}, gross {3}; lines {4} and {5}, taxes {6}, booked {7}.",
        """
        SELECT coalesce(invoice.number, '#' || invoice.id), invoice.net, invoice.tax, invoice.gross,
               lines.net, lines.tax, taxes.tax, booked.amount
        FROM accounting_invoice AS invoice
        LEFT JOIN (SELECT invoice_id, sum(net) AS net, sum(tax_amount) AS tax FROM accounting_invoiceline
                   GROUP BY invoice_id) AS lines ON lines.invoice_id = invoice.id
        LEFT JOIN (SELECT invoice_id, sum(amount) AS tax FROM accounting_invoicetax GROUP BY invoice_id) AS taxes
            ON taxes.invoice_id = invoice.id
        LEFT JOIN (SELECT item.entry_id, abs(sum(item.debit - item.credit)) AS amount
                   FROM accounting_item AS item JOIN accounting_account AS account ON account.id = item.account_id
                   WHERE account.kind IN ('receivable', 'payable') GROUP BY item.entry_id) AS booked
            ON booked.entry_id = invoice.entry_id
        WHERE lines.net IS DISTINCT FROM invoice.net OR lines.tax IS DISTINCT FROM invoice.tax
            OR coalesce(taxes.tax, 0) <> invoice.tax
            OR (invoice.entry_id IS NOT NULL AND coalesce(booked.amount, 0) <> invoice.gross)
            OR (invoice.status = 'posted' AND invoice.gross <> 0 AND invoice.entry_id IS NULL)
        ORDER BY invoice.id
        """,
    )


@verification("accounting.payment_status")
def payment_status() -> list[str]:
    """What an invoice says is left to pay is what is open of its receivable or payable."""
    return _problems(
        "Invoice {0} says {1} is left to pay ({2}); its items say {3}.",
        """
        SELECT invoice.number, invoice.residual, invoice.payment_status, abs(sum(item.residual))
        FROM accounting_invoice AS invoice
        JOIN accounting_item AS item ON item.entry_id = invoice.entry_id
        JOIN accounting_account AS account ON account.id = item.account_id AND account.kind IN ('receivable', 'payable')
        WHERE invoice.status = 'posted'
        GROUP BY invoice.id
        HAVING abs(sum(item.residual)) <> invoice.residual
            OR (invoice.residual = 0) <> (invoice.payment_status = 'paid')
            OR (invoice.residual = invoice.gross AND invoice.gross <> 0) <> (invoice.payment_status = 'unpaid')
        ORDER BY invoice.id
        """,
    )


@verification("accounting.open_items")
def open_items() -> list[str]:
    """What is open of an item is its amount less its matches."""
    return _problems(
        "Item {0} ({1}): open {2}, by its matches {3}.",
        """
        SELECT item.id, item.label, item.residual, item.debit - item.credit - coalesce(matched.amount, 0)
        FROM accounting_item AS item
        JOIN accounting_entry AS entry ON entry.id = item.entry_id
        JOIN accounting_period AS period ON period.id = entry.period_id
        JOIN accounting_account AS account ON account.id = item.account_id
        LEFT JOIN (
            SELECT id, sum(amount) AS amount FROM (
                SELECT debit_item_id AS id, amount FROM accounting_match WHERE NOT is_undone
                UNION ALL SELECT credit_item_id, -amount FROM accounting_match WHERE NOT is_undone
            ) AS sides GROUP BY id
        ) AS matched ON matched.id = item.id
        WHERE item.is_posted AND item.residual IS DISTINCT FROM
            CASE WHEN account.is_reconcilable AND period.kind = 'month'
                THEN item.debit - item.credit - coalesce(matched.amount, 0) END
        ORDER BY item.id
        """,
    )


@verification("accounting.reconciliations")
def reconciliations() -> list[str]:
    """Items of one letter sum to zero on each account and are settled; a bank line is matched by one reconciliation."""
    return [
        *_problems(
            "Reconciliation {0}: {1} is left on account {2}.",
            """
            SELECT letter.number, sum(item.debit - item.credit), account.code
            FROM accounting_item AS item
            JOIN accounting_reconciliation AS letter ON letter.id = item.reconciliation_id
            JOIN accounting_account AS account ON account.id = item.account_id
            GROUP BY letter.id, account.id
            HAVING sum(item.debit - item.credit) <> 0 OR sum(abs(item.residual)) <> 0 OR count(*) < 2
            ORDER BY letter.id
            """,
        ),
        *_problems(
            "Bank line {0} says matched: {1}; {2} reconciliations stand for it.",
            """
            SELECT line.id, line.is_matched, count(one.id)
            FROM accounting_bankline AS line
            LEFT JOIN accounting_reconciliation AS one ON one.bank_line_id = line.id AND one.undone_at IS NULL
            GROUP BY line.id HAVING count(one.id) <> line.is_matched::int
            ORDER BY line.id
            """,
        ),
    ]


@verification("accounting.bank_entries")
def bank_entries() -> list[str]:
    """A reconciled bank line stands in the books with its amount, in its currency, on the account of its bank account."""
    return _problems(
        "Bank line {0} of {1} is booked as {2}.",
        """
        SELECT line.id, line.amount, coalesce(sum(item.amount_currency), 0)
        FROM accounting_bankline AS line
        JOIN accounting_bankaccount AS account ON account.id = line.bank_account_id
        JOIN accounting_reconciliation AS one ON one.bank_line_id = line.id AND one.undone_at IS NULL
        LEFT JOIN accounting_item AS item ON item.entry_id = one.entry_id AND item.account_id = account.account_id
            AND item.currency_id = line.currency_id
        GROUP BY line.id HAVING coalesce(sum(item.amount_currency), 0) <> line.amount
        ORDER BY line.id
        """,
    )


@verification("accounting.clearing")
def clearing() -> list[str]:
    """What stands on a clearing account is what its open items say: nothing vanishes between shop and bank."""
    return _problems(
        "Clearing account {0} of company {1}: balance {2}, open items {3}.",
        """
        SELECT account.code, account.company_id, sum(item.debit - item.credit), sum(item.residual)
        FROM accounting_account AS account JOIN accounting_item AS item ON item.account_id = account.id
        WHERE account.kind = 'clearing' AND account.is_reconcilable AND item.is_posted
        GROUP BY account.id HAVING sum(item.debit - item.credit) <> sum(item.residual)
        ORDER BY 2, 1
        """,
    )


@verification("accounting.account_balances")
def account_balances() -> list[str]:
    """The sums of closed periods are those of their items, and open periods have none."""
    return _problems(
        "Account {0} in period {1}: kept {2} and {3}, its items say {4} and {5}.",
        """
        SELECT account.code, period.code, kept.debit, kept.credit, summed.debit, summed.credit
        FROM (
            SELECT period_id, account_id, sum(debit) AS debit, sum(credit) AS credit
            FROM accounting_accountbalance GROUP BY period_id, account_id
        ) AS kept
        FULL JOIN (
            SELECT entry.period_id, item.account_id, sum(item.debit) AS debit, sum(item.credit) AS credit
            FROM accounting_entry AS entry
            JOIN accounting_period AS period ON period.id = entry.period_id AND period.status = 'closed'
            JOIN accounting_item AS item ON item.entry_id = entry.id
            WHERE entry.status = 'posted'
            GROUP BY entry.period_id, item.account_id
        ) AS summed ON summed.period_id = kept.period_id AND summed.account_id = kept.account_id
        JOIN accounting_account AS account ON account.id = coalesce(kept.account_id, summed.account_id)
        JOIN accounting_period AS period ON period.id = coalesce(kept.period_id, summed.period_id)
        WHERE kept.debit IS DISTINCT FROM summed.debit OR kept.credit IS DISTINCT FROM summed.credit
        ORDER BY 2, 1
        """,
    )


@verification("accounting.chain")
def chains() -> list[str]:
    """Each company's posted entries are what they were when they were posted, in an unbroken chain."""
    return [
        f"{company}: {sentence}"
        for company in Company.objects.order_by("pk")
        for sentence in check_chain(company.pk).breaks
    ]

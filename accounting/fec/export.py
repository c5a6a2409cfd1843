"""Our own books as a FEC. The database writes the lines, so that a million of them cost no more memory than ten."""

import codecs
from collections.abc import Iterator
from contextlib import ExitStack

from django.db import connection
from django.utils.translation import gettext_lazy as _
from psycopg.sql import SQL, Literal
from stdnum.fr import siren

from accounting.fec.rules import COLUMNS
from accounting.models import FiscalYear
from erp.errors import DomainError
from erp.scope import Scope, entered

ENCODINGS = {"utf-8": "utf-8", "iso-8859-15": "iso8859-15"}
BLOCK = 1 << 18

# What would be taken for the end of a value or a line is a space. COPY doubles backslashes: there are none left.
# What closes the year is no part of the file (A47 A-1, VII-1°: without the entries that balance the accounts off).
# The opening entries first, then in the order of validation; a posted entry never changes, so it was last changed then.
LINES = """
SELECT translate(journal.code, E'\\t\\n\\r|\\\\', '    /'), translate(journal.name, E'\\t\\n\\r|\\\\', '    /'), translate(entry.number, E'\\t\\n\\r|\\\\', '    /'),
       to_char(item.date, 'YYYYMMDD'), account.code, translate(account.name, E'\\t\\n\\r|\\\\', '    /'),
       CASE WHEN account.kind IN ('receivable', 'payable') THEN coalesce(partner.number, '') ELSE '' END,
       CASE WHEN account.kind IN ('receivable', 'payable') THEN coalesce(translate(partner.name, E'\\t\\n\\r|\\\\', '    /'), '') ELSE '' END,
       translate(coalesce(nullif(entry.reference, ''), entry.number), E'\\t\\n\\r|\\\\', '    /'), to_char(entry.date, 'YYYYMMDD'),
       translate(coalesce(nullif(item.label, ''), nullif(entry.label, ''), entry.number), E'\\t\\n\\r|\\\\', '    /'),
       replace(item.debit::text, '.', ','), replace(item.credit::text, '.', ','),
       coalesce(letter.number, ''), coalesce(to_char(letter.created_at AT TIME ZONE {zone}, 'YYYYMMDD'), ''),
       to_char(entry.updated_at AT TIME ZONE {zone}, 'YYYYMMDD'),
       CASE WHEN item.currency_id <> company.currency_id THEN replace(item.amount_currency::text, '.', ',') ELSE '' END,
       CASE WHEN item.currency_id <> company.currency_id THEN item.currency_id ELSE '' END
FROM accounting_item AS item
JOIN accounting_entry AS entry ON entry.id = item.entry_id
JOIN accounting_period AS period ON period.id = entry.period_id
JOIN accounting_journal AS journal ON journal.id = entry.journal_id
JOIN accounting_account AS account ON account.id = item.account_id
JOIN erp_company AS company ON company.id = item.company_id
LEFT JOIN erp_partner AS partner ON partner.id = item.partner_id
LEFT JOIN accounting_reconciliation AS letter ON letter.id = item.reconciliation_id
WHERE item.company_id = {company} AND period.fiscal_year_id = {year} AND item.is_posted
  AND period.kind <> 'closing'
ORDER BY (journal.kind = 'opening') DESC, entry.updated_at, entry.id, item.id
"""


def fec_name(year: FiscalYear) -> str:
    """123456782FEC20261231.txt. Raises `DomainError` "fec.siren" where the company has no valid one."""
    number = siren.compact(year.company.siren or "")
    if not siren.is_valid(number):
        raise DomainError(
            "fec.siren",
            _("The file is named by the company's SIREN: fill it in on the company's page first."),
        )
    return f"{number}FEC{year.end_date:%Y%m%d}.txt"


def fec_chunks(year: FiscalYear, scope: Scope, *, encoding: str = "utf-8", time_zone: str) -> Iterator[bytes]:
    """The file's bytes, block by block; tabulators between values, CR LF after each line. Opens `scope` for itself: an
    answer is streamed after the request's own is closed. What ISO 8859-15 can't write becomes a question mark."""
    target = ENCODINGS[encoding]
    yield "\t".join(COLUMNS).encode(target) + b"\r\n"
    decode = codecs.getincrementaldecoder("utf-8")().decode
    with ExitStack() as stack:
        with entered(scope):
            cursor = stack.enter_context(connection.cursor())
            values = {"zone": time_zone, "company": year.company_id, "year": year.pk}
            # Composed, not handed over as parameters: the cursor that Django uses while debugging takes none for COPY.
            statement = SQL(LINES).format(**{name: Literal(value) for name, value in values.items()})
            copy = stack.enter_context(cursor.copy(SQL("COPY ({}) TO STDOUT").format(statement)))
        waiting = bytearray()
        for block in copy:
            waiting += block
            if len(waiting) >= BLOCK:
                yield _recode(decode(bytes(waiting)), target)
                waiting.clear()
        yield _recode(decode(bytes(waiting), final=True), target)


def _recode(text: str, target: str) -> bytes:
    return text.replace("\n", "\r\n").encode(target, "replace")

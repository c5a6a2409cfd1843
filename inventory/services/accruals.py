"""Goods received and not invoiced at a date: accrued on 408, taken back on the next day."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounting.choices import AccountRole, JournalCode
from accounting.models import Entry
from accounting.selectors.chart import account_codes, code_of, open_periods
from accounting.services.ledger import post_entries, reverse_entries
from accounting.subscribers import home_rates
from accounting.types import EntryDraft, ItemDraft
from catalog.models import Variant
from erp.errors import DomainError
from erp.locks import advisory_lock
from erp.models import Company
from erp.money import round_money
from inventory.choices import BookkeepingStyle
from inventory.selectors.invoicing import OpenReceipt, open_receipts
from inventory.services.bookkeeping import accounts_of, styles_of

SOURCE = "inventory.received_not_invoiced"


@dataclass(frozen=True)
class Accrual:
    """What is accrued at a date: net by account of purchases, the VAT that the invoices will bear, and of what."""

    receipts: list[OpenReceipt]
    nets: dict[str, Decimal]
    tax: Decimal

    @property
    def net(self) -> Decimal:
        return sum(self.nets.values(), Decimal(0))


def accrual_at(company: Company, day: dt.date) -> Accrual:
    """What has come and is not invoiced at the end of a day. A constant number of queries."""
    receipts = open_receipts([company.pk], day=day)
    categories = dict(
        Variant.objects.filter(pk__in={one.variant_id for one in receipts}).values_list(
            "pk", "product__tax_category"
        )
    )
    rates = home_rates([company.pk], set(categories.values()))
    accounts = accounts_of([company.pk], list(categories))
    nets: dict[str, Decimal] = defaultdict(Decimal)
    bases: dict[Decimal, Decimal] = defaultdict(Decimal)
    for one in receipts:
        nets[accounts.code(company.pk, AccountRole.PURCHASES_GOODS, one.variant_id)] += one.amount
        bases[rates.get((company.pk, categories[one.variant_id]), Decimal(0))] += one.amount
    tax = sum(
        (round_money(base * percent / 100, company.currency_id) for percent, base in bases.items()),
        Decimal(0),
    )
    return Accrual(receipts, {code: net for code, net in sorted(nets.items()) if net}, tax)


def accrual_entries(company: Company, day: dt.date) -> list[Entry]:
    """The accrual of a day and what took it back, if it is booked."""
    found = Entry.objects.filter(company=company, source_kind=SOURCE, source_id=_day_number(day))
    return list(found.order_by("pk"))


def post_accrual(company: Company, day: dt.date) -> list[Entry]:
    """Book what has come and is not invoiced at the end of a day, 607 and 44586 / 408, and take it back on the next day:
    both entries. Where that day has its accrual already it is answered, and nothing is booked.

    Raises `DomainError` "accrual.interim" in books with interim accounts, which say it at any moment, "accrual.nothing" where
    nothing is open, "period.closed" and "period.missing" for either day.
    """
    if styles_of([company.pk])[company.pk] == BookkeepingStyle.ANGLO_SAXON:
        raise DomainError(
            "accrual.interim",
            _(
                "These books keep what is to be invoiced on an interim account: its balance says it at any moment."
            ),
        )
    with transaction.atomic():
        advisory_lock(SOURCE, company.pk)
        if known := accrual_entries(company, day):
            return known
        following = day + dt.timedelta(days=1)
        open_periods([(company.pk, day), (company.pk, following)])
        accrual = accrual_at(company, day)
        if not accrual.net:
            raise DomainError(
                "accrual.nothing",
                _("Everything that came by %(date)s is invoiced: there is nothing to accrue."),
                params={"date": day},
            )
        codes = account_codes([company.pk])
        items = [ItemDraft(code, debit=net) for code, net in accrual.nets.items()]
        if accrual.tax:
            items.append(
                ItemDraft(code_of(codes, company.pk, AccountRole.VAT_NOT_INVOICED), debit=accrual.tax)
            )
        items.append(
            ItemDraft(
                code_of(codes, company.pk, AccountRole.INVOICES_TO_RECEIVE), credit=accrual.net + accrual.tax
            )
        )
        [entry] = post_entries(
            [
                EntryDraft(
                    company_id=company.pk,
                    journal_code=JournalCode.MISC,
                    date=day,
                    label=gettext("Goods received, not invoiced, at %(date)s") % {"date": day.isoformat()},
                    items=items,
                    source_kind=SOURCE,
                    source_id=_day_number(day),
                )
            ]
        )
        return [entry, *reverse_entries([entry], date=following)]


def _day_number(day: dt.date) -> int:
    """What remembers the day of an accrual: 20261231."""
    return int(f"{day:%Y%m%d}")

"""Setting up where money arrives: payment providers and bank accounts, each with an account of its own."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounting.choices import AccountRole, JournalCode
from accounting.models import Account, BankAccount, Journal, PaymentProvider
from accounting.selectors.chart import account_codes, accounts_by_code, code_of, journals_by_code
from accounting.types import BankAccountDraft, ProviderDraft
from erp.changelog import Change, log_changes
from erp.errors import DomainError
from erp.identifiers import check_iban
from erp.locks import advisory_lock
from erp.models import Company
from erp.search import index_records


def create_providers(company: Company, drafts: Sequence[ProviderDraft]) -> list[PaymentProvider]:
    """Providers with a clearing account each, opened below the company's account of payments under way."""
    with transaction.atomic():
        codes = account_codes([company.pk])
        parent = code_of(codes, company.pk, AccountRole.CLEARING)
        accounts = _open_accounts(company, parent, [draft.name for draft in drafts])
        fees = accounts_by_code(
            (company.pk, draft.fee_account_code) for draft in drafts if draft.fee_account_code
        )
        journal = journals_by_code([(company.pk, JournalCode.PAYMENTS)])[company.pk, JournalCode.PAYMENTS]
        providers = PaymentProvider.objects.bulk_create(
            PaymentProvider(
                company=company,
                code=draft.code,
                name=draft.name,
                clearing_account=account,
                fee_account=fees.get((company.pk, draft.fee_account_code)),
                journal=journal,
                methods=list(draft.methods),
                statement_names=list(draft.statement_names),
                fee_percent=draft.fee_percent,
                fee_fixed=draft.fee_fixed,
            )
            for draft, account in zip(drafts, accounts, strict=True)
        )
        log_changes(Change(provider, "create", after={"name": provider.name}) for provider in providers)
    return providers


def create_bank_accounts(company: Company, drafts: Sequence[BankAccountDraft]) -> list[BankAccount]:
    """Bank accounts with an account each below 512 and a journal each. Raises `DomainError` "bank_account.iban"."""
    for draft in drafts:
        try:
            check_iban(draft.iban)
        except ValidationError as error:
            raise DomainError(
                "bank_account.iban", _("This is not an IBAN: check its digits."), "iban"
            ) from error
    with transaction.atomic():
        codes = account_codes([company.pk])
        parent = code_of(codes, company.pk, AccountRole.BANK)
        accounts = _open_accounts(company, parent, [draft.name for draft in drafts])
        journals = _open_journals(company, [draft.name for draft in drafts])
        bank_accounts = BankAccount.objects.bulk_create(
            BankAccount(
                company=company,
                name=draft.name,
                iban=draft.iban.replace(" ", ""),
                bic=draft.bic,
                account=account,
                journal=journal,
                currency_id=draft.currency or company.currency_id,
            )
            for draft, account, journal in zip(drafts, accounts, journals, strict=True)
        )
        log_changes(Change(account, "create", after={"iban": account.iban}) for account in bank_accounts)
        index_records(bank_accounts)
    return bank_accounts


def _open_accounts(company: Company, parent_code: str, names: Sequence[str]) -> list[Account]:
    """New accounts below `parent_code`, with the next free codes: 5121, 5122…"""
    advisory_lock("accounting.open_accounts", company.pk)
    taken = set(
        Account.objects.filter(company=company, code__startswith=parent_code).values_list("code", flat=True)
    )
    parent = accounts_by_code([(company.pk, parent_code)])[company.pk, parent_code]
    free = (f"{parent_code}{number}" for number in range(1, 1000) if f"{parent_code}{number}" not in taken)
    accounts = Account.objects.bulk_create(
        Account(
            company=company,
            code=next(free),
            name=f"{parent.name} - {name}"[:160],
            name_en=f"{parent.name_en}, {name}"[:160],
            kind=parent.kind,
            is_reconcilable=parent.is_reconcilable,
        )
        for name in names
    )
    index_records(accounts)
    return accounts


def _open_journals(company: Company, names: Sequence[str]) -> list[Journal]:
    """The chart's bank journal for the first bank account, one more for each further one: BQ, BQ2, BQ3…"""
    used = BankAccount.objects.filter(company=company).count()
    wanted = [
        JournalCode.BANK if number == 1 else f"{JournalCode.BANK}{number}"
        for number in range(used + 1, used + len(names) + 1)
    ]
    Journal.objects.bulk_create(
        [
            Journal(company=company, code=code, name=f"Banque {name}"[:80], kind="bank")
            for code, name in zip(wanted, names, strict=True)
        ],
        ignore_conflicts=True,
    )
    found = journals_by_code((company.pk, code) for code in wanted)
    return [found[company.pk, code] for code in wanted]

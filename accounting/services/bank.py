"""Importing bank statements: each file once, each statement once, whatever two people do at the same moment."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounting.models import BankAccount, BankLine, BankStatement, StatementFile
from accounting.statements import (
    Notice,
    ParsedLine,
    ParsedStatement,
    StatementFormatError,
    read_statements,
)
from erp.changelog import Change, log_changes
from erp.documents import created_by
from erp.errors import DomainError
from erp.locks import advisory_lock
from erp.outbox import Event, publish


def import_statement(bank_account: BankAccount, name: str, content: bytes) -> list[BankStatement]:
    """The statements of a file, with their lines; all of them or none.

    A file may hold statements of several of the company's accounts. Warnings of the reader are kept on each statement.
    Raises `DomainError`: "statement.unreadable" (with the line and the reason), "statement.file_again",
    "statement.again", "statement.other_account", "statement.currency", "statement.not_booked".
    """
    try:
        parsed = read_statements(name, content)
    except StatementFormatError as error:
        reason = gettext(error.template) % error.params
        if error.line is not None:
            reason = gettext("Line %(line)s: %(reason)s") % {"line": error.line, "reason": reason}
        raise DomainError("statement.unreadable", "%(reason)s", "file", {"reason": reason}) from error
    digest = hashlib.sha256(content).hexdigest()
    company_id = bank_account.company_id
    accounts = {
        account.iban: account
        for account in BankAccount.objects.filter(company=company_id).select_related("company")
    }
    owners = [_owner(statement, bank_account, accounts) for statement in parsed]
    with transaction.atomic():
        # Two people with the same file: the second waits here, then finds the file imported.
        advisory_lock("accounting.import_statement", company_id)
        _refuse_known_file(company_id, digest)
        identifications = [_identification(statement) for statement in parsed]
        _refuse_known_statements(owners, identifications)
        file = StatementFile.objects.create(
            company_id=company_id,
            name=name[:160],
            digest=digest,
            size=len(content),
            imported_by_id=created_by(),
        )
        statements = BankStatement.objects.bulk_create(
            _statement(file, owner, identification, statement)
            for owner, identification, statement in zip(owners, identifications, parsed, strict=True)
        )
        BankLine.objects.bulk_create(
            (
                _line(statement, line)
                for statement, source in zip(statements, parsed, strict=True)
                for line in source.lines
            ),
            batch_size=1000,
        )
        log_changes(
            Change(statement, "import", after={"file": file.name, "bank_lines": len(source.lines)})
            for statement, source in zip(statements, parsed, strict=True)
        )
        publish(
            Event("accounting.statement_imported", f"accounting.bankstatement:{pk}", {"id": pk}, company_id)
            for pk in [statement.pk for statement in statements]
        )
    return statements


def translated_warnings(statement: BankStatement) -> list[str]:
    """The warnings of a statement in the language of who reads."""
    return [_translated(warning) for warning in statement.warnings]


def _translated(warning: dict[str, Any]) -> str:
    template = warning["template"]
    text = gettext(template) % warning["params"]
    if warning.get("line") is None:
        return text
    return gettext("Line %(line)s: %(reason)s") % {"line": warning["line"], "reason": text}


def _owner(statement: ParsedStatement, chosen: BankAccount, accounts: dict[str, BankAccount]) -> BankAccount:
    if statement.kind != "statement":
        raise DomainError(
            "statement.not_booked",
            _(
                "This file is a report of the day, not a statement: its lines come again. Import the statement (camt.053)."
            ),
            "file",
        )
    iban = statement.account.replace(" ", "")
    owner = accounts.get(iban) if iban else chosen
    if owner is None:
        raise DomainError(
            "statement.other_account",
            _(
                "The statement is of %(iban)s, which is none of this company's accounts. Choose the right company."
            ),
            "file",
            {"iban": statement.account},
        )
    if statement.currency and statement.currency != owner.currency_id:
        raise DomainError(
            "statement.currency",
            _(
                "The statement is in %(statement)s, the account %(account)s in %(currency)s. Correct the account first."
            ),
            "file",
            {"statement": statement.currency, "account": owner.name, "currency": owner.currency_id},
        )
    return owner


def _identification(statement: ParsedStatement) -> str:
    """What the bank calls the statement; some banks repeat the same word every day, so the dates stand in for it."""
    dates = f"{statement.opening_date or ''}/{statement.closing_date or ''}"
    name = statement.identification or statement.sequence or dates
    return f"{name} p.{statement.page}"[:80] if (statement.page or 1) > 1 else name[:80]


def _refuse_known_file(company_id: int, digest: str) -> None:
    known = StatementFile.objects.filter(company=company_id, digest=digest).first()
    if known is not None:
        raise DomainError(
            "statement.file_again",
            _("This file was imported on %(date)s as “%(name)s”. Nothing was imported again."),
            "file",
            {"date": known.imported_at.date(), "name": known.name},
        )


def _refuse_known_statements(owners: Sequence[BankAccount], identifications: Sequence[str]) -> None:
    keys = list(zip((owner.pk for owner in owners), identifications, strict=True))
    known = set(
        BankStatement.objects.filter(bank_account__in=owners, identification__in=identifications).values_list(
            "bank_account", "identification"
        )
    )
    twice = {key for key, count in Counter(keys).items() if count > 1}
    for owner, (pk, identification) in zip(owners, keys, strict=True):
        if (pk, identification) in known | twice:
            raise DomainError(
                "statement.again",
                _("The statement %(statement)s of %(account)s is there already. Nothing was imported again."),
                "file",
                {"statement": identification, "account": owner.name},
            )


def _statement(
    file: StatementFile, owner: BankAccount, identification: str, statement: ParsedStatement
) -> BankStatement:
    dates = [line.booking_date for line in statement.lines]
    closing = statement.closing_date or max(dates, default=None) or statement.opening_date
    return BankStatement(
        company_id=owner.company_id,
        bank_account=owner,
        file=file,
        identification=identification,
        sequence=statement.sequence[:40],
        date=closing or file.imported_at.date(),
        opening_date=statement.opening_date,
        closing_date=statement.closing_date,
        currency_id=statement.currency or owner.currency_id,
        opening_balance=statement.opening_balance,
        closing_balance=statement.closing_balance,
        balance_difference=statement.balance_difference,
        warnings=[_kept(notice) for notice in statement.warnings],
    )


def _kept(notice: Notice) -> dict[str, Any]:
    return {
        "code": notice.code,
        "template": notice.template,
        "params": {key: str(value) for key, value in notice.params.items()},
        "line": notice.line,
    }


def _line(statement: BankStatement, line: ParsedLine) -> BankLine:
    references = [*line.structured_references, *line.document_numbers]
    description = " ".join(filter(None, [line.description, *references])) or line.additional_information
    return BankLine(
        company_id=statement.company_id,
        statement=statement,
        bank_account=statement.bank_account,
        position=line.position,
        date=line.booking_date,
        value_date=line.value_date,
        amount=line.amount,
        currency_id=line.currency or statement.currency_id,
        reference=(line.reference or line.entry_reference)[:80],
        end_to_end_id=line.end_to_end_id[:80],
        counterparty=(line.counterparty or line.ultimate_counterparty)[:160],
        counterparty_iban=line.counterparty_iban.replace(" ", "")[:34],
        description=description,
        is_reversal=line.is_reversal,
        details=[
            {
                "amount": None if one.amount is None else str(one.amount),
                "end_to_end_id": one.end_to_end_id,
                "reference": one.reference,
                "counterparty": one.counterparty,
                "description": " ".join(
                    filter(None, [one.description, *one.structured_references, *one.document_numbers])
                ),
            }
            for one in line.transactions
        ]
        if len(line.transactions) > 1
        else [],
        raw=line.raw,
    )

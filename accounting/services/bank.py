"""Importing bank statements: each file once, each statement once, whatever two people do at the same moment."""

import hashlib
import re
from collections.abc import Sequence
from itertools import count, islice
from typing import Any

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from stdnum.iban import is_valid

from accounting.models import BankAccount, BankLine, BankStatement, StatementFile
from accounting.services.mappings import mapping_for
from accounting.services.statement_lines import line_row, new_lines, statement_row
from accounting.statements import (
    Notice,
    ParsedStatement,
    StatementFormatError,
    read_statements,
    recognised,
)
from accounting.statements.mapping import read_table
from accounting.statements.tables import may_be_table
from erp.changelog import Change, log_changes
from erp.documents import created_by
from erp.errors import DomainError
from erp.locks import advisory_lock
from erp.outbox import Event, publish

BATCH = 500


def import_statement(bank_account: BankAccount, name: str, content: bytes) -> list[BankStatement]:
    """The statements of a file, with those of their lines that are not there yet; all of them or none.

    A file may hold statements of several of the company's accounts. Files may overlap: a line that an earlier file
    brought is left out and told of (see `statement_lines.new_lines`), a statement of nothing but such lines too. Tables
    (CSV, XLSX) are read by the mapping that was saved for them. Warnings of the reader are kept on each statement.
    Raises `DomainError`: "statement.unreadable" (with the line and the reason), "statement.unmapped",
    "statement.file_again", "statement.again", "statement.other_account", "statement.currency", "statement.not_booked".
    """
    parsed = _read(bank_account, name, content)
    company_id = bank_account.company_id
    owners = _owners(parsed, bank_account)
    with transaction.atomic():
        # Two people with the same file: the second waits here, then finds the file imported.
        advisory_lock("accounting.import_statement", company_id)
        digest = hashlib.sha256(content).hexdigest()
        _refuse_known_file(company_id, digest)
        chosen = new_lines([(owner.pk, statement) for owner, statement in zip(owners, parsed, strict=True)])
        kept = [
            (owner, statement, found)
            for owner, statement, found in zip(owners, parsed, chosen, strict=True)
            if not found.is_known
        ]
        if not kept:
            _refuse_known_statements(owners[0], parsed[0])
        file = StatementFile.objects.create(
            company_id=company_id,
            name=name[:160],
            digest=digest,
            size=len(content),
            imported_by_id=created_by(),
        )
        named = _identifications([(owner, statement) for owner, statement, _found in kept])
        statements = BankStatement.objects.bulk_create(
            statement_row(file, owner, identification, statement, found)
            for (owner, statement, found), identification in zip(kept, named, strict=True)
        )
        rows = (
            line_row(statement, line)
            for statement, (_owner, _parsed, found) in zip(statements, kept, strict=True)
            for line in found.lines
        )
        while batch := list(islice(rows, BATCH)):
            BankLine.objects.bulk_create(batch)
        log_changes(
            Change(statement, "import", after={"file": file.name, "bank_lines": len(found.lines)})
            for statement, (_owner, _parsed, found) in zip(statements, kept, strict=True)
        )
        publish(
            Event("accounting.statement_imported", f"accounting.bankstatement:{pk}", {"id": pk}, company_id)
            for pk in [statement.pk for statement in statements]
        )
    return statements


def _read(bank_account: BankAccount, name: str, content: bytes) -> list[ParsedStatement]:
    try:
        if recognised(name, content) is not None or not may_be_table(content):
            return read_statements(name, content)
        mapping = mapping_for(bank_account, content)
        if mapping is None:
            raise DomainError(
                "statement.unmapped",
                _(
                    "This is a table whose columns are not known yet. Open “Read a table” on the bank account's page and say "
                    "once what its columns are."
                ),
                "file",
            )
        return read_table(content, mapping)
    except StatementFormatError as error:
        raise unreadable(error) from error


def unreadable(error: StatementFormatError) -> DomainError:
    """What the reader refuses, in the words of who reads: the line and the reason."""
    reason = gettext(error.template) % error.params
    if error.line is not None:
        reason = gettext("Line %(line)s: %(reason)s") % {"line": error.line, "reason": reason}
    return DomainError("statement.unreadable", "%(reason)s", "file", {"reason": reason})


def translated_warnings(statement: BankStatement) -> list[str]:
    """The warnings of a statement in the language of who reads."""
    return [_translated(warning) for warning in statement.warnings]


def said(notice: Notice) -> str:
    """A notice of a reader in the language of who reads."""
    return _translated({"template": notice.template, "params": dict(notice.params), "line": notice.line})


def _translated(warning: dict[str, Any]) -> str:
    template = warning["template"]
    text = gettext(template) % warning["params"]
    if warning.get("line") is None:
        return text
    return gettext("Line %(line)s: %(reason)s") % {"line": warning["line"], "reason": text}


def _owners(parsed: Sequence[ParsedStatement], chosen: BankAccount) -> list[BankAccount]:
    accounts = list(BankAccount.objects.filter(company=chosen.company_id).select_related("company"))
    return [_owner(statement, chosen, accounts) for statement in parsed]


def _owner(statement: ParsedStatement, chosen: BankAccount, accounts: Sequence[BankAccount]) -> BankAccount:
    if statement.kind == "notification" or not _can_be_known_again(statement):
        raise DomainError(
            "statement.not_booked",
            _(
                "This file is a report of the day, not a statement: its lines come again. Import the statement (camt.053)."
            ),
            "file",
        )
    owner = _account_named(statement, chosen, accounts)
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


def _can_be_known_again(statement: ParsedStatement) -> bool:
    """A report of the day may be imported where the bank gives each booked line a reference: the statement has it too."""
    return statement.kind == "statement" or (
        bool(statement.lines) and all(line.reference for line in statement.lines)
    )


def _account_named(
    statement: ParsedStatement, chosen: BankAccount, accounts: Sequence[BankAccount]
) -> BankAccount | None:
    """The account that the file is of: by IBAN, else by a number that is part of one, else the chosen one."""
    iban = (statement.account_iban or statement.account_other_id).replace(" ", "")
    if not iban:
        return chosen
    known = next((one for one in accounts if one.iban == iban), None)
    if known is not None:
        return known
    parts = [part for part in re.split(r"[^0-9A-Za-z]+", statement.account) if len(part) >= 5]
    named = [one for one in accounts if parts and all(part.lstrip("0") in one.iban for part in parts)]
    if named:
        return chosen if chosen in named else named[0]
    # A number that is no IBAN may be the bank's own way of naming the account; an IBAN that is not ours is another's.
    return None if statement.account_iban or is_valid(iban) else chosen


def _identification(statement: ParsedStatement) -> str:
    """What the bank calls the statement; some banks repeat the same word every day, so the dates stand in for it."""
    dates = f"{statement.opening_date or ''}/{statement.closing_date or ''}"
    name = statement.identification or statement.sequence or dates
    return f"{name} p.{statement.page}"[:80] if (statement.page or 1) > 1 else name[:80]


def _identifications(kept: Sequence[tuple[BankAccount, ParsedStatement]]) -> list[str]:
    """One for each statement; where the account has it already, for other lines, a number tells them apart."""
    wanted = [(owner.pk, _identification(statement)) for owner, statement in kept]
    taken = set(
        BankStatement.objects.filter(bank_account__in={pk for pk, _name in wanted}).values_list(
            "bank_account", "identification"
        )
    )
    found = []
    for pk, name in wanted:
        one = next(
            candidate
            for number in count(1)
            if (pk, candidate := name if number == 1 else f"{name[:73]} ({number})") not in taken
        )
        taken.add((pk, one))
        found.append(one)
    return found


def _refuse_known_file(company_id: int, digest: str) -> None:
    known = StatementFile.objects.filter(company=company_id, digest=digest).first()
    if known is not None:
        raise DomainError(
            "statement.file_again",
            _("This file was imported on %(date)s as “%(name)s”. Nothing was imported again."),
            "file",
            {"date": known.imported_at.date(), "name": known.name},
        )


def _refuse_known_statements(owner: BankAccount, statement: ParsedStatement) -> None:
    raise DomainError(
        "statement.again",
        _("The statement %(statement)s of %(account)s is there already. Nothing was imported again."),
        "file",
        {"statement": _identification(statement), "account": owner.name},
    )

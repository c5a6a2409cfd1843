"""Which lines of a statement are new, and the rows that keep them.

Banks' files overlap: a month after its weeks, an export from the first of the year. A line is known again by the bank's
reference, or, where the bank gives none, by everything it says; two equal lines in one file are two, so they are counted.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from accounting.models import BankAccount, BankLine, BankStatement, StatementFile
from accounting.scoring import squeeze
from accounting.statements import Notice, ParsedLine, ParsedStatement
from accounting.statements.messages import gettext_noop
from erp.money import round_money

Key = tuple[Any, ...]
_LINE_FIELDS = ("amount", "reference", "end_to_end_id", "counterparty", "description")


@dataclass(frozen=True, slots=True)
class NewLines:
    """The lines of a statement that are not there yet. `is_known`: the statement says nothing new."""

    lines: Sequence[ParsedLine]
    notices: Sequence[Notice]
    is_known: bool


@dataclass(frozen=True, slots=True)
class _Known:
    """A statement that is there: its period, balances and how often it has each line."""

    opening: Decimal | None
    closing: Decimal | None
    identification: str
    counts: Mapping[Key, int]


def new_lines(statements: Sequence[tuple[int, ParsedStatement]]) -> list[NewLines]:
    """For each (bank account id, statement of the file), the lines to import, in three queries."""
    known = _known(statements)
    found = []
    for account_id, statement in statements:
        prepared, notices = _prepared(statement)
        keys = [_key(line) for line in prepared]
        before = _before(statement, known[account_id])
        seen: Counter[Key] = Counter()
        for one in known[account_id]:
            if one not in before:
                seen.update(one.counts)
        lines = []
        for line, key in zip(prepared, keys, strict=True):
            if seen[key]:
                seen[key] -= 1
            else:
                lines.append(line)
        left_out = len(prepared) - len(lines)
        if left_out:
            notices.append(
                Notice(
                    "line.known",
                    gettext_noop(
                        "%(count)s of %(total)s lines were there already; they were not imported again."
                    ),
                    {"count": left_out, "total": len(prepared)},
                )
            )
        is_known = not lines and (left_out > 0 or _is_there(statement, known[account_id]))
        found.append(NewLines(lines, notices, is_known))
        known[account_id].append(
            _Known(
                statement.opening_balance,
                statement.closing_balance,
                _shown(statement),
                Counter(_key(line) for line in lines),
            )
        )
    return found


def statement_row(
    file: StatementFile, owner: BankAccount, identification: str, statement: ParsedStatement, found: NewLines
) -> BankStatement:
    """The statement as it is kept."""
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
        opening_balance=_rounded(statement.opening_balance, owner.currency_id),
        closing_balance=_rounded(statement.closing_balance, owner.currency_id),
        balance_difference=_rounded(statement.balance_difference, owner.currency_id),
        warnings=[_kept(notice) for notice in (*statement.warnings, *found.notices)],
    )


def line_row(statement: BankStatement, line: ParsedLine) -> BankLine:
    """A line as it is kept: every reference that the bank structured stands in its description too."""
    return BankLine(
        company_id=statement.company_id,
        statement=statement,
        bank_account=statement.bank_account,
        position=line.position,
        date=line.booking_date,
        value_date=line.value_date,
        currency_id=line.currency or statement.currency_id,
        counterparty_iban=line.counterparty_iban.replace(" ", "")[:34],
        is_reversal=line.is_reversal,
        details=_details(line),
        raw=line.raw,
        **_facts(line),
    )


def _facts(line: ParsedLine) -> dict[str, Any]:
    """What a line is known again by, cut as the table keeps it."""
    references = [*line.structured_references, *line.document_numbers]
    return {
        "amount": line.amount,
        "reference": (line.reference or line.entry_reference)[:80],
        "end_to_end_id": line.end_to_end_id[:80],
        "counterparty": (line.counterparty or line.ultimate_counterparty)[:160],
        "description": " ".join(filter(None, [line.description, *references])) or line.additional_information,
    }


def _details(line: ParsedLine) -> list[dict[str, Any]]:
    if len(line.transactions) < 2:
        return []
    return [
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


def _prepared(statement: ParsedStatement) -> tuple[list[ParsedLine], list[Notice]]:
    """The lines without those of nothing, amounts in the currency's digits; both are told."""
    lines, notices, remarks, rounded = [], [], 0, 0
    for line in statement.lines:
        currency = line.currency or statement.currency
        amount = round_money(line.amount, currency) if currency else round_money(line.amount)
        if not amount:
            remarks += 1
            continue
        rounded += amount != line.amount
        lines.append(replace(line, amount=amount))
    if remarks:
        notices.append(
            Notice(
                "line.nothing",
                gettext_noop("%(count)s lines of 0.00 only say something; they were left out."),
                {"count": remarks},
            )
        )
    if rounded:
        notices.append(
            Notice(
                "amount.rounded",
                gettext_noop("%(count)s amounts have more digits than the currency; they were rounded."),
                {"count": rounded},
            )
        )
    return lines, notices


def _key(line: ParsedLine) -> Key:
    return _key_of(line.booking_date, _facts(line))


def _key_of(date: dt.date, facts: Mapping[str, Any]) -> Key:
    """Reference, day and amount; without a reference, all of its words, however they are spaced."""
    if facts["reference"]:
        return (date, facts["amount"], facts["reference"])
    return (
        date,
        facts["amount"],
        facts["end_to_end_id"],
        squeeze(facts["counterparty"] + facts["description"]),
    )


def _known(statements: Sequence[tuple[int, ParsedStatement]]) -> dict[int, list[_Known]]:
    """The statements that have lines of the same days, or end where one of these begins."""
    days = [line.booking_date for _pk, statement in statements for line in statement.lines]
    edges = [
        day
        for _pk, statement in statements
        for day in (statement.opening_date, statement.closing_date)
        if day
    ]
    accounts = {pk for pk, _statement in statements}
    found: dict[int, list[_Known]] = defaultdict(list)
    if not days and not edges:
        return found
    first, last = min(days + edges), max(days + edges)
    counts: dict[int, Counter[Key]] = defaultdict(Counter)
    rows = BankLine.objects.filter(bank_account__in=accounts, date__gte=first, date__lte=last).values_list(
        "statement", "date", *_LINE_FIELDS
    )
    for statement_id, date, *values in rows.iterator(chunk_size=2000):
        counts[statement_id][_key_of(date, dict(zip(_LINE_FIELDS, values, strict=True)))] += 1
    for pk, account_id, opening, closing, name in BankStatement.objects.filter(
        bank_account__in=accounts, date__gte=first
    ).values_list("pk", "bank_account", "opening_balance", "closing_balance", "identification"):
        found[account_id].append(_Known(opening, closing, name, counts.pop(pk, Counter())))
    for pk, counted in counts.items():  # of statements that end before the first day, yet have lines of it
        account_id = BankStatement.objects.values_list("bank_account", flat=True).get(pk=pk)
        found[account_id].append(_Known(None, None, "", counted))
    return found


def _before(statement: ParsedStatement, known: Iterable[_Known]) -> list[_Known]:
    """The statements that this one continues: each ends with the balance that the next one begins with.

    Two pages of one day may have an equal line each; the balances prove that they are two.
    """
    chain: list[_Known] = []
    candidates = [one for one in known if one.closing is not None and one.opening is not None]
    if statement.opening_balance is None or statement.balance_difference != 0:
        return chain
    if any(
        (one.opening, one.closing) == (statement.opening_balance, statement.closing_balance)
        for one in candidates
    ):
        return chain  # the same statement again
    wanted: Decimal | None = statement.opening_balance
    while before := next(
        (one for one in candidates if one.closing == wanted and one not in chain and one.counts), None
    ):
        chain.append(before)
        wanted = before.opening
    return chain


def _is_there(statement: ParsedStatement, known: Iterable[_Known]) -> bool:
    """Whether a statement without lines is there: same name and balances."""
    return any(
        (one.opening, one.closing) == (statement.opening_balance, statement.closing_balance)
        and one.identification.startswith(_shown(statement)[:60])
        for one in known
    )


def _shown(statement: ParsedStatement) -> str:
    return (
        statement.identification
        or statement.sequence
        or f"{statement.opening_date or ''}/{statement.closing_date or ''}"
    )


def _rounded(amount: Decimal | None, currency: str) -> Decimal | None:
    return None if amount is None else round_money(amount, currency)


def _kept(notice: Notice) -> dict[str, Any]:
    return {
        "code": notice.code,
        "template": notice.template,
        "params": {key: str(value) for key, value in notice.params.items()},
        "line": notice.line,
    }

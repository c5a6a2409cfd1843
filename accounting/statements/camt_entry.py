"""One entry (Ntry) of a camt message into a `ParsedLine`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from accounting.statements import camt_fields as fields
from accounting.statements.camt_payment import payment_facts
from accounting.statements.camt_values import (
    TRUE_WORDS,
    EntryContext,
    currency_at,
    indicator,
    read_amount,
    read_date,
    signed,
)
from accounting.statements.messages import Notice, StatementFormatError, gettext_noop
from accounting.statements.types import ParsedLine, ParsedTransaction, Raw
from accounting.statements.xml import nodes, text_at


def read_entry(
    entry: Raw, position: int, line: int | None, context: EntryContext, *, is_mirrored: bool = False
) -> ParsedLine:
    """The line an entry describes.

    Sign: CdtDbtInd is the direction of the entry itself, also when RvslInd says that it is a reversal. ISO
    20022, ReportEntry/ReversalIndicator: "If the CreditDebitIndicator is CRDT and ReversalIndicator is Yes,
    the original operation was a debit entry" — so the reversal of a debit comes as CRDT and is money in.
    is_mirrored is for banks whose balances prove that they give the indicator of the original operation
    instead.

    Raises StatementFormatError when amount, direction or every date is missing or unreadable.
    """
    is_reversal = text_at(entry, "RvslInd").lower() in TRUE_WORDS
    direction = _direction(entry, line)
    if is_mirrored and is_reversal:
        direction = -direction
    amount, currency = _booked_amount(entry, line, context)
    amount = signed(amount, direction)
    booking_date, value_date = _dates(entry, line, context)
    status = text_at(entry, "Sts", "Sts/Cd", "Sts/Prtry")
    if not status:
        context.without_status += 1
        status = "BOOK"

    details = nodes(entry, "NtryDtls/TxDtls") or nodes(entry, "TxDtls")
    transactions = tuple(
        _transaction(detail, direction, is_reversal, currency, line, context) for detail in details
    )
    transactions = _completed(transactions, amount, currency)
    _check_batch(amount, currency, transactions, line, context)
    return ParsedLine(
        position=position,
        amount=amount,
        currency=currency,
        booking_date=booking_date,
        value_date=value_date,
        status=status.upper(),
        is_reversal=is_reversal,
        entry_reference=text_at(entry, "NtryRef"),
        additional_information=text_at(entry, "AddtlNtryInf"),
        transactions=transactions,
        line_number=line,
        raw=entry,
        **_line_facts(entry, transactions, direction, is_reversal, line, context),
    )


def _direction(entry: Raw, line: int | None) -> int:
    direction = indicator(entry)
    if direction is None:
        raise StatementFormatError(
            gettext_noop(
                "The entry does not say whether it is a credit or a debit (CdtDbtInd is “%(text)s”)."
            ),
            line,
            {"text": text_at(entry, "CdtDbtInd")},
        )
    return direction


def _booked_amount(entry: Raw, line: int | None, context: EntryContext) -> tuple[Decimal, str]:
    """Amount and currency in which the account moved.

    The standard wants Ntry/Amt in the account's currency. Some banks put the ordered amount there: then the
    booked one is in the amount details, if anywhere.
    """
    amount = read_amount(entry, "Amt", line, context.notices)
    currency = currency_at(entry, "Amt") or context.currency
    context.currency = context.currency or currency
    if amount < 0:
        context.notices.append(
            Notice(
                "amount.negative",
                gettext_noop("The amount %(amount)s carries a sign of its own; it was read as money out."),
                {"amount": amount},
                line,
            )
        )
    if currency == context.currency:
        return amount, currency
    for source in (entry, *nodes(entry, "NtryDtls/TxDtls")[:1]):
        for path in fields.BOOKED_AMOUNT_PATHS:
            if currency_at(source, path) == context.currency and len(nodes(entry, "NtryDtls/TxDtls")) <= 1:
                booked = read_amount(source, path, line, context.notices)
                context.notices.append(
                    Notice(
                        "amount.other_currency",
                        gettext_noop(
                            "The entry is in %(amount)s %(currency)s; the booked %(booked)s "
                            "%(account)s was used."
                        ),
                        {
                            "amount": amount,
                            "currency": currency,
                            "booked": booked,
                            "account": context.currency,
                        },
                        line,
                    )
                )
                return booked, context.currency
    context.notices.append(
        Notice(
            "line.other_currency",
            gettext_noop(
                "The entry is in %(currency)s, the account in %(account)s; it is not in the proof of "
                "the balances."
            ),
            {"currency": currency, "account": context.currency},
            line,
        )
    )
    return amount, currency


def _dates(entry: Raw, line: int | None, context: EntryContext) -> tuple[date, date | None]:
    booked, value = read_date(entry, "BookgDt"), read_date(entry, "ValDt")
    for path, found in (("BookgDt", booked), ("ValDt", value)):
        if found is None and (written := text_at(entry, path, f"{path}/Dt", f"{path}/DtTm")):
            context.notices.append(
                Notice(
                    "date.unreadable",
                    gettext_noop("“%(text)s” (%(element)s) is not a date; it was left out."),
                    {"text": written[:40], "element": path},
                    line,
                )
            )
    if booked is not None:
        return booked, value
    spare = value or context.spare_date
    if spare is None:
        raise StatementFormatError(
            gettext_noop("The entry has no date, and its statement has none either."), line
        )
    context.without_booking_date += 1
    return spare, value


def _transaction(
    detail: Raw, direction: int, is_reversal: bool, currency: str, line: int | None, context: EntryContext
) -> ParsedTransaction:
    amount = None
    own_direction = indicator(detail)
    for path in fields.TRANSACTION_AMOUNT_PATHS:
        if text_at(detail, path):
            amount = read_amount(detail, path, line, context.notices)
            # A payment may go against its batch; in a mirrored reversal the entry decides for all.
            sign = direction if own_direction is None or is_reversal else own_direction
            amount, currency = signed(amount, sign), currency_at(detail, path) or currency
            break
    return ParsedTransaction(
        amount=amount, currency=currency, **payment_facts(detail, direction, is_reversal, line, context)
    )


def _completed(
    transactions: tuple[ParsedTransaction, ...], amount: Decimal, currency: str
) -> tuple[ParsedTransaction, ...]:
    """The payments; where the bank leaves an amount out, the entry's or, in a batch, the ordered one."""
    if len(transactions) == 1 and transactions[0].amount is None:
        return (replace(transactions[0], amount=amount, currency=currency),)
    return tuple(
        replace(one, amount=one.original_amount)
        if one.amount is None and one.original_currency == currency
        else one
        for one in transactions
    )


def _check_batch(
    amount: Decimal,
    currency: str,
    transactions: Sequence[ParsedTransaction],
    line: int | None,
    context: EntryContext,
) -> None:
    if any(one.charges or one.amount is None or one.currency != currency for one in transactions):
        return  # charges taken out of one payment, or no amounts to compare
    total = sum((one.amount for one in transactions if one.amount is not None), Decimal(0))
    if transactions and total != amount:
        context.notices.append(
            Notice(
                "batch.difference",
                gettext_noop(
                    "The entry is %(amount)s, the %(count)s payments inside it make %(total)s; the "
                    "difference is %(difference)s %(currency)s."
                ),
                {
                    "amount": amount,
                    "count": len(transactions),
                    "total": total,
                    "difference": amount - total,
                    "currency": currency,
                },
                line,
            )
        )


def _line_facts(
    entry: Raw,
    transactions: Sequence[ParsedTransaction],
    direction: int,
    is_reversal: bool,
    line: int | None,
    context: EntryContext,
) -> dict[str, Any]:
    """The entry's own facts, and beside them what its only payment, or all its payments, say alike."""
    facts = payment_facts(entry, direction, is_reversal, line, context)
    own_description = facts["description"]
    facts["description"] = ""
    sums = {"charges", "original_amount", "original_currency", "exchange"}
    for name, value in facts.items():
        if value or not transactions or (len(transactions) > 1 and name in sums):
            continue
        said = {getattr(one, name) for one in transactions}
        if len(said) == 1:
            facts[name] = said.pop()
    facts["description"] = facts["description"] or own_description
    return facts

"""What a camt message tells about one payment: references, parties, remittance, charges, exchange."""

from collections.abc import Sequence
from typing import Any

from accounting.statements import camt_fields as fields
from accounting.statements.camt_values import (
    TRUE_WORDS,
    EntryContext,
    currency_at,
    indicator,
    normal_account,
    read_amount,
    signed,
)
from accounting.statements.types import ParsedCharge, ParsedExchange, Raw
from accounting.statements.xml import nodes, text_at, texts


def payment_facts(
    node: Raw, direction: int, is_reversal: bool, line: int | None, context: EntryContext
) -> dict[str, Any]:
    """The fields of `PaymentFacts` found in an entry or a payment."""
    facts: dict[str, Any] = {name: text_at(node, *paths) for name, paths in fields.REFERENCE_PATHS.items()}
    for name in ("reference", "end_to_end_id", "transaction_id", "mandate_id"):
        if facts[name].upper() in fields.NO_REFERENCE:
            facts[name] = ""
    facts |= _counterparty(node, direction, is_reversal or bool(nodes(node, "RtrInf")), context)
    facts["bank_code"] = "/".join(filter(None, (text_at(node, path) for path in fields.BANK_CODE_PATHS)))
    facts["structured_references"] = _all_texts(node, fields.STRUCTURED_REFERENCE_PATHS)
    facts["document_numbers"] = _all_texts(node, fields.DOCUMENT_NUMBER_PATHS)
    facts["description"] = " ".join(texts(node, fields.DESCRIPTION_PATH)) or text_at(
        node, *fields.SPARE_DESCRIPTION_PATHS
    )
    if text_at(node, fields.ORIGINAL_AMOUNT_PATH):
        original = read_amount(node, fields.ORIGINAL_AMOUNT_PATH, line, context.notices)
        facts["original_amount"] = signed(original, direction)
        facts["original_currency"] = currency_at(node, fields.ORIGINAL_AMOUNT_PATH)
    else:
        facts |= {"original_amount": None, "original_currency": ""}
    facts["exchange"] = _exchange(node, line, context)
    facts["charges"] = _charges(node, line, context)
    return facts


def _all_texts(node: Raw, paths: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for path in paths for text in texts(node, path)))


def _counterparty(node: Raw, direction: int, goes_back: bool, context: EntryContext) -> dict[str, str]:
    """Who is on the other side.

    Money in comes from the debtor, money out goes to the creditor. Returns and reversals name the parties of
    the original payment (EPC rulebooks, R-transactions), so there it is the other way round. Where one of the
    two accounts is the statement's own, that decides.
    """
    role: fields.Role = "Dbtr" if (direction > 0) != goes_back else "Cdtr"
    other: fields.Role = "Cdtr" if role == "Dbtr" else "Dbtr"
    here = _party(node, role)
    if _accounts(here) & context.own_accounts:
        there = _party(node, other)
        if not _accounts(there) & context.own_accounts:
            return there
    return here


def _party(node: Raw, role: fields.Role) -> dict[str, str]:
    party = {name: text_at(node, *paths) for name, paths in fields.PARTY_PATHS[role].items()}
    party["counterparty_iban"] = normal_account(party["counterparty_iban"])
    return party


def _accounts(party: dict[str, str]) -> set[str]:
    return {normal_account(party["counterparty_iban"]), normal_account(party["counterparty_account"])} - {""}


def _exchange(node: Raw, line: int | None, context: EntryContext) -> ParsedExchange | None:
    for path in fields.EXCHANGE_PATHS:
        for found in nodes(node, path):
            rate = (
                read_amount(found, "XchgRate", line, context.notices) if text_at(found, "XchgRate") else None
            )
            return ParsedExchange(
                rate=rate,
                source_currency=text_at(found, "SrcCcy"),
                target_currency=text_at(found, "TrgtCcy"),
                unit_currency=text_at(found, "UnitCcy"),
                contract=text_at(found, "CtrctId"),
            )
    return None


def _charges(node: Raw, line: int | None, context: EntryContext) -> tuple[ParsedCharge, ...]:
    charges = []
    for group in nodes(node, "Chrgs"):
        records = nodes(group, "Rcrd") or ([group] if text_at(group, "Amt") else [])
        path = "Amt" if records else "TtlChrgsAndTaxAmt"
        for record in records or [group]:
            if not text_at(record, path):
                continue
            amount = read_amount(record, path, line, context.notices)
            if amount == 0:
                continue
            included = text_at(record, "ChrgInclInd").lower()
            charges.append(
                ParsedCharge(
                    amount=signed(amount, indicator(record) or -1),
                    currency=currency_at(record, path) or context.currency,
                    kind=text_at(record, "Tp/Cd", "Tp/Prtry/Id", "Tp/Prtry"),
                    is_included=included in TRUE_WORDS if included else None,
                )
            )
    return tuple(charges)

"""camt.053 statements, camt.052 reports and camt.054 notifications of ISO 20022, every version, as banks
write them.

Elements are found by local name, so version, prefix and even a missing namespace do not matter. Entries are
read one by one as the file goes by. The mapping itself is in `camt_fields`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from lxml import etree

from accounting.statements import camt_fields as fields
from accounting.statements.balances import (
    are_reversals_mirrored,
    balance_difference,
    balance_notices,
    mirrored_notice,
)
from accounting.statements.camt_entry import read_entry
from accounting.statements.camt_values import (
    TRUE_WORDS,
    EntryContext,
    currency_at,
    indicator,
    normal_account,
    read_amount,
    read_date,
    signed,
)
from accounting.statements.messages import Notice, StatementFormatError, condensed, gettext_noop
from accounting.statements.types import ParsedBalance, ParsedLine, ParsedStatement, Raw, StatementKind
from accounting.statements.xml import (
    as_plain,
    decode_xml,
    elements,
    line_of,
    local_name,
    looks_like_xml,
    nodes,
    root_names,
    text_at,
)

_KINDS: dict[str, StatementKind] = {"Stmt": "statement", "Rpt": "report", "Ntfctn": "notification"}
_FINISHED = frozenset({"Ntry", *_KINDS})
_COUNT = re.compile(r"[0-9]{1,9}")
_NAMESPACE = re.compile(r"camt\.05[234]\.001\.\d\d")
_MESSAGES: dict[StatementKind, str] = {
    "statement": "camt.053",
    "report": "camt.052",
    "notification": "camt.054",
}


@dataclass(slots=True)
class _Entries:
    """Entries of the statement that is going by; context is known from the first one on."""

    raw: list[tuple[Raw, int | None]] = field(default_factory=list)


def recognises(name: str, content: bytes) -> bool:
    """Any XML file; what it is then turns out when it is read."""
    return looks_like_xml(content)


def read_camt(content: bytes) -> list[ParsedStatement]:
    """The statements, reports and notifications of a camt file. Raises StatementFormatError."""
    text = decode_xml(content)
    statements: list[ParsedStatement] = []
    entries = _Entries()
    for element in elements(text, _FINISHED):
        parent = element.getparent()
        name = local_name(element)
        if parent is None:
            continue
        if name == "Ntry":
            if local_name(parent) in _KINDS:
                entries.raw.append((as_plain(element), line_of(element)))
                element.clear()
        elif local_name(parent).startswith("BkToCstmr"):
            statements.append(_statement(element, parent, entries))
            entries = _Entries()
            element.clear()
    if not statements:
        root, child = root_names(text)
        raise StatementFormatError(
            gettext_noop(
                "The file is XML, but has no statement, report or notification of an account in it "
                "(it is %(root)s with %(child)s)."
            ),
            params={"root": root, "child": child or "–"},
        )
    return statements


def _statement(element: etree._Element, message: etree._Element, entries: _Entries) -> ParsedStatement:
    kind = _KINDS[local_name(element)]
    line = line_of(element)
    header = as_plain(element, without=frozenset({"Ntry"}))
    group = next((as_plain(child) for child in message if local_name(child) == "GrpHdr"), "")
    notices: list[Notice] = []

    balances = _balances(header, line, notices)
    opening, closing = _ends(balances)
    currency = text_at(header, "Acct/Ccy").upper() or next(
        (one.currency for one in balances if one.currency), ""
    )
    iban = normal_account(text_at(header, "Acct/Id/IBAN"))
    other_id = text_at(header, *fields.ACCOUNT_OTHER_PATHS)
    if not iban and not other_id:
        notices.append(
            Notice(
                "account.none", gettext_noop("The statement does not say which account it is of."), line=line
            )
        )
    opening_date = (opening.as_of if opening else None) or read_date(header, "FrToDt/FrDtTm", "FrToDt/FrDt")
    closing_date = (closing.as_of if closing else None) or read_date(header, "FrToDt/ToDtTm", "FrToDt/ToDt")

    context = EntryContext(
        currency=currency,
        own_accounts=frozenset({iban, normal_account(other_id)} - {""}),
        spare_date=closing_date or read_date(header, "CreDtTm") or read_date(group, "CreDtTm"),
    )
    opening_amount = opening.amount if opening else None
    closing_amount = closing.amount if closing else None
    lines = _lines(entries, context)
    booked = [one for one in lines if one.status == "BOOK"]
    difference = balance_difference(opening_amount, closing_amount, booked, context.currency)
    if are_reversals_mirrored(difference, booked, context.currency):
        context.notices.clear()
        context.without_status = context.without_booking_date = 0
        lines = _lines(entries, context, is_mirrored=True)
        booked = [one for one in lines if one.status == "BOOK"]
        difference = balance_difference(opening_amount, closing_amount, booked, context.currency)
        notices.append(mirrored_notice(booked))
    notices += context.notices
    if context.without_status:
        notices.append(
            Notice(
                "line.no_status",
                gettext_noop(
                    "%(count)s entries do not say whether they are booked; they were taken as booked."
                ),
                {"count": context.without_status},
            )
        )
    if context.without_booking_date:
        notices.append(
            Notice(
                "date.no_booking",
                gettext_noop(
                    "%(count)s entries have no booking date; their value date or the statement's "
                    "date was used."
                ),
                {"count": context.without_booking_date},
            )
        )
    if kind == "statement" or difference:
        notices += balance_notices(opening_amount, closing_amount, difference, context.currency)
    notices += _summary_notices(header, lines, line)

    page, is_last_page = _page(header, group)
    if is_last_page is False:
        notices.append(
            Notice(
                "page.more",
                gettext_noop("The statement goes on in another file (this is page %(page)s)."),
                {"page": page or "?"},
            )
        )
    version = _NAMESPACE.search(str(element.tag))
    return ParsedStatement(
        format=version[0] if version else _MESSAGES[kind],
        kind=kind,
        identification=text_at(header, "Id"),
        sequence=text_at(header, "ElctrncSeqNb", "LglSeqNb"),
        account_iban=iban,
        account_other_id=other_id,
        currency=context.currency,
        opening_balance=opening_amount,
        closing_balance=closing_amount,
        opening_date=opening_date,
        closing_date=closing_date,
        balance_difference=difference,
        lines=tuple(booked),
        unbooked_lines=tuple(one for one in lines if one.status != "BOOK"),
        balances=tuple(balances),
        warnings=condensed(notices),
        account_name=text_at(header, "Acct/Nm", "Acct/Ownr/Nm"),
        account_bic=text_at(header, *fields.ACCOUNT_BIC_PATHS),
        message_id=text_at(group, "MsgId"),
        page=page,
        is_last_page=is_last_page,
        raw=header,
    )


def _lines(entries: _Entries, context: EntryContext, *, is_mirrored: bool = False) -> list[ParsedLine]:
    return [
        read_entry(raw, position, line, context, is_mirrored=is_mirrored)
        for position, (raw, line) in enumerate(entries.raw, start=1)
    ]


def _balances(header: Raw, line: int | None, notices: list[Notice]) -> list[ParsedBalance]:
    balances = []
    for node in nodes(header, "Bal"):
        code = text_at(node, *fields.BALANCE_CODE_PATHS)
        amount = read_amount(node, "Amt", line, notices)
        sign = indicator(node)
        if sign is None:
            sign = 1
            if amount > 0:
                notices.append(
                    Notice(
                        "balance.no_sign",
                        gettext_noop(
                            "The balance %(code)s of %(amount)s does not say credit or debit; it was "
                            "read as credit."
                        ),
                        {"code": code, "amount": amount},
                        line,
                    )
                )
        balances.append(
            ParsedBalance(
                code=code,
                amount=signed(amount, sign),
                currency=currency_at(node, "Amt"),
                as_of=read_date(node, "Dt"),
            )
        )
    return balances


def _ends(balances: Sequence[ParsedBalance]) -> tuple[ParsedBalance | None, ParsedBalance | None]:
    """Opening and closing booked balance.

    A statement over several days or pages may repeat them: the first opening and the last closing count. A
    report within the day has interim balances instead; a single one of those is a closing one.
    """
    opening = next((one for code in fields.OPENING_CODES for one in balances if one.code == code), None)
    closing = next((one for one in reversed(balances) if one.code in fields.CLOSING_CODES), None)
    interim = [one for one in balances if one.code == fields.INTERIM_CODE]
    if opening is None and len(interim) > 1:
        opening = interim[0]
    if closing is None and interim:
        closing = interim[-1]
    return opening, closing


def _summary_notices(header: Raw, lines: Sequence[ParsedLine], line: int | None) -> list[Notice]:
    """What the bank announces in its summary (TxsSummry) and the file does not keep: a sign of a cut file."""
    notices = []
    groups = {
        "TtlNtries": [abs(one.amount) for one in lines],
        "TtlCdtNtries": [one.amount for one in lines if one.amount > 0],
        "TtlDbtNtries": [-one.amount for one in lines if one.amount < 0],
    }
    for name, amounts in groups.items():
        count = text_at(header, f"TxsSummry/{name}/NbOfNtries")
        if _COUNT.fullmatch(count) and int(count) != len(amounts):
            notices.append(
                Notice(
                    "summary.count",
                    gettext_noop(
                        "The bank announces %(announced)s entries (%(element)s), the file has %(found)s."
                    ),
                    {"announced": count, "element": name, "found": len(amounts)},
                    line,
                )
            )
        # Banks disagree whether the sum over both directions is gross or net; the two others are clear.
        if name != "TtlNtries" and text_at(header, f"TxsSummry/{name}/Sum"):
            announced = abs(read_amount(header, f"TxsSummry/{name}/Sum", line, notices))
            difference = announced - sum(amounts, Decimal(0))
            if difference:
                notices.append(
                    Notice(
                        "summary.sum",
                        gettext_noop(
                            "The bank announces entries of %(announced)s (%(element)s); the "
                            "difference to the file is %(difference)s."
                        ),
                        {"announced": announced, "element": name, "difference": difference},
                        line,
                    )
                )
    return notices


def _page(header: Raw, group: Raw) -> tuple[int | None, bool | None]:
    for source, name in (
        (header, "StmtPgntn"),
        (header, "RptPgntn"),
        (header, "NtfctnPgntn"),
        (group, "MsgPgntn"),
    ):
        for pagination in nodes(source, name):
            number = text_at(pagination, "PgNb")
            last = text_at(pagination, "LastPgInd").lower()
            return (int(number) if _COUNT.fullmatch(number) else None), (last in TRUE_WORDS if last else None)
    return None, None

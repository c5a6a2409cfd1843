"""OFX 1 (SGML) and 2 (XML): bank and card statements, as banks write them.

Both are read as the same string of tags. SGML leaves end tags out, many banks put in some of them, and some leave
values empty, which makes them look like the start of a group; what OFX calls a group is known, so that is decided by name.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from html import unescape
from typing import Any

from accounting.statements.messages import Notice, StatementFormatError, condensed, gettext_noop
from accounting.statements.plain import compact_date, decode_text, plain_amount, single_spaced
from accounting.statements.rib import french_iban
from accounting.statements.types import ParsedBalance, ParsedLine, ParsedStatement, Raw

_START = re.compile(r"<OFX\s*>", re.IGNORECASE)
_HEADER = re.compile(r"CHARSET\s*[:>]\s*([\w-]+)|encoding=[\"']([\w-]+)[\"']", re.IGNORECASE)
_VERSION = re.compile(r"VERSION\s*(?::|>|=\s*[\"'])\s*(\d{3})", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([A-Za-z0-9._]+)\s*(/?)>([^<]*)")
# Groups that are looked into; every other tag is a value.
_GROUPS = frozenset(
    {
        *(
            "OFX",
            "BANKMSGSRSV1",
            "CREDITCARDMSGSRSV1",
            "INVSTMTMSGSRSV1",
            "SIGNONMSGSRSV1",
            "SONRS",
            "STATUS",
            "FI",
        ),
        *("STMTTRNRS", "CCSTMTTRNRS", "INVSTMTTRNRS", "STMTRS", "CCSTMTRS", "INVSTMTRS"),
        *(
            "BANKACCTFROM",
            "CCACCTFROM",
            "INVACCTFROM",
            "BANKACCTTO",
            "CCACCTTO",
            "BANKTRANLIST",
            "BANKTRANLISTP",
        ),
        *("STMTTRN", "STMTTRNP", "PAYEE", "LEDGERBAL", "AVAILBAL", "CURRENCY", "ORIGCURRENCY"),
    }
)
_STATEMENTS = frozenset({"STMTRS", "CCSTMTRS"})
MAX_TAGS = 1_000_000
_NONE = frozenset({"NULL", "NONE", "N/A"})


@dataclass(slots=True)
class _Group:
    name: str
    line: int
    values: dict[str, str] = field(default_factory=dict)
    groups: list["_Group"] = field(default_factory=list)

    def find(self, name: str) -> "_Group | None":
        return next((one for one in self.groups if one.name == name), None)

    def walk(self) -> Iterator["_Group"]:
        yield self
        for one in self.groups:
            yield from one.walk()

    def text(self, name: str) -> str:
        return self.values.get(name, "")

    def plain(self) -> Raw:
        found: dict[str, Any] = dict(self.values)
        for one in self.groups:
            found[one.name] = one.plain()
        return found


def recognises(name: str, content: bytes) -> bool:
    """A file that has an <OFX> tag near its beginning."""
    head = content[:4096].replace(b"\0", b"").upper()
    return b"<OFX>" in head or head.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"OFXHEADER")


def read_ofx(content: bytes) -> list[ParsedStatement]:
    """The bank and card statements of a file. Raises StatementFormatError."""
    head = content[:2048].replace(b"\0", b"").decode("latin-1")
    text = decode_text(content, _encoding(head))
    start = _START.search(text)
    if start is None:
        raise StatementFormatError(gettext_noop("The file has an OFX header, but no <OFX> after it."))
    root = _tree(text, start.start())
    version = _VERSION.search(text[: start.start()])
    statements = [
        _statement(group, f"OFX {version[1]}" if version else "OFX")
        for group in root.walk()
        if group.name in _STATEMENTS
    ]
    if not statements:
        raise StatementFormatError(
            gettext_noop(
                "The OFX file has no statement of a bank account or card in it (securities are not read)."
            )
        )
    return statements


def _encoding(head: str) -> str:
    found = _HEADER.search(head)
    name = ((found[1] or found[2]) if found else "").lower()
    # Files that say Windows-1252 or ASCII are often UTF-8: tried first, what is not UTF-8 is Windows-1252.
    return "" if name in {"", "1252", "us-ascii", "utf-8", "none", "utf-16", "usascii"} else name


def _tree(text: str, start: int) -> _Group:
    root = _Group("", 1)
    stack = [root]
    line, at = 1, 0
    for count, found in enumerate(_TAG.finditer(text, start)):
        if count > MAX_TAGS:
            raise StatementFormatError(
                gettext_noop("The file has more than %(limit)s tags."), params={"limit": f"{MAX_TAGS:,}"}
            )
        line += text.count("\n", at, found.start())
        at = found.start()
        is_end, name, is_empty, value = found[1], found[2].upper(), found[3], found[4]
        if name not in _GROUPS:
            if not is_end and not is_empty:
                stack[-1].values.setdefault(name, single_spaced(unescape(value)))
            continue
        if is_end:
            if any(one.name == name for one in stack[1:]):
                while stack.pop().name != name:
                    pass
        elif not is_empty:
            if name == "STMTTRN" and stack[-1].name == "STMTTRN":
                stack.pop()  # its end tag was left out
            group = _Group(name, line)
            stack[-1].groups.append(group)
            stack.append(group)
    return root


def _statement(group: _Group, version: str) -> ParsedStatement:
    notices: list[Notice] = []
    account = group.find("BANKACCTFROM") or group.find("CCACCTFROM") or _Group("", group.line)
    listed = group.find("BANKTRANLIST") or _Group("", group.line)
    transactions = [one for one in listed.groups if one.name == "STMTTRN"]
    currency = group.text("CURDEF").upper() or next(
        (found for one in transactions if (found := _own_currency(one))), ""
    )
    lines: list[ParsedLine] = []
    for transaction in transactions:
        line = _line(transaction, len(lines) + 1, currency, notices)
        if line is not None:
            lines.append(line)
    opening_date, closing_date = compact_date(listed.text("DTSTART")), compact_date(listed.text("DTEND"))
    balance = _balance(group.find("LEDGERBAL"), currency, notices)
    iban = french_iban(account.text("BANKID"), account.text("BRANCHID"), account.text("ACCTID"))
    if not iban and _is_iban(account.text("ACCTID")):
        iban = account.text("ACCTID").replace(" ", "")
    if not account.text("ACCTID"):
        notices.append(
            Notice(
                "account.none",
                gettext_noop("The statement does not say which account it is of."),
                line=group.line,
            )
        )
    return ParsedStatement(
        format=version,
        kind="statement",
        identification="",
        sequence="",
        account_iban=iban,
        account_other_id=account.text("ACCTID").strip(),
        currency=currency,
        opening_balance=None,
        closing_balance=balance.amount if balance else None,
        opening_date=opening_date,
        closing_date=(balance.as_of if balance else None) or closing_date,
        balance_difference=None,
        lines=tuple(lines),
        balances=(balance,) if balance else (),
        warnings=condensed(notices),
        raw={"account": account.plain()},
    )


def _own_currency(transaction: _Group) -> str:
    own = transaction.find("CURRENCY")
    return own.text("CURSYM").upper() if own else ""


def _is_iban(text: str) -> bool:
    packed = text.replace(" ", "")
    return len(packed) >= 15 and packed[:2].isalpha() and packed[2:4].isdigit() and packed.isalnum()


def _balance(group: _Group | None, currency: str, notices: list[Notice]) -> ParsedBalance | None:
    text = group.text("BALAMT") if group else ""
    amount = plain_amount(text) if text else None
    if group is None or amount is None:
        notices.append(
            Notice(
                "balance.no_closing",
                gettext_noop("The statement has no closing balance; it cannot be proved."),
                line=group.line if group else None,
            )
        )
        return None
    return ParsedBalance(
        code="LEDGERBAL", amount=amount, currency=currency, as_of=compact_date(group.text("DTASOF"))
    )


def _line(group: _Group, position: int, currency: str, notices: list[Notice]) -> ParsedLine | None:
    text = group.text("TRNAMT")
    amount = plain_amount(text)
    if amount is None:
        amount = plain_amount(re.sub(r"[^\d.,+-]", "", text)) if re.search(r"\d", text) else None
        if amount is not None:
            code, template = "amount.decorated", gettext_noop("The amount “%(text)s” was read as %(amount)s.")
        else:
            code = "line.no_amount"
            template = gettext_noop("“%(name)s” has no amount (“%(text)s”); it was left out.")
        notices.append(
            Notice(code, template, {"text": text, "amount": amount, "name": _said(group)}, group.line)
        )
        if amount is None:
            return None
    amount = _signed(amount, group, notices)
    booked = compact_date(group.text("DTPOSTED")) or compact_date(group.text("DTUSER"))
    if booked is None:
        raise StatementFormatError(
            gettext_noop("A movement of %(amount)s has no date (“%(text)s”)."),
            group.line,
            {"amount": amount, "text": group.text("DTPOSTED")},
        )
    payee = group.find("PAYEE")
    name, memo = group.text("NAME") or (payee.text("NAME") if payee else ""), group.text("MEMO")
    other = group.find("BANKACCTTO") or group.find("CCACCTTO") or _Group("", group.line)
    original = group.find("ORIGCURRENCY")
    iban = french_iban(other.text("BANKID"), other.text("BRANCHID"), other.text("ACCTID"))
    if not iban and _is_iban(other.text("ACCTID")):
        iban = other.text("ACCTID").replace(" ", "")
    check = group.text("CHECKNUM")
    return ParsedLine(
        position=position,
        amount=amount,
        currency=currency,
        booking_date=booked,
        value_date=compact_date(group.text("DTAVAIL")) or compact_date(group.text("DTUSER")),
        status="BOOK",
        reference=_given(group.text("FITID")),
        entry_reference=_given(check) or _given(group.text("REFNUM")),
        counterparty=name,
        counterparty_iban=iban,
        counterparty_account="" if iban else other.text("ACCTID"),
        description=memo or name,
        proprietary_code=group.text("TRNTYPE").upper(),
        original_currency=original.text("CURSYM") if original else "",
        document_numbers=(check,) if _given(check) and group.text("TRNTYPE").upper() == "CHECK" else (),
        line_number=group.line,
        raw=group.plain(),
    )


def _signed(amount: Decimal, group: _Group, notices: list[Notice]) -> Decimal:
    """TRNAMT has the sign (OFX 1.6, 3.2.9.2), whatever TRNTYPE says; where they disagree it is told."""
    kind = group.text("TRNTYPE").upper()
    if (kind == "CREDIT" and amount < 0) or (kind == "DEBIT" and amount > 0):
        notices.append(
            Notice(
                "amount.type",
                gettext_noop(
                    "A movement of %(amount)s is called %(kind)s; the sign of the amount was taken."
                ),
                {"amount": amount, "kind": kind},
                group.line,
            )
        )
    return amount


def _said(group: _Group) -> str:
    return group.text("NAME") or group.text("MEMO") or group.text("FITID")


def _given(text: str) -> str:
    return "" if text.upper() in _NONE or not text.strip("0") else text

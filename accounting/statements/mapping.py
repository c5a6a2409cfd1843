"""A bank's table (CSV, XLSX) read as a mapping says: which column is what, how dates, amounts and signs are written."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from accounting.statements.balances import balance_notices
from accounting.statements.messages import Notice, StatementFormatError, condensed, gettext_noop
from accounting.statements.plain import single_spaced
from accounting.statements.tables import (
    Row,
    amount_in,
    date_in,
    guess_date_order,
    is_decimal_comma,
    is_workbook,
    read_rows,
)
from accounting.statements.types import ParsedBalance, ParsedLine, ParsedStatement

# What a column may be. `description` may be several columns, joined.
ROLES = (
    "date", "value_date", "amount", "debit", "credit", "indicator", "balance", "description", "counterparty",
    "counterparty_iban", "reference", "end_to_end_id", "currency", "account",
)  # fmt: skip

# Headings by which banks call them, folded; tried in this order, each column once.
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "date": ("date de comptabilisation", "date comptable", "date operation", "buchungstag", "booking date", "transaction date",
             "date", "posting date", "date d'operation"),
    "value_date": ("date de valeur", "date valeur", "value date", "valuta", "wertstellung"),
    "debit": ("debit", "montant debit", "debit amount", "withdrawal", "depenses", "soll"),
    "credit": ("credit", "montant credit", "credit amount", "deposit", "recettes", "haben"),
    "amount": ("montant", "amount", "umsatz", "betrag", "montant de l'operation", "montant en eur", "montant(euros)", "net"),
    "indicator": ("sens", "s/h", "soll/haben", "dc", "d/c", "debit/credit", "debit or credit"),
    "balance": ("solde", "balance", "runningbalance", "running balance", "kontostand", "saldo"),
    "counterparty": ("nom", "name", "partner name", "contrepartie", "beneficiaire", "auftraggeber/empfanger", "payee",
                     "empfanger/zahlungspflichtiger", "tiers", "libelle simplifie", "merchant name", "description 1"),
    "counterparty_iban": ("iban", "bank account", "number", "compte du tiers", "iban contrepartie"),
    "reference": ("reference", "ref", "no de transaction", "n° de transaction", "transaction id", "reference operation",
                  "checknumber", "check number", "num"),
    "end_to_end_id": ("end to end", "end-to-end id", "client reference", "kundenreferenz", "sepa reference"),
    "currency": ("devise", "currency", "monn.", "wahrung", "waehrung"),
    "account": ("account", "compte", "kontonummer", "produit", "konto"),
    "description": ("libelle operation", "libelle", "label", "description", "remarque", "motif", "reason", "buchungstext",
                    "verwendungszweck", "vorgang/verwendungszweck", "detail", "informations complementaires",
                    "description 2", "description 3", "additional description", "communication", "comments"),
}  # fmt: skip
_OPENING_WORDS = ("anfangssaldo", "solde initial", "ancien solde", "opening balance", "solde precedent")
_CLOSING_WORDS = ("endsaldo", "solde final", "nouveau solde", "closing balance")
DEBIT_WORDS = frozenset({"s", "d", "debit", "db", "dr", "soll", "withdrawal", "-"})
SIGN_RULES = ("signed", "inverted", "columns", "indicator")
MAX_HEADER_ROW = 30


@dataclass(frozen=True, slots=True)
class TableMapping:
    """How to read a bank's table.

    `columns`: role → headings of its columns ("#3" for the third where there is no heading). `decimal_mark`: "," or ".".
    `sign_rule`: "signed" (money out is negative), "inverted" (a card's: spending is positive), "columns" (debit and
    credit apart, whatever their sign), "indicator" (a column says debit or credit).
    """

    columns: Mapping[str, tuple[str, ...]]
    date_order: str = "dmy"
    decimal_mark: str = ","
    sign_rule: str = "signed"
    delimiter: str = ""
    encoding: str = ""
    has_header: bool = True

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(heading for names in self.columns.values() for heading in names)


@dataclass(frozen=True, slots=True)
class Sample:
    """A table laid out for a person to map: headings (made up where it has none), rows, and the mapping that seems right."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    mapping: TableMapping
    signature: str


@dataclass(slots=True)
class _Totals:
    opening: Decimal | None = None
    closing: Decimal | None = None
    notices: list[Notice] = field(default_factory=list)


def folded(text: str) -> str:
    """A heading for comparing: no accents, no case, single spaces.

    >>> folded(" Libellé  Opération ")
    'libelle operation'
    """
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(one for one in decomposed if not unicodedata.combining(one))
    return single_spaced(plain.casefold())


def look_at(content: bytes, *, delimiter: str = "", encoding: str = "", has_header: bool = True) -> Sample:
    """The table of a file with the mapping that its headings and values suggest. Raises StatementFormatError."""
    rows = read_rows(content, delimiter=delimiter, encoding=encoding)
    if not rows:
        raise StatementFormatError(gettext_noop("The file is empty."))
    at = _header_at(rows) if has_header else None
    if at is None:
        width = max(len(row.cells) for row in rows)
        headings = tuple(f"#{number}" for number in range(1, width + 1))
        body = rows
    else:
        headings, body = rows[at].cells, rows[at + 1 :]
    columns = _suggested(headings, body) if at is not None else _by_values(headings, body)
    mapping = TableMapping(
        columns=columns,
        date_order=guess_date_order(_values(headings, body, columns, "date")),
        decimal_mark=","
        if is_decimal_comma(
            text
            for role in ("amount", "debit", "credit", "balance")
            for text in _values(headings, body, columns, role)
        )
        else ".",
        sign_rule="columns"
        if "debit" in columns or "credit" in columns
        else "indicator"
        if "indicator" in columns
        else "signed",
        delimiter="" if is_workbook(content) else delimiter,
        encoding=encoding,
        has_header=at is not None,
    )
    return Sample(headings, tuple(body), mapping, signature(headings, has_header=at is not None))


def signature(headings: Sequence[str], *, has_header: bool = True) -> str:
    """By what a bank's table is known again: its headings, or the number of its columns."""
    named = [folded(heading) for heading in headings]
    while named and not named[-1]:
        named.pop()
    return "|".join(named)[:1000] if has_header else f"#{len(named)}"


def signatures_of(content: bytes, *, delimiter: str = "", encoding: str = "") -> list[str]:
    """Every signature that the beginning of a file may have."""
    rows = read_rows(content, delimiter=delimiter, encoding=encoding)
    found = [signature(row.cells) for row in rows[:MAX_HEADER_ROW]]
    return [*found, f"#{max((len(row.cells) for row in rows), default=0)}"]


def read_table(content: bytes, mapping: TableMapping) -> list[ParsedStatement]:
    """The statement of a table. Raises StatementFormatError with the line of what can't be read."""
    rows = read_rows(content, delimiter=mapping.delimiter, encoding=mapping.encoding)
    index, body = _located(rows, mapping)
    comma = mapping.decimal_mark == ","
    totals = _Totals()
    lines: list[ParsedLine] = []
    balances: list[Decimal | None] = []
    for row in body:
        amount = _amount(row, index, mapping, comma)
        if _is_total(row, amount, totals):
            continue
        line = _line(row, len(lines) + 1, amount, index, mapping, totals.notices)
        if line is None:
            continue
        lines.append(line)
        balances.append(_first_amount(row, index.get("balance", ()), comma))
    if not lines and not body:
        totals.notices.append(Notice("lines.none", gettext_noop("The table has no movements.")))
    return [_statement(mapping, lines, balances, totals, index, body)]


def _statement(
    mapping: TableMapping,
    lines: list[ParsedLine],
    balances: list[Decimal | None],
    totals: _Totals,
    index: Mapping[str, Sequence[int]],
    body: Sequence[Row],
) -> ParsedStatement:
    opening, closing, difference = _proof(lines, balances, totals)
    currency = next((line.currency for line in lines if line.currency), "")
    if opening is not None or closing is not None:
        totals.notices += balance_notices(opening, closing, difference, currency)
    dates = [line.booking_date for line in lines]
    account = next((row.cell(at) for row in body for at in index.get("account", ()) if row.cell(at)), "")
    packed = account.replace(" ", "")
    is_iban = bool(re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}", packed))
    closing_date = max(dates, default=None)
    return ParsedStatement(
        format="table",
        kind="statement",
        identification="",
        sequence="",
        account_iban=packed if is_iban else "",
        account_other_id="" if is_iban else account,
        currency=currency,
        opening_balance=opening,
        closing_balance=closing,
        opening_date=min(dates, default=None),
        closing_date=closing_date,
        balance_difference=difference,
        lines=tuple(lines),
        balances=(ParsedBalance(code="closing", amount=closing, currency=currency, as_of=closing_date),)
        if closing is not None
        else (),
        warnings=condensed(totals.notices),
    )


def _proof(
    lines: Sequence[ParsedLine], balances: Sequence[Decimal | None], totals: _Totals
) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Opening and closing balance, from rows that say so or from the running balance; banks list either way round."""
    total = sum((line.amount for line in lines), Decimal(0))
    opening, closing = totals.opening, totals.closing
    if opening is None and closing is None and lines and balances[0] is not None and balances[-1] is not None:
        first, last = balances[0], balances[-1]
        rising = (first - lines[0].amount, last)
        falling = (last - lines[-1].amount, first)
        is_falling = lines[0].booking_date > lines[-1].booking_date
        if rising[1] - rising[0] != total and falling[1] - falling[0] == total:
            is_falling = True
        opening, closing = falling if is_falling else rising
    difference = closing - opening - total if opening is not None and closing is not None else None
    return opening, closing, difference


def _located(rows: Sequence[Row], mapping: TableMapping) -> tuple[dict[str, tuple[int, ...]], Sequence[Row]]:
    """Where the columns are, and the rows below the heading."""
    if not mapping.has_header:
        return {
            role: tuple(int(name[1:]) - 1 for name in names if name[1:].isdigit())
            for role, names in mapping.columns.items()
        }, rows
    wanted = {folded(name) for name in mapping.headings if not name.startswith("#")}
    for at, row in enumerate(rows[:MAX_HEADER_ROW]):
        places = {folded(cell): place for place, cell in reversed(list(enumerate(row.cells)))}
        if wanted <= places.keys():
            places |= {f"#{number}": number - 1 for number in range(1, len(row.cells) + 1)}
            index = {
                role: tuple(places[folded(name)] for name in names if folded(name) in places)
                for role, names in mapping.columns.items()
            }
            return index, rows[at + 1 :]
    raise StatementFormatError(
        gettext_noop(
            "The columns %(columns)s are not in the first rows of the file. Choose another mapping."
        ),
        params={"columns": ", ".join(mapping.headings)},
    )


def _line(
    row: Row,
    position: int,
    amount: Decimal | None,
    index: Mapping[str, Sequence[int]],
    mapping: TableMapping,
    notices: list[Notice],
) -> ParsedLine | None:
    texts = {role: [text for at in places if (text := row.cell(at))] for role, places in index.items()}

    def said(role: str) -> str:
        return single_spaced(" ".join(texts.get(role, ())))

    booked = date_in(said("date"), mapping.date_order)
    written = [text for role in ("amount", "debit", "credit") for text in texts.get(role, ())]
    if booked is None and said("date"):
        raise StatementFormatError(
            gettext_noop("“%(text)s” has no date that can be read."), row.line, {"text": _whole(row)}
        )
    if amount is None and booked and written:
        raise StatementFormatError(
            gettext_noop("“%(text)s” has no amount that can be read."), row.line, {"text": _whole(row)}
        )
    if amount is None or booked is None:  # sums and remarks between the movements
        notices.append(
            Notice(
                "row.other",
                gettext_noop("“%(text)s” is no movement; it was left out."),
                {"text": _whole(row)},
                row.line,
            )
        )
        return None
    iban = said("counterparty_iban").replace(" ", "")
    is_iban = bool(re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}", iban))
    currency = said("currency").upper()
    return ParsedLine(
        position=position,
        amount=amount,
        currency=currency if len(currency) == 3 else "",
        booking_date=booked,
        value_date=date_in(said("value_date"), mapping.date_order),
        status="BOOK",
        entry_reference=said("reference"),
        end_to_end_id=said("end_to_end_id"),
        counterparty=said("counterparty"),
        counterparty_iban=iban if is_iban else "",
        counterparty_account="" if is_iban else said("counterparty_iban"),
        description=said("description") or said("counterparty"),
        line_number=row.line,
        raw={"row": list(row.cells)},
    )


def _whole(row: Row) -> str:
    return single_spaced(" ".join(row.cells))[:80]


def _amount(
    row: Row, index: Mapping[str, Sequence[int]], mapping: TableMapping, comma: bool
) -> Decimal | None:
    if mapping.sign_rule == "columns":
        debit = _first_amount(row, index.get("debit", ()), comma)
        credit = _first_amount(row, index.get("credit", ()), comma)
        if debit is None and credit is None:
            return _first_amount(row, index.get("amount", ()), comma)
        # Some banks write debits with a minus in their column, some without: the column decides.
        return (credit or Decimal(0)) - abs(debit or Decimal(0))
    amount = _first_amount(row, index.get("amount", ()), comma)
    if amount is None:
        return None
    if mapping.sign_rule == "inverted":
        return -amount
    if mapping.sign_rule == "indicator":
        said = folded(" ".join(row.cell(at) for at in index.get("indicator", ())))
        return -abs(amount) if said in DEBIT_WORDS else abs(amount)
    return amount


def _first_amount(row: Row, places: Sequence[int], comma: bool) -> Decimal | None:
    return next(
        (found for at in places if (found := amount_in(row.cell(at), is_comma=comma)) is not None), None
    )


def _is_total(row: Row, amount: Decimal | None, totals: _Totals) -> bool:
    """A row that states a balance instead of a movement."""
    cells = {folded(cell) for cell in row.cells if cell}
    if amount is None:
        return False
    if any(cell.startswith(_OPENING_WORDS) for cell in cells):
        totals.opening = amount
        return True
    if any(cell.startswith(_CLOSING_WORDS) for cell in cells):
        totals.closing = amount
        return True
    return False


def _header_at(rows: Sequence[Row]) -> int | None:
    """The row that names most columns that are known; None where no row names a date and an amount."""
    known = {heading for headings in _HEADINGS.values() for heading in headings}

    def named(row: Row) -> int:
        return sum(folded(cell) in known for cell in row.cells)

    best = max(range(min(len(rows), MAX_HEADER_ROW)), key=lambda at: (named(rows[at]), -at))
    if named(rows[best]) >= 2:
        return best
    first = rows[0]
    has_values = any(date_in(cell, order) for cell in first.cells for order in ("dmy", "mdy", "ymd"))
    return None if has_values else 0


def _suggested(headings: Sequence[str], body: Sequence[Row]) -> dict[str, tuple[str, ...]]:
    names = [folded(heading) for heading in headings]
    taken: set[int] = set()
    found: dict[str, tuple[str, ...]] = {}
    for role, known in _HEADINGS.items():
        places = [
            at for wanted in known for at, name in enumerate(names) if name == wanted and at not in taken
        ]
        if role in {"counterparty_iban", "account"}:
            places = [at for at in places if any(_looks_like_account(row.cell(at)) for row in body)]
        if not places:
            continue
        chosen = places if role == "description" else places[:1]
        taken.update(chosen)
        found[role] = tuple(headings[at] for at in chosen)
    if "date" not in found and "value_date" in found:
        found["date"] = found.pop("value_date")
    _sign_column(headings, body, found, taken)
    if "debit" in found and "credit" in found:
        found.pop("amount", None)
    return found


def _sign_column(
    headings: Sequence[str], body: Sequence[Row], found: dict[str, tuple[str, ...]], taken: set[int]
) -> None:
    """A column of nothing but S and H (or D and C) says the sign, whatever it is called."""
    for at, heading in enumerate(headings):
        values = {folded(row.cell(at)) for row in body if row.cell(at)}
        if at not in taken and values and values <= {"s", "h", "d", "c"} and heading not in found:
            found.setdefault("indicator", (heading or f"#{at + 1}",))


def _by_values(headings: Sequence[str], body: Sequence[Row]) -> dict[str, tuple[str, ...]]:
    """Without headings: the first column of dates, the first of amounts, the longest texts."""
    found: dict[str, tuple[str, ...]] = {}
    lengths: dict[int, int] = {}
    for at, heading in enumerate(headings):
        values = [row.cell(at) for row in body if row.cell(at)]
        if not values:
            continue
        if all(date_in(value, guess_date_order(values)) for value in values):
            found.setdefault("date" if "date" not in found else "value_date", (heading,))
        elif all(amount_in(value, is_comma=is_decimal_comma(values)) is not None for value in values) and all(
            any(mark in value for mark in ",.") for value in values
        ):
            found.setdefault("amount", (heading,))
        else:
            lengths[at] = sum(map(len, values))
    if lengths:
        found["description"] = (headings[max(lengths, key=lambda at: lengths[at])],)
    return found


def _values(
    headings: Sequence[str], body: Sequence[Row], columns: Mapping[str, Sequence[str]], role: str
) -> list[str]:
    places = [headings.index(name) for name in columns.get(role, ()) if name in headings]
    return [text for row in body for at in places if (text := row.cell(at))]


def _looks_like_account(text: str) -> bool:
    return sum(one.isdigit() for one in text) >= 6

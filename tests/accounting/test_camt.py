"""camt files in, statements out: real files of many banks, hand-made ones, and hostile ones."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from textwrap import dedent

import pytest

from accounting.statements import ParsedLine, ParsedStatement, StatementFormatError, read_statements
from accounting.statements.xml import MAX_BYTES
from tests.shared_data import DATA, manifest_rows

HAND_MADE = Path(__file__).parent / "statements"
_ROW = re.compile(
    r"\| camt/(?P<name>\S+) \|.*: (?P<statements>\d+) stmt, (?P<entries>\d+) entries(?P<rest>.*)\|"
)


def read_hand_made(name: str) -> list[ParsedStatement]:
    return read_statements(name, (HAND_MADE / name).read_bytes())


def document(*entries: str, opening: str = "", closing: str = "", head: str = "", summary: str = "") -> bytes:
    """A camt.053.001.02 of one statement; balances as "100.00" or "-100.00", one line per part."""

    def balance(code: str, amount: str) -> str:
        side = "DBIT" if amount.startswith("-") else "CRDT"
        return (
            f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>{amount.lstrip('-')}</Amt>"
            f"<CdtDbtInd>{side}</CdtDbtInd><Dt><Dt>2026-01-05</Dt></Dt></Bal>"
        )

    balances = (balance("OPBD", opening) if opening else "") + (balance("CLBD", closing) if closing else "")
    parts = [
        head + "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.02'><BkToCstmrStmt><Stmt>",
        "<Id>S1</Id><Acct><Id><IBAN>FR7630006000011234567890189</IBAN></Id><Ccy>EUR</Ccy></Acct>",
        balances + summary,
        *entries,
        "</Stmt></BkToCstmrStmt></Document>",
    ]
    return "\n".join(parts).encode()


def entry(amount: str, side: str = "CRDT", extra: str = "", *, day: str = "2026-01-05") -> str:
    booked = f"<BookgDt><Dt>{day}</Dt></BookgDt>" if day else ""
    return f"<Ntry><Amt Ccy='EUR'>{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts>BOOK</Sts>{booked}{extra}</Ntry>"


def read_one(content: bytes) -> ParsedStatement:
    (statement,) = read_statements("statement.xml", content)
    return statement


def only_line(content: bytes) -> ParsedLine:
    (line,) = read_one(content).lines
    return line


def codes(statement: ParsedStatement) -> list[str]:
    return [notice.code for notice in statement.warnings]


def refusal(content: bytes) -> StatementFormatError:
    with pytest.raises(StatementFormatError) as caught:
        read_statements("statement.xml", content)
    return caught.value


# Real files


@pytest.mark.parametrize("row", manifest_rows("bank", _ROW))
def test_real_file_has_the_statements_entries_and_balances_of_its_manifest(row: re.Match[str]) -> None:
    content = (DATA / "bank" / "camt" / row["name"]).read_bytes()
    if row["statements"] == "0":
        assert "no statement" in refusal(content).message
        return
    statements = read_statements(row["name"], content)

    assert len(statements) == int(row["statements"])
    assert sum(len(one.lines) + len(one.unbooked_lines) for one in statements) == int(row["entries"])
    differences = [one.balance_difference for one in statements]
    if "balances add up" in row["rest"]:
        # A report that only announces has no balances to prove; those that have them add up.
        assert Decimal(0) in differences
        assert set(differences) <= {Decimal(0), None}
        assert not any("balance.difference" in codes(one) for one in statements)
    if "do NOT add up" in row["rest"]:
        assert any(differences)
        assert any("balance.difference" in codes(one) for one in statements)
    for statement in statements:
        assert statement.account
        assert statement.currency
        assert all(line.raw for line in statement.lines)


# A provider's payout


def test_payout_of_a_payment_provider_keeps_everything_that_matches_it() -> None:
    (statement,) = read_hand_made("payout.xml")

    assert (statement.format, statement.kind) == ("camt.053.001.08", "statement")
    assert (statement.identification, statement.sequence) == ("2026-064", "64")
    assert statement.account_iban == "FR7630006000011234567890189"
    assert (statement.account_name, statement.account_bic) == ("Atelier des Tilleuls SAS", "TILLFRPPXXX")
    assert (statement.opening_balance, statement.closing_balance) == (Decimal("1000.00"), Decimal("1345.57"))
    assert statement.balance_difference == 0
    payout, bill = statement.lines
    assert payout.amount == Decimal("387.57")
    assert (payout.booking_date, payout.value_date) == (date(2026, 3, 5), date(2026, 3, 6))
    assert (payout.reference, payout.end_to_end_id) == ("BK26064000017", "PO-7F3A91")
    assert (payout.counterparty, payout.counterparty_iban) == ("Galet Paiements SA", "BE68539007547034")
    assert payout.counterparty_bic == "GALEBEBB"
    assert payout.description == "GALET PAYOUT 2026-03-04 REF PO-7F3A91"
    assert (payout.bank_code, payout.proprietary_code) == ("PMNT/RCDT/ESCT", "05")
    assert payout.raw["NtryDtls"]["TxDtls"]["Amt"] == {"@Ccy": "EUR", "#text": "387.57"}  # type: ignore[index,call-overload]
    assert (bill.amount, bill.mandate_id, bill.end_to_end_id) == (Decimal("-42.00"), "M-2024-7", "")
    assert (bill.counterparty, bill.counterparty_iban) == ("Énergie du Vexin", "FR1420041010050500013M02606")
    assert bill.structured_reference == "RF18539007547034"
    assert bill.document_numbers == ("F26-0311",)
    assert bill.booking_date == date(2026, 3, 5)  # the bank's own day, not that of Greenwich


def test_pending_entry_is_kept_apart_and_counts_in_no_balance() -> None:
    (statement,) = read_hand_made("payout.xml")

    assert [line.position for line in statement.lines] == [1, 3]
    (pending,) = statement.unbooked_lines
    assert (pending.position, pending.status, pending.amount) == (2, "PDNG", Decimal("50.00"))
    assert pending.description == "Remise de chèque en cours"


# Batches, charges, currencies, several statements


def test_batch_keeps_each_payment_and_its_line_only_what_they_share() -> None:
    statement, _dollars = read_hand_made("batch_and_exchange.xml")

    batch = statement.lines[0]
    assert [one.amount for one in batch.transactions] == [
        Decimal("100.00"),
        Decimal("90.00"),
        Decimal("50.00"),
    ]
    assert batch.transactions[0].end_to_end_id == "FA-2026-00011"
    assert [one.counterparty for one in batch.transactions] == ["Client Un", "Client Deux", "Client Trois"]
    assert (batch.end_to_end_id, batch.counterparty, batch.original_amount) == ("", "", None)
    assert batch.payment_information_id == "SDD-2026-02"
    assert batch.reference == ""  # NONREF stands for none
    assert batch.description == "Encaissement domiciliations"


def test_charges_and_exchange_of_a_foreign_payment() -> None:
    statement, _dollars = read_hand_made("batch_and_exchange.xml")

    foreign = statement.lines[1]
    assert (foreign.amount, foreign.currency) == (Decimal("-43.69"), "EUR")
    assert (foreign.original_amount, foreign.original_currency) == (Decimal("-50.00"), "USD")
    assert foreign.exchange is not None
    assert (foreign.exchange.rate, foreign.exchange.unit_currency) == (Decimal("1.1396"), "EUR")
    (charge,) = foreign.charges
    assert (charge.amount, charge.kind, charge.is_included) == (Decimal("-0.18"), "CHANGE", True)
    assert foreign.counterparty_account == "0042-118"


def test_file_without_namespace_with_several_statements_and_a_next_page() -> None:
    euros, dollars = read_hand_made("batch_and_exchange.xml")

    assert (euros.format, euros.account, euros.opening_balance) == (
        "camt.053",
        "BE71096123456769",
        Decimal("-12.00"),
    )
    assert (euros.balance_difference, euros.opening_date) == (Decimal(0), date(2026, 2, 9))
    assert (dollars.account, dollars.currency, dollars.lines) == ("BE71096123456769-USD", "USD", ())
    assert (euros.page, euros.is_last_page) == (1, False)
    assert codes(euros) == ["page.more"]


def test_entry_in_another_currency_takes_the_booked_amount() -> None:
    details = "<AmtDtls><TxAmt><Amt Ccy='EUR'>92.00</Amt></TxAmt></AmtDtls>"
    foreign = entry("100.00", "DBIT", details).replace("<Amt Ccy='EUR'>100.00", "<Amt Ccy='USD'>100.00")
    statement = read_one(document(foreign, opening="100.00", closing="8.00"))

    assert (statement.lines[0].amount, statement.balance_difference) == (Decimal("-92.00"), Decimal(0))
    assert codes(statement) == ["amount.other_currency"]


# Signs


def test_reversal_has_the_sign_of_its_own_indicator() -> None:
    """ISO 20022: CRDT with RvslInd is the reversal of a debit, so money comes in."""
    reversal = entry("30.00", "CRDT", "<RvslInd>true</RvslInd>")
    statement = read_one(document(entry("30.00", "DBIT"), reversal, opening="50.00", closing="50.00"))

    assert [line.amount for line in statement.lines] == [Decimal("-30.00"), Decimal("30.00")]
    assert [line.is_reversal for line in statement.lines] == [False, True]
    assert statement.warnings == ()


def test_reversal_is_turned_when_only_that_makes_the_balances_add_up() -> None:
    """Some banks give the indicator of the reversed operation; their balances prove it."""
    reversal = entry("30.00", "DBIT", "<RvslInd>true</RvslInd>")
    statement = read_one(document(entry("30.00", "DBIT"), reversal, opening="50.00", closing="50.00"))

    assert [line.amount for line in statement.lines] == [Decimal("-30.00"), Decimal("30.00")]
    assert statement.balance_difference == 0
    assert codes(statement) == ["reversal.mirrored"]


def test_reversals_stay_as_marked_when_the_balances_prove_nothing() -> None:
    reversal = entry("30.00", "DBIT", "<RvslInd>true</RvslInd>")
    statement = read_one(document(reversal, opening="50.00", closing="49.00"))

    assert statement.lines[0].amount == Decimal("-30.00")
    assert statement.balance_difference == Decimal("29.00")


@pytest.mark.parametrize(
    ("side", "counterparty"), [("DBIT", "Débiteur"), ("CRDT", "Créancier")], ids=["collection", "transfer"]
)
def test_return_names_the_parties_of_the_original_payment(side: str, counterparty: str) -> None:
    parties = "<RltdPties><Dbtr><Nm>Débiteur</Nm></Dbtr><Cdtr><Nm>Créancier</Nm></Cdtr></RltdPties>"
    details = f"<NtryDtls><TxDtls>{parties}<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf></TxDtls></NtryDtls>"
    line = only_line(document(entry("10.00", side, details)))

    assert (line.counterparty, line.return_reason) == (counterparty, "AC04")


def test_own_account_is_never_the_counterparty() -> None:
    parties = (
        "<RltdPties><Dbtr><Nm>Nous</Nm></Dbtr>"
        "<DbtrAcct><Id><IBAN>FR76 3000 6000 0112 3456 7890 189</IBAN></Id></DbtrAcct>"
        "<Cdtr><Nm>Autre</Nm></Cdtr></RltdPties>"
    )
    line = only_line(document(entry("10.00", "CRDT", f"<NtryDtls><TxDtls>{parties}</TxDtls></NtryDtls>")))

    assert line.counterparty == "Autre"


# Oddities: read, and told


def test_balances_that_do_not_add_up_are_told_with_the_difference() -> None:
    statement = read_one(document(entry("10.00"), opening="100.00", closing="115.50"))

    (notice,) = statement.warnings
    assert (notice.code, statement.balance_difference) == ("balance.difference", Decimal("5.50"))
    assert "the difference is 5.50 EUR" in notice.message


def test_batch_that_does_not_add_up_is_told_with_line_and_difference() -> None:
    payments = [f"<TxDtls><Amt Ccy='EUR'>{amount}</Amt></TxDtls>" for amount in ("4.00", "5.00")]
    details = f"<NtryDtls>{''.join(payments)}</NtryDtls>"
    statement = read_one(document(entry("10.00", extra=details), opening="0.00", closing="10.00"))

    (notice,) = statement.warnings
    assert (notice.code, notice.line, notice.params["difference"]) == ("batch.difference", 4, Decimal("1.00"))


def test_summary_that_announces_more_than_the_file_has_is_told() -> None:
    summary = (
        "<TxsSummry><TtlNtries><NbOfNtries>2</NbOfNtries></TtlNtries><TtlCdtNtries><Sum>11.00</Sum></TtlCdtNtries>"
        "</TxsSummry>"
    )
    statement = read_one(document(entry("10.00"), opening="0.00", closing="10.00", summary=summary))

    assert codes(statement) == ["summary.count", "summary.sum"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (document(entry("1.00")), "balance.no_opening"),
        (document(entry("12,50"), opening="0.00", closing="12.50"), "amount.comma"),
        (document(entry("-2.00", "DBIT"), opening="2.00", closing="0.00"), "amount.negative"),
        (
            document(
                entry("1.00", day="", extra="<ValDt><Dt>2026-01-04</Dt></ValDt>"), opening="0", closing="1"
            ),
            "date.no_booking",
        ),
        (
            document(entry("1.00", extra="<ValDt><Dt>2026-02-30</Dt></ValDt>"), opening="0", closing="1"),
            "date.unreadable",
        ),
        (document(entry("1.00").replace("<Sts>BOOK</Sts>", ""), opening="0", closing="1"), "line.no_status"),
        (document(opening="0", closing="0").replace(b"FR7630006000011234567890189", b""), "account.none"),
        (
            document(entry("1.00"), opening="0", closing="1").replace(
                b"</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt>", b"</Amt><Dt>"
            ),
            "balance.no_sign",
        ),
        (
            document(entry("9.00"), opening="0", closing="0").replace(
                b"<Ntry><Amt Ccy='EUR'>", b"<Ntry><Amt Ccy='USD'>"
            ),
            "line.other_currency",
        ),
    ],
)
def test_oddity_is_read_and_told(content: bytes, code: str) -> None:
    statement = read_one(content)

    assert code in codes(statement)
    assert statement.balance_difference in (0, None)


def test_the_same_oddity_a_thousand_times_is_told_in_a_few_words() -> None:
    statement = read_one(document(*[entry("1,00")] * 1000, opening="0.00", closing="1000.00"))

    assert codes(statement).count("amount.comma") == 21
    assert "980" in statement.warnings[-1].message


def test_two_equal_lines_are_two() -> None:
    statement = read_one(document(entry("4.50"), entry("4.50"), opening="0.00", closing="9.00"))

    assert [line.position for line in statement.lines] == [1, 2]
    assert statement.balance_difference == 0


# Encodings


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("", "utf-8"),
        ("", "utf-8-sig"),
        ("UTF-8", "utf-8"),
        ("UTF-16", "utf-16"),
        ("UTF-16", "utf-16-le"),
        ("ISO-8859-15", "iso-8859-15"),
        ("windows-1252", "cp1252"),
    ],
)
def test_encodings_banks_use(declared: str, written: str) -> None:
    head = f'<?xml version="1.0" encoding="{declared}"?>\n' if declared else ""
    text = document(entry("1.00", extra="<AddtlNtryInf>Chèque 12 €</AddtlNtryInf>"), head=head).decode()

    assert only_line(text.encode(written)).description == "Chèque 12 €"


def test_white_space_before_the_declaration_does_not_matter() -> None:
    content = document(entry("1.00"), head='\n  <?xml version="1.0" encoding="UTF-8"?>')

    assert only_line(content).line_number == 5


def test_wrong_encoding_is_refused_with_the_line() -> None:
    error = refusal(
        document(entry("1.00", extra="<AddtlNtryInf>Chèque</AddtlNtryInf>")).decode().encode("cp1252")
    )

    assert error.line == 4
    assert "UTF-8" in error.message
    assert "0xE8" in error.message


def test_unknown_character_set_is_refused() -> None:
    error = refusal(document(entry("1.00"), head='<?xml version="1.0" encoding="unicode_escape"?>'))

    assert "unicode_escape" in error.message


# Broken beyond use


@pytest.mark.parametrize(
    ("broken", "line", "reason"),
    [
        (document(entry("1.00"), entry("abc")), 5, "“abc”"),
        (document(entry("1.00"), entry("NaN")), 5, "not an amount"),
        (document(entry("1E9")), 4, "not an amount"),
        (document(entry("")), 4, "not an amount"),
        (document(entry("1,234")), 4, "not an amount"),
        (document(entry("9" * 30)), 4, "not an amount"),
        (document(entry("1.00", "C")), 4, "credit or a debit"),
        (document(entry("1.00", day="")), 4, "no date"),
        (document(entry("1.00"))[:-30], 5, "broken"),
        (document(entry("1.00").replace("</Ntry>", "</Entry>")), 4, "broken"),
        (document(entry("1.00", extra="<AddtlNtryInf>&nbsp;</AddtlNtryInf>")), 4, "broken"),
    ],
)
def test_broken_file_is_refused_with_line_and_reason(broken: bytes, line: int, reason: str) -> None:
    error = refusal(broken)

    assert error.line == line
    assert reason in error.message
    assert str(error).startswith(f"Line {line}: ")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b"date;label;amount\n", "no format"),
        (b"\x89PNG\r\n\x1a\n", "no format"),
        (b"<Document><CstmrCdtTrfInitn/></Document>", "Document with CstmrCdtTrfInitn"),
        (b"<html/>", "html"),
        (b"<Document><BkToCstmrStmt/></Document>", "no statement"),
        (b"<Ntry/>", "Ntry"),
    ],
)
def test_file_that_is_no_statement_says_what_it_is(content: bytes, reason: str) -> None:
    assert reason in refusal(content).message


# Hostile


def test_entity_bomb_is_refused_before_anything_grows() -> None:
    lol = "\n".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    head = f'<?xml version="1.0"?>\n<!DOCTYPE Document [<!ENTITY l0 "lol">{lol}]>\n'
    error = refusal(document(entry("1.00", extra="<AddtlNtryInf>&l9;</AddtlNtryInf>"), head=head))

    assert error.line == 2
    assert "document type" in error.message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entity_that_reads_a_file_is_refused_in_any_encoding(encoding: str) -> None:
    content = dedent("""\
        <!DOCTYPE d [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
        <Document><BkToCstmrStmt><Stmt><Id>&secret;</Id></Stmt></BkToCstmrStmt></Document>""")

    assert "document type" in refusal(content.encode(encoding)).message


def test_document_type_on_the_network_is_refused() -> None:
    error = refusal(document(head='<!DOCTYPE Document SYSTEM "http://192.0.2.1/camt.dtd">'))

    assert "document type" in error.message


def test_file_over_the_limit_is_refused_unread() -> None:
    error = refusal(document() + b" " * MAX_BYTES)

    assert "21 MB" in error.message
    assert "20 MB" in error.message


def test_millions_of_empty_elements_are_refused() -> None:
    assert "XML tags" in refusal(document("<a/>" * 2_100_000)).message


def test_deep_nesting_is_refused() -> None:
    assert "broken" in refusal(document("<a>" * 100_000)).message

"""MT940, OFX, CFONB120, QIF and tables of banks: real files by what their balances prove, dialects by hand-made ones."""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from accounting.statements import ParsedLine, ParsedStatement, StatementFormatError, read_statements
from accounting.statements.mapping import look_at, read_table
from accounting.statements.rib import french_iban
from accounting.statements.tables import amount_in, date_in, is_decimal_comma
from tests.shared_data import DATA, manifest_rows, needs

REAL = DATA / "bank"
_ROW = re.compile(
    r"\| (?P<folder>mt940|ofx|cfonb|qif)/(?P<name>\S+) \|.*: "
    r"(?P<statements>\d+) stmt, (?P<entries>\d+) entries(?P<rest>[^|]*)\|"
)
# Where the file has other statements and entries than the manifest counted, and why.
COUNTED = {
    "cfonb__end_of_statement_without_beginning.txt": (2, 1),  # a closing balance of a second account
    "cfonb__invalid_date.txt": (2, 1),  # the same
    "cfonb__operation.txt": (1, 1),  # a movement without any balance
    "cfonb__operation_already_defined.txt": (1, 2),  # the same
    "cfonb__operation_out_of_statement.txt": (2, 2),  # a movement before the opening balance
    "mt940__two_accounts.txt": (4, 3),  # a message behind a control character
    "ofx__cef_malformed_decimal.ofx": (1, 0),  # its only entry has "." for an amount
    "ofxparser__ofxdata-banking-xml200.ofx": (1, 0),  # its only entry was cut out: "*snipped*"
    "csv2ofx__xero.qif": (3, 5),  # one account stands twice
}
REFUSED = {
    "cfonb__operation_unstarted.txt": "complements",
    "ofxparse__decimal_error.ofx": "Line 34: A movement of 120 has no date",
    "ofxparser__ofxdata-google.ofx": "securities",
}
# One message more than was counted, and with it every message adds up.
ADDS_UP = {"mt940__two_accounts.txt"}


def codes(statement: ParsedStatement) -> list[str]:
    return [notice.code for notice in statement.warnings]


def real(path: str) -> list[ParsedStatement]:
    return read_statements(path, (REAL / path).read_bytes())


def refusal(content: bytes, name: str = "x") -> str:
    with pytest.raises(StatementFormatError) as caught:
        read_statements(name, content)
    return str(caught.value)


def facts(line: ParsedLine) -> tuple[str, str, str, str, str]:
    return (
        line.booking_date.isoformat(),
        str(line.amount),
        line.counterparty,
        line.counterparty_iban,
        line.description,
    )


@pytest.mark.parametrize("row", manifest_rows("bank", _ROW))
def test_real_file_has_the_statements_entries_and_balances_of_its_manifest(row: re.Match[str]) -> None:
    content, name = (REAL / row["folder"] / row["name"]).read_bytes(), row["name"]
    if name in REFUSED:
        assert REFUSED[name] in refusal(content, name)
        return
    statements = read_statements(name, content)
    entries = sum(len(one.lines) for one in statements)

    assert (len(statements), entries) == COUNTED.get(name, (int(row["statements"]), int(row["entries"])))
    differences = [one.balance_difference for one in statements]
    if "balances add up" in row["rest"] or name in ADDS_UP:
        assert set(differences) <= {Decimal(0), None}
        assert Decimal(0) in differences
    elif "do NOT add up" in row["rest"]:
        assert any(differences)
    for statement in statements:
        assert ("balance.difference" in codes(statement)) == bool(statement.balance_difference)
        if statement.opening_balance is not None and statement.closing_balance is not None:
            moved = sum((line.amount for line in statement.lines), Decimal(0))
            proved = statement.closing_balance - statement.opening_balance - moved
            assert proved == statement.balance_difference
        assert all(line.raw and line.line_number for line in statement.lines)
        assert [line.position for line in statement.lines] == list(range(1, len(statement.lines) + 1))


@needs("bank")
@pytest.mark.parametrize(
    ("path", "at", "expected"),
    [
        ("mt940/php-mt940__asn_sample.txt", (0, 0),
         ("2020-01-02", "-2000.00", "j blom", "NL29INGB0006475121", "j blom Salaris december 2019")),
        ("mt940/mt940__knab.txt", (0, 1),
         ("2014-10-24", "10", "STICHTING DERDEN JAAP JANSSEN", "NL76INGB0444444444",
          "DIT IS EEN OMSCHRIJVING DIE BEST WEL LANG IS")),
        ("mt940/php-mt940__kontist_sample.txt", (0, 4),
         ("2021-02-17", "250.00", "WCM UG HAFTUNGSBESCHRÄNKT", "DE112312300000231869660", "INV-00003")),
        ("mt940/php-mt940__penta_sample.txt", (0, 2),
         ("2020-09-03", "11.25", "HOPPA Inc", "GB29DEUT40333124517700",
          "CCI : 0150577373,PURPOSE:DEVELOPER PROCEEDS,HOPPA PRODUKTVERKAUF AWAKE")),
        ("mt940/bank-statement-import__test-wrong-file.940", (0, 0),
         ("2014-01-02", "400.00", "R. SMITH", "NL66RABO0160878799", "Test money paid by other partner:")),
        ("mt940/mt940__rabobank.sta", (2, 0),
         ("2011-06-17", "-44.95", "T-MOBILE NETHERLANDS BV", "",
          "BETALINGSKENM. 123456789 FACTUURNUMMER 987654321")),
        ("mt940/PyPI_odoo_addon_l10n_ro_account_bank_statement_import_mt940_brd__19.0.0.4.0__test_brd_940.txt", (0, 0),
         ("2016-05-17", "1000.00", "NEXTERP ROMANIA SRL", "RO89RZBR0000060003480121",
          "Plata PLATA FACT 4603309")),
        ("ofx/ofxstatement-french__BPACA_OP_20220802.ofx", (0, 1),
         ("2022-08-02", "1437.00", "VIR NDM YFBBSQSYMN", "", "frais oxctugcjsxwo")),
        ("ofx/ofx__bradesco.ofx", (0, 0), ("2015-07-30", "-530.86", "", "", "PAGTO ELETRONICO TRIBUTO")),
        ("cfonb/cfonb__example.txt", (0, 1), ("2019-05-16", "-10.70", "ELEC ERDF", "", "VIR SEPA DEMONSTRATION")),
        ("qif/bank-statement-import__test_qif_ymd.qif", (0, 1),
         ("2013-08-15", "-75.46", "Walts Drugs", "", "Walts Drugs")),
        ("qif/bank-statement-import__test_qif.qif", (0, 0), ("2013-08-12", "-1000.00", "Delta PC", "", "Delta PC")),
    ],
)  # fmt: skip
def test_lines_of_real_banks_say_who_paid_what(
    path: str, at: tuple[int, int], expected: tuple[str, str, str, str, str]
) -> None:
    statement, line = at
    assert facts(real(path)[statement].lines[line]) == expected


@needs("bank")
def test_real_french_files_say_the_iban_of_their_account() -> None:
    opening, _second = real("cfonb/cfonb__example.txt")
    assert (opening.opening_balance, opening.closing_balance) == (Decimal("-190.40"), Decimal("-241.21"))
    assert opening.account_iban == "FR7615589000009876543210088"
    assert [line.amount for line in opening.lines] == [Decimal("-32.21"), Decimal("-10.70"), Decimal("-7.90")]
    assert opening.lines[0].end_to_end_id == "OTHER REFERENCE"
    current, savings = real("ofx/ofxstatement-french__BPACA_OP_20220802.ofx")
    assert (len(current.lines), current.closing_balance) == (37, Decimal("3452.54"))
    assert current.account_iban.startswith("FR76109070000199999999999")
    assert savings.closing_balance == Decimal("9556.42")


# MT940


def mt940(*movements: str, opening: str = "C260105EUR100,00", closing: str = "C260106EUR100,00") -> bytes:
    lines = ["{1:F01BANKFRPPXXXX}{2:O940}{4:", ":20:STARTUMS", ":25:FR7630006000011234567890189", ":28C:7/1"]
    return "\r\n".join([*lines, f":60F:{opening}", *movements, f":62F:{closing}", "-}", ""]).encode()


def test_reversals_of_mt940_have_the_sign_that_the_balances_prove() -> None:
    cancelled = (":61:2601050105RC30,00NMSC1//A", ":61:2601060106RD10,00NMSC2//B")
    [as_swift] = read_statements("x", mt940(*cancelled, closing="C260106EUR80,00"))
    assert [line.amount for line in as_swift.lines] == [Decimal("-30.00"), Decimal("10.00")]
    assert (as_swift.balance_difference, codes(as_swift)) == (0, [])
    [mirrored] = read_statements("x", mt940(*cancelled, closing="C260106EUR120,00"))
    assert [line.amount for line in mirrored.lines] == [Decimal("30.00"), Decimal("-10.00")]
    assert (mirrored.balance_difference, codes(mirrored)) == (0, ["reversal.mirrored"])
    [unproved] = read_statements("x", mt940(*cancelled, closing="C260106EUR81,00"))
    assert (unproved.balance_difference, codes(unproved)) == (1, ["balance.difference"])


def test_mt940_is_refused_with_the_line_of_what_is_broken() -> None:
    assert refusal(mt940(":61:2601050105C5,00NTRF1", ":61:yesterday a lot")).startswith(
        "Line 7: “yesterday a lot” is no :61: field of MT940"
    )


def test_german_sub_fields_give_references_and_names() -> None:
    details = (
        ":86:166?00SEPA-GUTSCHRIFT?20EREF+RE-2026-17?21MREF+M-4?22SVWZ+Rechnung 2026-1?237?30COBADEFFXXX"
        "?31DE89370400440532013000?32Elise Faure?33 GmbH"
    )
    [statement] = read_statements("x", mt940(":61:2601050105C5,00NTRFNONREF//B1", details))
    [line] = statement.lines
    assert (line.counterparty, line.counterparty_iban) == ("Elise Faure GmbH", "DE89370400440532013000")
    assert (line.end_to_end_id, line.mandate_id, line.reference) == ("RE-2026-17", "M-4", "B1")
    assert line.description.startswith("Rechnung 2026-1")


def test_a_report_of_the_day_is_no_statement() -> None:
    content = b":20:A\n:25:123456789\n:28C:1\n:34F:EURD0,\n:61:2601050105C5,00NTRF1\n:90C:1EUR5,00\n"
    [report] = read_statements("x", content)
    assert (report.format, report.kind, report.lines[0].amount) == ("MT942", "report", Decimal("5.00"))


# CFONB120


def record(code: str, amount: str = "", *, text: str = "", day: str = "050126", rest: str = "") -> str:
    head = f"{code}30006    00001EUR2 12345678901  {day}"
    return f"{head}  {day}{text:<31}"[:90].ljust(90) + amount.rjust(14, "0") + rest.ljust(16)


def complement(qualifier: str, text: str) -> str:
    return f"0530006    00001EUR2 12345678901  050126     {qualifier}{text}".ljust(120)


def cfonb(*records: str, opening: str = "1000{", closing: str = "1000{") -> bytes:
    return "\n".join([record("01", opening), *records, record("07", closing)]).encode()


def test_cfonb_reads_overpunched_signs_and_complements() -> None:
    content = cfonb(
        record("04", "1234E", text="VIR SEPA ATELIER", rest="REF0001"),
        complement("NPY", "ATELIER DES TILLEULS"),
        complement("LCC", "FACTURE FA 2026-00012"),
        complement("RCN", "E2E-77".ljust(35) + "LOYER"),
        record("04", "50}", text="FRAIS"),
        opening="1000{",
        closing="2229E",
    )
    [statement] = read_statements("releve.txt", content)
    received, fee = statement.lines
    assert (statement.opening_balance, statement.closing_balance) == (Decimal("100.00"), Decimal("222.95"))
    assert statement.balance_difference == Decimal("4.50")  # the bank's own slip is told, not hidden
    assert (received.amount, fee.amount) == (Decimal("123.45"), Decimal("-5.00"))
    assert (received.counterparty, received.end_to_end_id, received.reference) == (
        "ATELIER DES TILLEULS",
        "E2E-77",
        "REF0001",
    )
    assert received.description == "VIR SEPA ATELIER FACTURE FA 2026-00012 LOYER"
    assert statement.account_iban == "FR7630006000011234567890189"
    assert refusal(content.replace(b"1234E", b"1234?")).startswith(
        "Line 2: “000000000"
    ) or "no amount" in refusal(content.replace(b"1234E", b"1234?"))
    assert refusal(content + b"\n99nonsense").startswith("Line 8: “99nonsense”")


def test_a_file_of_cfonb_without_line_ends_is_cut_every_120_characters() -> None:
    joined = cfonb(record("04", "1{", text="X"), closing="1001{").replace(b"\n", b"")
    [statement] = read_statements("x", joined)
    assert (len(statement.lines), statement.balance_difference) == (1, 0)


def test_the_key_of_a_french_account_makes_its_iban() -> None:
    assert french_iban("20041", "01005", "0500013M026") == "FR1420041010050500013M02606"
    assert french_iban("XXXXX", "01005", "0500013M026") == ""


# OFX and QIF


def ofx(*transactions: str, balance: str = "<BALAMT>100.00<DTASOF>20260131") -> bytes:
    return (
        "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1252\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS>"
        "<CURDEF>EUR<BANKACCTFROM><BANKID>30006<BRANCHID>00001<ACCTID>12345678901<ACCTTYPE>CHECKING</BANKACCTFROM>"
        f"<BANKTRANLIST><DTSTART>20260101<DTEND>20260131\n{''.join(transactions)}</BANKTRANLIST>"
        f"<LEDGERBAL>{balance}</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
    ).encode("cp1252")


def test_ofx_forgives_empty_values_and_end_tags_that_are_missing() -> None:
    [statement] = read_statements(
        "x.ofx",
        ofx(
            "<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260105<TRNAMT>+12,50<FITID>1<NAME>É & Cie<MEMO>\n</STMTTRN>\n",
            "<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260106120000[-5:EST]<TRNAMT>-3.00<FITID>2<MEMO>frais\n",
            "<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260107<TRNAMT>.<FITID>3<MEMO>SOLDE</STMTTRN>",
        ),
    )
    assert [facts(line)[:3] for line in statement.lines] == [
        ("2026-01-05", "12.50", "É & Cie"),
        ("2026-01-06", "-3.00", ""),
    ]
    assert (statement.closing_balance, statement.account_iban) == (
        Decimal("100.00"),
        "FR7630006000011234567890189",
    )
    assert codes(statement) == ["line.no_amount"]
    assert "no date" in refusal(ofx("<STMTTRN><DTPOSTED>soon<TRNAMT>1<FITID>1</STMTTRN>"))


def test_qif_takes_the_order_of_day_and_month_from_all_its_dates() -> None:
    [american] = read_statements("x.qif", b"!Type:Bank\nD1/2/26\nT-1,000.50\n^\nD1/25/26\nT3\nPX\n^\n")
    assert [line.booking_date for line in american.lines] == [date(2026, 1, 2), date(2026, 1, 25)]
    assert american.lines[0].amount == Decimal("-1000.50")
    [french] = read_statements("x.qif", "!Type:Bank\nD25/01/2026\nT-1.000,50\nPÉlise\n^\n".encode())
    assert facts(french.lines[0])[:3] == ("2026-01-25", "-1000.50", "Élise")
    assert refusal(b"!Type:Bank\nD31/31/26\nT1\n^\n").startswith("The dates of the file can't all be read")


# Tables


def test_a_french_table_is_understood_by_its_headings_and_proved_by_its_running_balance() -> None:
    content = (
        "Banque du Vexin;;;;\n\nDate;Libellé;Débit;Crédit;Solde\n"
        "07/01/2026;Remise de chèques;;1 250,00;1 340,00\n05/01/2026;Frais;-10,00;;90,00\nTotal;;-10,00;1 250,00;\n"
    ).encode("cp1252")
    sample = look_at(content)
    assert sample.mapping.columns == {
        "date": ("Date",),
        "debit": ("Débit",),
        "credit": ("Crédit",),
        "balance": ("Solde",),
        "description": ("Libellé",),
    }
    with pytest.raises(StatementFormatError, match="no date"):
        read_table(content, sample.mapping)
    [statement] = read_table(content.rsplit(b"Total", 1)[0], sample.mapping)
    assert [line.amount for line in statement.lines] == [Decimal("1250.00"), Decimal("-10.00")]
    assert (statement.opening_balance, statement.closing_balance) == (Decimal("100.00"), Decimal("1340.00"))
    assert statement.balance_difference == 0


def test_a_workbook_is_read_as_a_table() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Date", "Label", "Amount", "Balance"])
    book.active.append([date(2026, 1, 5), "Sale", 33.5, 133.5])
    book.active.append([date(2026, 1, 6), "Fee", -0.1, 133.4])
    stream = BytesIO()
    book.save(stream)
    sample = look_at(stream.getvalue())
    [statement] = read_table(stream.getvalue(), sample.mapping)
    assert [facts(line)[:2] for line in statement.lines] == [("2026-01-05", "33.5"), ("2026-01-06", "-0.1")]
    assert statement.balance_difference == 0
    with pytest.raises(StatementFormatError, match="can't be opened"):
        look_at(b"PK\x03\x04nothing")


@needs("bank")
@pytest.mark.parametrize(
    ("path", "first", "proof"),
    [
        ("csv-bank/csv2ofx__schwab-checking-baltest-case1.csv", ("2022-08-17", "20.00"), Decimal("1093.74")),
        ("csv-bank/csv2ofx__ubs-ch-fr_trimmed.csv", ("2019-03-31", "-10.00"), Decimal("11383.94")),
        ("csv-bank/soacsv2mt940__test_VR-Bank.csv", ("2019-04-18", "-60.00"), Decimal("8.93")),
        ("csv-bank/csv2ofx__gls.csv", ("2017-10-10", "-98.76"), Decimal("1333.32")),
        ("csv-bank/csv2ofx__outbank.csv", ("2019-02-20", "100.00"), None),
        ("csv-bank/hledger__sample.fr.cp1252.csv", ("2012-03-22", "50.00"), None),
        ("csv-bank/index-id_41346626396__com.buckpal_CsvRealFileTest___bpce_export_operations.csv",
         ("2025-08-09", "-0.05"), None),
        ("csv-generic/bank-statement-import__balance.csv", ("2018-12-15", "-33.50"), Decimal("10.00")),
        ("csv-generic/bank-statement-import__sample_statement_en.xlsx", ("2018-12-15", "-33.5"), None),
        ("csv-generic/bank-statement-import__sample_statement_en_empty_values.xlsx", ("2024-03-07", "-579.68"),
         Decimal("9705.75")),
        ("csv-generic/bank-statement-import__original_currency_no_header.csv", ("2018-12-15", "1525.00"), None),
    ],
)  # fmt: skip
def test_tables_of_real_banks(path: str, first: tuple[str, str], proof: Decimal | None) -> None:
    """`proof`: the opening balance that the running one implies; the lines then make the closing one."""
    content = (REAL / path).read_bytes()
    [statement] = read_table(content, look_at(content).mapping)
    assert facts(statement.lines[0])[:2] == first
    assert (statement.opening_balance, statement.balance_difference or 0) == (proof, 0)


@pytest.mark.parametrize(
    ("text", "amount"),
    [("1\u202f234,56 €", "1234.56"), ("11'373.94", "11373.94"), ("-530,86", "-530.86"), ("(12.00)", "-12.00"), ("$1,036.47", "1036.47")],
)  # fmt: skip
def test_amounts_as_banks_write_them(text: str, amount: str) -> None:
    assert amount_in(text, is_comma=is_decimal_comma([text])) == Decimal(amount)


def test_hostile_texts_are_refused_or_read_as_nothing() -> None:
    assert amount_in("9" * 30, is_comma=True) is None
    assert amount_in("١٢", is_comma=True) is None
    assert date_in("31/02/2026", "dmy") is None
    assert "no format" in refusal(b"hello")
    assert "NUL" in refusal(b"!Type:Bank\nD1/1/26\0\nT1\n^")
    assert "lines" in refusal(b"!Type:Bank\n" + b"\n" * 600_000)
    assert "tags" in refusal(ofx("<A>" * 1_000_001))

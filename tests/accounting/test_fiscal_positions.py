"""Where a sale is taxed: the matrix of cases, the facts behind it, and the taxes of a company that follow."""

import datetime as dt
from contextlib import AbstractContextManager
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounting.choices import BuyerKind, LineKind, SupplyKind, TaxTreatment
from accounting.models import Invoice, Tax, VatSettings
from accounting.reports.catalogue import BY_KEY, Asked
from accounting.selectors.fiscal_positions import Sale, distance_sales, read_positions
from accounting.selectors.vat_statements import invoices_of_line, oss_lines, union_sales
from accounting.services.credit_notes import create_credit_notes
from accounting.services.invoices import post_invoices
from accounting.services.printing import invoice_pdf, print_data
from accounting.services.typed_invoices import create_typed_invoices, update_typed_invoices
from accounting.services.vat_settings import create_settings, update_settings
from accounting.vat.decision import Buyer, Supply, decide
from accounting.vat.rates import rates
from accounting.vat.territories import MEMBER_STATES, territory_of
from erp.models import Company, Partner
from erp.scope import open_scope
from erp.services.partners import create_partners
from erp.services.records import LineDraft, RecordChange, RecordDraft
from erp.types import AddressDraft, PartnerDraft
from tests.accounting.factories import DAY, booked, make_books

FRENCH, BELGIAN, NORTHERN_IRISH = "FR83404833048", "BE0999000030", "XI980780684"
CONSUMER, BUSINESS = Buyer(), Buyer(BuyerKind.BUSINESS)


def business(number: str) -> Buyer:
    return Buyer(BuyerKind.BUSINESS, number)


@pytest.mark.parametrize(
    ("ship_from", "ship_to", "buyer", "oss", "passed", "treatment", "market"),
    [
        ("FR 49000", "FR 75001", CONSUMER, False, False, "domestic", "FR"),
        ("FR 49000", "FR 20000", CONSUMER, False, False, "domestic", "FR"),
        ("FR 49000", "MC 98000", CONSUMER, False, False, "domestic", "FR"),
        ("FR 49000", "FR 75001", business(BELGIAN), False, False, "domestic", "FR"),
        ("FR 49000", "BE 1000", business(BELGIAN), False, False, "intra_eu", ""),
        ("FR 49000", "DE 10115", business(BELGIAN), False, False, "intra_eu", ""),
        ("FR 49000", "BE 1000", business(FRENCH), False, False, "domestic", "FR"),
        ("FR 49000", "BE 1000", business("BE0999000031"), True, False, "oss", "BE"),
        ("FR 49000", "BE 1000", BUSINESS, False, False, "below_threshold", "FR"),
        ("FR 49000", "DE 10115", CONSUMER, False, False, "below_threshold", "FR"),
        ("FR 49000", "DE 10115", CONSUMER, False, True, "oss", "DE"),
        ("FR 49000", "DE 10115", CONSUMER, True, False, "oss", "DE"),
        ("FR 49000", "DE 10115", Buyer(BuyerKind.PUBLIC_BODY), True, False, "oss", "DE"),
        ("DE 10115", "FR 49000", CONSUMER, False, False, "oss", "FR"),
        ("DE 10115", "DE 80331", CONSUMER, False, False, "domestic", "DE"),
        ("FR 49000", "GB BT1 5GS", business(NORTHERN_IRISH), False, False, "intra_eu", ""),
        ("FR 49000", "GB BT1 5GS", CONSUMER, True, False, "oss", "XI"),
        ("FR 49000", "GB SW1A 1AA", CONSUMER, True, False, "export", ""),
        ("FR 49000", "CH 1201", CONSUMER, True, False, "export", ""),
        ("FR 49000", "CH 1201", BUSINESS, True, False, "export", ""),
        ("FR 49000", "ES 35001", CONSUMER, True, False, "export", ""),
        ("FR 49000", "ES 28001", CONSUMER, True, False, "oss", "ES"),
        ("FR 49000", "FI 22100", CONSUMER, True, False, "export", ""),
        ("FR 49000", "AX 22100", CONSUMER, True, False, "export", ""),
        ("FR 49000", "IT 23041", CONSUMER, True, False, "export", ""),
        ("FR 49000", "DE 27498", CONSUMER, True, False, "export", ""),
        ("FR 49000", "SM 47890", CONSUMER, True, False, "export", ""),
        ("FR 49000", "PT 9500-150", CONSUMER, True, False, "oss", "PT"),
        ("FR 49000", "FR 97400", CONSUMER, True, False, "overseas", ""),
        ("FR 49000", "GF 97300", CONSUMER, True, False, "overseas", ""),
        ("FR 49000", "FR 98800", CONSUMER, True, False, "export", ""),
        ("FR 49000", "FR 97133", CONSUMER, True, False, "export", ""),
        ("FR 97400", "FR 97410", CONSUMER, False, False, "domestic", "RE"),
        ("FR 97100", "MQ 97200", CONSUMER, False, False, "domestic", "GP"),
        ("FR 97400", "FR 75001", CONSUMER, False, False, "overseas", ""),
        ("CH 1201", "FR 75001", CONSUMER, True, False, "outside", ""),
    ],
)
def test_goods_are_taxed_by_where_they_go_and_to_whom(
    ship_from: str, ship_to: str, buyer: Buyer, oss: bool, passed: bool, treatment: str, market: str
) -> None:
    start, end = (territory_of(*place.split(" ", 1)) for place in (ship_from, ship_to))
    decision = decide(
        Supply(
            seller=territory_of("FR", "49000"),
            ship_from=start,
            ship_to=end,
            established=end,
            buyer=buyer,
            kind=SupplyKind.GOODS,
            date=DAY,
            oss_since=DAY if oss else None,
            is_threshold_passed=passed,
        )
    )
    assert (decision.treatment, decision.market) == (treatment, market)
    assert decision.reason
    assert decision.needs_registration == (treatment == "oss" and not oss)


@pytest.mark.parametrize(
    ("place", "buyer", "treatment", "market"),
    [
        ("FR", CONSUMER, "domestic", "FR"),
        ("FR", business(FRENCH), "domestic", "FR"),
        ("BE", business(BELGIAN), "reverse_charge", ""),
        ("BE", BUSINESS, "domestic", "FR"),
        ("BE", CONSUMER, "domestic", "FR"),
        ("CH", BUSINESS, "outside", ""),
        ("CH", CONSUMER, "domestic", "FR"),
        ("GB", business(NORTHERN_IRISH), "outside", ""),
        ("RE", BUSINESS, "domestic", "RE"),
    ],
)
def test_services_are_taxed_at_the_business_or_at_the_seller(
    place: str, buyer: Buyer, treatment: str, market: str
) -> None:
    seller, there = territory_of("FR", "49000"), territory_of(place)
    decision = decide(Supply(seller, seller, there, there, buyer, SupplyKind.SERVICES, DAY))
    assert (decision.treatment, decision.market) == (treatment, market)


def test_oss_counts_from_its_day_on() -> None:
    home, there = territory_of("FR"), territory_of("DE")
    supply = Supply(home, home, there, there, CONSUMER, SupplyKind.GOODS, DAY, DAY + dt.timedelta(1))
    assert decide(supply).treatment == TaxTreatment.BELOW_THRESHOLD


def test_every_state_has_one_rate_a_day_for_each_category() -> None:
    known = rates()
    assert {rate.market for rate in known if rate.category == "standard"} == MEMBER_STATES | {
        "XI",
        "GP",
        "RE",
    }
    for day in (dt.date(2025, 1, 1), dt.date(2025, 12, 31), dt.date(2026, 11, 24)):
        current = [
            (rate.market, rate.zone, rate.category)
            for rate in known
            if (rate.starts_on or day) <= day <= (rate.ends_on or day)
        ]
        assert len(current) == len(set(current))
        assert {place[:2] for place in current} == {(rate.market, rate.zone) for rate in known}


@pytest.fixture
def books(scope: Company) -> Company:
    make_books(scope)
    return scope


def partner(country: str, postcode: str = "", **values: object) -> Partner:
    address = AddressDraft(line1="1", postcode=postcode, city="X", country=country, name="X")
    [made] = create_partners([PartnerDraft(name="X", country=country, addresses=[address], **values)])  # type: ignore[arg-type]
    return made


def typed(buyer: Partner, *lines: dict[str, object], date: dt.date = DAY) -> Invoice:
    given = lines or ({"description": "Lampe", "unit_price": Decimal(100)},)
    draft = RecordDraft(
        Invoice, {"partner": buyer, "date": date}, {"lines": [LineDraft(values) for values in given]}
    )
    with active():
        return create_typed_invoices([draft])[0]


def active() -> AbstractContextManager[object]:
    company = Company.objects.get()
    return open_scope(companies=[company], active=company, source="command")


def register(company: Company, since: dt.date) -> VatSettings:
    with active():
        return create_settings([RecordDraft(VatSettings, {"oss_since": since})])[0]


def test_an_invoice_says_why_no_vat_is_charged(books: Company) -> None:
    buyer = partner("BE", "1000", is_organisation=True, vat_number=BELGIAN)
    invoice = typed(
        buyer,
        {"description": "Lampe", "unit_price": Decimal(100)},
        {"description": "Port", "unit_price": Decimal(10), "kind": LineKind.SHIPPING},
        {"description": "Conseil", "unit_price": Decimal(50), "kind": LineKind.SERVICE},
        {"description": "Remise", "unit_price": Decimal(-5), "kind": LineKind.DISCOUNT},
    )
    assert (invoice.net, invoice.tax, invoice.gross) == (155, 0, 155)
    lines = list(invoice.lines.order_by("position"))
    assert [line.tax_treatment for line in lines] == ["intra_eu", "intra_eu", "reverse_charge", ""]
    assert BELGIAN in lines[0].tax_reason
    post_invoices([invoice])
    assert [code for code, _debit, _credit in booked(invoice.entry_id)] == ["411", "707", "7085", "706"]
    [printed] = print_data([invoice])
    assert {tax.tax.code for tax in printed.taxes} == {"FRLIC", "FRAUT"}
    assert invoice_pdf([invoice], language="fr").startswith(b"%PDF")
    [note] = create_credit_notes([invoice])
    assert [line.tax_reason for line in note.lines.order_by("position")] == [
        line.tax_reason for line in lines
    ]


def test_what_was_typed_holds_and_says_that_the_rule_is_another(books: Company) -> None:
    full = Tax.objects.get(code="FR20")
    invoice = typed(partner("CH", "1201"), {"description": "Lampe", "unit_price": Decimal(100), "tax": full})
    [line] = invoice.lines.all()
    assert (line.tax, line.tax_treatment) == (full, "")
    assert "FREXP" in line.tax_reason
    with active():
        update_typed_invoices(
            [
                RecordChange(
                    invoice,
                    {},
                    {"lines": [LineDraft({"description": "Lampe", "unit_price": Decimal(100)})]},
                )
            ]
        )
    assert invoice.lines.get().tax.code == "FREXP"  # type: ignore[union-attr]


def test_consumers_abroad_pay_their_own_vat_from_the_threshold_on(books: Company) -> None:
    german = partner("DE", "10115")
    first = typed(german, {"description": "Lampes", "unit_price": Decimal("10000.01")})
    assert (first.lines.get().tax_treatment, first.tax) == ("below_threshold", Decimal("2000.00"))
    # A draft is no sale yet.
    assert typed(german).lines.get().tax_treatment == "below_threshold"
    post_invoices([first])
    assert distance_sales([books.pk], [2026]) == {(books.pk, 2026): Decimal("10000.01")}
    # Due there, and nobody registered: the seller's VAT until then, and the line says what is to be done.
    late = typed(german).lines.get()
    assert (late.tax.code, late.tax_treatment) == ("FR20", "oss")  # type: ignore[union-attr]
    settings = register(books, dt.date(2026, 3, 1))
    there = typed(german, {"description": "Lampe", "unit_price": Decimal(100)})
    line = there.lines.get()
    assert (line.tax.code, there.tax) == ("OSS-DE-19", 19)  # type: ignore[union-attr]
    post_invoices([there])
    assert booked(there.entry_id)[-1] == ("445715", 0, Decimal(19))
    # The year after, too, even for who gave the registration up.
    with active():
        update_settings([RecordChange(settings, {"oss_since": None})])
    assert typed(german, date=dt.date(2027, 2, 1)).lines.get().tax_treatment == "oss"
    # Taken back, it counts no more.
    [note] = create_credit_notes([first], date=DAY)
    post_invoices([note])
    assert distance_sales([books.pk], [2026]) == {(books.pk, 2026): Decimal(100)}
    assert typed(german).lines.get().tax_treatment == "below_threshold"


def test_rates_are_those_of_the_day_and_place(books: Company) -> None:
    register(books, dt.date(2025, 1, 1))
    found = {}
    for name, place, postcode, date in (
        ("before", "EE", "10111", dt.date(2025, 6, 30)),
        ("after", "EE", "10111", dt.date(2025, 7, 1)),
        ("azores", "PT", "9500-150", DAY),
        ("mainland", "PT", "1000-001", DAY),
        ("belfast", "GB", "BT1 5GS", DAY),
    ):
        sale = Sale(books.pk, date, ship_to=territory_of(place, postcode))
        positions = read_positions([sale])
        settled = positions.settle(sale, SupplyKind.GOODS, "standard")
        assert settled.tax
        found[name] = settled.tax.percent
    assert found == {"before": 22, "after": 24, "azores": 16, "mainland": 23, "belfast": 20}
    # Germany has one reduced rate; for what it has none for, its standard rate.
    sale = Sale(books.pk, DAY, ship_to=territory_of("DE"))
    positions = read_positions([sale])
    percents = [
        positions.settle(sale, SupplyKind.GOODS, code).tax.percent  # type: ignore[union-attr]
        for code in ("standard", "intermediate", "reduced")
    ]
    assert percents == [19, 19, 7]


def test_as_many_statements_for_one_invoice_as_for_fifty(books: Company) -> None:
    buyers = [partner(country, "1000", is_organisation=False) for country in ("DE", "FR", "CH", "BE")]

    def statements(how_many: int) -> int:
        drafts = [
            RecordDraft(
                Invoice,
                {"partner": buyers[number % 4], "date": DAY},
                {"lines": [LineDraft({"description": "Lampe", "unit_price": Decimal(1)})] * 3},
            )
            for number in range(how_many)
        ]
        with active(), CaptureQueriesContext(connection) as captured:
            create_typed_invoices(drafts)
        return len(captured)

    statements(4)
    assert statements(4) == statements(48)


def test_what_is_declared_of_sales_abroad_opens_its_invoices(books: Company) -> None:
    register(books, dt.date(2026, 1, 1))
    german = partner("DE", "10115")
    belgian = partner("BE", "1000", is_organisation=True, vat_number=BELGIAN)
    sold = [
        typed(german),
        typed(german, {"description": "Lampe", "unit_price": Decimal(50)}),
        typed(
            belgian,
            {"description": "Lampe", "unit_price": Decimal(80)},
            {"description": "Pose", "unit_price": Decimal(20), "kind": LineKind.SERVICE},
        ),
    ]
    typed(german, {"description": "Brouillon", "unit_price": Decimal(999)})
    post_invoices(sold)
    [note] = create_credit_notes([sold[1]], date=DAY)
    post_invoices([note])
    days = (books.pk, DAY, DAY)
    [line] = oss_lines(*days)
    assert (line.country, line.percent, line.base, line.tax) == ("DE", 19, 100, 19)
    behind = invoices_of_line(*days, line.key)
    assert [(one.number, one.base) for one in behind] == [
        (sold[0].number, 100),
        (sold[1].number, 50),
        (note.number, -50),
    ]
    goods, services = union_sales(*days)
    assert (goods.vat_number, goods.treatment, goods.base) == (BELGIAN, "intra_eu", 80)
    assert (services.treatment, services.base) == ("reverse_charge", 20)
    assert [one.base for one in invoices_of_line(*days, services.key)] == [20]
    assert not oss_lines(books.pk, DAY + dt.timedelta(1), DAY + dt.timedelta(9))
    for nonsense in ("", "x", "DE..x", "x.intra_eu", "..."):
        assert invoices_of_line(*days, nonsense) == []
    asked = Asked(books, DAY, DAY)
    for report in ("oss_return", "ec_sales_list"):
        [sheet] = BY_KEY[report].build(asked)
        assert sheet.rows[-1].cells[-1].value == (19 if report == "oss_return" else 100)
        assert [s.rows for s in BY_KEY[report].build(replace(asked, line=line.key))]

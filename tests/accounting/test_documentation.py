"""docs/accounting.md, executed: each event happens through the services and its entry is compared with the table."""

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from accounting.choices import LineKind
from accounting.demo import Movement, make_statement, set_up_books
from accounting.models import (
    BankAccount,
    BankLine,
    Entry,
    FiscalYear,
    Invoice,
    InvoiceLine,
    Item,
    PaymentProvider,
    Tax,
    VatSettings,
)
from accounting.selectors.candidates import candidates
from accounting.services.bank import import_statement
from accounting.services.closing import close_years
from accounting.services.credit_notes import create_credit_notes
from accounting.services.invoice_vat import with_vat
from accounting.services.invoices import create_invoices, post_invoices
from accounting.services.ledger import post_entries
from accounting.services.payments import record_payments
from accounting.services.reconciliation import reconcile_bank_line, reconcile_bank_lines, undo_reconciliation
from accounting.services.vat_settings import install_oss_taxes
from accounting.types import (
    BankMatchDraft,
    BookingSplit,
    CreditLineDraft,
    EntryDraft,
    InvoiceLineDraft,
    ItemDraft,
    PaymentDraft,
)
from catalog.models import Variant
from erp.models import Company, Partner
from inventory.choices import AdjustmentKind, BookkeepingStyle, LocationKind, RevaluationKind
from inventory.models import (
    Depreciation,
    DepreciationLine,
    GoodsReceipt,
    Location,
    Move,
    Revaluation,
    StockSettings,
    ValuationRule,
    ValueAdjustment,
    Warehouse,
)
from inventory.services import (
    arrive_goods,
    issue_reserved,
    post_depreciations,
    post_late_costs,
    receive_stock,
    return_to_suppliers,
    reverse_moves,
)
from inventory.services.accruals import post_accrual
from inventory.services.goods_receipts import receive_goods
from inventory.types import Arrival, LateCost, ReceiptLine, SupplierReturn
from tests.accounting.factories import DAY, entry_draft, goods, invoice_draft, make_bill, make_invoice, tax
from tests.catalog.factories import make_category, make_variant
from tests.erp.factories import make_partner
from tests.inventory.factories import (
    demand,
    give_back,
    issue_of,
    make_document,
    make_warehouse,
    receive,
    revalue,
    ship,
)

PAGE = Path(__file__).resolve().parents[2] / "docs" / "accounting.md"
Rows = list[tuple[str, Decimal, Decimal]]


def tables() -> dict[str, tuple[str, Rows]]:
    """Heading → (journal, items) of every entry on the page, in its order."""
    found: dict[str, tuple[str, Rows]] = {}
    for heading, text in re.findall(
        r"^### (.+?)\n(.*?)(?=^##)", PAGE.read_text(encoding="utf-8") + "\n##", re.M | re.S
    ):
        lines = [
            [cell.strip() for cell in row.split("|")[1:-1]] for row in re.findall(r"^\|.*\|$", text, re.M)
        ]
        assert lines, heading
        found[heading] = (lines[0][0], [(c, Decimal(d or 0), Decimal(k or 0)) for c, d, k in lines[2:]])
    return found


def entry(number: Entry | int | None) -> tuple[str, Rows]:
    found = Entry.objects.select_related("journal").get(pk=number.pk if isinstance(number, Entry) else number)
    items = Item.objects.filter(entry=found).order_by("pk").values_list("account__code", "debit", "credit")
    return found.journal.code, list(items)


class Story:
    """The page's events, one method each, in the order of the page."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.bank_account: BankAccount
        self.provider: PaymentProvider
        self.bank_account, [self.provider, _other] = set_up_books(company, first_year=2025)
        self.customer: Partner = make_partner("Élise Faure")
        self.variant = make_variant()
        self.warehouse = make_warehouse(company, books=False)

    def supplier_invoice(self) -> int | None:
        lamps = goods(self.company, "21.50", "10", description="Lamps")
        return make_bill(self.company, make_partner("Verrerie du Nord"), lamps).entry_id

    def bought_within_the_union(self) -> int | None:
        acquisition = Tax.objects.get(company=self.company, code="FRAC20")
        line = InvoiceLineDraft("Glas", Decimal(2), Decimal(50), tax_id=acquisition.pk)
        self.german = make_bill(self.company, make_partner("Glashütte GmbH"), line)
        return self.german.entry_id

    def credited_by_supplier(self) -> int | None:
        lines = [CreditLineDraft(self.german.lines.get().pk, Decimal(1))]
        [note] = create_credit_notes([self.german], lines, date=DAY, supplier_reference="G-1")
        post_invoices([note])
        return note.entry_id

    def received(self) -> int | None:
        [self.received_move] = receive(
            self.warehouse, self.variant, 10, "21.5", date=DAY, source_kind="test", source_id=1
        )
        return self.received_move.entry_id

    def delivered(self) -> int | None:
        self.wanted, moves = ship(self.warehouse, self.variant, 2, DAY)
        return moves[0].entry_id

    def returned(self) -> int | None:
        return give_back(self.wanted, 1, DAY)[0].entry_id

    def freight(self) -> int | None:
        return self._late(self.received_move, "27", AdjustmentKind.LANDED_COST)

    def dearer(self) -> int | None:
        return self._late(self.received_move, "9", AdjustmentKind.PRICE_DIFFERENCE)

    def sent_back(self) -> int | None:
        back = SupplierReturn(
            self.company.pk, self.warehouse.pk, self.variant.pk, Decimal(2), "test.return", 1, 1, "test", 1
        )
        [self.sent] = return_to_suppliers([back], date=DAY)
        return self.sent.entry_id

    def sent_back_cancelled(self) -> int | None:
        return reverse_moves([self.sent])[0].entry_id

    def revalued(self) -> int | None:
        return self._entry_of(revalue(self.company, self.variant, 25, date=DAY))

    def depreciated(self) -> int | None:
        return self._depreciate("20", dt.date(DAY.year, 12, 31))

    def taken_back(self) -> int | None:
        return self._depreciate("23", dt.date(DAY.year + 1, 12, 31))

    def averaged(self) -> int | None:
        self.cups = self._article("average")
        receive(self.warehouse, self.cups, 10, 4, date=DAY)
        [self.second] = receive(self.warehouse, self.cups, 5, "5.5", date=DAY)
        return self.second.entry_id

    def average_delivered(self) -> int | None:
        return ship(self.warehouse, self.cups, 4, DAY)[1][0].entry_id

    def average_emptied(self) -> int | None:
        reverse_moves([self.second])
        return ship(self.warehouse, self.cups, 6, DAY)[1][0].entry_id

    def standard_received(self) -> int | None:
        self.plates = self._article("standard")
        revalue(self.company, self.plates, 3, kind=RevaluationKind.STANDARD, date=DAY)
        return receive(self.warehouse, self.plates, 10, "3.2", date=DAY)[0].entry_id

    def standard_delivered(self) -> int | None:
        return ship(self.warehouse, self.plates, 6, DAY)[1][0].entry_id

    def standard_changed(self) -> int | None:
        return self._entry_of(
            revalue(self.company, self.plates, "3.5", kind=RevaluationKind.STANDARD, date=DAY)
        )

    def oversold(self) -> int | None:
        Warehouse.objects.filter(pk=self.warehouse.pk).update(allows_negative=True)
        self.bowls = make_variant()
        receive(self.warehouse, self.bowls, 2, 6, date=DAY)
        return issue_reserved([issue_of(demand(self.warehouse, self.bowls, 5))], date=DAY)[0].entry_id

    def settled(self) -> int | None:
        return receive(self.warehouse, self.bowls, 10, 7, date=DAY)[0].entry_id

    def on_the_way(self) -> int | None:
        transit = Location.objects.get(company=self.company, kind=LocationKind.TRANSIT)
        line = ReceiptLine(make_variant().pk, Decimal(4), Decimal(12), location_id=transit.pk)
        [self.shipped] = receive_stock(self.warehouse, [line], date=DAY)
        return self.shipped.entry_id

    def arrived(self) -> int | None:
        arrival = Arrival(self.company.pk, self.warehouse.pk, self.shipped.pk, Decimal(3))
        return arrive_goods([arrival], date=DAY)[0].entry_id

    def accrued(self) -> Entry:
        line = {"variant": make_variant(), "expected": Decimal(10), "unit_cost": Decimal("21.5")}
        values = {"warehouse": self.warehouse, "partner": make_partner("Horlogerie Vaud"), "date": DAY}
        receive_goods([make_document(GoodsReceipt, [line], **values)], date=DAY)
        entry_, self.taken_off = post_accrual(self.company, dt.date(DAY.year, DAY.month, 31))
        return entry_

    def accrual_taken_back(self) -> Entry:
        return self.taken_off

    def interim_received(self) -> int | None:
        StockSettings.objects.create(company=self.company, style=BookkeepingStyle.ANGLO_SAXON)
        self.trays = make_variant()
        [self.trays_in] = receive(self.warehouse, self.trays, 10, 8, date=DAY)
        return self.trays_in.entry_id

    def interim_delivered(self) -> int | None:
        return ship(self.warehouse, self.trays, 4, DAY)[1][0].entry_id

    def interim_freight(self) -> int | None:
        entry_id = self._late(self.trays_in, "5", AdjustmentKind.LANDED_COST)
        StockSettings.objects.all().delete()
        return entry_id

    def _article(self, method: str) -> Variant:
        """An article of a category with a rule of its own."""
        variant = make_variant(category=make_category())
        ValuationRule.objects.create(company=self.company, category=variant.product.category, method=method)
        return variant

    def _late(self, move: Move, amount: str, kind: AdjustmentKind) -> int | None:
        cost = LateCost(self.company.pk, move.pk, Decimal(amount), kind, f"{kind} {move.pk}")
        return post_late_costs([cost], date=DAY)[0].entry_id

    def _depreciate(self, value: str, day: dt.date) -> int | None:
        document = Depreciation.objects.create(company=self.company, date=day, label="Inventaire")
        DepreciationLine.objects.create(
            company=self.company,
            depreciation=document,
            variant=self.variant,
            market_value=Decimal(value),
        )
        post_depreciations([document])
        document.refresh_from_db()
        return document.entry_id

    def _entry_of(self, document: Revaluation) -> int | None:
        return ValueAdjustment.objects.get(
            source_kind="inventory.revaluation", source_id=document.pk
        ).entry_id

    def invoiced(self) -> int | None:
        books = self.company
        lines = [
            goods(books, "49.90", "2", description="Lamps"),
            goods(books, "12.34", "3", "5.5", description="Books"),
            InvoiceLineDraft("Fitting", Decimal(1), Decimal(80), LineKind.SERVICE, tax(books, "10").pk),
            InvoiceLineDraft("Shipping", Decimal(1), Decimal("6.90"), LineKind.SHIPPING, tax(books).pk),
            InvoiceLineDraft("Discount", Decimal(1), Decimal(-10), LineKind.DISCOUNT, tax(books).pk),
        ]
        draft = invoice_draft(books, self.customer, *lines, expected_gross=Decimal("243.11"))
        [self.invoice] = create_invoices([draft])
        post_invoices([self.invoice])
        return self.invoice.entry_id

    def book_credited(self) -> int | None:
        book = InvoiceLine.objects.get(invoice=self.invoice, description="Books")
        return self._credited(self.invoice, [CreditLineDraft(book.pk, Decimal(1))])

    def shipping_credited(self) -> int | None:
        [note] = create_credit_notes([self.invoice], kinds={LineKind.SHIPPING}, date=DAY)
        post_invoices([note])
        return note.entry_id

    def paid(self) -> int | None:
        payment = self._pay(self.invoice, "221.81")
        self.invoice.refresh_from_db()
        assert self.invoice.payment_status == "paid"
        return payment

    def payout(self) -> int | None:
        line = self._bank_line("218.45", "CARTESSIA PAYMENTS PAYOUT")
        [best, *_others] = candidates(line)
        assert (best.fee, best.score) == (Decimal("3.36"), 100)
        self.reconciliation = reconcile_bank_line(line, best.item_ids, fee_amount=best.fee)
        return self.reconciliation.entry_id

    def undone(self) -> int | None:
        undo_reconciliation(self.reconciliation)
        self.reconciliation.refresh_from_db()
        return self.reconciliation.reversal_id

    def refunded(self) -> int | None:
        invoice = make_invoice(self.company, self.customer, goods(self.company, "12.34", "1", "5.5"))
        self._pay(invoice, "13.02")
        self._credited(invoice, None)
        return self._pay(Invoice.objects.get(original=invoice), "13.02", direction="out")

    def short_transfer(self) -> int | None:
        return self._transfer("119.96")

    def part_transfer(self) -> int | None:
        return self._transfer("100.00", keep_open=True)

    def large_transfer(self) -> int | None:
        return self._transfer("150.00", keep_open=True)

    def supplier_paid(self) -> int | None:
        line = self._bank_line("-258.00", "VIREMENT FOURNISSEUR")
        return reconcile_bank_line(line, candidates(line)[0].item_ids).entry_id

    def bank_fee(self) -> int | None:
        return reconcile_bank_line(self._bank_line("-12.50", "FRAIS"), remainder_account="627").entry_id

    def split(self) -> int | None:
        line = self._bank_line("-100.00", "CARTE")
        draft = BankMatchDraft(
            line.pk,
            splits=(BookingSplit("626", Decimal("-24.00"), tax(self.company).pk),),
            remainder_account="6231",
        )
        return reconcile_bank_lines([draft])[0].entry_id

    def exchanged(self) -> int | None:
        dollars = ItemDraft("401", credit=Decimal(100), currency="USD", amount_currency=Decimal(-110))
        [bought] = post_entries(
            [
                EntryDraft(
                    self.company.pk,
                    "AC",
                    DAY,
                    "USD",
                    [ItemDraft("607", debit=Decimal(100)), dollars],
                    reference="US-4711",
                )
            ]
        )
        owed = Item.objects.get(entry=bought, account__code="401")
        line = self._bank_line("-104.00", "US-4711")
        return reconcile_bank_lines([BankMatchDraft(line.pk, (owed.pk,), is_exchange=True)])[0].entry_id

    def sold_to_berlin(self) -> int | None:
        settings = VatSettings(company=self.company, oss_since=DAY)
        settings.save()
        install_oss_taxes([settings])
        return self._sold_abroad("DE", self.customer)

    def sold_to_brussels(self) -> int | None:
        business = make_partner("Lumière SA", is_organisation=True, vat_number="BE0999000030")
        return self._sold_abroad("BE", business)

    def sold_to_geneva(self) -> int | None:
        shipping = InvoiceLineDraft("Shipping", Decimal(1), Decimal(10), LineKind.SHIPPING)
        return self._sold_abroad("CH", self.customer, shipping)

    def _sold_abroad(self, country: str, buyer: Partner, *lines: InvoiceLineDraft) -> int | None:
        lamps = InvoiceLineDraft("Lamp", Decimal(2), Decimal(50))
        draft = invoice_draft(
            self.company, buyer, lamps, *lines, delivery_address={"name": "X", "country": country}
        )
        [invoice] = create_invoices(with_vat([draft]))
        post_invoices([invoice])
        return invoice.entry_id

    def result(self) -> Entry:
        year_before = dt.date(DAY.year - 1, 6, 15)
        post_entries(
            [
                entry_draft(self.company, *items, date=year_before)
                for items in (
                    (("512", "1000", "0"), ("101", "0", "1000")),
                    (("411", "100", "0"), ("707", "0", "100")),
                    (("6132", "30", "0"), ("512", "0", "30")),
                )
            ]
        )
        self.year = FiscalYear.objects.get(end_date__year=year_before.year)
        result, self.closing, self.opening = close_years([self.year])
        return result

    def accounts_closed(self) -> Entry:
        return self.closing

    def opened(self) -> Entry:
        return self.opening

    def result_again(self) -> Entry:
        rent = ("6132", "12", "0"), ("512", "0", "12")
        post_entries([entry_draft(self.company, *rent, date=self.year.end_date)])
        return close_years([self.year])[0]

    def _credited(self, invoice: Invoice, lines: list[CreditLineDraft] | None) -> int | None:
        [note] = create_credit_notes([invoice], lines, date=DAY)
        post_invoices([note])
        return note.entry_id

    def _pay(self, invoice: Invoice, amount: str, **values: str) -> int | None:
        draft = PaymentDraft(
            self.company.pk,
            self.customer.pk,
            self.provider.code,
            Decimal(amount),
            DAY,
            invoice_id=invoice.pk,
            **values,  # type: ignore[arg-type]
        )
        return record_payments([draft])[0].entry_id

    def _bank_line(self, amount: str, description: str) -> BankLine:
        name = f"S{BankLine.objects.count()}"
        movement = Movement(Decimal(amount), DAY + dt.timedelta(days=4), "", description)
        content = make_statement(self.bank_account, [movement], identification=name)
        return import_statement(self.bank_account, name, content)[0].lines.get()

    def _transfer(self, amount: str, *, keep_open: bool = False) -> int | None:
        invoice = make_invoice(self.company, self.customer)
        line = self._bank_line(amount, f"VIR {invoice.number}")
        item = Item.objects.get(entry=invoice.entry_id, account__code="411")
        assert item.pk in candidates(line)[0].item_ids
        return reconcile_bank_line(line, [item.pk], keep_open=keep_open).entry_id


def test_every_entry_of_the_page_is_what_the_services_book(scope: Company) -> None:
    story = Story(scope)
    events: list[Callable[[], Entry | int | None]] = [
        story.supplier_invoice,
        story.bought_within_the_union,
        story.credited_by_supplier,
        story.received,
        story.delivered,
        story.returned,
        story.freight,
        story.dearer,
        story.sent_back,
        story.sent_back_cancelled,
        story.revalued,
        story.depreciated,
        story.taken_back,
        story.averaged,
        story.average_delivered,
        story.average_emptied,
        story.standard_received,
        story.standard_delivered,
        story.standard_changed,
        story.oversold,
        story.settled,
        story.on_the_way,
        story.arrived,
        story.accrued,
        story.accrual_taken_back,
        story.interim_received,
        story.interim_delivered,
        story.interim_freight,
        story.invoiced,
        story.book_credited,
        story.shipping_credited,
        story.paid,
        story.payout,
        story.undone,
        story.refunded,
        story.short_transfer,
        story.part_transfer,
        story.large_transfer,
        story.supplier_paid,
        story.bank_fee,
        story.split,
        story.exchanged,
        story.sold_to_berlin,
        story.sold_to_brussels,
        story.sold_to_geneva,
        story.result,
        story.accounts_closed,
        story.opened,
        story.result_again,
    ]
    told = tables()
    assert len(told) == len(events)
    for (heading, expected), event in zip(told.items(), events, strict=True):
        assert entry(event()) == expected, heading


def test_the_lines_of_the_page_are_those_of_the_invoice(scope: Company) -> None:
    story = Story(scope)
    story.invoiced()
    text = PAGE.read_text(encoding="utf-8")
    for line in InvoiceLine.objects.filter(invoice=story.invoice):
        label = line.description if line.kind != LineKind.ROUNDING else "Rounding"
        assert f"| {label} | {line.net} | {line.tax_amount} | {line.gross} |" in text
    assert f"| | {story.invoice.net} | {story.invoice.tax} | {story.invoice.gross} |" in text

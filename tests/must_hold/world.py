"""A group of two companies: one full of data of every kind, all of it marked, and one whose people must see none of it."""

import datetime as dt
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, partial
from typing import Any
from uuid import uuid4

from django.db import connection, models, transaction
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounting.demo import make_payout_statement, set_up_books
from accounting.models import (
    Account,
    BankAccount,
    BankLine,
    BankRule,
    CategoryAccount,
    DunningLevel,
    PaymentProvider,
    Period,
    VatSettings,
)
from accounting.selectors.candidates import candidates
from accounting.services.bank import import_statement
from accounting.services.credit_notes import create_credit_notes
from accounting.services.dunning import block_invoices, propose_reminders
from accounting.services.invoices import create_invoices
from accounting.services.ledger import post_entries
from accounting.services.mappings import save_mapping
from accounting.services.periods import close_periods
from accounting.services.reconciliation import reconcile_bank_line
from accounting.statements.mapping import look_at
from catalog.models import Category, CustomerGroup, PriceList, PrintedCatalogue, Product
from catalog.services import set_components
from catalog.services.gallery import add_pictures
from catalog.types import KitDraft, Part, PictureDraft
from connectors.choices import InboundStatus, ReferenceKind, Verdict
from connectors.models import Connection, Exchange, ExternalReference, InboundOrder
from erp.attachments import attach
from erp.choices import JobStatus
from erp.mail import queue_mail
from erp.models import Company, Job, PaymentTerms, Role, SavedView, User
from erp.outbox import Event, publish
from erp.scope import open_scope
from erp.services.records import LineDraft, RecordDraft, create_records
from erp.services.tokens import issue_token
from inventory.choices import RevaluationKind, ScanMode, SplitMethod
from inventory.models import (
    CustomerReturn,
    GoodsReceipt,
    Location,
    Move,
    Picking,
    Position,
    PutawayRule,
    RemovalRule,
    SafetyStock,
    StockSettings,
    ValuationRule,
)
from inventory.services.drafts import draft_depreciation, draft_landed_cost, draft_revaluation
from inventory.services.goods_receipts import receive_goods
from inventory.services.invoicing import match_bills
from inventory.services.landed_costs import post_landed_costs
from inventory.services.lots import take_lots
from inventory.services.parcels import pack_rest
from inventory.services.pickings import Pick, confirm_picks
from inventory.services.receipts import receive_stock
from inventory.services.safety import set_safety_stocks
from inventory.services.scans import post_scans
from inventory.types import LotDraft, ReceiptLine, ScanDraft
from sales.models import AssortmentRule, ChannelRequirement, PriceAssignment
from sales.services.confirmation import confirm_orders
from sales.services.deliveries import create_deliveries, ship_deliveries
from sales.services.invoicing import invoice_orders
from sales.services.payments import register_payments
from sales.services.picking import pick_deliveries
from sales.services.returns import announce_returns
from sales.types import OrderLineDraft, OrderPaymentDraft
from tests.accounting.factories import bill_draft, entry_draft, goods, make_bill, make_invoice
from tests.catalog.factories import make_category, make_product, make_variant
from tests.erp.crud_world import sign_in
from tests.erp.factories import make_company, make_partner, make_site, make_user
from tests.inventory.factories import make_document, make_documents
from tests.sales.factories import DAY, Shop, make_shop

# In every text of the first company's own data, and nowhere else.
MARK = "Zinnober"
# What the first company holds of an article that both sell: a figure found nowhere else.
FIGURE = 73519


@dataclass
class World:
    """`theirs` is full of data; `ours` is where `user` and `token` belong, with every right."""

    theirs: Company
    ours: Company
    user: User
    token: str
    browser: Client
    # Of the first company, with every right.
    insider: Client
    inside_token: str
    shop: Shop
    # Of the second company.
    own: Shop
    # An article of the whole group.
    shared: Any
    _keys: dict[type[models.Model], list[int]] = field(default_factory=dict)

    @cached_property
    def program(self) -> Client:
        return Client(headers={"Authorization": f"Bearer {self.token}"})

    def here(self) -> Any:
        """A scope of the second company, as its person's."""
        return open_scope(actor=self.user, companies=[self.ours], active=self.ours, source="screen")

    def there(self) -> Any:
        return open_scope(companies=[self.theirs], active=self.theirs, source="task")

    def foreign(self, model: type[models.Model]) -> list[int]:
        """Keys of records that the first company has and the second must not see: by what owns them, not by what shows."""
        if model not in self._keys:
            names = {f.attname for f in model._meta.concrete_fields}
            with self.there():
                found = model._base_manager.order_by("pk")
                if "company_id" in names:
                    found = found.filter(company_id=self.theirs.pk)
                elif "visible_to" in names:
                    found = found.filter(visible_to=[self.theirs.pk])
                elif "product_id" in names:
                    found = found.filter(product__visible_to=[self.theirs.pk])
                else:
                    found = found.none()
                self._keys[model] = list(found.values_list("pk", flat=True))
        return self._keys[model]


def build() -> World:
    theirs, ours = (
        make_company("ZINN", name=f"Maison {MARK}"),
        make_company("OURS", name="Comptoir des Nôtres"),
    )
    # Who changed what the group shares is told to the group, and roles are the group's: neither is marked.
    their_user = make_user(
        theirs, username="zinnober-user", language="en", first_name="Uwe", last_name="Ansel"
    )
    Role.objects.filter(name="Role of zinnober-user").update(name="Everything there")
    user = make_user(ours, username="ours", is_staff=True, language="en")
    with open_scope(companies=[ours], active=ours):
        own = make_shop(ours)
        own.receive(10, 10)
        set_up_books(ours, first_year=2025, number=2)
        confirm_orders(own.place(1))
        own.place(2)
        make_site(ours)
        create_records([RecordDraft(CustomerGroup, {"code": "TRADE", "name": "Trade"})])
        create_records(
            [
                RecordDraft(
                    PriceList,
                    {"code": "PUBLIC", "name": "Public", "currency_id": "EUR"},
                    {"rows": [LineDraft({"method": "catalogue"})]},
                )
            ]
        )
        PaymentTerms.objects.create(code="45", name="45 days", days=45)
    shared = own.variants[0]
    with open_scope(actor=their_user, companies=[theirs], active=theirs, source="screen"):
        shop = _fill(theirs, shared)
        _token, inside = issue_token(their_user, f"{MARK} token", [theirs.pk])
    with open_scope(actor=user, companies=[ours], active=ours, source="screen"):
        _token, plain = issue_token(user, "ours", [ours.pk])
    return World(theirs, ours, user, plain, sign_in(user), sign_in(their_user), inside, shop, own, shared)


def _fill(company: Company, shared: Any) -> Shop:
    only = [company.pk]
    shop = make_shop(company, code=f"{MARK[:4]}CH", name=f"{MARK} channel")
    type(shop.warehouse).objects.filter(pk=shop.warehouse.pk).update(name=f"{MARK} warehouse")
    make_site(company, "ZINN")
    terms = PaymentTerms.objects.create(visible_to=only, code="ZINN", name=f"{MARK} terms", days=30)
    shop.partner = make_partner(
        f"{MARK} Kundin", visible_to=only, email="zinnober@example.test", payment_terms_id=terms.pk
    )
    make_category("ZINNCAT", name=f"{MARK} category", visible_to=only)
    product = make_product(
        name=f"{MARK} product", code="ZINNP", skus=["ZINN-1", "ZINN-2"], visible_to=only, price=Decimal(10)
    )
    shop.variants = list(product.variants.order_by("pk"))
    _price(company, shop)
    shop.receive(100, 100)
    receive_stock(
        shop.warehouse,
        [ReceiptLine(shared.pk, Decimal(FIGURE), Decimal(1))],
        date=DAY,
        source_kind="test.receipt",
        source_id=0,
        label=f"{MARK} receipt",
    )
    _track(company, shop)
    _keep_and_scan(company, shop)
    CategoryAccount.objects.create(
        company=company,
        category=product.category,
        role="sales_goods",
        account=Account.objects.filter(company=company, code__startswith="707").first(),
    )
    _rule(company, shop)
    make_documents(shop.warehouse, shop.variants[0], MARK)
    _sell(company, shop)
    _recall(company, shop)
    _compose(shop, product)
    _value(company, shop)
    _buy(company, shop)
    _close(company)
    _connect(company, shop)
    file = attach(shop.partner, "zinnober.txt", f"{MARK} attachment".encode())
    attach(product, "zinnober-product.txt", f"{MARK} product".encode())
    message = queue_mail(
        to=["zinnober@example.test"],
        subject=f"{MARK} mail",
        body=MARK,
        attachments=[file],
        about=shop.partner,
    )
    job = Job.objects.create(
        company=company, kind="test", message=MARK, log=MARK, status=JobStatus.FAILED, params={"a": MARK}
    )
    job.result = attach(job, "zinnober-result.txt", f"{MARK} result".encode())
    job.save()
    publish([Event("test.happened", MARK, {"mail": message.pk, "text": MARK}, company.pk)])
    SavedView.objects.create(
        company=company, resource="sales.order", name=f"{MARK} view", query=f"q={MARK}", position=1
    )
    return shop


def _track(company: Company, shop: Shop) -> None:
    """An article by lot, two of which are there."""
    cream = make_product(
        name=f"{MARK} cream", code="ZINNL", skus=["ZINN-L"], visible_to=[company.pk], tracking="lot"
    ).variants.get()
    for number in (1, 2):
        (lot,) = take_lots(
            [LotDraft(company.pk, cream.pk, f"{MARK}-{number}", supplier_lot=MARK, note=f"{MARK} lot")]
        )
        receive_stock(
            shop.warehouse,
            [ReceiptLine(cream.pk, Decimal(3), Decimal(2), lot_id=lot.pk)],
            date=DAY,
            label=MARK,
        )


def _price(company: Company, shop: Shop) -> None:
    """A price list of theirs and a group of customers, given to their channel."""
    only = [company.pk]
    group, prices = create_records(
        [
            RecordDraft(
                CustomerGroup,
                {"code": "ZINNGROUP", "name": f"{MARK} group", "visible_to": only},
                {"members": [LineDraft({"partner": shop.partner})]},
            )
        ]
    ) + create_records(
        [
            RecordDraft(
                PriceList,
                {"code": "ZINNLIST", "name": f"{MARK} prices", "currency_id": "EUR", "visible_to": only},
                {
                    "rows": [
                        LineDraft({"variant": shop.variants[0], "method": "fixed", "price": Decimal(FIGURE)})
                    ]
                },
            )
        ]
    )
    create_records(
        [
            RecordDraft(
                PriceAssignment,
                {
                    "company": company,
                    "price_list": prices,
                    "group": group,
                    "channel": shop.channel,
                    "valid_from": DAY + dt.timedelta(days=1),
                },
            )
        ]
    )
    create_records(
        [
            RecordDraft(
                PrintedCatalogue,
                {
                    "company": company,
                    "name": f"{MARK} print",
                    "title": f"{MARK} print",
                    "price_list": prices,
                    "closing": MARK,
                },
                {"choices": [LineDraft({"product": shop.variants[0].product})]},
            )
        ]
    )
    create_records(
        [
            RecordDraft(
                AssortmentRule,
                {"company": company, "channel": shop.channel, "product": shop.variants[0].product},
            )
        ]
    )
    create_records(
        [
            RecordDraft(
                ChannelRequirement,
                {"company": company, "channel": shop.channel, "requirement": "image"},
            )
        ]
    )


def _keep_and_scan(company: Company, shop: Shop) -> None:
    kept = {"variant": shop.variants[0], "warehouse": shop.warehouse, "quantity": Decimal(2)}
    set_safety_stocks([RecordDraft(SafetyStock, kept)])
    places = shop.warehouse.input_location_id, shop.warehouse.stock_location_id
    scan = partial(ScanDraft, company_id=company.pk, mode=ScanMode.MOVE, variant_id=shop.variants[1].pk)
    there, back = (
        scan(key=uuid4(), quantity=Decimal(1), origin_id=a, destination_id=b)
        for a, b in (places[::-1], places)
    )
    post_scans([there, back], date=DAY)


def _rule(company: Company, shop: Shop) -> None:
    """Where goods are put, what is taken first."""
    Location.objects.filter(pk=shop.warehouse.stock_location_id).update(name=f"{MARK} stock")
    PutawayRule.objects.create(
        company=company, warehouse=shop.warehouse, location_id=shop.warehouse.stock_location_id
    )
    RemovalRule.objects.create(company=company, warehouse=shop.warehouse)


def _buy(company: Company, shop: Shop) -> None:
    """A supplier's invoice that is posted and matched with a receipt, and a draft."""
    supplier = make_partner(f"{MARK} supplier", visible_to=[company.pk])
    line = {"variant": shop.variants[0], "expected": Decimal(1), "unit_cost": Decimal(3)}
    receipt = make_document(GoodsReceipt, [line], warehouse=shop.warehouse, partner=supplier, notes=MARK)
    receive_goods([receipt], date=DAY)
    charged = goods(company, "3", "1", description=MARK, variant_id=shop.variants[0].pk)
    bill = make_bill(company, supplier, charged, date=DAY, supplier_reference=f"{MARK}-1", notes=MARK)
    assert match_bills([bill])
    create_invoices([bill_draft(company, supplier, date=DAY, supplier_reference=f"{MARK}-2", notes=MARK)])


def _recall(company: Company, shop: Shop) -> None:
    """A late invoice in a reminder that is proposed, and another one that is blocked."""
    DunningLevel.objects.create(company=company, name=MARK, days_late=1, subject=MARK, message=MARK)
    for customer in (shop.partner, make_partner(f"{MARK} late", visible_to=[company.pk])):
        invoice = make_invoice(company, customer, date=DAY - dt.timedelta(days=60))
        if customer == shop.partner:
            propose_reminders(company.pk, DAY + dt.timedelta(days=60))
        else:
            block_invoices([invoice], reason=MARK)


def _close(company: Company) -> None:
    """A month that is closed, of which the balances are kept."""
    month = Period.objects.filter(company=company, kind="month").earliest("start_date")
    bought = entry_draft(
        company, ("607", "5", "0"), ("401", "0", "5"), journal_code="AC", date=month.start_date, label=MARK
    )
    post_entries([bought])
    close_periods([month])


def _value(company: Company, shop: Shop) -> None:
    """A landed cost that is posted, a new cost and a depreciation that are proposed, and how the company values."""
    landed = draft_landed_cost(
        Move.objects.filter(variant=shop.variants[0], label="Receipt"),
        label=f"{MARK} freight",
        amount=Decimal(7),
        split=SplitMethod.QUANTITY,
        date=DAY,
    )
    post_landed_costs([landed])
    held = Position.objects.filter(variant=shop.variants[0])
    draft_revaluation(
        held, unit_cost=Decimal(9), kind=RevaluationKind.COST, reason=f"{MARK} reason", date=DAY
    )
    draft_depreciation(held, label=f"{MARK} depreciation", percent=Decimal(10), date=DAY)
    StockSettings.objects.get_or_create(company=company)
    VatSettings.objects.create(company=company)
    ValuationRule.objects.create(
        company=company, category=Category.objects.get(code="ZINNCAT"), method="fifo"
    )


def _sell(company: Company, shop: Shop) -> None:
    bank_account, providers = set_up_books(company, first_year=2025)
    BankAccount.objects.filter(pk=bank_account.pk).update(name=f"{MARK} bank")
    PaymentProvider.objects.filter(pk=providers[0].pk).update(name=f"{MARK} provider")
    orders = [
        shop.place(
            2,
            1,
            external_number=f"{MARK}-{number}",
            external_reference=f"{MARK}REF{number}",
            notes=MARK,
            carrier_name=MARK,
            date=DAY - dt.timedelta(days=30 - number),
        )[0]
        for number in range(5)
    ]
    confirm_orders(orders[:4])
    shipped = create_deliveries(orders[:2])
    ship_deliveries(shipped, dates=DAY - dt.timedelta(days=20))
    CustomerReturn.objects.filter(
        pk__in=[one.pk for one in announce_returns(shipped[:1], reason="wrong")]
    ).update(notes=MARK)
    (picking,) = pick_deliveries(create_deliveries(orders[2:3]))
    confirm_picks(picking, {task.pk: Pick(task.quantity) for task in picking.lines.all()})
    pack_rest([picking])
    Picking.objects.filter(pk=picking.pk).update(notes=MARK)
    invoices = invoice_orders(orders[:2], dates=DAY - dt.timedelta(days=20))
    for number, (order, invoice) in enumerate(zip(orders, invoices, strict=False)):
        register_payments(
            [
                OrderPaymentDraft(
                    order_id=order.pk,
                    provider_code=providers[0].code,
                    amount=invoice.gross,
                    # A week apart: two payouts.
                    date=DAY - dt.timedelta(days=20 - number * 7),
                    reference=f"{MARK}-{number}",
                )
            ]
        )
    attach(orders[0], "zinnober-order.txt", f"{MARK} order".encode())
    attach(invoices[0], "zinnober-invoice.txt", f"{MARK} invoice".encode())
    create_credit_notes(invoices[1:2])
    content = make_payout_statement(bank_account, [providers[0]], until=DAY)
    import_statement(bank_account, "zinnober.xml", content)
    table = f"Date;{MARK};Montant\n05/01/2026;x;1,00\n".encode()
    save_mapping(bank_account, f"{MARK} table", table, look_at(table).mapping)
    BankRule.objects.create(
        company=company, name=f"{MARK} rule", text=MARK, account=bank_account.account, label=MARK
    )
    line, *others = BankLine.objects.order_by("pk")
    assert others, "one line stays open"
    best = candidates(line)[0]
    reconcile_bank_line(line, best.item_ids, fee_amount=best.fee)


def _compose(shop: Shop, product: Product) -> None:
    """A kit on a confirmed order, a further picture of a product."""
    kit = make_variant(
        code="ZINNK", name=f"{MARK} kit", kind="kit", price=Decimal(20), visible_to=product.visible_to
    )
    set_components([KitDraft(kit.pk, [Part(shop.variants[0].pk, Decimal(2))])])
    confirm_orders(
        shop.place(
            lines=[OrderLineDraft(variant_id=kit.pk, quantity=Decimal(1))],
            external_number=f"{MARK}-kit",
            date=DAY,
        )
    )
    file = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(file, "PNG")
    add_pictures([PictureDraft(product.pk, "zinnober-picture.png", file.getvalue(), text=MARK)])


def _connect(company: Company, shop: Shop) -> None:
    connected = Connection.objects.create(
        company=company,
        kind="prestashop",
        code="ZINN",
        name=f"{MARK} shop",
        base_url="https://zinnober.example.test",
        credentials={"key": f"{MARK}-KEY"},
        channel=shop.channel,
    )
    ExternalReference.objects.create(
        company=company, connection=connected, kind=ReferenceKind.CUSTOMER, external_id=MARK, object_id=1
    )
    Exchange.objects.create(
        company=company,
        connection=connected,
        method="GET",
        url=f"https://zinnober.example.test/{MARK}",
        response_body=MARK,
        duration_ms=3,
        verdict=Verdict.OK,
        correlation_id=MARK,
        at=timezone.now(),
    )
    InboundOrder.objects.create(
        company=company,
        connection=connected,
        number=f"{MARK}1",
        date=DAY,
        status=InboundStatus.QUARANTINED,
        external_id=MARK,
        reference=MARK,
        payload={"a": MARK},
        reason_code="test",
        reason=MARK,
    )


@contextmanager
def committed(make: Callable[[], Any]) -> Iterator[Any]:
    """What `make` builds, committed: every test then starts from it and is rolled back to it."""
    from tests.fixtures import empty_database

    try:
        with transaction.atomic():
            built = make()
            # Nobody listens for what would be sent now.
            connection.run_on_commit = []
        yield built
    finally:
        empty_database()

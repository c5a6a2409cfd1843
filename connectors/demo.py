"""The demo group, built through the services, and the main job played on it step by step.

A company is one transaction, and so are the group and the catalogue: a build that is interrupted leaves whole parts.
"""

import datetime as dt
import json
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone, translation

from accounting.demo import due_payouts, make_statement, play_bank, post_capital, post_purchases, set_up_books
from accounting.demo_bank import play_second_bank
from accounting.demo_dunning import recall_late_customers
from accounting.models import BankAccount, BankLine, Invoice, Item, Payment, PaymentProvider, VatSettings
from accounting.selectors.candidates import candidates
from accounting.selectors.chart import sale_taxes
from accounting.services.bank import import_statement
from accounting.services.means_of_payment import create_providers
from accounting.services.reconciliation import reconcile_bank_line
from accounting.services.vat_settings import create_settings
from accounting.types import ProviderDraft
from catalog.demo import build_catalogue, draw_catalogue
from catalog.demo_prices import make_price_lists, make_printed_catalogues
from catalog.demo_sheet import complete_sheets
from catalog.models import Variant
from connectors.models import Connection
from connectors.services.connections import create_connections
from connectors.services.pulling import pull_orders
from connectors.standin import DEMO_SKUS
from connectors.standin.catalogue import barcode
from connectors.standin.shop import DEMO_KEY, SHOP_NAME
from erp.demo import build_group
from erp.models import Company, Partner, Site
from erp.scope import open_scope, system_scope
from erp.services.partners import create_partners
from erp.services.records import RecordDraft, create_records
from erp.types import AddressDraft, PartnerDraft
from erp.verify import run_checks
from inventory.demo import correct_values, count_shelves, make_warehouses, receive_demand
from inventory.demo_documents import leave_documents
from inventory.demo_lots import stock_tracked
from inventory.models import Consumption, Move, Warehouse
from inventory.selectors.availability import availability
from inventory.selectors.valuation import stock_value
from sales.choices import ChannelKind
from sales.demo import (
    leave_open_orders,
    make_channels,
    make_customers,
    plan_history,
    planned_demand,
    play_history,
    sell_abroad,
)
from sales.demo_prices import fill_assortment, give_price_lists
from sales.models import Channel, Order
from sales.services.deliveries import create_deliveries, ship_deliveries
from sales.services.invoicing import invoice_orders

Say = Callable[[str], None]

# Orders of two years, customers, capital.
SIZES = {"LUMEN": (1600, 220, "180000"), "VERGER": (900, 140, "60000"), "KADEE": (500, 90, "40000")}
WEB_PROVIDER = "CARTESSIA"
SHOP_COMPANY = "LUMEN"
SUPPLIERS = (
    "Immobilière des Quais",
    "Électricité du Val",
    "Télécoms de l'Ouest",
    "Agence Pixelle",
    "Transports Garrec",
)
# Who brings goods.
MAKERS = ("Tissages de la Vienne", "Poterie des Charmes", "Arvel, grossiste")
TODAY_STATEMENT = "releve-du-jour.xml"


@dataclass
class Built:
    """A company of the demo, ready to work in."""

    company: Company
    bank_account: BankAccount
    providers: list[PaymentProvider]
    warehouse: Warehouse
    channels: list[Channel]


def build(say: Say, shop_url: str) -> None:
    """Build everything in an empty database and play the main job on it. The stand-in shop answers at `shop_url`."""
    today = timezone.localdate()
    with _told(say, "companies, sites, people and roles"):
        companies = build_group()
    with system_scope(source="command"):
        with _told(say, "catalogue") as figures:
            variants = build_catalogue(DEMO_SKUS, barcode)
            figures.append(f"{len(variants)} articles")
        with _told(say, "pictures"):
            draw_catalogue(variants)
        with _told(say, "kits, packagings, substitutes"):
            complete_sheets(variants)
        with _told(say, "price lists") as figures:
            belgian = next(company for company in companies if company.country_id == "BE")
            figures.append(f"{len(make_price_lists(belgian, today=today))} lists")
    built = [
        _build_company(say, company, number, variants, today) for number, company in enumerate(companies, 1)
    ]
    shop_company = next(one for one in built if one.company.code == SHOP_COMPANY)
    connection = _connect_shop(say, shop_company, shop_url)
    _play_banks(say, built, today)
    _main_job(say, shop_company, connection, shop_url, today)
    with _told(say, "verification") as figures:
        broken = [problem for verdict in run_checks() for problem in verdict.problems]
        figures.append("every promise holds" if not broken else f"{len(broken)} broken: {broken[0]}")


def _build_company(
    say: Say, company: Company, number: int, variants: Sequence[Variant], today: dt.date
) -> Built:
    how_many, customer_count, capital = SIZES[company.code]
    first = today - dt.timedelta(days=740)
    with (
        open_scope(companies=[company], source="command"),
        _told(say, f"{company.name}: two years of trade") as figures,
        transaction.atomic(),
    ):
        bank_account, providers = set_up_books(company, first_year=first.year, number=number)
        post_capital(company, bank_account, Decimal(capital), first)
        sites = list(Site.objects.filter(company=company).order_by("pk"))
        warehouses = make_warehouses(company, sites)
        store = next((one for one in warehouses if one.site and one.site.kind in {"store", "showroom"}), None)
        main = warehouses[0]
        channels = make_channels(company, main, store_site=store.site if store else None)
        fill_assortment(channels)
        taxed = sale_taxes(company.pk, company.country_id)
        variants = [variant for variant in variants if variant.product.tax_category.code in taxed]
        customers = make_customers(
            customer_count, country=company.country_id, seed=number, visible_to=[company.pk]
        )
        give_price_lists(company, channels, customers)
        make_printed_catalogues(company)
        plan = plan_history(
            channels, customers, variants, until=today - dt.timedelta(days=1), how_many=how_many, seed=number,
            web_provider=WEB_PROVIDER,
        )  # fmt: skip
        receive_demand(main, variants, planned_demand(plan), first=first, until=today, seed=number)
        played = play_history(plan)
        leave_open_orders(channels, customers, variants, today=today, seed=number, web_provider=WEB_PROVIDER)
        if company.code == SHOP_COMPANY:
            # Its customers abroad pay their own country's VAT.
            create_settings(
                [RecordDraft(VatSettings, {"company": company, "oss_since": dt.date(today.year - 1, 1, 1)})]
            )
            sell_abroad(channels, variants, today=today)
        services = _suppliers(company, SUPPLIERS)
        post_purchases(company, services, first, today - dt.timedelta(days=today.day), seed=number)
        count_shelves(main, date=today, seed=number)
        leave_documents(warehouses, variants, _suppliers(company, MAKERS), today=today, seed=number)
        if number == 1:
            stock_tracked(main, date=today, visible_to=[company.pk])
        correct_values(main, date=today)
        figures += [
            f"{len(played.orders)} orders",
            f"{len(played.invoices)} invoices",
            f"stock worth {_euros(stock_value(company))}",
        ]
    return Built(company, bank_account, providers, main, channels)


def _play_banks(say: Say, built: Sequence[Built], today: dt.date) -> None:
    """The bank's files come last: a payout holds what every shop sold in its week."""
    with _told(say, "what the banks wrote") as figures:
        for one in built:
            capital = Decimal(SIZES[one.company.code][2])
            with open_scope(companies=[one.company], source="command"):
                lines = play_bank(one.bank_account, one.providers, until=today, opening_balance=capital)
                if one.company.country_id == "FR":
                    second = play_second_bank(one.company, number=one.company.pk, until=today)
                    lines += second.booked
                recall_late_customers(one.company, today)
            figures.append(f"{one.company.name}: {lines} lines reconciled")


def _suppliers(company: Company, names: Sequence[str]) -> list[Partner]:
    address = AddressDraft(
        line1="1 place du Commerce", postcode="44000", city="Nantes", country=company.country_id
    )
    return create_partners(
        [
            PartnerDraft(
                name=name,
                country=company.country_id,
                is_organisation=True,
                is_customer=False,
                is_supplier=True,
                visible_to=[company.pk],
                addresses=[address],
            )
            for name in names
        ]
    )


def _connect_shop(say: Say, built: Built, shop_url: str) -> Connection:
    company = built.company
    with open_scope(companies=[company], source="command"):
        with _told(say, f"the web shop “{SHOP_NAME}”") as figures, transaction.atomic():
            create_providers(
                company,
                [ProviderDraft("VIREMENT", "Virements", methods=("Virement bancaire", "ps_wirepayment"))],
            )
            [channel] = create_records(
                [
                    RecordDraft(
                        Channel,
                        {
                            "company": company,
                            "code": "FEUILLE",
                            "name": SHOP_NAME,
                            "kind": ChannelKind.WEBSHOP,
                            "warehouse": built.warehouse,
                            "prices_include_tax": True,
                        },
                    )
                ]
            )
            [connection] = create_connections(
                [
                    RecordDraft(
                        Connection,
                        {
                            "company": company,
                            "kind": "prestashop",
                            "code": "FEUILLE",
                            "name": SHOP_NAME,
                            "base_url": shop_url,
                            "channel": channel,
                            "default_provider": next(
                                one for one in built.providers if one.code == "MONNELUNE"
                            ),
                            "key": DEMO_KEY,
                        },
                    )
                ]
            )
            figures.append(shop_url)
        with _told(say, "first pull of its orders") as figures:
            result = pull_orders(connection)
            figures += [
                f"{result.created} became sales orders",
                f"{result.quarantined} quarantined with their reason",
                f"{result.ignored} left aside",
            ]
            if result.error:
                figures.append(result.error)
    return connection


def _main_job(say: Say, built: Built, connection: Connection, shop_url: str, today: dt.date) -> None:
    """One order, from the shop to the reconciled bank line, each step with its figures."""
    say("The main job, on one order:")
    placed = _place_in_shop(shop_url, _in_stock(built))
    say(
        f"  placed in the shop    {placed['reference']}, {_euros(Decimal(str(placed['total'])))} paid by card"
    )
    with open_scope(companies=[built.company], source="command"):
        pull_orders(connection)
        order = Order.objects.get(channel=connection.channel, external_number=str(placed["id"]))
        lines = list(order.lines.all())
        reserved = sum((line.reserved for line in lines), Decimal(0))
        say(
            f"  pulled and confirmed  {order.number}: net {order.net} + VAT {order.tax} = {_euros(order.gross)},"
            f" {reserved.normalize():f} pieces reserved"
        )
        with transaction.atomic():
            [delivery] = create_deliveries([order])
            ship_deliveries([delivery])
        moves = Move.objects.filter(source_kind="sales.delivery", source_id=delivery.pk)
        cost = sum((row.amount for row in Consumption.objects.filter(move__in=moves)), Decimal(0))
        say(f"  delivered             {delivery.number}: {_euros(cost)} at FIFO cost, 6037 / 37")
        with transaction.atomic():
            [invoice] = invoice_orders([order])
        invoice = Invoice.objects.select_related("entry").get(pk=invoice.pk)
        say(f"  invoiced and posted   {invoice.number} in entry {invoice.entry}: {_items(invoice.entry_id)}")
        payment = order_payment(order)
        say(
            f"  paid                  {payment.amount} € on {payment.provider.clearing_account.code}, lettered with 411"
        )
        _pay_out(say, built, payment.provider, today)


def order_payment(order: Order) -> Payment:
    """The payment that came with an order of a shop."""
    return Payment.objects.select_related("provider__clearing_account").get(
        source_kind="sales.order", source_id=order.pk
    )


def _pay_out(say: Say, built: Built, provider: PaymentProvider, today: dt.date) -> None:
    """The bank's file of the provider's next payout: imported, explained, reconciled."""
    payouts = due_payouts([provider], today + dt.timedelta(days=9))
    payout = payouts[-1]
    last = BankLine.objects.filter(bank_account=built.bank_account).order_by("-date", "-pk").first()
    content = make_statement(
        built.bank_account,
        [payout.movement],
        identification=f"{today:%Y-%m-%d}",
        opening_balance=(last.statement.closing_balance if last else None) or Decimal(0),
    )
    with transaction.atomic():
        [statement] = import_statement(built.bank_account, TODAY_STATEMENT, content)
    [line] = statement.lines.all()
    say(f"  statement imported    {TODAY_STATEMENT}: {line.amount} € “{line.description}”")
    with translation.override("en"):
        best = candidates(line)[0]
    reasons = ", ".join(f"{reason.label} (+{reason.points})" for reason in best.reasons)
    say(
        f"  best candidate        {best.score}/100: {len(best.item_ids)} payments less {best.fee} € of fees; {reasons}"
    )
    with transaction.atomic():
        reconciliation = reconcile_bank_line(line, best.item_ids, fee_amount=best.fee)
    say(f"  reconciled            {reconciliation.number}: {_items(reconciliation.entry_id)}")


def _items(entry_id: int | None) -> str:
    rows = Item.objects.filter(entry=entry_id).select_related("account").order_by("pk")
    return ", ".join(
        f"{row.account.code} {'D' if row.debit else 'C'} {row.debit or row.credit}" for row in rows[:7]
    ) + (", …" if len(rows) > 7 else "")


def _in_stock(built: Built) -> list[tuple[str, int]]:
    """A basket of what there is most of, so that the whole order leaves at once."""
    with open_scope(companies=[built.company], source="command"):
        skus = dict(Variant.objects.filter(sku__in=[one.sku for one in DEMO_SKUS]).values_list("pk", "sku"))
        free = availability(skus, [built.warehouse.pk])
    plenty = sorted(skus, key=lambda pk: (-free[pk, built.warehouse.pk], pk))[:2]
    return [(skus[pk], quantity) for pk, quantity in zip(plenty, (2, 3), strict=True)]


def _place_in_shop(shop_url: str, items: Sequence[tuple[str, int]]) -> dict:
    basket = json.dumps({"items": items}).encode()
    request = urllib.request.Request(f"{shop_url}/admin/new-order", data=basket, method="POST")  # noqa: S310  (our own stand-in)
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        return dict(json.loads(answer.read()))


@contextmanager
def _told(say: Say, what: str) -> Iterator[list[str]]:
    """Say what was done, with its figures and how long it took."""
    figures: list[str] = []
    started = time.perf_counter()
    yield figures
    said = f": {', '.join(figures)}" if figures else ""
    say(f"- {what}{said} ({time.perf_counter() - started:.1f} s)")


def _euros(amount: Decimal) -> str:
    return f"{amount:,.2f} €".replace(",", "\u202f")

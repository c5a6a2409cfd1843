"""The office screens of sales: a person types an order, confirms, ships, invoices, prints; and what others may not."""

from decimal import Decimal

import pytest
from django.test import Client

from accounting.models import Invoice, PaymentProvider
from catalog.models import Variant
from erp.jobs import run_job
from erp.models import Attachment, Company, Job
from erp.outbox import relay
from sales.models import Channel, Delivery, Order
from sales.services.confirmation import confirm_orders
from sales.services.deliveries import create_deliveries
from tests.erp.crud_world import acting_in, lines_data, make_client
from tests.query_counts import counted
from tests.sales.factories import DAY, Shop, make_shop

ORDERS = "/sales/order/"
DELIVERIES = "/sales/delivery/"


@pytest.fixture
def shop(company: Company) -> Shop:
    with acting_in(company):
        made = make_shop(company, articles=3)
        made.receive(20, 20)
        return made


@pytest.fixture
def client(shop: Shop) -> Client:
    return make_client(shop.company, username="ines")


def typed(shop: Shop, rows: list[dict[str, object]], **values: object) -> dict[str, object]:
    """An order as the form sends it."""
    return {
        "channel": shop.channel.pk,
        "partner": shop.partner.pk,
        "date": "2026-11-24",
        "currency": "EUR",
        "prices_include_tax": "on",
        "tax_rounding": "per_line",
        **lines_data("lines", rows),  # type: ignore[arg-type]
        **values,
    }


def row(variant: Variant | None = None, **values: object) -> dict[str, object]:
    return {
        "kind": "goods",
        "variant": variant.pk if variant else "",
        "quantity": "1",
        "discount_percent": "0",
        "discount_amount": "0",
    } | values


def test_an_order_is_typed_changed_and_taken_to_the_invoice(client: Client, shop: Shop) -> None:
    form = client.get(f"{ORDERS}new/")
    assert form.status_code == 200
    assert "preview/lines/" in form.text
    rows = [
        row(shop.variants[0], quantity="2"),
        row(None, kind="shipping", description="Colissimo", unit_price="4.99"),
    ]
    response = client.post(f"{ORDERS}new/", typed(shop, rows))
    assert response.status_code == 302, response.text[:3000]
    place = response.headers["Location"]
    with acting_in(shop.company):
        order = Order.objects.get()
        assert (order.gross, order.lines.count(), order.created_by.username) == (Decimal("28.99"), 2, "ines")  # type: ignore[union-attr]
        pks = list(order.lines.values_list("pk", flat=True))
    assert place == f"{ORDERS}{order.pk}/"
    edit = client.get(f"{place}edit/")
    assert edit.status_code == 200
    rows[0] |= {"id": pks[0], "quantity": "3", "unit_price": "12", "description": "Théière"}
    rows[1] |= {"id": pks[1]}
    response = client.post(f"{place}edit/", typed(shop, rows, notes="fragile"))
    assert response.status_code == 302, response.text[:3000]
    with acting_in(shop.company):
        order.refresh_from_db()
        assert (order.gross, order.notes) == (Decimal("40.99"), "fragile")

    asked = client.get(f"{place}actions/confirm/")
    assert "Reserves 3 of 3 pieces." in asked.text
    assert client.post(f"{place}actions/confirm/").status_code == 302
    locked = client.get(f"{place}edit/")
    assert locked.status_code in {302, 403, 409, 422}
    asked = client.get(f"{place}actions/ship/")
    assert "Ships 3 reserved pieces." in asked.text
    assert client.post(f"{place}actions/ship/", {"date": "2026-11-24"}).status_code == 302
    assert client.post(f"{place}actions/invoice/", {"date": "2026-11-24"}).status_code == 302
    with acting_in(shop.company):
        provider = PaymentProvider.objects.get(code="CARD")
    paid = client.post(
        f"{place}actions/pay/", {"provider": provider.pk, "date": "2026-11-24", "reference": "ch_1"}
    )
    assert paid.status_code == 302, paid.text[:2000]
    with acting_in(shop.company):
        order.refresh_from_db()
        assert (order.status, order.payment_state) == ("done", "paid")
        invoice = Invoice.objects.get()
        assert (invoice.gross, invoice.residual) == (order.gross, 0)
    page = client.get(place)
    assert page.status_code == 200
    for said in (order.number, "Deliver", "Invoice", "Payment", shop.partner.name, "40.99"):
        assert str(said) in page.text


def test_a_wrong_line_is_told_at_its_cell(client: Client, shop: Shop) -> None:
    rows = [row(shop.variants[0]), row(shop.variants[1], quantity="1.5")]
    response = client.post(f"{ORDERS}new/", typed(shop, rows))
    assert response.status_code == 422
    assert "more decimals than the article" in response.text
    with acting_in(shop.company):
        assert not Order.objects.exists()


def test_totals_margin_and_availability_follow_while_typing(client: Client, shop: Shop) -> None:
    rows = [
        row(shop.variants[0], quantity="2"),
        row(shop.variants[2], quantity="5", unit_price="12"),
        row(None),
        row(None, kind="discount", unit_price="-3"),
        row(shop.variants[1], quantity="0"),
    ]
    said = client.post(f"{ORDERS}preview/lines/", typed(shop, rows)).json()
    totals = dict(said["totals"])
    assert totals["Gross"] == "81.00\N{NO-BREAK SPACE}€"
    assert totals["Net"] == "67.50\N{NO-BREAK SPACE}€"
    assert totals["Margin"].startswith(
        "59.50\N{NO-BREAK SPACE}€"
    )  # 8 € of cost; the other article has none yet
    assert said["rows"][0]["unit_price"] == "12"
    assert said["rows"][0]["free"] == "20"
    assert "unit_price" not in said["rows"][1]
    assert any("5 short" in remark for remark in said["remarks"])
    assert any("above zero" in remark for remark in said["remarks"])
    with acting_in(shop.company):
        assert not Order.objects.exists()


def test_an_article_is_found_by_sku_or_barcode(client: Client, shop: Shop) -> None:
    wanted = shop.variants[1]
    found = client.get(f"{ORDERS}options/lines.variant/", {"q": wanted.sku.lower()}).json()["options"]
    assert str(wanted.pk) in [option["value"] for option in found]


def test_tabs_and_bulk_actions(client: Client, shop: Shop) -> None:
    with acting_in(shop.company):
        waiting = Shop(shop.company, shop.warehouse, shop.channel, shop.partner, [shop.variants[2]])
        ids = [order.pk for order in [*shop.place(1, 1, how_many=3), *waiting.place(4)]]
    page = client.get(ORDERS)
    for label in ("To confirm", "To ship", "Waiting for stock", "To invoice"):
        assert label in page.text
    chosen = ",".join(map(str, ids))
    asked = client.get(f"{ORDERS}actions/confirm/", {"ids": chosen})
    assert "Reserves 6 of 10 pieces." in asked.text
    assert "1 order will wait for stock." in asked.text
    assert client.post(f"{ORDERS}actions/confirm/", {"ids": chosen}).status_code == 302
    late = client.get(ORDERS, {"status": ["confirmed"], "reservation": ["none", "partial"]})
    with acting_in(shop.company):
        numbers = dict(Order.objects.values_list("pk", "number"))
    assert numbers[ids[3]] in late.text
    assert numbers[ids[0]] not in late.text
    asked = client.get(f"{ORDERS}{ids[0]}/actions/cancel/")
    assert "Releases 2 reserved pieces." in asked.text
    assert client.post(f"{ORDERS}{ids[0]}/actions/cancel/", {"note": "changed her mind"}).status_code == 302
    assert "changed her mind" in client.get(f"{ORDERS}{ids[0]}/").text
    assert client.post(f"{ORDERS}actions/fulfil/", {"ids": chosen}).status_code in {302, 409, 422}
    assert client.post(f"{ORDERS}actions/fulfil/", {"ids": ",".join(map(str, ids[1:]))}).status_code == 302
    with acting_in(shop.company):
        assert list(Order.objects.order_by("pk").values_list("status", flat=True)) == [
            "cancelled",
            "done",
            "done",
            "confirmed",
        ]


def test_pick_lists_are_printed(client: Client, shop: Shop) -> None:
    with acting_in(shop.company):
        orders = shop.place(1, 2, how_many=2)
        confirm_orders(orders)
        deliveries = create_deliveries(orders, dates=DAY)
    place = f"{DELIVERIES}{deliveries[0].pk}/"
    assert client.get(place).status_code == 200
    assert client.post(f"{place}actions/pick_list/").status_code == 302
    with acting_in(shop.company):
        kept = Attachment.objects.get(kind="sales.delivery")
        assert kept.name.endswith(f"{deliveries[0].number}.pdf")
        with kept.content.open() as file:
            assert file.read(5) == b"%PDF-"
    ids = ",".join(str(delivery.pk) for delivery in deliveries)
    assert client.post(f"{DELIVERIES}actions/pick_lists/", {"ids": ids}).status_code == 302
    with acting_in(shop.company):
        job = Job.objects.get(kind="sales.pick_lists")
    run_job(str(job.key))
    with acting_in(shop.company):
        job.refresh_from_db()
        assert (job.status, bool(job.result)) == ("done", True), job.log
    changed = client.post(f"{place}edit/", {"carrier_name": "Colissimo", "tracking_number": "6A1"})
    assert changed.status_code == 302, changed.text[:2000]
    assert client.post(f"{place}actions/ship/", {"date": "2026-11-24"}).status_code == 302
    with acting_in(shop.company):
        first = Delivery.objects.get(pk=deliveries[0].pk)
        assert (first.status, first.tracking_number) == ("shipped", "6A1")
        assert first.order.status == "shipped"


def test_another_company_and_a_person_without_rights_get_nothing(shop: Shop, other_company: Company) -> None:
    with acting_in(shop.company):
        [order] = shop.place(1)
        confirm_orders([order])
        [delivery] = create_deliveries([order])
    stranger = make_client(other_company)
    watcher = make_client(shop.company, permissions=["sales.view_order", "sales.view_delivery"])
    for place in (f"{ORDERS}{order.pk}/", f"{ORDERS}{order.pk}/edit/", f"{DELIVERIES}{delivery.pk}/"):
        assert stranger.get(place).status_code == 404
    assert order.number not in stranger.get(ORDERS).text
    assert watcher.get(f"{ORDERS}{order.pk}/").status_code == 200
    for place in (f"{ORDERS}{order.pk}/actions/cancel/", f"{DELIVERIES}{delivery.pk}/actions/ship/"):
        assert stranger.post(place).status_code in {403, 404}
        assert watcher.post(place).status_code == 403
    with acting_in(shop.company):
        order.refresh_from_db()
        assert order.status == "confirmed"


def test_a_channel_is_typed(client: Client, shop: Shop) -> None:
    response = client.post(
        "/sales/channel/new/",
        {
            "code": "TEL",
            "name": "Téléphone",
            "kind": "phone",
            "warehouse": shop.warehouse.pk,
            "tax_rounding": "per_line",
            "stock_buffer": "0",
            "is_active": "on",
            "requirements-TOTAL_FORMS": 1,
            "requirements-INITIAL_FORMS": 0,
            "requirements-0-requirement": "image",
        },
    )
    assert response.status_code == 302, response.text[:2000]
    with acting_in(shop.company):
        channel = Channel.objects.get(code="TEL")
        assert channel.company == shop.company
        assert [wanted.requirement for wanted in channel.requirements.all()] == ["image"]


def test_pages_take_the_same_queries_whatever_they_hold(client: Client, shop: Shop) -> None:
    with acting_in(shop.company):
        [first] = shop.place(1, 1)
        confirm_orders([first])
    client.get(ORDERS)
    with counted("order list"):
        client.get(ORDERS)
    with counted("order page"):
        client.get(f"{ORDERS}{first.pk}/")
    with acting_in(shop.company):
        orders = shop.place(1, 1, 1, how_many=30)
        confirm_orders(orders)
    with counted("order list"):
        client.get(ORDERS)
    with counted("order page"):
        client.get(f"{ORDERS}{orders[0].pk}/")
    relay(1)

"""Orders come in: prices, taxes, totals to the cent, and what is refused."""

import dataclasses
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounting.models import Tax
from erp.errors import DomainError
from erp.models import ChangeLog, Company
from erp.scope import open_scope
from erp.types import AddressDraft
from sales.choices import LineKind
from sales.models import Order, OrderLine
from sales.services.orders import change_order_lines, place_orders
from sales.types import OrderDraft, OrderLineDraft
from tests.erp.factories import make_partner
from tests.sales.factories import Shop, make_channel, make_shop


@pytest.fixture
def shop(scope: Company) -> Shop:
    return make_shop(scope)


def line(shop: Shop, **values: object) -> OrderLineDraft:
    values.setdefault("variant_id", shop.variants[0].pk)
    return OrderLineDraft(**values)  # type: ignore[arg-type]


def money(*values: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(value) for value in values)


def test_an_order_takes_prices_taxes_and_addresses_from_what_is_known(shop: Shop) -> None:
    [order] = place_orders([shop.draft(2, 1)])
    order.refresh_from_db()
    assert (order.status, order.number, order.reservation) == ("draft", None, "none")
    assert (order.net, order.tax, order.gross) == money("30", "6", "36")
    assert order.billing_address["city"] == order.shipping_address["city"] == "Angers"
    assert order.warehouse == shop.warehouse
    first, second = order.lines.all()
    assert (first.unit_price, first.net, first.tax_amount, first.gross) == money("12", "20", "4", "24")
    assert first.tax is not None
    assert first.tax.percent == 20
    assert first.description == shop.variants[0].name
    assert second.position == 2
    assert ChangeLog.objects.filter(kind="sales.order", object_id=order.pk, action="create").exists()


def test_the_gross_is_what_the_shop_said_by_a_visible_line(shop: Shop) -> None:
    # 3 × 3.333333 net is 10.00; with 20 % 12.00. The shop rounded each piece: 3 × 4.00 = 12.00, less 10 % = 10.80, and
    # said 10.79.
    [order] = place_orders(
        [
            shop.draft(
                lines=[
                    line(shop, quantity=Decimal(3), unit_price=Decimal("3.333333")),
                    OrderLineDraft(kind="discount", description="NOEL", unit_price=Decimal("-1.00")),
                    OrderLineDraft(kind="shipping", description="Colissimo", unit_price=Decimal("4.99")),
                ],
                prices_include_tax=False,
                expected_gross=Decimal("16.78"),
            )
        ]
    )
    order.refresh_from_db()
    goods, discount, shipping, rounding = order.lines.all()
    assert goods.gross == Decimal("12.00")
    assert (discount.net, discount.tax_amount, discount.gross) == money("-1.00", "-0.20", "-1.20")
    assert (shipping.net, shipping.tax_amount, shipping.gross) == money("4.99", "1.00", "5.99")
    assert (rounding.kind, rounding.gross, rounding.tax) == (LineKind.ROUNDING, Decimal("-0.01"), None)
    assert (order.gross, order.shop_gross, order.rounding_difference) == money("16.78", "16.78", "-0.01")
    assert order.net + order.tax == order.gross
    assert sum(row.gross for row in order.lines.all()) == order.gross


def test_more_than_a_rounding_is_refused(shop: Shop) -> None:
    with pytest.raises(DomainError) as refusal:
        place_orders([shop.draft(1), shop.draft(1, expected_gross=Decimal("20"), external_reference="WEB-7")])
    assert refusal.value.code == "order.total_differs"
    assert "WEB-7" in refusal.value.message
    assert "12.00" in refusal.value.message
    assert Order.objects.count() == OrderLine.objects.count() == 0


def test_everything_an_imported_order_has_is_kept(shop: Shop) -> None:
    address = AddressDraft(
        line1="4 quai Turenne", postcode="44000", city="Nantes", country="FR", name="A. Roy"
    )
    [order] = place_orders(
        [
            dataclasses.replace(
                shop.draft(1),
                external_number="71",
                external_reference="XKBKNABJK",
                shipping_address=address,
                carrier_name="Click and collect",
                payment_method="Carte",
                source_text="utm_campaign=noel",
                customer_notes="Sonner deux fois",
            )
        ]
    )
    order.refresh_from_db()
    assert order.shipping_address["city"] == "Nantes"
    assert order.billing_address["city"] == "Angers"
    assert (order.carrier_name, order.payment_method) == ("Click and collect", "Carte")
    assert str(order) == "XKBKNABJK"


def test_a_channel_knows_an_order_once(shop: Shop) -> None:
    place_orders([shop.draft(1, external_number="71")])
    with pytest.raises(DomainError) as refusal:
        place_orders([shop.draft(1, external_number="72"), shop.draft(1, external_number="71")])
    assert refusal.value.code == "order.exists"
    assert Order.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.filter(pk=place_orders([shop.draft(1)])[0].pk).update(external_number="71")
    other = make_channel(shop.company, shop.warehouse)
    place_orders([dataclasses.replace(shop.draft(1, external_number="71"), channel_id=other.pk)])


BAD_LINES = [
    ({"variant_id": None}, "order.line_variant", "lines.0.variant"),
    ({"variant_id": 999_999}, "order.line_variant", "lines.0.variant"),
    ({"kind": "gift"}, "order.line_kind", "lines.0.kind"),
    ({"quantity": Decimal(0)}, "order.line_quantity", "lines.0.quantity"),
    ({"quantity": Decimal(-1)}, "order.line_quantity", "lines.0.quantity"),
    ({"quantity": Decimal("NaN")}, "order.line_quantity", "lines.0.quantity"),
    ({"quantity": Decimal("1.5")}, "order.line_quantity", "lines.0.quantity"),
    ({"unit_price": Decimal(-1)}, "order.line_unit_price", "lines.0.unit_price"),
    ({"unit_price": Decimal("Infinity")}, "order.line_unit_price", "lines.0.unit_price"),
    (
        {"unit_price": Decimal(10) ** 8, "quantity": Decimal(10) ** 8},
        "order.line_amount",
        "lines.0.unit_price",
    ),
    ({"kind": "discount", "unit_price": Decimal(1)}, "order.line_unit_price", "lines.0.unit_price"),
    ({"discount_percent": Decimal(101)}, "order.line_discount_percent", "lines.0.discount_percent"),
    ({"discount_amount": Decimal(-1)}, "order.line_discount_amount", "lines.0.discount_amount"),
    ({"tax_id": 999_999}, "order.line_tax", "lines.0.tax"),
]


@pytest.mark.parametrize(("values", "code", "field"), BAD_LINES)
def test_a_bad_line_is_refused_at_its_place(shop: Shop, values: dict, code: str, field: str) -> None:
    with pytest.raises(DomainError) as refusal:
        place_orders([shop.draft(1), shop.draft(lines=[line(shop, **values)])])
    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert Order.objects.count() == 0
    assert str(refusal.value.message)


def test_bad_heads_are_refused(shop: Shop) -> None:
    good = shop.draft(1)
    for code, values in {
        "order.channel": {"channel_id": 999_999},
        "order.partner": {"partner_id": 999_999},
        "order.currency": {"currency": "XXX"},
        "order.warehouse": {"warehouse_id": 999_999},
        "order.empty": {"lines": []},
        "order.below_zero": {
            "lines": [OrderLineDraft(kind="discount", unit_price=Decimal(-5), is_untaxed=True)]
        },
    }.items():
        with pytest.raises(DomainError) as refusal:
            place_orders([good, dataclasses.replace(good, **values)])
        assert refusal.value.code == code
    assert Order.objects.count() == 0


def test_a_discount_over_several_rates_must_say_which(shop: Shop) -> None:
    reduced = Tax.objects.filter(company=shop.company, percent=Decimal("5.5")).first()
    assert reduced is not None
    lines = [
        line(shop, quantity=Decimal(1)),
        line(shop, variant_id=shop.variants[1].pk, tax_id=reduced.pk),
        OrderLineDraft(kind="discount", unit_price=Decimal(-1)),
    ]
    with pytest.raises(DomainError) as refusal:
        place_orders([shop.draft(lines=lines)])
    assert (refusal.value.code, refusal.value.field) == ("order.line_tax", "lines.2.tax")
    lines[2] = dataclasses.replace(lines[2], tax_id=reduced.pk)
    [order] = place_orders([shop.draft(lines=lines)])
    assert order.gross == Decimal("21.55")  # 12.00 + 10.55 - 1.00: prices with tax


def test_only_a_draft_takes_new_lines(shop: Shop) -> None:
    [order] = place_orders([shop.draft(1, expected_gross=Decimal("12.01"))])
    change_order_lines([(order, [line(shop, quantity=Decimal(3))])])
    order.refresh_from_db()
    assert (order.gross, order.shop_gross, order.lines.count()) == (Decimal(36), None, 1)
    last = ChangeLog.objects.filter(kind="sales.order", object_id=order.pk).latest("pk")
    assert (last.before["gross"], last.after["gross"]) == ("12.01", "36.00")
    from sales.services.confirmation import confirm_orders

    confirm_orders([order])
    with pytest.raises(DomainError) as refusal:
        change_order_lines([(order, [line(shop, quantity=Decimal(5))])])
    assert refusal.value.code == "order.not_draft"
    assert order.lines.get().quantity == 3


def test_the_other_company_s_channel_partner_and_orders_are_not_there(
    shop: Shop, other_company: Company
) -> None:
    [order] = place_orders([shop.draft(1)])
    with open_scope(companies=[other_company]):
        assert not Order.objects.exists()
        foreign = make_shop(other_company)
        make_partner("Somebody else")
        with pytest.raises(DomainError) as refusal:
            place_orders([OrderDraft(channel_id=shop.channel.pk, partner_id=foreign.partner.pk, lines=[])])
        assert refusal.value.code == "order.channel"
        with pytest.raises(DomainError) as refusal:
            change_order_lines([(order, [line(foreign)])])
        assert refusal.value.code == "document.gone"
    with open_scope(companies=[shop.company, other_company]):
        tax = Tax.objects.filter(company=other_company, percent=20).first()
        assert tax is not None
        with pytest.raises(DomainError) as refusal:
            place_orders([shop.draft(lines=[line(shop, tax_id=tax.pk)])])
        assert refusal.value.code == "order.line_tax"


def test_one_and_fifty_orders_take_the_same_queries(shop: Shop) -> None:
    counts = []
    for how_many in (1, 50):
        drafts = [shop.draft(1, 2) for _number in range(how_many)]
        with CaptureQueriesContext(connection) as queries:
            place_orders(drafts)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    # Three of them ask the price lists: these lines name no price. Three more decide the VAT.
    assert counts[0] <= 20

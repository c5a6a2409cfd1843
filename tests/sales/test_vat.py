"""The VAT of orders: who buys, where it goes, what the shop said, as far as the invoice."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounting.models import Tax, VatSettings
from accounting.services.vat_settings import create_settings
from erp.models import Company
from erp.scope import open_scope
from erp.services.records import RecordDraft
from erp.types import AddressDraft
from sales.choices import ChannelKind
from sales.models import Order
from sales.services.confirmation import confirm_orders
from sales.services.invoicing import invoice_orders
from sales.services.orders import change_orders, place_orders
from sales.types import OrderLineDraft
from tests.erp.factories import make_partner
from tests.sales.factories import DAY, Shop, make_shop


@pytest.fixture
def shop(scope: Company) -> Shop:
    return make_shop(scope)


def address(country: str, postcode: str = "") -> AddressDraft:
    return AddressDraft(line1="1", postcode=postcode, city="X", country=country, name="X")


def test_an_order_is_taxed_by_its_destination_and_its_invoice_says_why(shop: Shop) -> None:
    with open_scope(companies=[shop.company], active=shop.company, source="command"):
        create_settings([RecordDraft(VatSettings, {"oss_since": DAY})])
    business = make_partner("Lumière SA", is_organisation=True, vat_number="BE0999000030")
    belgian = shop.draft(2, 1, shipping_address=address("BE", "1000"))
    belgian = type(belgian)(**(vars(belgian) | {"partner_id": business.pk}))
    german, swiss = (
        shop.draft(2, 1, shipping_address=address(*place)) for place in (("DE", "10115"), ("CH", "1201"))
    )
    home, there, exempt, out = place_orders([shop.draft(2, 1), german, belgian, swiss])
    assert [(order.net, order.tax) for order in (home, there, exempt, out)] == [
        (30, 6),
        (30, Decimal("5.70")),
        (30, 0),
        (30, 0),
    ]
    assert [set(order.lines.values_list("tax_treatment", flat=True)) for order in (there, exempt, out)] == [
        {"oss"},
        {"intra_eu"},
        {"export"},
    ]
    assert not Order.objects.filter(has_other_tax=True).exists()
    shop.receive(10, 10)
    confirm_orders([exempt])
    [invoice] = invoice_orders([exempt], dates=DAY)
    line, ordered = invoice.lines.first(), exempt.lines.first()
    assert line is not None
    assert ordered is not None
    assert (line.tax, line.tax_treatment, line.tax_reason) == (
        Tax.objects.get(code="FRLIC"),
        "intra_eu",
        ordered.tax_reason,
    )


def test_what_a_shop_charged_holds_and_is_shown_where_it_differs(shop: Shop) -> None:
    full, none = Tax.objects.get(code="FR20"), Tax.objects.get(code="FR0")
    first = shop.variants[0].pk
    lines = [OrderLineDraft(variant_id=first, unit_price=Decimal(12), tax_id=full.pk)]
    untaxed = [OrderLineDraft(variant_id=first, unit_price=Decimal(10), tax_id=none.pk)]
    wrong, right = place_orders(
        [
            shop.draft(lines=lines, shipping_address=address("CH", "1201"), expected_gross=Decimal(12)),
            shop.draft(lines=untaxed, shipping_address=address("CH", "1201"), expected_gross=Decimal(10)),
        ]
    )
    assert (wrong.tax, wrong.has_other_tax) == (2, True)
    assert "FREXP" in wrong.lines.get().tax_reason
    # The same rate, so it is the rule's tax, which carries its mention.
    assert (right.has_other_tax, right.lines.get().tax.code) == (False, "FREXP")  # type: ignore[union-attr]
    change_orders([(wrong, {}, [OrderLineDraft(variant_id=first, unit_price=Decimal(12))])])
    wrong = Order.objects.get(pk=wrong.pk)
    assert (wrong.tax, wrong.has_other_tax) == (0, False)


def test_what_is_handed_over_in_a_store_is_taxed_there(scope: Company) -> None:
    shop = make_shop(scope, kind=ChannelKind.STORE)
    [order] = shop.place(2, 1, shipping_address=address("CH", "1201"))
    assert (order.tax, set(order.lines.values_list("tax_treatment", flat=True))) == (6, {"domestic"})


def test_as_many_statements_for_one_order_as_for_fifty(shop: Shop) -> None:
    places = ["FR", "DE", "CH", "BE"]

    def statements(how_many: int) -> int:
        drafts = [shop.draft(1, 1, shipping_address=address(places[n % 4])) for n in range(how_many)]
        with CaptureQueriesContext(connection) as captured:
            place_orders(drafts)
        return len(captured)

    statements(4)
    assert statements(4) == statements(48)

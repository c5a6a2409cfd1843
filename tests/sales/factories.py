"""The part of sales in a test company, through the services."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from accounting.services.charts import install_chart
from catalog.models import Variant
from erp.models import Company, Partner
from erp.services.records import RecordDraft, create_records
from inventory.models import Warehouse
from inventory.services.receipts import receive_stock
from inventory.services.warehouses import create_warehouse
from inventory.types import ReceiptLine
from sales.choices import ChannelKind
from sales.models import Channel, Order
from sales.services.orders import place_orders
from sales.types import OrderDraft, OrderLineDraft
from tests.catalog.factories import make_variants
from tests.erp.factories import make_partner

numbers = count(1)
DAY = date(2026, 11, 24)


@dataclass
class Shop:
    """A company ready to sell: chart, warehouse, channel, customer, articles (10 € net each, 20 % VAT)."""

    company: Company
    warehouse: Warehouse
    channel: Channel
    partner: Partner
    variants: list[Variant] = field(default_factory=list)

    def receive(self, *quantities: int | str, cost: str = "4") -> None:
        """So much of each article, at `cost` a piece."""
        lines = [
            ReceiptLine(variant.pk, Decimal(quantity), Decimal(cost))
            for variant, quantity in zip(self.variants, quantities, strict=False)
            if Decimal(quantity)
        ]
        receive_stock(
            self.warehouse,
            lines,
            date=DAY,
            source_kind="test.receipt",
            source_id=next(numbers),
            label="Receipt",
        )

    def draft(
        self, *quantities: int | str, lines: Sequence[OrderLineDraft] | None = None, **values: Any
    ) -> OrderDraft:
        """An order of so much of each article at the catalogue's price, or of `lines`."""
        if lines is None:
            lines = [
                OrderLineDraft(variant_id=variant.pk, quantity=Decimal(quantity))
                for variant, quantity in zip(self.variants, quantities, strict=False)
                if Decimal(quantity)
            ]
        values.setdefault("date", DAY)
        return OrderDraft(channel_id=self.channel.pk, partner_id=self.partner.pk, lines=lines, **values)

    def place(self, *quantities: int | str, how_many: int = 1, **values: Any) -> list[Order]:
        return place_orders([self.draft(*quantities, **values) for _number in range(how_many)])


def make_channel(company: Company, warehouse: Warehouse, **values: Any) -> Channel:
    facts = {
        "company": company,
        "warehouse": warehouse,
        "code": f"CH{next(numbers)}",
        "name": "Boutique en ligne",
        "kind": ChannelKind.WEBSHOP,
    }
    channel: Channel = create_records([RecordDraft(Channel, facts | values)])[0]
    return channel


def make_shop(company: Company, *, articles: int = 2, price: str = "10", **channel: Any) -> Shop:
    """In a scope that sees `company`."""
    install_chart(company)
    warehouse = create_warehouse(company, f"W{next(numbers)}", "Entrepôt")
    return Shop(
        company,
        warehouse,
        make_channel(company, warehouse, **channel),
        make_partner(),
        make_variants(articles, price=Decimal(price)),
    )

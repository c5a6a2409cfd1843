"""A company connected to the stand-in shop: its articles in stock, its taxes, its provider."""

from dataclasses import dataclass
from decimal import Decimal

from accounting.models import Account, PaymentProvider, Tax
from catalog.models import TaxCategory, Variant
from connectors.models import Connection
from connectors.standin import DEMO_SKUS
from erp.models import Company
from inventory.services.receipts import receive_stock
from inventory.types import ReceiptLine
from tests.catalog.factories import make_product
from tests.sales.factories import DAY, Shop, make_shop

CATEGORY = {"20": "standard", "10": "intermediate", "5.5": "reduced", "2.1": "super_reduced"}


@dataclass
class Connected:
    shop: Shop
    connection: Connection

    @property
    def company(self) -> Company:
        return self.shop.company


def connect(
    company: Company, url: str, key: str, *, stock: int = 500, without: tuple[str, ...] = ()
) -> Connected:
    """In a scope that sees `company`. `without`: SKUs that are not in the catalogue."""
    shop = make_shop(company)
    for rate, category in CATEGORY.items():
        articles = [article for article in DEMO_SKUS if f"{article.tax_rate.normalize():f}" == rate]
        for article in articles:
            if article.sku not in without:
                make_product(
                    name=article.name,
                    skus=[article.sku],
                    price=article.net_price,
                    tax_category=category,
                )
    if stock:
        receive_stock(
            shop.warehouse,
            [
                ReceiptLine(variant.pk, Decimal(stock), Decimal("3.333333"))
                for variant in Variant.objects.filter(sku__in=[article.sku for article in DEMO_SKUS])
            ],
            date=DAY,
            source_kind="test.receipt",
            source_id=0,
            label="Opening stock",
        )
    connection = Connection.objects.create(
        company=company,
        kind="prestashop",
        code="SHOP",
        name="Feuille & Faïence",
        base_url=url,
        credentials={"key": key},
        channel=shop.channel,
        default_provider=make_provider(company),
    )
    return Connected(shop, connection)


def make_provider(company: Company) -> PaymentProvider:
    existing = PaymentProvider.objects.filter(company=company).order_by("pk")[0]
    return PaymentProvider.objects.create(
        company=company,
        code="PAYLANE",
        name="Paylane",
        clearing_account=existing.clearing_account,
        journal=existing.journal,
        methods=["card", "ps_checkout"],
        statement_names=["PAYLANE"],
        fee_percent=Decimal("1.4"),
        fee_fixed=Decimal("0.25"),
    )


def add_tax(company: Company, country: str, percent: str, category: str = "standard") -> Tax:
    """A foreign rate, collected on the account of our own standard rate."""
    own = Tax.objects.get(company=company, percent=20, treatment="domestic")
    account: Account | None = own.sale_account
    return Tax.objects.create(
        company=company,
        code=f"{country}{percent}",
        name=f"VAT {percent} % {country}",
        percent=Decimal(percent),
        tax_category=TaxCategory.objects.get(code=category),
        country_id=country,
        sale_account=account,
    )

"""Articles of a category are sold and stocked on accounts of their own, inherited down the tree."""

from decimal import Decimal

import pytest
from django.test import Client

from accounting.models import Account, CategoryAccount, Item
from accounting.selectors.categories import article_codes, effective_accounts
from accounting.selectors.chart import account_codes
from accounting.services.invoices import create_invoices
from accounting.types import InvoiceDraft, InvoiceLineDraft
from erp.models import Company
from erp.scope import open_scope
from erp.services.records import RecordDraft, create_records
from erp.verify import run_checks
from inventory.models import Depreciation, DepreciationLine
from inventory.services import post_depreciations
from tests.accounting.factories import DAY
from tests.catalog.factories import make_category, make_variant
from tests.erp.crud_world import sign_in
from tests.erp.factories import make_partner, make_user
from tests.inventory.factories import make_warehouse, receive, today

pytestmark = pytest.mark.django_db


def account(company: Company, code: str, like: str) -> Account:
    kind = Account.objects.get(company=company, code=like).kind
    return create_records([RecordDraft(Account, {"code": code, "name": f"Compte {code}", "kind": kind})])[0]


def test_books_pages_and_stock_follow_the_nearest_category(company: Company) -> None:
    with open_scope(companies=[company], active=company):
        warehouse = make_warehouse(company)
        codes = account_codes([company.pk])[company.pk]
        top, below = make_category("TOP"), make_category("BELOW", parent="TOP")
        tea = make_variant(category=below, name="Thé", code="TEA")
        book = make_variant(category=make_category("BOOKS"), name="Livre", code="BOOK")
        sales = account(company, "7071", codes["sales_goods"])
        wide = account(company, "7079", codes["sales_goods"])
        stock = account(company, "3711", codes["stock"])
        create_records(
            [
                RecordDraft(CategoryAccount, {"category": category, "role": role, "account": one})
                for category, role, one in (
                    (top, "sales_goods", wide),
                    (below, "sales_goods", sales),
                    (top, "stock", stock),
                )
            ]
        )
        assert article_codes([company.pk], [tea.pk, book.pk]) == {
            (company.pk, tea.pk): {"sales_goods": "7071", "stock": "3711"}
        }
        # Others were hung into the tree since.
        below.refresh_from_db()
        shown = {one.role: one for one in effective_accounts(company.pk, below)}
        assert (shown["sales_goods"].account, shown["sales_goods"].category) == (sales, below)
        assert (shown["stock"].account, shown["stock"].category) == (stock, top)
        assert shown["purchases_goods"].category is None
        (invoice,) = create_invoices(
            [
                InvoiceDraft(
                    company_id=company.pk,
                    partner_id=make_partner().pk,
                    date=DAY,
                    lines=[
                        InvoiceLineDraft("Thé", Decimal(1), Decimal(10), variant_id=tea.pk),
                        InvoiceLineDraft("Livre", Decimal(1), Decimal(20), variant_id=book.pk),
                    ],
                )
            ]
        )
        assert [line.account.code for line in invoice.lines.order_by("position")] == [
            "7071",
            codes["sales_goods"],
        ]
        receive(warehouse, tea, 2, 3)
        receive(warehouse, book, 1, 5)
        assert {
            (item.account.code, item.debit)
            for item in Item.objects.filter(debit__gt=0).select_related("account")
        } == {("3711", Decimal(6)), (codes["stock"], Decimal(5))}
        assert [verdict for verdict in run_checks() if verdict.problems] == []
    browser: Client = sign_in(make_user(company, language="en"))
    page = browser.get(f"/catalog/category/{below.pk}/").content.decode()
    assert "inherited from “Top”" in page
    assert "7071" in browser.get(f"/catalog/product/{tea.product_id}/").content.decode()


def test_a_depreciation_stands_on_the_accounts_of_the_category(company: Company) -> None:
    with open_scope(companies=[company], active=company):
        warehouse = make_warehouse(company)
        codes = account_codes([company.pk])[company.pk]
        shelf = make_category("TEAS")
        tea, book = make_variant(category=shelf), make_variant(category=make_category("BOOKS"))
        own = account(company, "3971", codes["stock_depreciation"])
        create_records(
            [RecordDraft(CategoryAccount, {"category": shelf, "role": "stock_depreciation", "account": own})]
        )
        receive(warehouse, tea, 10, 6)
        receive(warehouse, book, 10, 6)
        documents = []
        for values in ((4, 5), (6, 3)):
            document = Depreciation.objects.create(company=company, date=today(), label="Inventaire")
            for variant, value in zip((tea, book), values, strict=True):
                DepreciationLine.objects.create(
                    company=company, depreciation=document, variant=variant, market_value=Decimal(value)
                )
            documents.append(document)
        # The second counts on what the first books: 20 taken back of the tea, 20 more for the book.
        post_depreciations(documents)
        booked = [
            [
                (item.account.code, item.debit, item.credit)
                for item in Item.objects.filter(
                    entry__source_id=document.pk, entry__source_kind="inventory.depreciation"
                )
                .select_related("account")
                .order_by("pk")
            ]
            for document in documents
        ]
        charge, back, common = (
            codes[role] for role in ("depreciation_charge", "depreciation_back", "stock_depreciation")
        )
        assert booked == [
            [(charge, 30, 0), ("3971", 0, 20), (common, 0, 10)],
            [(charge, 20, 0), (common, 0, 20), ("3971", 20, 0), (back, 0, 20)],
        ]

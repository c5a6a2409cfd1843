"""Accounting on screen: every list and page opens, actions do what services do, and the reconciliation screen."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounting.choices import PaymentDirection
from accounting.demo import due_payouts, make_payout_statement, set_up_books
from accounting.models import (
    Account,
    BankLine,
    Entry,
    Invoice,
    Item,
    Journal,
    Payment,
    PaymentProvider,
    Period,
    Reconciliation,
    Tax,
)
from accounting.services.bank import import_statement
from accounting.services.credit_notes import create_credit_notes
from accounting.services.payments import record_payments
from accounting.services.printing import invoice_pdf
from accounting.types import PaymentDraft
from erp.models import Company, Job
from erp.scope import open_scope
from tests.accounting.factories import DAY, goods, make_invoice, tax
from tests.accounting.test_bank import PAYDAY
from tests.erp.crud_world import lines_data
from tests.erp.factories import make_partner, make_user

PLACES = [
    "account",
    "bankaccount",
    "bankline",
    "bankrule",
    "bankstatement",
    "entry",
    "invoice",
    "item",
    "journal",
    "payment",
    "paymentprovider",
    "period",
    "reconciliation",
    "statementmapping",
    "supplierinvoice",
    "tax",
]


@pytest.fixture
def office(company: Company, client: Client) -> Client:
    """Signed in with every right, in books with an invoice, its payment and the payout that waits at the bank."""
    with open_scope(companies=[company]):
        bank_account, providers = set_up_books(company, first_year=2025)
        customer = make_partner("Élise Faure")
        invoice = make_invoice(company, customer)
        make_invoice(company, customer, goods(company, "30", "1"))
        record_payments(
            [
                PaymentDraft(
                    company.pk,
                    customer.pk,
                    providers[0].code,
                    invoice.gross,
                    DAY,
                    invoice_id=invoice.pk,
                    direction=PaymentDirection.INBOUND,
                )
            ]
        )
        content = make_payout_statement(bank_account, providers, until=PAYDAY)
        import_statement(bank_account, "releve.xml", content)
    client.force_login(make_user(company, language="en"), backend="erp.permissions.RoleBackend")
    return client


@pytest.mark.parametrize("place", PLACES)
def test_every_list_and_page_opens(office: Client, company: Company, place: str) -> None:
    assert office.get(reverse(f"accounting.{place}.list")).status_code == 200
    from erp.crud.registry import resources

    resource = resources.get(f"accounting.{place}")
    with open_scope(companies=[company]):
        record = resource.model._default_manager.first()
    if record is not None:
        assert office.get(reverse(f"accounting.{place}.detail", args=[record.pk])).status_code == 200
    if resource.can_create:
        assert office.get(reverse(f"accounting.{place}.new")).status_code == 200


def test_reconciling_on_the_screen_and_undoing_it(office: Client, company: Company) -> None:
    page = office.get(reverse("accounting_reconciliation"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "Cartessia: 1 payment" in text
    assert "Adds up to the cent." in text
    with open_scope(companies=[company]):
        line = BankLine.objects.get()
        items = list(Item.objects.filter(account__code="51171").values_list("pk", flat=True))
    url = reverse("accounting_reconciliation_preview", args=[line.pk])
    off = office.post(url, {"items": items, "fee": "1.00"}, headers={"HX-Request": "true"})
    assert "is left over" in off.content.decode()
    bad = office.post(url, {"items": items, "fee": "one"}, headers={"HX-Request": "true"})
    assert "at most two decimals" in bad.content.decode()
    found = office.get(reverse("accounting_reconciliation_search", args=[line.pk]), {"q": "faure"})
    assert "FA-2026-00002" in found.content.decode()

    match = reverse("accounting_reconciliation_match", args=[line.pk])
    refused = office.post(match, {"items": items, "fee": "1.00"}, headers={"HX-Request": "true"})
    assert "toast" in refused.headers["HX-Trigger"]
    with open_scope(companies=[company]):
        assert not Reconciliation.objects.filter(origin="bank").exists()
    done = office.post(match, {"items": items, "fee": "1.93"}, headers={"HX-Request": "true"})
    assert "Everything is reconciled." in done.content.decode()
    with open_scope(companies=[company]):
        reconciliation = Reconciliation.objects.get(origin="bank")
        assert BankLine.objects.get().is_matched
    shown = office.get(reverse("accounting_reconciliation"), {"line": line.pk})
    assert reconciliation.number in shown.content.decode()
    undone = office.post(
        reverse("accounting_reconciliation_undo", args=[reconciliation.pk]), headers={"HX-Request": "true"}
    )
    assert "Cartessia: 1 payment" in undone.content.decode()
    with open_scope(companies=[company]):
        assert not BankLine.objects.get().is_matched


def test_who_has_no_right_may_look_at_most(office: Client, company: Company, other_company: Company) -> None:
    with open_scope(companies=[company]):
        line = BankLine.objects.get()
        invoice = Invoice.objects.first()
        assert invoice is not None
    reader = make_user(company, permissions=["accounting.view_bankline"], language="en")
    office.force_login(reader, backend="erp.permissions.RoleBackend")
    assert "You may look" in office.get(reverse("accounting_reconciliation")).content.decode()
    assert office.post(reverse("accounting_reconciliation_match", args=[line.pk])).status_code == 403
    assert office.get(reverse("accounting_invoice_print", args=[invoice.pk])).status_code == 403
    office.force_login(make_user(other_company), backend="erp.permissions.RoleBackend")
    for name, pk in (("preview", line.pk), ("match", line.pk)):
        assert office.post(reverse(f"accounting_reconciliation_{name}", args=[pk])).status_code == 404
    assert office.get(reverse("accounting_reconciliation"), {"line": line.pk}).status_code == 404
    assert office.get(reverse("accounting_invoice_print", args=[invoice.pk])).status_code == 404


def test_actions_of_an_invoice(office: Client, company: Company) -> None:
    with open_scope(companies=[company]):
        invoice = Invoice.objects.get(number="FA-2026-00002")
        provider = PaymentProvider.objects.get(code="CHEQUE")
    pay = reverse("accounting.invoice.action", args=[invoice.pk, "pay"])
    assert office.get(pay).status_code == 200
    office.post(pay, {"date": "2026-03-20", "provider": provider.pk, "amount": "10", "reference": "CHQ 12"})
    credit = reverse("accounting.invoice.action", args=[invoice.pk, "credit"])
    office.post(credit, {"date": "2026-03-21", "what": "all", "reason": "Retour"})
    with open_scope(companies=[company]):
        assert Payment.objects.get(reference="CHQ 12").invoice == invoice
        note = Invoice.objects.get(kind="credit_note")
    office.post(reverse("accounting.invoice.action", args=[note.pk, "post"]))
    with open_scope(companies=[company]):
        invoice.refresh_from_db()
        note.refresh_from_db()
        assert (note.number, note.notes, invoice.payment_status, note.residual) == (
            "AV-2026-00001",
            "Retour",
            "paid",
            10,
        )


def problems_of(answer: HttpResponse) -> list[str]:
    return re.findall(
        r'class="(?:invalid-feedback|errorlist|form-problem)[^>]*>(.*?)<', answer.content.decode(), re.S
    )


def test_an_invoice_and_an_entry_are_typed(office: Client, company: Company) -> None:
    with open_scope(companies=[company]):
        customer = Invoice.objects.first().partner  # type: ignore[union-attr]
        ids = {"tax": Tax.objects.get(code="FR20").pk, "od": Journal.objects.get(code="OD").pk}
        accounts = dict(Account.objects.values_list("code", "pk"))
    head = {
        "lines-TOTAL_FORMS": "1",
        "lines-INITIAL_FORMS": "0",
        "lines-MIN_NUM_FORMS": "0",
        "lines-MAX_NUM_FORMS": "1000",
    }
    answer = office.post(
        reverse("accounting.invoice.new"),
        {
            **head,
            "partner": customer.pk,
            "date": "2026-03-20",
            "currency": "EUR",
            "rounding": "per_line",
            "lines-0-kind": "goods",
            "lines-0-description": "Vase",
            "lines-0-quantity": "3",
            "lines-0-unit_price": "12.50",
            "lines-0-discount_percent": "0",
            "lines-0-discount_amount": "0",
            "lines-0-tax": ids["tax"],
        },
    )
    with open_scope(companies=[company]):
        made = Invoice.objects.filter(status="draft").first()
        assert made is not None, problems_of(answer)
        assert (made.gross, made.billing_address["city"]) == (45, "Angers")
    items = {key.replace("lines", "items"): value for key, value in head.items()} | {"items-TOTAL_FORMS": "2"}
    answer = office.post(
        reverse("accounting.entry.new"),
        {
            **items,
            "journal": ids["od"],
            "date": "2026-03-20",
            "label": "Régularisation",
            "reference": "",
            "items-0-account": accounts["471"],
            "items-0-debit": "10",
            "items-0-credit": "0",
            "items-1-account": accounts["758"],
            "items-1-debit": "0",
            "items-1-credit": "10",
        },
    )
    with open_scope(companies=[company]):
        entry = Entry.objects.filter(status="draft").first()
        assert entry is not None, problems_of(answer)
    office.post(reverse("accounting.entry.action", args=[entry.pk, "post"]))
    with open_scope(companies=[company]):
        entry.refresh_from_db()
        assert entry.number == "OD-2026-000001"


def test_a_statement_is_imported_from_the_account_s_page(office: Client, company: Company) -> None:
    with open_scope(companies=[company]):
        line = BankLine.objects.select_related("bank_account").get()
        content = make_payout_statement(line.bank_account, list(PaymentProvider.objects.all()), until=PAYDAY)
    url = reverse("accounting.bankaccount.action", args=[line.bank_account_id, "import"])
    again = office.post(url, {"file": SimpleUploadedFile("again.xml", content)})
    assert "was imported on" in again.content.decode()
    broken = office.post(url, {"file": SimpleUploadedFile("x.xml", b"<a>")})
    assert broken.status_code == 200
    with open_scope(companies=[company]):
        assert BankLine.objects.count() == 1


def test_a_month_is_closed_and_opened(office: Client, company: Company) -> None:
    with open_scope(companies=[company]):
        period = Period.objects.get(code="2026-03")
    office.post(reverse("accounting.period.action", args=[period.pk, "close"]))
    with open_scope(companies=[company]):
        period.refresh_from_db()
        assert period.status == "closed"
    office.post(reverse("accounting.period.action", args=[period.pk, "open"]))
    with open_scope(companies=[company]):
        period.refresh_from_db()
        assert period.status == "open"


def test_invoices_are_printed_in_the_customer_s_language(office: Client, company: Company) -> None:
    with open_scope(companies=[company]):
        invoice = Invoice.objects.get(number="FA-2026-00001")
        [note] = create_credit_notes([Invoice.objects.get(number="FA-2026-00002")], date=DAY)
        both = invoice_pdf([invoice, note])
    answer = office.get(reverse("accounting_invoice_print", args=[invoice.pk]), {"language": "en"})
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'inline; filename="FA-2026-00001.pdf"'
    assert answer.content.startswith(b"%PDF")
    assert both.startswith(b"%PDF-")
    office.post(reverse("accounting.invoice.bulk", args=["print"]), {"ids": f"{invoice.pk},{note.pk}"})
    with open_scope(companies=[company]):
        assert Job.objects.filter(kind="accounting.print_invoices").exists()


def test_payouts_of_the_demo_find_nothing_where_nothing_is_held(company: Company) -> None:
    with open_scope(companies=[company]):
        _bank_account, providers = set_up_books(company, first_year=2026)
        assert due_payouts(providers, PAYDAY) == []


@pytest.mark.parametrize(
    "model",
    ["account", "defaultaccount", "journal", "tax", "fiscalyear", "period", "paymentprovider", "bankaccount"],
)
def test_the_administration_shows_it(office: Client, company: Company, model: str) -> None:
    office.force_login(
        make_user(company, is_staff=True, language="en"), backend="erp.permissions.RoleBackend"
    )
    assert office.get(reverse(f"admin:accounting_{model}_changelist")).status_code == 200
    if model != "period":
        assert office.get(reverse(f"admin:accounting_{model}_add")).status_code == 200


def test_a_fiscal_year_of_the_administration_brings_its_months(office: Client, company: Company) -> None:
    office.force_login(
        make_user(company, is_staff=True, language="en"), backend="erp.permissions.RoleBackend"
    )
    year = {"company": company.pk, "code": "2028", "start_date": "01/01/2028", "end_date": "30/06/2028"}
    office.post(reverse("admin:accounting_fiscalyear_add"), year)
    with open_scope(companies=[company]):
        assert Period.objects.filter(fiscal_year__code="2028", kind="month").count() == 6
    again = office.post(reverse("admin:accounting_fiscalyear_add"), {**year, "code": "again"})
    assert "Begin after it" in again.content.decode()


def test_accounts_of_an_installed_chart_are_found(office: Client) -> None:
    """A typed entry chooses its accounts by code or name: what services install is in the search too."""
    for typed, code in (("401", "401"), ("6061", "606"), ("fournisseurs", "401")):
        answer = office.get("/accounting/entry/options/items.account/", {"q": typed}).json()
        assert any(found["text"].startswith(code) for found in answer["options"]), typed
    assert "401" in office.get("/accounting/account/", {"q": "401"}).text


def test_totals_follow_as_an_invoice_is_typed(office: Client, company: Company) -> None:
    with open_scope(companies=[company]):
        full, reduced = tax(company), tax(company, "5.5")
        known = Invoice.objects.count()
    rows = [
        {"kind": "service", "description": "Pose", "quantity": "2", "unit_price": "1 234.50", "tax": full.pk},
        {
            "kind": "goods",
            "description": "Thé",
            "unit_price": "10",
            "discount_percent": "10",
            "tax": reduced.pk,
        },
        {"kind": "goods", "description": "Not yet", "unit_price": ""},
        {"kind": "goods", "description": "Odd", "unit_price": "1.2.3"},
    ]
    place = "/accounting/invoice/preview/lines/"
    said = office.post(place, {"currency": "EUR"} | lines_data("lines", rows)).json()
    assert [said["rows"][number].get("gross") for number in range(4)] == ["2,962.80", "9.50", None, None]
    assert dict(said["totals"]) == {
        "Net": "2,478.00\N{NO-BREAK SPACE}€",
        "Tax": "494.30\N{NO-BREAK SPACE}€",
        "Gross": "2,972.30\N{NO-BREAK SPACE}€",
    }
    assert said["remarks"] == ["Line 4: a number is not complete."]
    refused = office.post(place, lines_data("lines", [{**rows[0], "quantity": "-1"}])).json()
    assert "above zero" in refused["remarks"][0]
    assert refused["totals"] == []
    with open_scope(companies=[company]):
        assert Invoice.objects.count() == known


def test_the_page_of_a_customer_counts_what_was_traded(office: Client, company: Company) -> None:
    with open_scope(companies=[company]):
        invoice = Invoice.objects.filter(kind="invoice").earliest("pk")
        make_invoice(company, invoice.partner)
        count = Invoice.objects.filter(partner=invoice.partner).count()
    page = office.get(f"/crm/partner/{invoice.partner_id}/")
    assert f"/accounting/invoice/?partner={invoice.partner_id}" in page.text
    [counted] = [one for one in page.context["related"] if "invoice" in one["url"]]
    assert counted["count"] == str(count)

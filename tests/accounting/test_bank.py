"""From the bank's file to the reconciled line, and back."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from stdnum import iban

from accounting.demo import (
    Movement,
    due_payouts,
    make_iban,
    make_payout_statement,
    make_statement,
    play_bank,
    set_up_books,
)
from accounting.models import (
    BankAccount,
    BankLine,
    BankStatement,
    Entry,
    Invoice,
    Item,
    PaymentProvider,
    Reconciliation,
)
from accounting.selectors.candidates import candidates
from accounting.services.bank import import_statement, translated_warnings
from accounting.services.ledger import post_entries
from accounting.services.payments import cancel_payments, record_payments
from accounting.services.reconciliation import (
    plan_reconciliation,
    reconcile_bank_line,
    reconcile_bank_lines,
    undo_reconciliation,
)
from accounting.types import BankMatchDraft, PaymentDraft
from erp.errors import DomainError
from erp.models import ChangeLog, Company, Partner
from erp.scope import open_scope
from tests.accounting.factories import DAY, booked, entry_draft, goods, make_books, make_invoice
from tests.erp.factories import make_partner

Bank = tuple[Company, BankAccount, PaymentProvider]
MONDAY = DAY  # 16 March 2026
PAYDAY = dt.date(2026, 3, 24)


@pytest.fixture
def bank(scope: Company) -> Bank:
    bank_account, providers = set_up_books(scope, first_year=2025)
    return scope, bank_account, providers[0]


@pytest.fixture
def customer(bank: Bank) -> Partner:
    return make_partner("Élise Faure")


def paid_invoices(bank: Bank, partner: Partner, *prices: str) -> list[Invoice]:
    """Posted invoices of one piece each, paid through the provider, a day apart from Monday on."""
    company, _account, provider = bank
    invoices = [
        make_invoice(company, partner, goods(company, price, "1"), date=MONDAY + dt.timedelta(days=index))
        for index, price in enumerate(prices)
    ]
    record_payments(
        [
            PaymentDraft(
                company.pk,
                partner.pk,
                provider.code,
                invoice.gross,
                invoice.date,
                invoice_id=invoice.pk,
                reference=f"tx_{invoice.pk}",
            )
            for invoice in invoices
        ]
    )
    return invoices


def imported(bank_account: BankAccount, *movements: Movement, name: str = "a") -> list[BankLine]:
    content = make_statement(bank_account, movements, identification=name)
    [statement] = import_statement(bank_account, f"{name}.xml", content)
    return list(statement.lines.order_by("position"))


def movement(amount: str, description: str, counterparty: str = "", **values: str) -> Movement:
    return Movement(Decimal(amount), PAYDAY, counterparty, description, **values)


def balance(code: str) -> Decimal:
    rows = Item.objects.filter(account__code=code, is_posted=True).values_list("debit", "credit")
    return sum((debit - credit for debit, credit in rows), Decimal(0))


def test_made_up_ibans_have_the_form_of_real_ones() -> None:
    for country in ("FR", "BE"):
        assert all(iban.is_valid(make_iban(country, number)) for number in (1, 2, 97, 12345))


def test_invoice_to_reconciled_payout(bank: Bank, customer: Partner) -> None:
    _company, bank_account, provider = bank
    paid_invoices(bank, customer, "40", "65.50", "18.25")
    clearing = provider.clearing_account.code
    assert (clearing, balance(clearing)) == ("51171", Decimal("148.50"))
    content = make_payout_statement(bank_account, [provider], until=PAYDAY)
    [statement] = import_statement(bank_account, "releve.xml", content)
    [line] = statement.lines.all()
    # 1.4 % + 0.25 each of 48.00, 78.60 and 21.90: 0.92 + 1.35 + 0.56
    assert (line.amount, statement.balance_difference) == (Decimal("145.67"), 0)

    best = candidates(line)[0]
    assert (best.kind, best.score, best.fee, best.difference, len(best.item_ids)) == (
        "payout",
        100,
        Decimal("2.83"),
        0,
        3,
    )
    assert {reason.points for reason in best.reasons} == {30, 50, 10}

    reconciliation = reconcile_bank_line(line, best.item_ids, fee_amount=best.fee)
    assert booked(reconciliation.entry_id) == [
        ("5121", Decimal("145.67"), 0),
        ("627", Decimal("2.83"), 0),
        ("51171", 0, Decimal("148.50")),
    ]
    line.refresh_from_db()
    assert (line.is_matched, balance(clearing), candidates(line)) == (True, 0, [])
    letters = set(Item.objects.filter(account__code=clearing).values_list("reconciliation", "residual"))
    assert letters == {(reconciliation.pk, Decimal(0))}
    with pytest.raises(DomainError) as refusal:
        reconcile_bank_line(line, best.item_ids)
    assert refusal.value.code == "bank_line.matched"
    # Money that has reached the bank is not taken back behind the bank's back.
    with pytest.raises(DomainError) as refusal:
        cancel_payments(list(provider.payments.all()))
    assert refusal.value.code == "payment.paid_out"

    undo_reconciliation(reconciliation)
    line.refresh_from_db()
    reconciliation.refresh_from_db()
    assert (line.is_matched, balance(clearing), balance("5121")) == (False, Decimal("148.50"), 0)
    assert reconciliation.undone_at is not None
    assert reconciliation.reversal is not None
    assert booked(reconciliation.reversal_id)[0] == ("5121", 0, Decimal("145.67"))
    assert ChangeLog.objects.filter(kind="accounting.bankline", object_id=line.pk, action="undo").exists()
    assert Item.objects.filter(account__code=clearing, is_open=True).count() == 3
    with pytest.raises(DomainError) as refusal:
        undo_reconciliation(reconciliation)
    assert refusal.value.code == "reconciliation.undone"
    # And again, with the same result.
    again = reconcile_bank_line(line, candidates(line)[0].item_ids, fee_amount=Decimal("2.83"))
    assert (again.bank_line_id, balance(clearing), balance("5121")) == (line.pk, 0, Decimal("145.67"))


def test_a_transfer_is_found_by_number_name_and_amount(bank: Bank, customer: Partner) -> None:
    company, bank_account, _provider = bank
    wanted = make_invoice(company, customer, shop_reference="XKBKNABJK")
    make_invoice(company, make_partner("Paul Nicolas"))
    lines = imported(
        bank_account,
        movement("120.00", "VIR INST REGLEMENT FA 2026 00001 MERCI", "FAURE ELISE"),
        movement("120.00", "commande xkbknabjk"),
        movement("90.00", "virement", "ELISE FAURE"),
    )
    by_number, by_shop, by_name = (candidates(line) for line in lines)
    assert (by_number[0].score, by_number[0].title) == (100, "FA-2026-00001 · Élise Faure")
    assert [reason.points for reason in by_number[0].reasons] == [45, 40, 20, 5]
    assert by_number[1].score == 50
    assert (by_shop[0].score, by_shop[0].item_ids) == (90, by_number[0].item_ids)
    assert (by_name[0].difference, by_name[0].score) == (Decimal("-30.00"), 25)
    # Thirty euros short: refused, unless the rest is to stay open.
    with pytest.raises(DomainError) as refusal:
        reconcile_bank_line(lines[2], by_name[0].item_ids)
    assert refusal.value.code == "reconciliation.difference"
    assert not Reconciliation.objects.exists()
    part = reconcile_bank_line(lines[2], by_name[0].item_ids, keep_open=True)
    wanted.refresh_from_db()
    assert (wanted.residual, wanted.payment_status) == (Decimal(30), "partial")
    # The rest comes with too much of it: the surplus stays on the customer's account.
    full = reconcile_bank_line(lines[0], by_number[0].item_ids, keep_open=True)
    wanted.refresh_from_db()
    surplus = Item.objects.get(entry=full.entry, account__code="411")
    assert (wanted.payment_status, surplus.residual, surplus.partner) == ("paid", Decimal(-90), customer)
    undo_reconciliation(part)
    wanted.refresh_from_db()
    assert (wanted.payment_status, wanted.residual) == ("partial", Decimal(90))


def test_one_line_settles_several_invoices_and_the_cents_are_written_off(
    bank: Bank, customer: Partner
) -> None:
    company, bank_account, _provider = bank
    invoices = [
        make_invoice(company, customer, goods(company, price, "1"))
        for price in ("10", "20", "30", "45", "45")
    ]
    [exact, short, ibans] = imported(
        bank_account,
        movement("90.00", "factures diverses", "Elise Faure", iban=make_iban("FR", 77)),
        movement("35.96", "FA-2026-00003"),
        movement("54.00", "x", iban=make_iban("FR", 77)),
    )
    best = candidates(exact)[0]
    assert (best.score, len(best.item_ids)) == (70, 3)
    settled = Item.objects.filter(pk__in=best.item_ids).values_list("debit", flat=True)
    assert sum(settled) == 90
    reconcile_bank_line(exact, best.item_ids)
    third = Item.objects.get(entry=invoices[2].entry_id, account__code="411", is_open=True)
    assert candidates(short)[0].item_ids == (third.pk,)
    written_off = reconcile_bank_line(short, [third.pk])
    assert booked(written_off.entry_id)[-1] == ("658", Decimal("0.04"), 0)
    # The account it came from is known now.
    known = candidates(ibans)
    assert [reason.points for reason in known[0].reasons] == [45, 25, 5]


def test_a_fee_of_the_bank_is_booked_to_an_account(bank: Bank) -> None:
    _company, bank_account, _provider = bank
    [line] = imported(bank_account, movement("-12.50", "FRAIS DE TENUE DE COMPTE"))
    with pytest.raises(DomainError) as refusal:
        reconcile_bank_line(line)
    assert refusal.value.code == "reconciliation.nothing"
    plan = plan_reconciliation(BankMatchDraft(line.pk, remainder_account="627"))
    assert [(item.account_code, item.debit, item.credit) for item in plan.entry.items] == [
        ("5121", 0, Decimal("12.50")),
        ("627", Decimal("12.50"), 0),
    ]
    reconcile_bank_line(line, remainder_account="627")
    assert balance("627") == Decimal("12.50")


def test_a_supplier_is_paid_and_a_refund_lowers_a_payout(bank: Bank, customer: Partner) -> None:
    company, bank_account, provider = bank
    post_entries(
        [
            entry_draft(
                company, ("607", "100", "0"), ("44566", "20", "0"), ("401", "0", "120"), journal_code="AC"
            )
        ]
    )
    [out] = imported(bank_account, movement("-120.00", "VIREMENT FOURNISSEUR"))
    best = candidates(out)[0]
    assert (best.score, best.difference) == (50, 0)
    assert booked(reconcile_bank_line(out, best.item_ids).entry_id) == [("5121", 0, 120), ("401", 120, 0)]
    paid_invoices(bank, customer, "100")
    record_payments(
        [PaymentDraft(company.pk, customer.pk, provider.code, Decimal(20), MONDAY, direction="out")]
    )
    [payout] = due_payouts([provider], PAYDAY)
    [line] = imported(bank_account, payout.movement, name="b")
    best = candidates(line)[0]
    assert (best.fee, set(best.item_ids)) == (Decimal("1.93"), set(payout.item_ids))
    reconcile_bank_line(line, best.item_ids, fee_amount=best.fee)
    assert balance(provider.clearing_account.code) == 0
    # Money given back without a credit note stays open on the customer's account.
    assert Item.objects.get(is_open=True).account.code == "411"


def test_what_was_left_open_and_used_has_to_be_undone_first(bank: Bank, customer: Partner) -> None:
    company, bank_account, _provider = bank
    make_invoice(company, customer)
    [more, rest] = imported(bank_account, movement("150", "FA-2026-00001"), movement("90", "FA-2026-00002"))
    first = reconcile_bank_line(more, candidates(more)[0].item_ids, keep_open=True)
    make_invoice(company, customer)
    open_items = Item.objects.filter(is_open=True).values_list("pk", flat=True)
    second = reconcile_bank_line(rest, open_items)
    assert not Item.objects.filter(is_open=True).exists()
    with pytest.raises(DomainError) as refusal:
        undo_reconciliation(first)
    assert refusal.value.code == "reconciliation.used"
    undo_reconciliation(second)
    undo_reconciliation(first)
    assert balance("5121") == 0


def test_a_file_and_a_statement_are_imported_once(bank: Bank) -> None:
    _company, bank_account, _provider = bank
    content = make_statement(bank_account, [movement("1", "x")], identification="2026-03")
    import_statement(bank_account, "a.xml", content)
    for again, code in (
        (content, "statement.file_again"),
        (content + b"\n", "statement.again"),
        (b"<html>", "statement.unreadable"),
        (content.replace(bank_account.iban.encode(), make_iban("FR", 9).encode()), "statement.other_account"),
    ):
        with pytest.raises(DomainError) as refusal:
            import_statement(bank_account, "b.xml", again)
        assert (refusal.value.code, refusal.value.field) == (code, "file")
    assert (BankStatement.objects.count(), BankLine.objects.count()) == (1, 1)
    for statement in (
        "UPDATE accounting_bankline SET amount = 2",
        "UPDATE accounting_bankline SET is_matched = true",
        "DELETE FROM accounting_bankline",
        "DELETE FROM accounting_bankstatement",
        "UPDATE accounting_statementfile SET digest = ''",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_warnings_of_the_file_are_kept_and_told(bank: Bank) -> None:
    _company, bank_account, _provider = bank
    content = make_statement(bank_account, [movement("10", "x"), movement("20", "y")], identification="odd")
    content = content.replace(b">30<", b">31<").replace(b">30.00<", b">31.00<")
    [statement] = import_statement(bank_account, "odd.xml", content)
    assert statement.balance_difference == 1
    assert translated_warnings(statement)


def test_reconciling_takes_as_many_statements_for_fifty_as_for_one(bank: Bank, customer: Partner) -> None:
    _company, bank_account, provider = bank

    def run(size: int) -> int:
        paid_invoices(bank, customer, *["10"] * size)
        held = Item.objects.filter(account=provider.clearing_account, is_open=True).values_list(
            "pk", "residual"
        )
        lines = imported(
            bank_account, *[movement("11", "x")] * size, name=f"run{size}-{Entry.objects.count()}"
        )
        drafts: Sequence[BankMatchDraft] = [
            BankMatchDraft(line.pk, (pk,), fee_amount=residual - 11)
            for line, (pk, residual) in zip(lines, held, strict=True)
        ]
        with CaptureQueriesContext(connection) as queries:
            reconcile_bank_lines(drafts)
        return len(queries)

    run(1)
    assert run(1) == run(50)


def test_the_demo_plays_the_bank(bank: Bank, customer: Partner) -> None:
    _company, bank_account, provider = bank
    paid_invoices(bank, customer, *["10"] * 30)
    assert play_bank(bank_account, [provider], until=dt.date(2026, 4, 30), keep_open=1) == 4
    assert BankStatement.objects.count() == 2
    [left] = BankLine.objects.filter(is_matched=False)
    assert candidates(left)[0].score == 100


def test_company_b_sees_no_bank_of_company_a(bank: Bank, other_company: Company) -> None:
    _company, bank_account, _provider = bank
    [line] = imported(bank_account, movement("1", "x"))
    with open_scope(companies=[other_company]):
        make_books(other_company)
        assert not BankAccount.objects.exists()
        assert not BankLine.objects.filter(pk=line.pk).exists()
        with pytest.raises(DomainError) as refusal:
            reconcile_bank_line(line, remainder_account="627")
        assert refusal.value.code == "bank_line.unknown"

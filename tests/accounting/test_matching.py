"""How a bank line finds what it settles, what goes through by itself, and what a person may do with the rest."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounting.choices import ReconciliationOrigin
from accounting.demo import Movement, make_iban, make_statement, set_up_books
from accounting.demo_bank import play_second_bank
from accounting.models import (
    Account,
    BankAccount,
    BankLine,
    BankRule,
    Invoice,
    Item,
    Period,
    Reconciliation,
    Tax,
)
from accounting.selectors.bank_reconciliation import bank_reconciliation
from accounting.selectors.bank_rules import try_rule
from accounting.selectors.candidates import candidates, proposals
from accounting.selectors.left_over import reasons_left
from accounting.selectors.match_index import forms, written
from accounting.services.automatic import match_lines
from accounting.services.bank import import_statement
from accounting.services.bank_rules import record_trials, switch_off, switch_on
from accounting.services.ledger import post_entries
from accounting.services.means_of_payment import create_bank_accounts
from accounting.services.periods import close_periods
from accounting.services.reconciliation import (
    plan_reconciliation,
    reconcile_bank_line,
    reconcile_bank_lines,
    undo_reconciliations,
)
from accounting.types import BankAccountDraft, BankMatchDraft, BookingSplit, EntryDraft, ItemDraft
from erp.errors import DomainError
from erp.models import Company, CurrencyRate, Partner
from tests.accounting.factories import DAY, booked, entry_draft, goods, make_invoice
from tests.erp.factories import make_partner

LATER = DAY + dt.timedelta(days=7)


@pytest.fixture
def account(scope: Company) -> BankAccount:
    bank_account, _providers = set_up_books(scope, first_year=2025)
    return bank_account


@pytest.fixture
def customer(account: BankAccount) -> Partner:
    return make_partner("Élise Faure")


def invoice(company: Company, partner: Partner, price: str) -> Invoice:
    return make_invoice(company, partner, goods(company, price, "1"))


def lines(account: BankAccount, *movements: Movement, name: str = "a") -> list[BankLine]:
    content = make_statement(account, movements, identification=name)
    [statement] = import_statement(account, f"{name}.xml", content)
    found = BankLine.objects.filter(statement=statement).order_by("position")
    return list(found.select_related("company", "bank_account", "statement"))


def movement(amount: str, text: str, who: str = "", **values: str) -> Movement:
    return Movement(Decimal(amount), LATER, who, text, **values)


def receivable(invoice: Invoice) -> Item:
    return Item.objects.get(entry=invoice.entry_id, account__code="411")


def rule(account: BankAccount, **values: object) -> BankRule:
    facts = {
        "name": "Frais",
        "text": "frais tenue",
        "account": Account.objects.get(company=account.company, code="627"),
    }
    return BankRule.objects.create(company=account.company, **{**facts, **values})


# References in free text


@pytest.mark.parametrize(
    "text",
    ["VIR FA-2026-00012 MERCI", "fa202600012", "Facture FA 2026 / 12", "FA2026-12", "REF:2026-00012", "XXFA 2026 00012"],
)  # fmt: skip
def test_a_reference_is_found_however_it_is_written(text: str) -> None:
    assert forms("FA-2026-00012") & set(written(text))


@pytest.mark.parametrize("text", ["FA-2026-00123", "LE 2026-12-05", "12", "FA 12026 00012", "FA-2025-00012"])
def test_another_number_is_not_it(text: str) -> None:
    assert not forms("FA-2026-00012") & set(written(text))


def test_reference_end_to_end_id_and_iban_speak_for_an_item(
    account: BankAccount, company: Company, customer: Partner
) -> None:
    first, second, third = (invoice(company, customer, price) for price in ("10", "20", "30"))
    named, exact, unsaid = lines(
        account,
        movement("12.00", "facture FA 2026 1"),
        movement("24.00", "virement", end_to_end_id=second.number or "", iban=make_iban("FR", 77)),
        movement("36.00", "virement", iban=make_iban("FR", 77)),
    )
    best = candidates(named)[0]
    assert (best.item_ids, [reason.points for reason in best.reasons]) == (
        (receivable(first).pk,),
        [45, 40, 5],
    )
    best = candidates(exact)[0]
    assert (best.item_ids, [reason.points for reason in best.reasons]) == (
        (receivable(second).pk,),
        [45, 50, 5],
    )
    reconcile_bank_line(exact, best.item_ids)
    best = candidates(unsaid)[0]
    assert (best.item_ids, [reason.points for reason in best.reasons]) == (
        (receivable(third).pk,),
        [45, 25, 5],
    )


def test_a_customer_who_pays_everything_at_once(
    account: BankAccount, company: Company, customer: Partner
) -> None:
    invoices = [invoice(company, customer, str(price)) for price in range(10, 70)]
    total = sum((one.gross for one in invoices), Decimal(0))
    [line] = lines(account, movement(str(total), "solde", "ELISE FAURE"))
    best = candidates(line)[0]
    assert (len(best.item_ids), best.difference) == (60, 0)
    assert reconcile_bank_line(line, best.item_ids).matches.count() == 60


# By itself


def test_what_leaves_no_doubt_goes_through_by_itself_and_says_so(
    account: BankAccount, company: Company, customer: Partner
) -> None:
    certain = invoice(company, customer, "10")
    twins = [invoice(company, customer, "50") for _number in range(2)]
    named, twin, short, unknown = lines(
        account,
        movement("12.00", f"{certain.number}"),
        movement("60.00", "Elise Faure", "Elise Faure"),
        movement("59.00", f"{twins[0].number}"),
        movement("7.77", "rien"),
    )
    assert match_lines(account).lines == 0  # nobody asked for it
    assert not Reconciliation.objects.exists()
    BankAccount.objects.filter(pk=account.pk).update(match_threshold=60)
    account.refresh_from_db()
    outcome = match_lines(account)
    assert (outcome.lines, outcome.by_score, outcome.by_rule, outcome.refusals) == (4, 1, 0, [])
    done = Reconciliation.objects.get()
    assert (done.bank_line, done.origin, done.score) == (named, ReconciliationOrigin.AUTOMATIC, 90)
    assert len(done.reasons) == 3 and "+45" in done.reasons[0]
    assert set(BankLine.objects.filter(is_matched=False)) == {twin, short, unknown}
    tones = {pk: left.tone for pk, left in reasons_left(account).items()}
    assert (tones[twin.pk], tones[short.pk], tones[unknown.pk]) == ("doubt", "doubt", "none")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE accounting_reconciliation SET reasons = '[]'")
    undo_reconciliations([done])
    certain.refresh_from_db()
    assert certain.payment_status == "unpaid"


def test_two_lines_never_take_the_same_item(
    account: BankAccount, company: Company, customer: Partner
) -> None:
    wanted = invoice(company, customer, "10")
    lines(account, movement("12.00", f"{wanted.number}"), movement("12.00", f"{wanted.number} bis"))
    BankAccount.objects.filter(pk=account.pk).update(match_threshold=80)
    account.refresh_from_db()
    assert match_lines(account).by_score == 1
    assert BankLine.objects.filter(is_matched=False).count() == 1


def test_a_closed_month_holds_up_its_own_lines_alone(
    account: BankAccount, company: Company, customer: Partner
) -> None:
    old, new = invoice(company, customer, "10"), invoice(company, customer, "20")
    lines(
        account,
        movement("12.00", f"{old.number}"),
        Movement(Decimal("24.00"), LATER + dt.timedelta(days=20), "", f"{new.number}"),
    )
    close_periods(list(Period.objects.filter(start_date__lte=LATER, end_date__gte=LATER)))
    BankAccount.objects.filter(pk=account.pk).update(match_threshold=80)
    account.refresh_from_db()
    outcome = match_lines(account)
    assert (outcome.by_score, len(outcome.refusals)) == (1, 1)
    new.refresh_from_db()
    assert new.payment_status == "paid"


def test_proposals_for_many_lines_take_as_many_queries_as_for_one(
    account: BankAccount, company: Company, customer: Partner
) -> None:
    from accounting.selectors.match_index import open_items

    for price in ("10", "20", "30"):
        invoice(company, customer, price)
    found = lines(
        account, *[movement("12.00", f"FA 2026 {number}", iban=make_iban("FR", 9)) for number in range(30)]
    )
    index = open_items(company.pk, "EUR", "EUR", until=LATER)

    def count(some: list[BankLine]) -> int:
        with CaptureQueriesContext(connection) as queries:
            proposals(some, index=index)
        return len(queries)

    assert count(found[:1]) == count(found)


# Rules


def test_a_rule_is_tried_on_the_past_before_it_runs(account: BankAccount) -> None:
    fees, other, elsewhere = lines(
        account,
        movement("-12.00", "FRAIS DE TENUE DE COMPTE"),
        movement("-90.00", "LOYER"),
        movement("-5.00", "Frais tenue carte"),
    )
    reconcile_bank_line(elsewhere, remainder_account="6231")
    one = rule(account, tax=Tax.objects.get(code="FR20"))
    result = try_rule(one, today=LATER)
    assert (result.checked, result.count, result.amount) == (3, 2, Decimal("-17.00"))
    assert (result.agreeing, result.differing) == (0, 1)
    with pytest.raises(DomainError) as refusal:
        switch_on([one])
    assert refusal.value.code == "bank_rule.untried"
    with pytest.raises(IntegrityError), transaction.atomic():
        BankRule.objects.update(is_active=True)
    record_trials([one])
    switch_on([one])
    assert candidates(fees)[0].score == 90
    outcome = match_lines(account)
    assert (outcome.by_rule, outcome.by_score) == (1, 0)
    done = Reconciliation.objects.get(bank_line=fees)
    assert (done.origin, done.rule, done.score) == (ReconciliationOrigin.RULE, one, 90)
    assert booked(done.entry_id) == [
        ("5121", 0, Decimal("12.00")),
        ("627", Decimal("10.00"), 0),
        ("44566", Decimal("2.00"), 0),
    ]
    other.refresh_from_db()
    assert not other.is_matched


def test_a_rule_that_was_changed_waits_until_it_is_tried_again(account: BankAccount) -> None:
    lines(account, movement("-12.00", "FRAIS DE TENUE DE COMPTE"))
    one = rule(account)
    record_trials([one])
    switch_on([one])
    BankRule.objects.filter(pk=one.pk).update(text="frais")
    assert match_lines(account).lines == 0
    one.refresh_from_db()
    record_trials([one])
    assert match_lines(account).by_rule == 1
    switch_off([one])
    assert not BankRule.objects.get().runs


@pytest.mark.parametrize(
    ("conditions", "count"),
    [
        ({"direction": "in"}, 0),
        ({"direction": "out"}, 1),
        ({"amount_from": Decimal("12.01")}, 0),
        ({"amount_from": Decimal(12), "amount_to": Decimal(12)}, 1),
        ({"amount_to": Decimal("11.99")}, 0),
        ({"text": "FRAIS tenue", "counterparty_iban": "FR76"}, 0),
        ({"text": "frais carte"}, 0),
    ],
)
def test_every_condition_of_a_rule_has_to_hold(
    account: BankAccount, conditions: dict[str, object], count: int
) -> None:
    lines(account, movement("-12.00", "FRAIS DE TENUE DE COMPTE"))
    assert try_rule(rule(account, **conditions), today=LATER).count == count


def test_a_rule_without_condition_is_refused(account: BankAccount) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        rule(account, text="")


# What a person may do with the rest


def test_a_line_is_split_over_accounts_with_tax(account: BankAccount) -> None:
    [line] = lines(account, movement("-100.00", "CARTE CORPORATE"))
    vat = Tax.objects.get(code="FR20")
    draft = BankMatchDraft(
        line.pk,
        splits=(BookingSplit("626", Decimal("-24.00"), vat.pk), BookingSplit("6231", Decimal("-30.00"))),
        remainder_account="6061",
    )
    assert plan_reconciliation(draft).difference == Decimal("-46.00")
    [done] = reconcile_bank_lines([draft])
    assert booked(done.entry_id) == [
        ("5121", 0, Decimal("100.00")),
        ("626", Decimal("20.00"), 0),
        ("44566", Decimal("4.00"), 0),
        ("6231", Decimal("30.00"), 0),
        ("6061", Decimal("46.00"), 0),
    ]
    undo_reconciliations([done])
    line.refresh_from_db()
    assert not line.is_matched
    with pytest.raises(DomainError) as refusal:
        plan_reconciliation(BankMatchDraft(line.pk, splits=(BookingSplit("626", Decimal("24.00")),)))
    assert refusal.value.code == "reconciliation.split"


def test_a_difference_goes_to_an_account_with_the_tax_in_it(
    account: BankAccount, company: Company, customer: Partner
) -> None:
    sold = invoice(company, customer, "100")
    [line] = lines(account, movement("126.00", f"{sold.number}"))
    draft = BankMatchDraft(
        line.pk,
        (receivable(sold).pk,),
        remainder_account="758",
        remainder_tax_id=Tax.objects.get(code="FR20").pk,
    )
    [done] = reconcile_bank_lines([draft])
    rows = {code: debit - credit for code, debit, credit in booked(done.entry_id)}
    assert (rows["411"], rows["758"]) == (Decimal("-120.00"), Decimal("-5.00"))
    assert sum(rows.values()) == 0
    sold.refresh_from_db()
    assert sold.payment_status == "paid"


def foreign_purchase(company: Company, supplier: Partner, dollars: str, euros: str) -> Item:
    [entry] = post_entries(
        [
            EntryDraft(
                company.pk,
                "AC",
                DAY,
                "Facture USD",
                [
                    ItemDraft("607", debit=Decimal(euros)),
                    ItemDraft(
                        "401",
                        credit=Decimal(euros),
                        partner_id=supplier.pk,
                        currency="USD",
                        amount_currency=-Decimal(dollars),
                    ),
                ],
                reference="US-4711",
            )
        ]
    )
    return Item.objects.get(entry=entry, account__code="401")


def test_a_dollar_invoice_paid_from_the_euro_account_leaves_a_difference_of_exchange(
    account: BankAccount, company: Company
) -> None:
    owed = foreign_purchase(company, make_partner("Acme Inc", is_supplier=True), "110.00", "100.00")
    [line] = lines(account, movement("-104.00", "US-4711"))
    with pytest.raises(DomainError):
        plan_reconciliation(BankMatchDraft(line.pk, (owed.pk,)))
    [done] = reconcile_bank_lines([BankMatchDraft(line.pk, (owed.pk,), is_exchange=True)])
    assert booked(done.entry_id) == [
        ("5121", 0, Decimal("104.00")),
        ("401", Decimal("100.00"), 0),
        ("656", Decimal("4.00"), 0),
    ]
    assert Item.objects.get(pk=owed.pk).residual == 0


def test_a_dollar_account_books_at_the_days_rate_and_settles_at_the_invoices(
    account: BankAccount, company: Company
) -> None:
    owed = foreign_purchase(company, make_partner("Acme Inc", is_supplier=True), "110.00", "100.00")
    [dollars] = create_bank_accounts(
        company, [BankAccountDraft("Dollars", make_iban("FR", 55), currency="USD")]
    )
    dollars = BankAccount.objects.select_related("company").get(pk=dollars.pk)
    full, half = lines(dollars, movement("-110.00", "US-4711"), movement("-55.00", "US-4711 acompte"))
    CurrencyRate.objects.all().delete()
    with pytest.raises(DomainError) as refusal:
        plan_reconciliation(BankMatchDraft(full.pk, (owed.pk,)))
    assert refusal.value.code == "bank_line.rate"
    CurrencyRate.objects.create(currency_id="USD", date=DAY, rate=Decimal("1.25"))
    best = candidates(full)[0]
    assert (best.item_ids, best.difference) == ((owed.pk,), 0)
    # 55 USD at 1.25 are 44.00; they settle half of what stands at 100.00: a gain of 6.00.
    [part] = reconcile_bank_lines([BankMatchDraft(half.pk, (owed.pk,), keep_open=True)])
    rows = [(code, debit - credit) for code, debit, credit in booked(part.entry_id)]
    assert [amount for _code, amount in rows] == [Decimal("-44.00"), Decimal("50.00"), Decimal("-6.00")]
    assert rows[-1][0] == "756"
    assert Item.objects.get(pk=owed.pk).residual == Decimal("-50.00")
    undo_reconciliations([part])
    [done] = reconcile_bank_lines([BankMatchDraft(full.pk, (owed.pk,))])
    rows = [(code, debit - credit) for code, debit, credit in booked(done.entry_id)]
    assert [amount for _code, amount in rows] == [Decimal("-88.00"), Decimal("100.00"), Decimal("-12.00")]
    assert Item.objects.get(pk=owed.pk).residual == 0
    assert Item.objects.get(entry=done.entry_id, account=dollars.account).amount_currency == Decimal(
        "-110.00"
    )


# The bank reconciliation statement


def test_the_statement_of_reconciliation_explains_the_difference_to_the_cent(
    account: BankAccount, company: Company, customer: Partner
) -> None:
    post_entries([entry_draft(company, ("5121", "500", "0"), ("101", "0", "500"))])
    sold = invoice(company, customer, "100")
    content = make_statement(
        account,
        [movement("120.00", f"{sold.number}"), movement("-9.00", "FRAIS")],
        identification="m",
        opening_balance=Decimal(500),
    )
    [statement] = import_statement(account, "m.xml", content)
    paid = statement.lines.get(amount=120)
    reconcile_bank_line(paid, [receivable(sold).pk])
    it = bank_reconciliation(account, LATER)
    assert (it.bank_balance, it.book_balance, it.before) == (611, 620, 500)
    assert (it.open_count, it.open_amount) == (1, -9)
    assert (it.book_count, it.book_amount) == (1, 500)
    assert it.unexplained == 0
    # What was undone stands in the books twice, once each way: it explains nothing.
    undo_reconciliations(list(Reconciliation.objects.all()))
    it = bank_reconciliation(account, LATER)
    assert (it.book_balance, it.open_amount, it.book_amount, it.unexplained) == (500, 111, 500, 0)


def test_the_demo_s_second_bank_books_fees_by_its_rule(account: BankAccount, company: Company) -> None:
    outcome = play_second_bank(company, number=1, until=dt.date(2026, 4, 30), months=3)
    assert (outcome.by_rule, outcome.by_score, outcome.refusals) == (3, 0, [])
    fees = Reconciliation.objects.filter(origin=ReconciliationOrigin.RULE)
    assert {rows[1] for rows in [booked(one.entry_id) for one in fees]} == {("627", Decimal("15.00"), 0)}
    assert BankLine.objects.filter(is_matched=False).count() == 4

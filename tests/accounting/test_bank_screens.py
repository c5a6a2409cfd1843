"""The bank's own screens: a table that is mapped once, a rule that is tried, the statement of reconciliation, the folder."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounting.demo import Movement, make_statement, set_up_books
from accounting.models import (
    Account,
    BankAccount,
    BankLine,
    BankRule,
    BankStatement,
    Reconciliation,
    StatementMapping,
)
from accounting.services.bank import import_statement
from accounting.services.mappings import mapping_for
from accounting.tasks import import_folders
from erp.models import Company, Job
from erp.scope import open_scope
from tests.accounting.factories import make_invoice
from tests.erp.factories import make_partner, make_user

TABLE = (
    "Date;Libellé;Débit;Crédit;Solde\n05/01/2026;FRAIS DE TENUE;-10,00;;90,00\n06/01/2026;FA-2026-00001;;120,00;210,00\n"
).encode("cp1252")
NEXT = "Date;Libellé;Débit;Crédit;Solde\n07/01/2026;FRAIS DE TENUE;-10,00;;200,00\n".encode("cp1252")


@pytest.fixture
def account(company: Company, client: Client) -> BankAccount:
    with open_scope(companies=[company]):
        bank_account, _providers = set_up_books(company, first_year=2025)
        make_invoice(company, make_partner("Élise Faure"))
    client.force_login(make_user(company, language="en"), backend="erp.permissions.RoleBackend")
    return bank_account


def table(content: bytes = TABLE, **values: Any) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("releve.csv", content), **values}


def chosen(**values: str) -> dict[str, Any]:
    return table(
        is_chosen="1",
        headings="date|libelle|debit|credit|solde",
        has_header="1",
        delimiter="",
        date_order="dmy",
        decimal_mark=",",
        sign_rule="columns",
        **{
            "role-0": "date",
            "role-1": "description",
            "role-2": "debit",
            "role-3": "credit",
            "role-4": "balance",
        },
        **values,
    )


def test_a_table_is_mapped_once_and_known_the_next_time(
    account: BankAccount, company: Company, client: Client
) -> None:
    address = reverse("accounting_mapping", args=[account.pk])
    assert "CSV or Excel" in client.get(address).content.decode()
    looked = client.post(reverse("accounting_mapping_look", args=[account.pk]), table()).content.decode()
    assert "2 movements come out" in looked
    assert "The running balance proves it" in looked
    # Another choice is another answer, and nothing is saved by looking.
    wrong = client.post(
        reverse("accounting_mapping_look", args=[account.pk]), chosen() | {"sign_rule": "signed"}
    ).content.decode()
    assert "Say which columns" in wrong
    with open_scope(companies=[company]):
        assert not StatementMapping.objects.exists()
    saved = client.post(address, chosen(name="Halles"))
    with open_scope(companies=[company]):
        statement = BankStatement.objects.get()
        assert saved["HX-Redirect"].endswith(f"/{statement.pk}/")
        assert (statement.opening_balance, statement.closing_balance) == (Decimal(100), Decimal(210))
        assert [line.amount for line in statement.lines.order_by("position")] == [-10, 120]
        assert StatementMapping.objects.get().name == "Halles"
        [later] = import_statement(account, "fevrier.csv", NEXT)
        assert later.lines.get().amount == -10
        assert mapping_for(account, b"Jour;Somme\n1;2\n") is None
    assert client.get(reverse("accounting.statementmapping.detail", args=[1])).status_code in {200, 404}


def test_an_unknown_table_says_where_to_explain_it(account: BankAccount, client: Client) -> None:
    answer = client.post(
        reverse("accounting.bankaccount.action", args=[account.pk, "import"]), table(), follow=True
    )
    assert "Read a table" in answer.content.decode()


def test_hostile_mappings_are_refused(account: BankAccount, company: Company, client: Client) -> None:
    address = reverse("accounting_mapping", args=[account.pk])
    for values in (
        {},
        table(b"\x00\x01"),
        table(b"PK\x03\x04"),
        chosen() | {"sign_rule": "evil"},
        chosen() | {"date_order": "x" * 500},
        chosen() | {"role-0": "__class__"},
    ):
        assert client.post(address, values).status_code == 200
        assert client.post(reverse("accounting_mapping_look", args=[account.pk]), values).status_code == 200
    with open_scope(companies=[company]):
        assert (StatementMapping.objects.count(), BankStatement.objects.count()) == (0, 0)


def waiting(account: BankAccount, company: Company) -> BankLine:
    with open_scope(companies=[company]):
        content = make_statement(
            account,
            [Movement(Decimal("-12.00"), dt.date.today(), "", "FRAIS DE TENUE")],  # noqa: DTZ011
            identification="r",
        )
        [statement] = import_statement(account, "r.xml", content)
        return statement.lines.get()


def test_a_rule_is_tried_and_switched_on_from_its_page(
    account: BankAccount, company: Company, client: Client
) -> None:
    line = waiting(account, company)
    with open_scope(companies=[company]):
        rule = BankRule.objects.create(
            company=company, name="Frais", text="frais", account=Account.objects.get(code="627")
        )
    address = reverse("accounting_bank_rule_try", args=[rule.pk])
    page = client.get(address).content.decode()
    assert "FRAIS DE TENUE" in page and "Switch on" in page
    client.post(address, {"seen": "of yesterday"})
    with open_scope(companies=[company]):
        assert not BankRule.objects.get().runs
    client.post(address, {"seen": rule.digest})
    with open_scope(companies=[company]):
        assert BankRule.objects.get().runs
    shown = client.get(f"{reverse('accounting_reconciliation')}?line={line.pk}").content.decode()
    assert "Your rule “Frais”" in shown and 'value="627"' in shown
    # Taken by a person: the reasons and the rule are kept with it.
    client.post(
        reverse("accounting_reconciliation_match", args=[line.pk]),
        {
            "rest": "account",
            "remainder_account": "627",
            "rule": rule.pk,
            "score": "90",
            "reason": "Your rule",
        },
    )
    with open_scope(companies=[company]):
        done = Reconciliation.objects.get()
        assert (done.origin, done.rule_id, done.score, done.reasons) == ("bank", rule.pk, 90, ["Your rule"])


def test_a_line_is_split_on_the_screen(account: BankAccount, company: Company, client: Client) -> None:
    line = waiting(account, company)
    parts = {"split_account": ["626", "627"], "split_amount": ["5,00", "x"], "split_tax": ["", ""]}
    refused = client.post(
        reverse("accounting_reconciliation_preview", args=[line.pk]), parts
    ).content.decode()
    assert "Each part needs" in refused
    parts["split_amount"] = ["5.00", "7.00"]
    client.post(reverse("accounting_reconciliation_match", args=[line.pk]), parts)
    with open_scope(companies=[company]):
        assert BankLine.objects.get(pk=line.pk).is_matched


def test_what_is_left_and_why(account: BankAccount, company: Company, client: Client) -> None:
    line = waiting(account, company)
    why = client.get(reverse("accounting_reconciliation_why", args=[account.pk])).json()
    assert why == {str(line.pk): {"tone": "none", "label": "nothing fits"}}
    page = client.get(reverse("accounting_bank_reconciliation", args=[account.pk])).content.decode()
    assert "Balance at the bank" in page and "FRAIS DE TENUE" in page
    assert client.get(
        reverse("accounting_bank_reconciliation", args=[account.pk]) + "?date=9999-99-99"
    ).status_code == 200  # fmt: skip


def test_screens_need_their_rights_and_stay_in_their_company(
    account: BankAccount, company: Company, other_company: Company, client: Client
) -> None:
    line = waiting(account, company)
    with open_scope(companies=[company]):
        rule = BankRule.objects.create(
            company=company, name="Frais", text="frais", account=Account.objects.get(code="627")
        )
    addresses = [
        reverse("accounting_mapping", args=[account.pk]),
        reverse("accounting_bank_reconciliation", args=[account.pk]),
        reverse("accounting_reconciliation_why", args=[account.pk]),
        reverse("accounting_bank_rule_try", args=[rule.pk]),
    ]
    client.force_login(make_user(other_company), backend="erp.permissions.RoleBackend")
    assert {client.get(address).status_code for address in addresses} == {404}
    client.force_login(make_user(company, permissions=[]), backend="erp.permissions.RoleBackend")
    assert {client.get(address).status_code for address in addresses} == {403}
    client.force_login(
        make_user(company, permissions=["accounting.view_bankrule", "accounting.view_bankline"])
    )
    assert client.post(addresses[-1], {"seen": rule.digest}).status_code == 403
    with open_scope(companies=[company]):
        assert not BankLine.objects.get(pk=line.pk).is_matched


def test_certain_lines_are_asked_for_from_the_account_s_page(
    account: BankAccount, company: Company, client: Client
) -> None:
    waiting(account, company)
    action = reverse("accounting.bankaccount.action", args=[account.pk, "match"])
    assert "Nothing goes through by itself" in client.post(action, follow=True).content.decode()
    with open_scope(companies=[company]):
        BankAccount.objects.filter(pk=account.pk).update(match_threshold=80)
    client.post(action, follow=True)
    with open_scope(companies=[company]):
        assert Job.objects.get().kind == "accounting.match_lines"


@pytest.mark.django_db(transaction=True)
def test_statements_come_by_folder(tmp_path: Path, settings: Any, company: Company) -> None:
    with open_scope(companies=[company]):
        account, _providers = set_up_books(company, first_year=2025)
        good = make_statement(
            account, [Movement(Decimal(5), dt.date(2026, 1, 5), "", "x")], identification="f"
        )
    settings.STATEMENT_FOLDER = str(tmp_path)
    inbound = tmp_path / account.iban / "inbound"
    inbound.mkdir(parents=True)
    (inbound / "bon relevé.xml").write_bytes(good)
    (inbound / "broken.txt").write_bytes(b"<html>")
    (inbound / "coming.part").write_bytes(good)
    (inbound / "link.xml").symlink_to("/etc/hostname")
    assert import_folders() == 2
    assert import_folders() == 0
    with open_scope(companies=[company]):
        assert BankLine.objects.get().amount == 5
    assert sorted(path.name for path in inbound.iterdir()) == ["coming.part", "link.xml"]
    [kept] = (tmp_path / account.iban / "archive").iterdir()
    assert kept.name.endswith("bon_relev_.xml")
    reasons = [path.read_text() for path in (tmp_path / account.iban / "error").glob("*.txt.txt")]
    assert len(reasons) == 1


def test_a_statement_is_imported_by_the_api(account: BankAccount, company: Company, client: Client) -> None:
    with open_scope(companies=[company]):
        content = make_statement(
            account, [Movement(Decimal(5), dt.date(2026, 1, 5), "", "x")], identification="api"
        )
    address = f"/api/v1/accounting/bankaccount/{account.pk}/actions/import/"
    answer = client.post(address, {"file": SimpleUploadedFile("releve.xml", content)})
    assert answer.status_code == 200, answer.content
    again = client.post(address, {"file": SimpleUploadedFile("releve.xml", content)})
    assert (again.status_code, again.json()["code"]) == (422, "statement.file_again")
    with open_scope(companies=[company]):
        assert BankLine.objects.get().amount == 5

"""What administrators configure of accounting: accounts, journals, years, taxes, providers."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounting.models import (
    Account,
    BankAccount,
    DefaultAccount,
    FiscalYear,
    Journal,
    PaymentProvider,
    Period,
    Tax,
)
from accounting.services.charts import create_fiscal_year
from accounting.services.periods import close_periods, open_closed_periods
from erp.admin_base import ScopedAdmin


class _Kept(ScopedAdmin):
    """Rows that entries may point to: made inactive, not deleted."""

    section = "accounting"
    create_only: tuple[str, ...] = ("company",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Account)
class AccountAdmin(_Kept):
    icon, order = "list-numbers", 10
    hint = _("The chart of accounts")
    create_only = ("company", "code")
    list_display = ("code", "name", "kind", "is_reconcilable", "is_active")
    list_filter = ("kind", "is_reconcilable", "is_active")
    search_fields = ("code", "name", "name_en")
    fields = ("company", "code", "name", "name_en", "kind", "is_reconcilable", "is_active")


@admin.register(DefaultAccount)
class DefaultAccountAdmin(_Kept):
    icon, order = "adjustments", 15
    hint = _("Which account the program uses for what")
    create_only = ("company", "role")
    list_display = ("role", "account")
    list_select_related = ("account", "company")
    autocomplete_fields = ("account",)
    fields = ("company", "role", "account")


@admin.register(Journal)
class JournalAdmin(_Kept):
    icon, order = "notebook", 20
    hint = _("The books, numbered each by itself")
    create_only = ("company", "code")
    list_display = ("code", "name", "kind", "is_active")
    list_filter = ("kind", "is_active")
    search_fields = ("code", "name")
    fields = ("company", "code", "name", "kind", "is_active")


@admin.register(Tax)
class TaxAdmin(_Kept):
    icon, order = "percentage", 30
    hint = _("VAT rates and their accounts")
    create_only = ("company", "code", "percent")
    list_display = ("code", "name", "percent", "country", "tax_category", "is_active")
    list_filter = ("country", "tax_category", "is_active")
    list_select_related = ("country", "tax_category", "company")
    search_fields = ("code", "name")
    autocomplete_fields = ("country", "sale_account", "purchase_account")
    fields = (
        "company",
        "code",
        "name",
        "percent",
        "country",
        "tax_category",
        "sale_account",
        "purchase_account",
        "mention",
        "is_active",
    )


@admin.register(FiscalYear)
class FiscalYearAdmin(_Kept):
    icon, order = "calendar-stats", 40
    hint = _("A new one brings its months")
    create_only = ("company", "code", "start_date", "end_date")
    list_display = ("code", "start_date", "end_date")
    fields = ("company", "code", "start_date", "end_date")

    def save_model(self, request: HttpRequest, obj: FiscalYear, form: Any, change: bool) -> None:
        if not change:
            values = form.cleaned_data
            made = create_fiscal_year(
                values["company"], values["code"], values["start_date"], values["end_date"]
            )
            obj.pk = made.pk
            obj._state.adding = False


@admin.register(Period)
class PeriodAdmin(_Kept):
    icon, order = "calendar", 45
    hint = _("Months, open or closed")
    is_read_only = True
    list_display = ("code", "fiscal_year", "start_date", "end_date", "status")
    list_filter = ("status", "fiscal_year")
    list_select_related = ("fiscal_year", "company")
    fields = ("company", "fiscal_year", "code", "start_date", "end_date", "status")
    actions = ("close", "reopen")

    def has_close_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("accounting.close_period"))

    @admin.action(description=_("Close the periods"), permissions=["close"])
    def close(self, request: HttpRequest, queryset: Any) -> None:
        close_periods(list(queryset))

    @admin.action(description=_("Open the periods again"), permissions=["close"])
    def reopen(self, request: HttpRequest, queryset: Any) -> None:
        open_closed_periods(list(queryset))


@admin.register(PaymentProvider)
class PaymentProviderAdmin(_Kept):
    icon, order = "credit-card", 50
    hint = _("Who holds customers' money until it reaches the bank")
    create_only = ("company", "code")
    list_display = ("code", "name", "clearing_account", "is_active")
    list_filter = ("is_active",)
    list_select_related = ("clearing_account", "company")
    search_fields = ("code", "name")
    autocomplete_fields = ("clearing_account", "fee_account", "journal")
    fields = (
        "company",
        "code",
        "name",
        "clearing_account",
        "journal",
        "methods",
        "statement_names",
        "fee_account",
        "fee_percent",
        "fee_fixed",
        "is_active",
    )


@admin.register(BankAccount)
class BankAccountAdmin(_Kept):
    icon, order = "building-bank", 55
    hint = _("Accounts at banks, with journal and tolerance")
    create_only = ("company", "iban")
    list_display = ("name", "iban", "account", "is_active")
    list_select_related = ("account", "company")
    search_fields = ("name", "iban")
    autocomplete_fields = ("account", "journal", "currency")
    fields = ("company", "name", "iban", "bic", "currency", "account", "journal", "tolerance", "is_active")

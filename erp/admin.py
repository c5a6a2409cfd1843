"""The kernel's tables in the admin site."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from mptt.admin import DraggableMPTTAdmin

from erp import admin_people
from erp.admin_base import ReadOnlyAdmin, ScopedAdmin
from erp.models import (
    ChangeLog,
    Company,
    Country,
    Currency,
    CurrencyRate,
    Job,
    LooseSequence,
    MailMessage,
    OutboxMessage,
    PaymentTerms,
    Site,
    StrictSequence,
)
from erp.services import administration, upkeep
from erp.services.companies import create_company

__all__ = ["ReadOnlyAdmin", "ScopedAdmin", "admin_people"]

# --- group --------------------------------------------------------------------------------------------------------


class ColourInput(forms.TextInput):
    input_type = "color"


@admin.register(Company)
class CompanyAdmin(ScopedAdmin, DraggableMPTTAdmin):
    """Companies are the group's own matter: only its administrators add or change them."""

    section, icon, order = "group", "building-skyscraper", 1
    hint = _("Legal entities and who holds whom")
    list_display = ("tree_actions", "indented_title", "code", "siren", "vat_number", "country")
    list_display_links = ("indented_title",)
    list_select_related = ("country",)
    list_per_page = 500
    search_fields = ("code", "name", "siren", "vat_number")
    autocomplete_fields = ("country",)
    mptt_level_indent = 24
    expand_tree_by_default = True
    create_only = ("currency",)
    fieldsets = (
        (None, {"fields": ("name", "code", "parent", "colour")}),
        (
            _("Legal"),
            {
                "fields": (
                    "legal_form",
                    "share_capital",
                    "siren",
                    "siret",
                    "vat_number",
                    "country",
                    "currency",
                )
            },
        ),
        (_("Address"), {"fields": ("line1", "line2", ("postcode", "city"), "email", "phone")}),
    )

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "colour":
            kwargs["widget"] = ColourInput
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def save_model(self, request: HttpRequest, obj: Company, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            made = create_company(**{name: form.cleaned_data[name] for name in form.cleaned_data})
            obj.__dict__.update(made.__dict__)

    @transaction.atomic
    def _move_node(self, request: HttpRequest) -> HttpResponse:
        administration.lock_company_tree()
        moved = (
            Company.objects.filter(pk=request.POST.get("cut_item") or None).select_related("parent").first()
        )
        before = str(moved.parent or "") if moved else ""
        response: HttpResponse = super()._move_node(request)
        if moved and response.content.startswith(b"OK"):
            after = Company.objects.select_related("parent").get(pk=moved.pk)
            administration.log_company_moved(after, before, str(after.parent or ""))
        return response


@admin.register(Site)
class SiteAdmin(ScopedAdmin):
    section, icon, order = "group", "map-pin", 2
    hint = _("Warehouses, stores, showrooms, offices, web shops")
    list_display = ("name", "code", "kind", "city", "is_active")
    list_filter = ("kind", "is_active")
    search_fields = ("code", "name", "city")
    autocomplete_fields = ("country",)
    create_only = ("company",)
    fields = ("company", "name", "code", "kind", "line1", ("postcode", "city"), "country", "is_active")


@admin.register(PaymentTerms)
class PaymentTermsAdmin(ScopedAdmin):
    section, icon, order = "group", "calendar-due", 3
    hint = _("When invoices are due")
    list_display = ("name", "code", "days", "is_end_of_month")
    search_fields = ("code", "name")
    fields = ("code", "name", "days", "is_end_of_month")


# --- numbering ----------------------------------------------------------------------------------------------------


@admin.register(StrictSequence)
class StrictSequenceAdmin(ScopedAdmin):
    section, icon = "numbers", "number"
    hint = _("Invoices and entries: no number may be missing")
    list_display = ("code", "year", "pattern", "last_value")
    list_filter = ("year",)
    search_fields = ("code",)
    fields = ("company", "code", "year", "pattern", "last_value")
    readonly_fields = ("company", "code", "year", "last_value")

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(LooseSequence)
class LooseSequenceAdmin(ScopedAdmin):
    section, icon = "numbers", "hash"
    hint = _("Orders, deliveries: fast, may leave gaps")
    list_display = ("code", "pattern")
    search_fields = ("code",)
    fields = ("company", "code", "pattern")
    readonly_fields = ("company", "code")

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


# --- facts --------------------------------------------------------------------------------------------------------


@admin.register(Country)
class CountryAdmin(ScopedAdmin):
    section, icon = "facts", "world"
    list_display = ("code", "name_fr", "name_en", "is_eu")
    list_filter = ("is_eu",)
    search_fields = ("code", "name_fr", "name_en")
    create_only = ("code",)


@admin.register(Currency)
class CurrencyAdmin(ScopedAdmin):
    section, icon = "facts", "coin-euro"
    list_display = ("code", "name", "symbol", "digits")
    search_fields = ("code", "name")
    create_only = ("code", "digits")


@admin.register(CurrencyRate)
class CurrencyRateAdmin(ScopedAdmin):
    section, icon = "facts", "exchange"
    hint = _("What one euro buys, by day")
    list_display = ("currency", "date", "rate")
    list_filter = ("currency",)
    date_hierarchy = "date"


# --- background work ----------------------------------------------------------------------------------------------


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    section, icon = "background", "progress"
    hint = _("Long work: progress, log, result")
    list_display = ("id", "kind", "status", "progress", "created_by", "created_at", "finished_at")
    list_select_related = ("created_by", "company")
    list_filter = ("status", "kind")
    fields = (
        "company",
        "kind",
        "status",
        "progress",
        "message",
        "log",
        "created_by",
        "created_at",
        "started_at",
        "finished_at",
    )
    actions = ("cancel",)

    @admin.display(description=_("progress"))
    def progress(self, job: Job) -> str:
        return f"{job.done} / {job.total}" if job.total else "–"

    @admin.action(description=_("Stop"), permissions=["view"])
    def cancel(self, request: HttpRequest, found: Any) -> None:
        if not request.user.has_perm("erp.change_job"):
            self.message_user(request, _("Your roles don't allow stopping jobs."), messages.ERROR)
            return
        upkeep.cancel_jobs(list(found))
        self.message_user(request, _("These jobs stop at their next step."), messages.SUCCESS)


@admin.register(OutboxMessage)
class OutboxMessageAdmin(ReadOnlyAdmin):
    section, icon = "background", "send"
    hint = _("What happened and who was told; parked ones wait for you")
    list_display = ("id", "kind", "key", "status", "attempts", "created_at", "available_at")
    list_filter = ("status", "kind")
    search_fields = ("key",)
    actions = ("retry",)

    @admin.action(description=_("Try again now"), permissions=["view"])
    def retry(self, request: HttpRequest, found: Any) -> None:
        if not request.user.has_perm("erp.change_outboxmessage"):
            self.message_user(request, _("Your roles don't allow retrying events."), messages.ERROR)
            return
        upkeep.retry_events(list(found))
        self.message_user(request, _("These events are tried again now."), messages.SUCCESS)


@admin.register(MailMessage)
class MailMessageAdmin(ReadOnlyAdmin):
    section, icon = "background", "mail"
    hint = _("Mails sent, waiting, failed")
    list_display = ("subject", "recipients", "status", "created_at", "sent_at")
    list_filter = ("status",)
    search_fields = ("subject",)
    fields = ("company", "recipients", "subject", "body", "status", "error", "created_at", "sent_at")

    @admin.display(description=_("to"))
    def recipients(self, mail: MailMessage) -> str:
        return ", ".join(mail.to)


@admin.register(ChangeLog)
class ChangeLogAdmin(ReadOnlyAdmin):
    section, icon = "people", "history"
    order = 9
    hint = _("Who changed what, when, from where")
    list_display = ("moment", "actor_label", "action", "kind", "object_label", "source")
    list_filter = ("source", "action")
    search_fields = ("object_label", "actor_label")
    fields = ("moment", "actor_label", "source", "kind", "object_label", "action", "before", "after", "note")

    @admin.display(description=_("at"), ordering="id")
    def moment(self, change: ChangeLog) -> SafeString:
        return format_html(
            '<span class="text-nowrap">{}</span>', formats.date_format(change.at, "SHORT_DATETIME_FORMAT")
        )

"""Supplier invoices on screen."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from accounting.choices import InvoiceKind
from accounting.extensions import bill_panels
from accounting.forms import PaymentForm, SupplierCreditForm
from accounting.lifecycles import DRAFT, POSTED
from accounting.models import InvoiceTax, SupplierInvoice
from accounting.resources.invoices import CURRENCY, OF_INVOICE, InvoiceResource, is_open, settlements_panel
from accounting.resources.sources import source_panel
from accounting.selectors.consequences import of_posting
from accounting.selectors.invoice_preview import preview_bill_lines
from accounting.services.invoices import cancel_invoices, post_invoices
from accounting.services.screens import credit_supplier, pay
from accounting.services.typed_bills import create_typed_bills, update_typed_bills
from erp.crud import Action, Column, LineEditor, Panel, Related, SavedViewDefault, Section, register
from erp.extensions import partner_related

partner_related.register(
    "accounting.30_bills",
    Related(
        _("Supplier invoices"),
        lambda partner: SupplierInvoice.objects.filter(partner=partner),
        resource="accounting.supplierinvoice",
        filter_name="partner",
        icon="file-invoice",
    ),
)


def _receipts_panel(record: Any, request: HttpRequest) -> Any:
    return format_html_join("", "{}", ((panel(record, request),) for panel in bill_panels.values()))


def _is_bill(invoice: Any) -> bool:
    return bool(invoice.kind == InvoiceKind.BILL)


def _locked(invoice: Any) -> Any:
    if invoice.status != DRAFT:
        return _("Posted invoices never change. What the supplier takes back is a credit note of its.")
    if invoice.kind == InvoiceKind.BILL_CREDIT:
        return _("What a credit note takes back follows from its invoice. Cancel it and make another one.")
    return None


@register
class SupplierInvoiceResource(InvoiceResource):
    model = SupplierInvoice
    label_new = _("New supplier invoice")
    icon = "file-dollar"
    menu_order = 15
    label_plural = _("supplier invoices and credit notes")
    description = _("What suppliers are owed. Type one as its paper says; attach the paper to it.")
    columns = [
        Column("number"),
        Column("date"),
        Column("kind"),
        Column("partner", label=_("Supplier"), is_wide=True),
        Column("supplier_reference"),
        Column("status"),
        Column("due_date"),
        Column("gross", kind="money", currency=CURRENCY, total=True),
        Column("residual", kind="money", currency=CURRENCY, total=True),
        Column("payment_status"),
        Column("net", kind="money", currency=CURRENCY, total=True),
        Column("tax", kind="money", currency=CURRENCY, total=True),
        Column("original"),
        Column("entry"),
    ]
    default_columns = [
        "number",
        "date",
        "kind",
        "partner",
        "supplier_reference",
        "status",
        "due_date",
        "gross",
        "residual",
        "payment_status",
    ]
    filters = ["status", "payment_status", "date", "due_date", "partner"]
    filter_labels = {"partner": _("Supplier")}
    search = ["number", "supplier_reference", "partner__name"]
    header = [
        Column("partner", label=_("Supplier")),
        "supplier_reference",
        Column("gross", kind="money", currency=CURRENCY),
        Column("payment_status"),
    ]
    views = [
        SavedViewDefault("to_post", _("To post"), {"status": [DRAFT]}),
        SavedViewDefault(
            "unpaid",
            _("To pay"),
            {"status": [POSTED], "payment_status": ["unpaid", "partial"], "sort": "due_date"},
        ),
    ]
    sections = [
        Section(
            _("Supplier invoice"),
            [
                "kind",
                Column("partner", label=_("Supplier")),
                "supplier_reference",
                "date",
                "due_date",
                "currency",
                "prices_include_tax",
                "rounding",
                "notes",
            ],
        ),
        InvoiceResource.sections[1],
    ]
    hidden = {
        "source_kind": "shown as a link in the panel",
        "source_id": "shown as a link in the panel",
        "order_reference": "the customer's, on invoices to customers",
        "shop_reference": "the customer's, on invoices to customers",
        "billing_address": "the customer's, on invoices to customers",
        "delivery_address": "the customer's, on invoices to customers",
    }
    form_fields = [
        "partner",
        "supplier_reference",
        "date",
        "due_date",
        "currency",
        "prices_include_tax",
        "rounding",
        "notes",
    ]
    readonly_when = _locked
    lines = [
        replace(
            InvoiceResource.lines[0],
            columns=[
                replace(column, in_form=True)
                if isinstance(column, Column) and column.name == "account"
                else column
                for column in InvoiceResource.lines[0].columns
            ],
            fields=[*(InvoiceResource.lines[0].fields or ()), "account"],
            preview=preview_bill_lines,
        ),
        LineEditor(
            model=InvoiceTax,
            fk="invoice",
            label=_("Taxes as the supplier wrote them"),
            columns=[
                Column("tax", is_wide=True),
                Column("percent", kind="percent", in_form=False),
                Column("base", currency=OF_INVOICE, in_form=False),
                Column("amount", currency=OF_INVOICE),
                Column("due_by_buyer", currency=OF_INVOICE, in_form=False),
            ],
            fields=["tax", "amount"],
        ),
    ]
    panels = [
        Panel(_("Receipts"), _receipts_panel, place="side", icon="package-import"),
        Panel(_("Settled by"), settlements_panel, place="side", icon="cash"),
        Panel(_("Source"), source_panel, place="side", icon="link"),
    ]
    related = [
        Related(
            _("Credit notes"),
            lambda invoice: SupplierInvoice.objects.filter(original=invoice),
            icon="receipt-refund",
        ),
        Related(_("Payments"), "payments", resource="accounting.payment", filter_name="invoice", icon="cash"),
    ]
    create_service = staticmethod(create_typed_bills)
    update_service = staticmethod(update_typed_bills)
    actions = [
        Action(
            "post",
            _("Post"),
            post_invoices,
            permission="accounting.post_supplierinvoice",
            statuses=(DRAFT,),
            primary=True,
            bulk=True,
            icon="check",
            preview=of_posting,
        ),
        Action(
            "pay",
            _("Record a payment"),
            pay,
            permission="accounting.record_payment",
            statuses=(POSTED,),
            when=is_open,
            primary=True,
            bulk=True,
            icon="cash",
            form=PaymentForm,
        ),
        Action(
            "credit",
            _("Record a credit note"),
            credit_supplier,
            permission="accounting.credit_supplierinvoice",
            statuses=(POSTED,),
            when=_is_bill,
            icon="receipt-refund",
            form=SupplierCreditForm,
            follow=True,
        ),
        Action(
            "cancel",
            _("Cancel"),
            cancel_invoices,
            permission="accounting.change_supplierinvoice",
            statuses=(DRAFT,),
            bulk=True,
            danger=True,
            icon="ban",
            confirm=_("The draft stays, marked as cancelled; it takes no number."),
        ),
    ]

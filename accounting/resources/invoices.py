"""Invoices and credit notes on screen."""

from operator import attrgetter
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from accounting.choices import InvoiceKind, PaymentStatus
from accounting.forms import BlockForm, CreditForm, MailForm, PaymentForm
from accounting.lifecycles import DRAFT, POSTED
from accounting.models import Invoice, InvoiceLine, Reminder
from accounting.resources.sources import source_panel
from accounting.resources.vat_panel import VAT_PANEL
from accounting.selectors.consequences import of_posting
from accounting.selectors.invoice_preview import preview_lines
from accounting.selectors.settlements import settlements_of
from accounting.services.dunning import block_invoices
from accounting.services.invoice_mails import mail_invoices
from accounting.services.invoices import cancel_invoices, post_invoices
from accounting.services.screens import credit, pay, print_invoices
from accounting.services.typed_invoices import create_typed_invoices, update_typed_invoices
from erp.crud import Action, Column, LineEditor, Panel, Related, Resource, SavedViewDefault, Section, register
from erp.extensions import partner_related

partner_related.register(
    "accounting.20_invoices",
    Related(
        _("Invoices"),
        lambda partner: Invoice.objects.filter(partner=partner),
        resource="accounting.invoice",
        filter_name="partner",
        icon="file-invoice",
    ),
)

CURRENCY = "currency_id"
OF_INVOICE = "invoice__currency_id"
COLOURS = {PaymentStatus.UNPAID: "yellow", PaymentStatus.PARTIAL: "azure", PaymentStatus.PAID: "green"}


def _is_invoice(invoice: Any) -> bool:
    return bool(invoice.kind == InvoiceKind.INVOICE)


def is_open(invoice: Any) -> bool:
    return bool(invoice.residual)


def _locked(invoice: Any) -> Any:
    if invoice.status != DRAFT:
        return _("Posted invoices never change. To take something back, make a credit note.")
    if invoice.kind == InvoiceKind.CREDIT_NOTE:
        return _("What a credit note takes back follows from its invoice. Cancel it and make another one.")
    return None


def _print_panel(record: Any, request: HttpRequest) -> Any:
    return render_to_string("accounting/invoice_panel.html", {"invoice": record}, request)


def settlements_panel(record: Any, request: HttpRequest) -> Any:
    found = settlements_of(record)
    if not found:
        return ""
    return render_to_string(
        "accounting/settlements_panel.html", {"settlements": found, "invoice": record}, request
    )


@register
class InvoiceResource(Resource):
    model = Invoice
    label_new = _("New invoice")
    icon = "file-invoice"
    menu_order = 10
    label_plural = _("invoices and credit notes")
    description = _("What customers owe. Most come from orders; type one for what was sold without.")
    columns = [
        Column("number"),
        Column("date"),
        Column("kind"),
        Column("partner", is_wide=True),
        Column("status"),
        Column("due_date"),
        Column("gross", kind="money", currency=CURRENCY, total=True),
        Column("residual", kind="money", currency=CURRENCY, total=True),
        Column("payment_status"),
        Column("net", kind="money", currency=CURRENCY, total=True),
        Column("tax", kind="money", currency=CURRENCY, total=True),
        Column("order_reference"),
        Column("shop_reference"),
        Column("original"),
        Column("entry"),
    ]
    default_columns = [
        "number",
        "date",
        "kind",
        "partner",
        "status",
        "due_date",
        "gross",
        "residual",
        "payment_status",
    ]
    ordering = ["-date", "-id"]
    date_field = "date"
    filters = ["kind", "status", "payment_status", "date", "due_date", "partner"]
    search = ["number", "order_reference", "shop_reference", "partner__name"]
    subtitle = "partner__name"
    header = [Column("partner"), Column("gross", kind="money", currency=CURRENCY), Column("payment_status")]
    views = [
        SavedViewDefault("to_post", _("To post"), {"status": [DRAFT]}),
        SavedViewDefault(
            "unpaid",
            _("To be paid"),
            {
                "status": [POSTED],
                "payment_status": ["unpaid", "partial"],
                "kind": ["invoice"],
                "sort": "due_date",
            },
        ),
        SavedViewDefault("credit_notes", _("Credit notes"), {"kind": ["credit_note"]}),
    ]
    sections = [
        Section(
            _("Invoice"),
            [
                "kind",
                "partner",
                "date",
                "due_date",
                "currency",
                "prices_include_tax",
                "order_reference",
                "shop_reference",
                "notes",
            ],
        ),
        Section(
            _("Where it stands"),
            [
                Column("net", currency=CURRENCY),
                Column("tax", currency=CURRENCY),
                Column("gross", currency=CURRENCY),
                Column("residual", currency=CURRENCY),
                "payment_status",
                "entry",
                "original",
            ],
        ),
        Section(
            _("Addresses and computation"),
            [Column("billing_address", kind="json"), Column("delivery_address", kind="json"), "rounding"],
            is_secondary=True,
        ),
    ]
    hidden = {
        "source_kind": "shown as a link in the panel",
        "source_id": "shown as a link in the panel",
        "supplier_reference": "the supplier's, on supplier invoices",
    }
    form_fields = [
        "partner",
        "date",
        "due_date",
        "currency",
        "prices_include_tax",
        "order_reference",
        "shop_reference",
        "notes",
        "rounding",
    ]
    readonly_when = _locked
    lines = [
        LineEditor(
            model=InvoiceLine,
            fk="invoice",
            columns=[
                Column("kind"),
                Column("variant", text=attrgetter("sku")),
                Column("description", is_wide=True),
                Column("quantity"),
                Column("unit_price", currency=OF_INVOICE),
                Column("discount_percent", kind="percent"),
                Column("discount_amount", currency=OF_INVOICE),
                Column("tax"),
                Column("net", currency=OF_INVOICE, in_form=False),
                Column("tax_amount", currency=OF_INVOICE, in_form=False),
                Column("gross", currency=OF_INVOICE),
                Column("account", in_form=False),
                Column("tax_treatment", in_form=False),
                Column("tax_reason", in_form=False),
            ],
            fields=[
                "kind",
                "variant",
                "description",
                "quantity",
                "unit_price",
                "discount_percent",
                "discount_amount",
                "tax",
            ],
            minimum=1,
            preview=preview_lines,
            hidden={
                "position": "the order of the lines",
                "source_line_id": "the order's line, reached through the order",
                "original_line": "the invoice's line, reached through the invoice",
            },
        )
    ]
    panels = [
        Panel(_("Document"), _print_panel, place="side", icon="printer"),
        Panel(_("Settled by"), settlements_panel, place="side", icon="cash"),
        VAT_PANEL,
        Panel(_("Source"), source_panel, place="side", icon="link"),
    ]
    related = [
        Related(_("Credit notes"), "credit_notes", icon="receipt-refund"),
        Related(_("Payments"), "payments", resource="accounting.payment", filter_name="invoice", icon="cash"),
        Related(
            _("Reminders"),
            lambda invoice: Reminder.objects.filter(lines__invoice=invoice),
            resource="accounting.reminder",
            icon="bell",
        ),
    ]
    create_service = staticmethod(create_typed_invoices)
    update_service = staticmethod(update_typed_invoices)
    can_delete = False
    actions = [
        Action(
            "post",
            _("Post"),
            post_invoices,
            permission="accounting.post_invoice",
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
            icon="cash",
            form=PaymentForm,
        ),
        Action(
            "credit",
            _("Make a credit note"),
            credit,
            permission="accounting.credit_invoice",
            statuses=(POSTED,),
            when=_is_invoice,
            icon="receipt-refund",
            form=CreditForm,
            follow=True,
        ),
        Action(
            "mail",
            _("Send by e-mail"),
            mail_invoices,
            permission="accounting.send_invoice",
            statuses=(POSTED,),
            bulk=True,
            icon="mail",
            form=MailForm,
            done=_("On its way: what became of it is told under the mails."),
        ),
        Action(
            "block",
            _("Do not recall"),
            block_invoices,
            permission="accounting.add_dunningblock",
            statuses=(POSTED,),
            when=is_open,
            bulk=True,
            icon="bell-off",
            form=BlockForm,
        ),
        Action(
            "print",
            _("Print together"),
            print_invoices,
            permission="accounting.view_invoice",
            bulk=True,
            single=False,
            icon="printer",
            done=_("The document is being made: it appears among your jobs at the top."),
        ),
        Action(
            "cancel",
            _("Cancel"),
            cancel_invoices,
            permission="accounting.change_invoice",
            statuses=(DRAFT,),
            bulk=True,
            danger=True,
            icon="ban",
            confirm=_("The draft stays, marked as cancelled; it takes no number."),
        ),
    ]

"""The ledger on screen: accounts, journals, periods, taxes, entries and their items."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounting.choices import PeriodStatus
from accounting.forms import ReverseForm
from accounting.lifecycles import DRAFT, POSTED
from accounting.models import Account, Entry, Item, Journal, Period, Tax
from accounting.resources.sources import source_panel
from accounting.services.ledger import post_drafts, reverse_entries
from accounting.services.periods import close_periods, open_closed_periods
from accounting.services.typed_entries import create_draft_entries, delete_draft_entries, update_draft_entries
from erp.crud import Action, Column, LineEditor, Panel, Related, Resource, SavedViewDefault, Section, register

COMPANY_CURRENCY = "company__currency_id"
ENTRY_CURRENCY = "entry__company__currency_id"


def _is_open(period: Any) -> bool:
    return bool(period.status == PeriodStatus.OPEN)


def _is_closed(period: Any) -> bool:
    return not _is_open(period)


def _not_reversed(entry: Any) -> bool:
    return not Entry.objects.filter(reversal_of=entry).exists()


@register
class EntryResource(Resource):
    model = Entry
    label_new = _("New entry")
    icon = "book"
    menu_order = 40
    description = _(
        "What is in the books. Most entries come from invoices, payments, stock and bank; others are typed."
    )
    columns = [
        Column("number"),
        Column("date"),
        Column("journal"),
        Column("label", is_wide=True),
        Column("reference"),
        Column("status"),
        Column("amount", kind="money", currency=COMPANY_CURRENCY),
        Column("period"),
        Column("reversal_of"),
    ]
    default_columns = ["number", "date", "journal", "label", "reference", "status", "amount"]
    ordering = ["-date", "-id"]
    date_field = "date"
    filters = ["status", "date", "journal", "period"]
    views = [SavedViewDefault("drafts", _("Drafts"), {"status": [DRAFT]})]
    sections = [Section(_("Entry"), ["journal", "date", "label", "reference", "period", "reversal_of"])]
    hidden = {
        "amount": "the sum of the items",
        "source_kind": "shown as a link in the panel",
        "source_id": "shown as a link in the panel",
        "is_posted": "is the status",
    }
    readonly_fields = ["period", "reversal_of"]
    form_fields = ["journal", "date", "label", "reference"]
    lines = [
        LineEditor(
            model=Item,
            fk="entry",
            columns=[
                Column("account"),
                Column("partner"),
                Column("label", is_wide=True),
                Column("debit", currency=ENTRY_CURRENCY, blank_zero=True),
                Column("credit", currency=ENTRY_CURRENCY, blank_zero=True),
                Column("due_date"),
                Column("residual", currency=ENTRY_CURRENCY),
                Column("reconciliation"),
            ],
            fields=["account", "partner", "label", "debit", "credit", "due_date"],
            minimum=2,
            hidden={
                "date": "the entry's",
                "currency": "shown in the list of items",
                "amount_currency": "shown in the list of items",
                "is_posted": "the entry's",
                "is_open": "said by the open amount",
            },
        )
    ]
    panels = [Panel(_("Source"), source_panel, place="side", icon="link")]
    create_service = staticmethod(create_draft_entries)
    update_service = staticmethod(update_draft_entries)
    delete_service = staticmethod(delete_draft_entries)
    actions = [
        Action(
            "post",
            _("Post"),
            post_drafts,
            permission="accounting.post_entry",
            statuses=(DRAFT,),
            primary=True,
            bulk=True,
            icon="check",
            confirm=_("Takes the next numbers of the journal. A posted entry never changes again."),
        ),
        Action(
            "reverse",
            _("Reverse"),
            reverse_entries,
            permission="accounting.reverse_entry",
            statuses=(POSTED,),
            when=_not_reversed,
            icon="arrow-back-up",
            form=ReverseForm,
            follow=True,
            confirm=_("Posts the opposite entry and links the two."),
        ),
    ]


@register
class ItemResource(Resource):
    model = Item
    icon = "list"
    menu_order = 45
    description = _("Every debit and credit: the general ledger, filtered as you like.")
    columns = [
        Column("date"),
        Column("entry"),
        Column("account"),
        Column("partner"),
        Column("label", is_wide=True),
        Column("debit", currency=COMPANY_CURRENCY, total=True, blank_zero=True),
        Column("credit", currency=COMPANY_CURRENCY, total=True, blank_zero=True),
        Column("residual", currency=COMPANY_CURRENCY, total=True),
        Column("reconciliation"),
        Column("due_date"),
        Column("amount_currency", currency="currency_id"),
        Column("currency"),
        Column("is_posted"),
    ]
    default_columns = [
        "date",
        "entry",
        "account",
        "partner",
        "label",
        "debit",
        "credit",
        "residual",
        "reconciliation",
    ]
    ordering = ["-date", "-id"]
    date_field = "date"
    filters = ["account", "date", "partner", "is_open", "is_posted", "due_date"]
    views = [SavedViewDefault("open", _("Open items"), {"is_open": ["true"]})]
    sections = [
        Section(
            _("Item"),
            [
                "entry",
                "account",
                "partner",
                "label",
                "date",
                "due_date",
                Column("debit", currency=COMPANY_CURRENCY),
                Column("credit", currency=COMPANY_CURRENCY),
                Column("residual", currency=COMPANY_CURRENCY),
                "reconciliation",
                "currency",
                Column("amount_currency", currency="currency_id"),
                "is_posted",
            ],
        )
    ]
    hidden = {"is_open": "said by the open amount"}
    can_create = can_update = can_delete = False
    has_attachments = False


@register
class AccountResource(Resource):
    model = Account
    label_new = _("New account")
    icon = "list-numbers"
    menu_order = 60
    menu_section = "settings"
    description = _(
        "The chart of accounts. Installing a company's chart fills it; add accounts of your own below."
    )
    columns = [
        Column("code"),
        Column("label", label=_("Label"), is_wide=True, sortable="name"),
        Column("kind"),
        Column("is_reconcilable"),
        Column("is_active"),
        Column("name_en"),
    ]
    default_columns = ["code", "label", "kind", "is_reconcilable", "is_active"]
    ordering = ["code", "id"]
    filters = ["kind", "is_reconcilable", "is_active"]
    search = ["code", "name", "name_en"]
    subtitle = "name"
    sections = [Section(_("Account"), ["code", "name", "name_en", "kind", "is_reconcilable", "is_active"])]
    related = [Related(_("Items"), "items", resource="accounting.item", filter_name="account", icon="list")]
    importable = True
    import_key = "code"


@register
class JournalResource(Resource):
    model = Journal
    label_new = _("New journal")
    icon = "notebook"
    menu_order = 70
    menu_section = "settings"
    columns = [Column("code"), Column("name", is_wide=True), Column("kind"), Column("is_active")]
    ordering = ["code"]
    filters = ["kind", "is_active"]
    sections = [Section(_("Journal"), ["code", "name", "kind", "is_active"])]
    related = [
        Related(_("Entries"), "entries", resource="accounting.entry", filter_name="journal", icon="book")
    ]
    can_delete = False


@register
class PeriodResource(Resource):
    model = Period
    icon = "calendar"
    menu_order = 80
    menu_section = "settings"
    description = _("Months of the fiscal years. A closed one takes no more entries.")
    columns = [
        Column("code"),
        Column("fiscal_year"),
        Column("kind"),
        Column("start_date"),
        Column("end_date"),
        Column("status"),
    ]
    ordering = ["-start_date", "-id"]
    filters = ["status", "kind", "fiscal_year"]
    colours = {PeriodStatus.OPEN: "green", PeriodStatus.CLOSED: "secondary"}
    sections = [Section(_("Period"), ["code", "fiscal_year", "kind", "start_date", "end_date", "status"])]
    related = [
        Related(_("Entries"), "entries", resource="accounting.entry", filter_name="period", icon="book")
    ]
    can_create = can_update = can_delete = False
    actions = [
        Action(
            "close",
            pgettext_lazy("period", "Close"),
            close_periods,
            permission="accounting.close_period",
            when=_is_open,
            primary=True,
            bulk=True,
            icon="lock",
            confirm=_("No entry can be dated in it any more, by anybody, until it is opened again."),
        ),
        Action(
            "open",
            _("Open again"),
            open_closed_periods,
            permission="accounting.close_period",
            when=_is_closed,
            bulk=True,
            icon="lock-open",
            confirm=_("Figures that were reported may change."),
        ),
    ]


@register
class TaxResource(Resource):
    model = Tax
    label_new = _("New tax")
    icon = "percentage"
    menu_order = 90
    menu_section = "settings"
    columns = [
        Column("code"),
        Column("name", is_wide=True),
        Column("percent", kind="percent"),
        Column("country"),
        Column("tax_category"),
        Column("sale_account"),
        Column("purchase_account"),
        Column("is_due_by_buyer"),
        Column("is_active"),
        Column("mention"),
        Column("treatment"),
        Column("zone"),
        Column("starts_on"),
        Column("ends_on"),
    ]
    default_columns = [
        "code",
        "name",
        "percent",
        "country",
        "tax_category",
        "treatment",
        "sale_account",
        "is_active",
    ]
    ordering = ["country", "-percent", "id"]
    filters = ["country", "tax_category", "treatment", "is_active"]
    sections = [
        Section(
            _("Tax"),
            [
                "code",
                "name",
                Column("percent", kind="percent"),
                "country",
                "zone",
                "tax_category",
                "treatment",
                "starts_on",
                "ends_on",
                "sale_account",
                "purchase_account",
                "is_due_by_buyer",
                "mention",
                "is_active",
            ],
        )
    ]
    can_delete = False

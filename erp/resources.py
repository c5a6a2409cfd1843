"""The kernel's screens: partners and their terms, sites, rates; and what the kernel keeps about everything else."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from erp.crud import (
    Action,
    Column,
    LineEditor,
    Related,
    Resource,
    SavedViewDefault,
    Section,
    register,
    without_screen,
)
from erp.crud import background as background  # registers its kinds of jobs
from erp.crud.registry import resource_of_kind
from erp.crud.timeline import said_of
from erp.extensions import partner_related
from erp.frame import job_label
from erp.models import (
    Address,
    ApiToken,
    Attachment,
    ChangeLog,
    Company,
    Contact,
    Country,
    Currency,
    CurrencyRate,
    Favourite,
    Job,
    LooseSequence,
    MailMessage,
    Membership,
    OutboxMessage,
    Partner,
    PaymentTerms,
    Role,
    SavedView,
    SearchTerm,
    Site,
    StrictSequence,
    User,
)
from erp.services import partners, upkeep

without_screen(
    "configured in the administration",
    Company,
    Country,
    Currency,
    User,
    Role,
    Membership,
    StrictSequence,
    LooseSequence,
)
without_screen("made and revoked under one's profile", ApiToken)
without_screen("shown with the record it belongs to", Attachment)
without_screen("a tab of a list, kept there", SavedView)
without_screen("a line of the left bar, kept there", Favourite)
without_screen("the search's own words", SearchTerm)

TITLE = Column("title", label=_("Work"), is_wide=True, value=job_label)


def kind_in_words(change: ChangeLog) -> str:
    resource = resource_of_kind(change.kind)
    return resource.title_one if resource else change.kind


def action_in_words(change: ChangeLog) -> str:
    resource = resource_of_kind(change.kind)
    return said_of(resource, change) if resource else change.action


KIND = Column("kind_label", label=_("Kind"), value=kind_in_words)
ACTION = Column("action_label", label=_("What was done"), value=action_in_words)


@register
class PartnerResource(Resource):
    model = Partner
    label_new = _("New partner")
    area = "crm"
    icon = "users"
    menu_order = 10
    description = _(
        "Everyone you trade with: customers, suppliers, carriers. Start with one, or import your list."
    )
    columns = [
        Column("name", is_wide=True),
        "number",
        Column("email", is_wide=True),
        "phone",
        "country",
        "is_customer",
        "is_supplier",
        "payment_terms",
        "vat_number",
        "siren",
        "siret",
        "language",
        "is_organisation",
        "is_active",
        "created_at",
    ]
    default_columns = [
        "name",
        "number",
        "email",
        "phone",
        "country",
        "is_customer",
        "is_supplier",
        "created_at",
    ]
    ordering = ["sort_key", "id"]
    date_field = "created_at"
    filters = ["is_customer", "is_supplier", "country", "payment_terms", "is_active", "created_at"]
    search = ["name", "number", "email", "phone", "siren", "vat_number"]
    subtitle = "number"
    header = ["number", "email", "phone"]
    sections = [
        Section(
            _("Identity"),
            ["name", "is_organisation", "is_customer", "is_supplier", "language", "country", "is_active"],
        ),
        Section(_("Contact details"), ["email", "phone"]),
        Section(_("Trade"), ["payment_terms", "vat_number", "siren", "siret"]),
        Section(_("Notes"), ["notes"]),
    ]
    lines = [
        LineEditor(
            model=Address,
            fk="partner",
            columns=[
                "kind",
                "name",
                Column("line1", is_wide=True),
                "line2",
                "postcode",
                "city",
                "state",
                "country",
                "phone",
            ],
        ),
        LineEditor(
            model=Contact, fk="partner", columns=[Column("name", is_wide=True), "role", "email", "phone"]
        ),
    ]
    views = [
        SavedViewDefault("customers", _("Customers"), {"is_customer": "yes", "is_active": "yes"}),
        SavedViewDefault("suppliers", _("Suppliers"), {"is_supplier": "yes", "is_active": "yes"}),
    ]
    create_service = partners.create_partner_records
    importable = True
    import_key = "number"

    @property
    def related(self) -> Sequence[Related]:  # type: ignore[override]
        """What the apps above count of a partner."""
        return list(partner_related.values())


@register
class PaymentTermsResource(Resource):
    model = PaymentTerms
    icon = "calendar-due"
    menu_order = 40
    description = _("When invoices are due: in 30 days, at the end of the month.")
    columns = [Column("name", is_wide=True), "code", "days", "is_end_of_month"]
    filters = ["is_end_of_month"]
    ordering = ["days", "code"]
    sections = [Section(_("Payment terms"), ["code", "name", "days", "is_end_of_month"])]
    importable = True
    import_key = "code"


@register
class SiteResource(Resource):
    model = Site
    label_new = _("New site")
    icon = "building-store"
    menu_order = 20
    description = _("The places of a company: warehouse, store, showroom, office, web shop.")
    columns = [Column("name", is_wide=True), "code", "kind", "city", "country", "is_active"]
    filters = ["kind", "is_active"]
    ordering = ["code"]
    search = ["code", "name", "city"]
    subtitle = "code"
    sections = [
        Section(_("Site"), ["code", "name", "kind", "is_active"]),
        Section(_("Address"), ["line1", "postcode", "city", "country"]),
    ]


@register
class CurrencyRateResource(Resource):
    model = CurrencyRate
    icon = "currency-euro"
    menu_order = 50
    description = _("What one euro buys, day by day, as the European Central Bank quotes it.")
    columns = ["currency", "date", Column("rate", kind="number")]
    filters = ["currency", "date"]
    ordering = ["-date", "currency_id"]
    date_field = "date"
    sections = [Section(_("Rate"), ["currency", "date", "rate"])]
    importable = True
    has_attachments = False


@register
class JobResource(Resource):
    model = Job
    icon = "progress"
    menu_order = 60
    description = _("Work that runs in the background: imports, exports, prints. It shows its progress here.")
    columns = ["id", TITLE, "status", "message", "created_by", "created_at", "finished_at", "result"]
    default_columns = ["title", "status", "message", "created_by", "created_at", "finished_at"]
    filters = ["status", "created_at"]
    ordering = ["-id"]
    date_field = "created_at"
    colours = {
        "queued": "azure",
        "running": "blue",
        "done": "green",
        "failed": "red",
        "cancelled": "secondary",
    }
    views = [SavedViewDefault("failed", _("Failed"), {"status": "failed"})]
    sections = [
        Section(
            _("Job"),
            [TITLE, "status", "message", "created_by", "created_at", "started_at", "finished_at", "result"],
        ),
        Section(_("Log"), ["log"]),
    ]
    hidden = {
        "key": "the address by which workers know it",
        "kind": "shown in words as the title",
        "params": "for the program",
        "done": "part of the progress",
        "total": "part of the progress",
        "is_cancel_requested": "shown by the status once it is stopped",
        "heartbeat_at": "how the program tells a lost worker",
    }
    can_create = can_update = can_delete = False
    has_attachments = has_history = False
    actions = [
        Action(
            "cancel",
            _("Stop"),
            service=upkeep.cancel_jobs,
            permission="erp.change_job",
            statuses=("queued", "running"),
            bulk=True,
            icon="player-stop",
            confirm=_("It stops at its next step. What it has finished by then stays."),
        )
    ]


@register
class MailMessageResource(Resource):
    model = MailMessage
    icon = "mail"
    menu_order = 70
    description = _("Mails that were sent, or wait to be.")
    columns = [Column("subject", is_wide=True), "to", "status", "error", "created_at", "sent_at"]
    filters = ["status", "created_at"]
    ordering = ["-id"]
    date_field = "created_at"
    colours = {"queued": "azure", "sent": "green", "failed": "red"}
    search = ["subject"]
    sections = [
        Section(_("Mail"), ["subject", "to", "status", "error", "created_at", "sent_at", "attachments"]),
        Section(_("Text"), ["body"]),
    ]
    hidden = {
        "html": "the same text for mail programs",
        "kind": "shown as a link",
        "object_id": "shown as a link",
    }
    can_create = can_update = can_delete = False
    has_attachments = has_history = False


@register
class OutboxMessageResource(Resource):
    model = OutboxMessage
    icon = "arrows-exchange"
    menu_order = 80
    description = _(
        "Events that one part of the program tells another. Those that keep failing are parked here."
    )
    columns = [
        Column("kind", is_wide=True),
        "key",
        "status",
        "attempts",
        "created_at",
        "available_at",
        "done_at",
        Column("last_error", is_wide=True),
        "is_coalesced",
    ]
    default_columns = ["kind", "key", "status", "attempts", "created_at", "last_error"]
    filters = ["status", "kind", "created_at"]
    ordering = ["-id"]
    date_field = "created_at"
    colours = {"pending": "azure", "done": "green", "superseded": "secondary", "parked": "red"}
    views = [SavedViewDefault("parked", _("Parked"), {"status": "parked"})]
    sections = [
        Section(
            _("Event"),
            ["kind", "key", "status", "attempts", "created_at", "available_at", "done_at", "is_coalesced"],
        ),
        Section(_("What it tells"), ["payload"]),
        Section(_("Last error"), ["last_error"]),
    ]
    can_create = can_update = can_delete = False
    has_attachments = has_history = False
    actions = [
        Action(
            "retry",
            _("Try again"),
            service=upkeep.retry_events,
            permission="erp.change_outboxmessage",
            statuses=("parked", "pending"),
            primary=True,
            bulk=True,
            icon="refresh",
        )
    ]


@register
class ChangeLogResource(Resource):
    model = ChangeLog
    icon = "history"
    menu_order = 90
    description = _("Who changed what, when and from where. Nothing here can be altered.")
    columns = [
        Column("object_label", is_wide=True),
        KIND,
        ACTION,
        "actor_label",
        "source",
        "at",
        "note",
    ]
    default_columns = ["object_label", "kind_label", "action_label", "actor_label", "source", "at"]
    filters = ["actor", "source", "at"]
    ordering = ["-id"]
    date_field = "at"
    sections = [
        Section(_("Change"), ["object_label", KIND, ACTION, "actor_label", "source", "at", "note"]),
        Section(_("Values"), ["before", "after"]),
    ]
    hidden = {
        "kind": "shown in words",
        "object_id": "shown by the object",
        "action": "shown in words",
        "actor": "shown by the name the person had then",
    }
    can_create = can_update = can_delete = False
    has_attachments = has_history = False

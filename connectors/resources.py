"""Screens, API, import and export of the connectors, declared once."""

import json
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from connectors.choices import InboundStatus
from connectors.forms import ConnectionForm
from connectors.models import Connection, Exchange, ExternalReference, InboundOrder
from connectors.services.connections import (
    create_connections,
    pull_in_background,
    test_connections,
    update_connections,
)
from connectors.services.importing import ignore_inbound_orders, process_inbound_orders
from erp.crud import (
    Action,
    Column,
    Panel,
    Related,
    Resource,
    SavedViewDefault,
    Section,
    register,
)


def _rows(mapping: dict[str, Any]) -> list[tuple[str, Any]]:
    return sorted(mapping.items())


def _inbound_context(record: InboundOrder, request: HttpRequest) -> dict[str, Any]:
    payload = record.payload
    return {
        "customer": payload.get("customer") or {},
        "lines": payload.get("lines") or [],
        "discounts": payload.get("discounts") or [],
        "totals": payload.get("totals") or {},
        "currency": payload.get("currency", ""),
        "source": json.dumps(payload, indent=2, ensure_ascii=False),
    }


def _exchange_context(record: Exchange, request: HttpRequest) -> dict[str, Any]:
    return {
        "request_headers": _rows(record.request_headers),
        "response_headers": _rows(record.response_headers),
    }


@register
class ConnectionResource(Resource):
    model = Connection
    label_new = _("New connection")
    area = "connectors"
    icon = "plug-connected"
    menu_order = 10
    description = _(
        "A connection reads the orders of a web shop. Give its address and its webservice key, then pull."
    )
    columns = [
        Column("code"),
        Column("name", is_wide=True),
        Column("kind"),
        Column("channel"),
        Column("last_pulled_at"),
        Column("last_error"),
        Column("is_active"),
        Column("base_url"),
    ]
    default_columns = ["code", "name", "channel", "last_pulled_at", "last_error", "is_active"]
    filters = ["kind", "channel", "is_active"]
    search = ["code", "name"]
    sections = [
        Section(_("Shop"), ["kind", "code", "name", "base_url", "is_active"]),
        Section(
            _("Orders"),
            ["channel", "default_provider", "tolerance", "confirms_paid_orders"],
            help=_("What becomes of the orders that are read."),
        ),
        Section(_("State"), ["last_pulled_at", "cursor", "last_error"]),
    ]
    hidden = {"credentials": "encrypted; typed in the form, never shown"}
    form_class = ConnectionForm
    create_service = staticmethod(create_connections)
    update_service = staticmethod(update_connections)
    can_delete = False
    actions = [
        Action(
            "pull",
            _("Pull orders"),
            service=pull_in_background,
            permission="connectors.pull_connection",
            primary=True,
            bulk=True,
            icon="refresh",
            when=lambda connection: connection.is_active,
            done=_("The pull is under way: its progress shows at the top of the page."),
        ),
        Action(
            "test",
            _("Test the connection"),
            service=test_connections,
            permission="connectors.pull_connection",
            icon="plug",
        ),
    ]
    related = [
        Related(_("Inbound orders"), "inbound_orders", "connectors.inboundorder", "connection", icon="inbox"),
        Related(_("Exchanges"), "exchanges", "connectors.exchange", "connection", icon="arrows-exchange"),
        Related(
            _("External references"), "references", "connectors.externalreference", "connection", icon="link"
        ),
    ]


@register
class InboundOrderResource(Resource):
    model = InboundOrder
    area = "connectors"
    icon = "inbox"
    menu_order = 20
    description = _("Orders as shops told them. They come by themselves once a connection pulls.")
    columns = [
        Column("reference"),
        Column("date"),
        Column("connection"),
        Column("status"),
        Column("shop_status"),
        Column("reason", is_wide=True),
        Column("order"),
        Column("external_id"),
        Column("shop_updated_at"),
        Column("reason_code"),
    ]
    default_columns = ["reference", "date", "connection", "status", "reason", "order"]
    filters = ["status", "connection", "reason_code", "date"]
    date_field = "date"
    search = ["reference", "external_id"]
    subtitle = "reason_code"
    views = [
        SavedViewDefault("quarantined", _("Quarantined"), {"status": [InboundStatus.QUARANTINED.value]}),
        SavedViewDefault("processed", _("Processed"), {"status": [InboundStatus.PROCESSED.value]}),
        SavedViewDefault("ignored", _("Left aside"), {"status": [InboundStatus.IGNORED.value]}),
    ]
    sections = [
        Section(
            _("Order"),
            ["connection", "external_id", "reference", "date", "shop_status", "shop_updated_at", "order"],
        ),
        Section(_("Verdict"), ["status", "reason_code", "reason", "correlation_id"]),
    ]
    hidden = {
        "payload": "shown by the panel, as lines and as it was received",
        "number": "an inbound order has its shop's reference",
    }
    can_create = can_update = can_delete = False
    panels = [
        Panel(
            _("As the shop told it"),
            "connectors/inbound_panel.html",
            context=_inbound_context,
            icon="receipt",
        ),
    ]
    related = [
        Related(
            _("Exchanges"),
            lambda record: Exchange.objects.filter(
                connection=record.connection_id, correlation_id=record.correlation_id
            ),
            "connectors.exchange",
            icon="arrows-exchange",
        )
    ]
    actions = [
        Action(
            "process",
            _("Process again"),
            service=process_inbound_orders,
            permission="connectors.process_inboundorder",
            statuses=(InboundStatus.QUARANTINED.value, InboundStatus.IGNORED.value),
            primary=True,
            bulk=True,
            icon="player-play",
        ),
        Action(
            "ignore",
            _("Leave aside"),
            service=ignore_inbound_orders,
            permission="connectors.process_inboundorder",
            statuses=(InboundStatus.QUARANTINED.value,),
            bulk=True,
            icon="eye-off",
            preview=lambda records: [
                _now("%(count)d orders are not made into sales orders, unless the shop changes them.")
                % {"count": len(records)}
            ],
        ),
    ]


@register
class ExchangeResource(Resource):
    model = Exchange
    area = "connectors"
    icon = "arrows-exchange"
    menu_order = 30
    description = _("Every message to and from shops, kept whole. It fills as connections pull.")
    columns = [
        Column("at"),
        Column("connection"),
        Column("method"),
        Column("url", is_wide=True),
        Column("status_code"),
        Column("duration_ms"),
        Column("verdict"),
        Column("attempt"),
        Column("error"),
        Column("correlation_id"),
        Column("direction"),
    ]
    default_columns = ["at", "connection", "method", "url", "status_code", "duration_ms", "verdict"]
    filters = ["verdict", "connection", "at", "correlation_id"]
    date_field = "at"
    colours = {"ok": "green", "refused": "red", "unanswered": "orange"}
    sections = [
        Section(
            _("Exchange"),
            [
                "connection", "direction", "method", "url", "status_code", "verdict", "error", "duration_ms", "attempt", "at",
                "correlation_id",
            ],
        ),
    ]  # fmt: skip
    hidden = {
        "request_headers": "shown by the panel",
        "request_body": "shown by the panel",
        "response_headers": "shown by the panel",
        "response_body": "shown by the panel",
    }
    panels = [Panel(_("Messages"), "connectors/exchange_panel.html", context=_exchange_context, icon="code")]
    can_create = can_update = can_delete = False
    has_attachments = has_history = False


@register
class ExternalReferenceResource(Resource):
    model = ExternalReference
    area = "connectors"
    icon = "link"
    menu_order = 40
    columns = [
        Column("connection"),
        Column("kind"),
        Column("external_id"),
        Column("object_id"),
        Column("created_at"),
    ]
    filters = ["connection", "kind"]
    sections = [
        Section(_("External reference"), ["connection", "kind", "external_id", "object_id", "created_at"])
    ]
    can_create = can_update = can_delete = False
    has_attachments = has_history = False

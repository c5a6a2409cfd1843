"""What administrators configure of connectors: the connections."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from connectors.forms import KeyForm
from connectors.models import Connection
from connectors.services.connections import create_connections, update_connections
from erp.admin_base import ScopedAdmin
from erp.services.records import RecordChange, RecordDraft


@admin.register(Connection)
class ConnectionAdmin(ScopedAdmin):
    """Connections are switched off, not deleted: what came through them stays explained."""

    section = "connectors"
    icon, order = "plug-connected", 10
    hint = _("Links to web shops, with their keys")
    create_only = ("company", "kind")
    form = KeyForm
    list_display = ("code", "name", "kind", "channel", "last_pulled_at", "is_active")
    list_filter = ("kind", "is_active")
    list_select_related = ("channel", "company")
    search_fields = ("code", "name")
    readonly_fields = ("cursor", "last_pulled_at", "last_error")
    fields = (
        "company", "kind", "code", "name", "base_url", "key", "channel", "default_provider", "tolerance",
        "confirms_paid_orders", "is_active", "cursor", "last_pulled_at", "last_error",
    )  # fmt: skip

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Connection, form: Any, change: bool) -> None:
        if change:
            values = {name: form.cleaned_data[name] for name in form.changed_data}
            update_connections([RecordChange(obj, values)])
            return
        (made,) = create_connections([RecordDraft(Connection, dict(form.cleaned_data))])
        obj.pk = made.pk
        obj._state.adding = False

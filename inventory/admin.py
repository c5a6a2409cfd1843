"""What administrators configure of the inventory: warehouses and their locations."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from erp.admin_base import ScopedAdmin
from erp.services.records import RecordChange, RecordDraft
from inventory.models import Location, Warehouse
from inventory.services.locations import (
    create_location_records,
    create_warehouse_records,
    update_location_records,
)


class _ThroughServices(ScopedAdmin):
    """Rows that services of ours make: those know what comes with them."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # What was used is made inactive; its moves point to it for ever.
        return False

    def _adopt(self, obj: Any, made: Any) -> None:
        """Make the form's instance the row that the service wrote."""
        for field in made._meta.concrete_fields:
            setattr(obj, field.attname, getattr(made, field.attname))
        obj._state.adding, obj._state.db = False, made._state.db

    def _values(self, form: Any) -> dict[str, Any]:
        own = {field.name for field in self.model._meta.concrete_fields}
        return {name: value for name, value in form.cleaned_data.items() if name in own}


@admin.register(Warehouse)
class WarehouseAdmin(_ThroughServices):
    section, icon, order = "inventory", "building-warehouse", 10
    hint = _("Where goods are kept; a new one brings its locations")
    list_display = ("name", "code", "site", "is_active")
    list_select_related = ("site", "company")
    search_fields = ("code", "name")
    create_only = ("code",)
    fields = ("name", "code", "site", "is_active", "allows_negative")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        (made,) = create_warehouse_records([RecordDraft(Warehouse, self._values(form))])
        self._adopt(obj, made)


@admin.register(Location)
class LocationAdmin(_ThroughServices):
    section, icon, order = "inventory", "map-pin", 20
    hint = _("The places of the warehouses")
    list_display = ("code", "name", "kind", "warehouse", "is_pickable", "is_active")
    list_select_related = ("warehouse", "company")
    list_filter = ("kind", "warehouse")
    search_fields = ("code", "name")
    create_only = ("kind",)
    fields = ("parent", "code", "name", "kind", "is_pickable", "is_active")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        values = self._values(form)
        if change:
            # The form has written what was typed into the row already; the service compares with what is stored.
            (made,) = update_location_records([RecordChange(Location.objects.get(pk=obj.pk), values)])
        else:
            (made,) = create_location_records([RecordDraft(Location, values)])
        self._adopt(obj, made)

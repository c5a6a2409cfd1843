"""Channels on screen: they belong to the settings of sales."""

from django.utils.translation import gettext_lazy as _

from erp.crud import Column, LineEditor, Related, Resource, Section, register
from sales.models import Channel, ChannelRequirement


@register
class ChannelResource(Resource):
    model = Channel
    label_new = _("New channel")
    icon = "building-store"
    menu_order = 90
    menu_section = "settings"
    description = _("Where sales come from: a web shop, a marketplace, a store, the phone.")
    columns = [
        "code",
        Column("name", is_wide=True),
        "kind",
        "site",
        "warehouse",
        "prices_include_tax",
        "is_active",
    ]
    ordering = ["code"]
    filters = ["kind", "is_active"]
    search = ["code", "name"]
    sections = [
        Section(_("Channel"), ["code", "name", "kind", "site", "warehouse", "is_active"]),
        Section(
            _("Prices, taxes and stock"),
            ["prices_include_tax", "tax_rounding", "allows_partial_reservation", "stock_buffer"],
        ),
    ]
    lines = [
        LineEditor(
            model=ChannelRequirement,
            fk="channel",
            label=_("What a product must have to be published"),
            columns=["requirement"],
        )
    ]
    related = [
        Related(_("Orders"), "orders", resource="sales.order", filter_name="channel", icon="shopping-cart")
    ]

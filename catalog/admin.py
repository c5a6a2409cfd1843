"""What administrators configure of the catalog: the facts that every company shares."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from catalog.models import TaxCategory, Unit
from erp.admin_base import ScopedAdmin


@admin.register(Unit)
class UnitAdmin(ScopedAdmin):
    section, icon, order = "facts", "ruler-2", 60
    hint = _("What quantities are counted in")
    list_display = ("code", "name_fr", "name_en", "dimension", "factor", "decimals")
    search_fields = ("code", "name_fr", "name_en")
    create_only = ("code",)
    fields = ("code", "name_fr", "name_en", "dimension", "factor", "decimals")


@admin.register(TaxCategory)
class TaxCategoryAdmin(ScopedAdmin):
    section, icon, order = "facts", "receipt-tax", 70
    hint = _("What an article's tax rate is chosen by")
    list_display = ("code", "name_fr", "name_en", "position")
    search_fields = ("code", "name_fr", "name_en")
    create_only = ("code",)
    fields = ("code", "name_fr", "name_en", "position")

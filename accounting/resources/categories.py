"""Accounts by category of article, and the panels that say which account counts on a category's and a product's page."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounting.models import CategoryAccount
from accounting.selectors.categories import effective_accounts
from catalog.extensions import category_panels, product_panels
from erp.crud import Panel, Resource, Section, register
from erp.scope import current_scope


@register
class CategoryAccountResource(Resource):
    model = CategoryAccount
    label_new = _("New account of a category")
    icon = "category-2"
    menu_order = 85
    menu_section = "settings"
    description = _(
        "Articles of a category can be sold, bought and stocked on accounts of their own. Categories below inherit them."
    )
    columns = ["category", "role", "account"]
    ordering = ["category__tree_id", "category__lft", "role"]
    filters = ["category", "role", "account"]
    sections = [Section(_("Account of a category"), ["category", "role", "account"])]
    importable = False
    has_attachments = False


def _accounts(record: Any, request: HttpRequest) -> Mapping[str, Any]:
    company_id = current_scope().active
    category = record.category if hasattr(record, "category") else record
    return {"accounts": effective_accounts(company_id, category) if company_id else [], "own": category}


PANEL = Panel(
    _("Accounts"),
    "accounting/category_accounts.html",
    context=_accounts,
    permission="accounting.view_categoryaccount",
    place="side",
    icon="calculator",
)
category_panels.register("accounting.accounts", PANEL)
product_panels.register("accounting.accounts", PANEL)

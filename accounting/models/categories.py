"""Accounts that a company uses for articles of a category."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from mptt.models import TreeForeignKey

from accounting.choices import CATEGORY_ROLES, AccountRole
from accounting.models.ledger import Account
from catalog.models import Category
from erp.models import CompanyModel


class CategoryAccount(CompanyModel):
    """The account that plays a role for articles of a category and of those below it, instead of the company's default.

    The nearest category counts (`accounting.selectors.categories`).
    """

    category = TreeForeignKey(
        Category, on_delete=models.CASCADE, related_name="accounts", verbose_name=_("category")
    )
    role = models.CharField(
        _("role"),
        max_length=20,
        choices=[(role, AccountRole(role).label) for role in CATEGORY_ROLES],
    )
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", verbose_name=_("account"), db_constraint=False
    )

    class Meta:
        verbose_name = _("account of a category")
        verbose_name_plural = _("accounts by category")
        ordering = ["category__tree_id", "category__lft", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "category", "role"],
                name="accounting_categoryaccount_role",
                violation_error_message=_("This category has an account for this role already."),
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=CATEGORY_ROLES), name="accounting_categoryaccount_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} · {self.get_role_display()}"

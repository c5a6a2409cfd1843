"""The tree of categories."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from mptt.models import MPTTModel, TreeForeignKey

from erp.models import ReferenceModel, SortKeyModel


class Category(SortKeyModel, ReferenceModel, MPTTModel):
    """A shelf of the catalogue. Made and moved by `catalog.services.categories` alone, under the tree's lock."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    parent = TreeForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["tree_id", "lft"]
        permissions = [("move_category", "Can move categories")]

    class MPTTMeta:
        order_insertion_by = ["sort_key"]

    def __str__(self) -> str:
        return self.name

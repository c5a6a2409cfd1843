"""The tree of categories."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from mptt.managers import TreeManager
from mptt.models import MPTTModel, TreeForeignKey

from erp.models import ReferenceModel, SortKeyModel


class Category(SortKeyModel, ReferenceModel, MPTTModel):  # type: ignore[django-manager-missing]
    """A shelf of the catalogue. Made and moved by `catalog.services.categories` alone, under the tree's lock."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    parent = TreeForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent"),
    )

    objects: ClassVar[Any] = TreeManager()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["tree_id", "lft"]
        permissions = [
            ("move_category", _("Can move categories")),
            ("share_category", _("Can choose which companies see categories")),
        ]

    class MPTTMeta:
        order_insertion_by = ["sort_key"]

    def __str__(self) -> str:
        return self.name

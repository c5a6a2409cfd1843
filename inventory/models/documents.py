"""What the warehouse's documents and their lines have in common."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models import Variant
from erp.models import CompanyModel, Document
from inventory.models.lots import Lot
from inventory.models.places import Location


def to_location(label: Any, **options: Any) -> models.ForeignKey:
    """A column that names a location of the row's company."""
    return models.ForeignKey(
        Location,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
        verbose_name=label,
        **options,
    )


class StockDocument(Document):
    """A document of the warehouse: numbered from the start, since its paper carries the number."""

    notes = models.TextField(_("notes"), blank=True)

    class Meta:
        abstract = True

    @classmethod
    def constraints_of(cls, prefix: str) -> list[models.BaseConstraint]:
        """The number is the company's own; the document can be pointed to within its company."""
        return [
            models.UniqueConstraint(
                fields=["company", "number"], condition=Q(number__isnull=False), name=f"{prefix}_number"
            ),
            models.UniqueConstraint(fields=["id", "company"], name=f"{prefix}_of_company"),
        ]


class StockLine(CompanyModel):
    """A line of such a document: an article of it, of one lot where the article is tracked."""

    position = models.PositiveIntegerField(_("position"), default=0)
    variant = models.ForeignKey(
        Variant, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("article")
    )

    lot = models.ForeignKey(
        Lot,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
        verbose_name=pgettext_lazy("stock", "lot"),
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.position}"


def quantity_field(label: Any, **options: Any) -> models.DecimalField:
    """A quantity in the article's unit."""
    return models.DecimalField(label, max_digits=16, decimal_places=4, **options)

"""Facts that every company of the group shares: units of measure and tax categories."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class NamedFact(models.Model):
    """A fact with a code and a name in both languages of the interface."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name_en = models.CharField(_("English name"), max_length=60)
    name_fr = models.CharField(_("French name"), max_length=60)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of who reads it."""
        return self.name_fr if (get_language() or "").startswith("fr") else self.name_en


class Unit(NamedFact):
    """A unit of measure. Quantities in it have at most `decimals` decimals."""

    decimals = models.PositiveSmallIntegerField(_("decimals"), default=0, validators=[MaxValueValidator(4)])

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=models.Q(decimals__lte=4), name="catalog_unit_decimals"),
        ]


class TaxCategory(NamedFact):
    """What the tax rate of an article is chosen by, in each country: standard, intermediate, reduced… (`accounting.Tax`)."""

    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("tax category")
        verbose_name_plural = _("tax categories")
        ordering = ["position", "code"]

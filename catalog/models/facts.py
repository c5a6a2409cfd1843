"""Facts that every company of the group shares: units of measure, tax categories and seasons."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from catalog.choices import Dimension
from catalog.types import Measure


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
    """A unit of measure. Quantities in it have at most `decimals` decimals.

    One of it is `factor` of its dimension's reference unit: piece, kilogram, metre, square metre, litre, hour.
    """

    dimension = models.CharField(
        _("dimension"), max_length=8, choices=Dimension.choices, default=Dimension.PIECES
    )
    factor = models.DecimalField(
        _("in the reference unit"),
        max_digits=20,
        decimal_places=10,
        default=1,
        validators=[MinValueValidator(Decimal("0.0000000001"), _("The factor must be above zero."))],
        help_text=_("How many pieces, kilograms, metres, square metres, litres or hours one of it is."),
    )
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=0, validators=[MaxValueValidator(4)])

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=models.Q(decimals__lte=4), name="catalog_unit_decimals"),
            models.CheckConstraint(
                condition=models.Q(factor__gt=0),
                name="catalog_unit_factor",
                violation_error_message=_("The factor must be above zero."),
            ),
        ]

    @property
    def measure(self) -> Measure:
        """As `catalog.units` converts it."""
        return Measure(self.code, self.dimension, self.factor, self.decimals)


class TaxCategory(NamedFact):
    """What the tax rate of an article is chosen by, in each country: standard, intermediate, reduced… (`accounting.Tax`)."""

    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("tax category")
        verbose_name_plural = _("tax categories")
        ordering = ["position", "code"]


class Season(NamedFact):
    """A collection or time of year that products are made for: spring 2027, Christmas. Dates are those of its sale."""

    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)

    class Meta:
        verbose_name = _("season")
        verbose_name_plural = _("seasons")
        ordering = ["starts_on", "code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_on__isnull=True)
                | models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="catalog_season_dates",
                violation_error_message=_("A season ends after it starts."),
            )
        ]

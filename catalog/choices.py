"""Enumerations of the catalog."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProductKind(models.TextChoices):
    GOODS = "goods", _("Goods")
    SERVICE = "service", _("Service")
    # Sold as one, stocked as its components.
    KIT = "kit", _("Kit")


class ArticleStatus(models.TextChoices):
    """Where a product stands in its life. What each status allows: `catalog.lifecycles`."""

    DRAFT = "draft", pgettext_lazy("product", "Draft")
    ACTIVE = "active", pgettext_lazy("product", "On sale")
    END_OF_LIFE = "end_of_life", _("End of life")
    ARCHIVED = "archived", pgettext_lazy("product", "Archived")


class Dimension(models.TextChoices):
    """What a unit measures; units of one dimension convert into each other."""

    PIECES = "pieces", _("Pieces")
    MASS = "mass", _("Mass")
    LENGTH = "length", _("Length")
    AREA = "area", _("Area")
    VOLUME = "volume", _("Volume")
    TIME = "time", pgettext_lazy("unit", "Time")


class PackagingKind(models.TextChoices):
    PACK = "pack", pgettext_lazy("packaging", "Pack")
    CASE = "case", pgettext_lazy("packaging", "Case")
    LAYER = "layer", pgettext_lazy("packaging", "Layer")
    PALLET = "pallet", pgettext_lazy("packaging", "Pallet")


class RelationKind(models.TextChoices):
    SUBSTITUTE = "substitute", _("Substitute")
    ACCESSORY = "accessory", _("Accessory")


class Tracking(models.TextChoices):
    """How pieces of an article are told apart: not at all, by the batch they were made in, each by its own number."""

    NONE = "none", pgettext_lazy("tracking", "Not tracked")
    LOT = "lot", pgettext_lazy("tracking", "By lot")
    SERIAL = "serial", pgettext_lazy("tracking", "By serial number")


class ThumbnailSize(models.IntegerChoices):
    """Pixels of the longer side."""

    SMALL = 80, _("Small")
    MEDIUM = 320, _("Medium")
    LARGE = 800, _("Large")


class TranslatedLanguage(models.TextChoices):
    """Beside French, in which every text is written."""

    ENGLISH = "en", _("English")


class PriceMethod(models.TextChoices):
    """What a price of a list starts from."""

    FIXED = "fixed", _("Fixed price")
    CATALOGUE = "catalogue", _("On the catalogue's price")
    COST = "cost", _("On the cost")
    LIST = "list", _("On another list")


class RoundingChoice(models.TextChoices):
    """`erp.money.PriceRounding` in words."""

    NONE = "none", _("Not rounded")
    CENT = "0.01", _("Cents")
    FIVE_CENTS = "0.05", _("5 cents")
    TEN_CENTS = "0.10", _("10 cents")
    HALF = "0.50", _("50 cents")
    WHOLE = "1.00", _("Whole amounts")
    ENDING_90 = ".90", _("…,90")
    ENDING_95 = ".95", _("…,95")
    ENDING_99 = ".99", _("…,99")


class CatalogueLayout(models.TextChoices):
    """How a printed catalogue shows its articles."""

    GRID = "grid", _("Grid with large pictures")
    LIST = "list", _("List with small pictures")
    SHEET = "sheet", _("Price sheet")


class PrintedPrices(models.TextChoices):
    """Which prices a printed catalogue shows."""

    NONE = "none", _("None")
    NET = "net", _("Net of tax")
    GROSS = "gross", _("Tax included")

"""Printed catalogues: what goes in, how it looks, which prices it shows."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from mptt.models import TreeForeignKey

from catalog.choices import CatalogueLayout, PrintedPrices
from catalog.models.prices import PriceList
from catalog.models.products import Product
from catalog.models.tree import Category
from erp.choices import Language
from erp.models import CompanyModel


class PrintedCatalogue(CompanyModel):
    """A catalogue to hand to customers, made anew as a PDF whenever it is asked for.

    Its prices are those of `price_list` on the day it is printed; without a list, and where the list has none, those of
    the catalogue. `accent` empty: the company's colour.
    """

    name = models.CharField(
        _("name"), max_length=80, help_text=_("How we call it; customers read the title.")
    )
    title = models.CharField(_("title"), max_length=80)
    subtitle = models.CharField(_("subtitle"), max_length=120, blank=True)
    introduction = models.TextField(_("introduction"), blank=True, help_text=_("Stands beside the contents."))
    closing = models.TextField(
        _("last page"), blank=True, help_text=_("Terms, delivery, how to order. Stands on the last page.")
    )
    language = models.CharField(
        _("language"), max_length=5, choices=Language.choices, default=Language.FRENCH
    )
    layout = models.CharField(
        _("layout"), max_length=5, choices=CatalogueLayout.choices, default=CatalogueLayout.GRID
    )
    accent = models.CharField(
        _("colour"),
        max_length=7,
        blank=True,
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("A colour like #206bc4."))],
        help_text=_("Like #206bc4. Empty: the company's colour."),
    )
    price_list = models.ForeignKey(
        PriceList,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="printed_catalogues",
        verbose_name=_("price list"),
        help_text=_("Empty: the catalogue's prices."),
    )
    prices = models.CharField(
        _("prices shown"), max_length=5, choices=PrintedPrices.choices, default=PrintedPrices.GROSS
    )
    shows_images = models.BooleanField(_("with pictures"), default=True)
    shows_barcodes = models.BooleanField(_("with barcodes"), default=True)
    shows_descriptions = models.BooleanField(_("with descriptions"), default=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    class Meta:
        verbose_name = _("printed catalogue")
        verbose_name_plural = _("printed catalogues")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "name"],
                name="catalog_printed_name",
                violation_error_message=_("Another printed catalogue of this company has this name."),
            ),
            models.UniqueConstraint(fields=["id", "company"], name="catalog_printed_of_company"),
        ]
        permissions = [("print_catalogue", _("Can print catalogues"))]

    def __str__(self) -> str:
        return self.name


class PrintedChoice(CompanyModel):
    """What goes into a printed catalogue: a category with all below it, or a product; `is_left_out`: it stays out after
    all. Nothing chosen: everything on sale."""

    catalogue = models.ForeignKey(
        PrintedCatalogue,
        on_delete=models.CASCADE,
        related_name="choices",
        verbose_name=_("printed catalogue"),
        db_constraint=False,
        db_index=False,
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    category = TreeForeignKey(
        Category,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("category"),
    )
    product = models.ForeignKey(
        Product,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("product"),
    )
    is_left_out = models.BooleanField(_("leave out"), default=False)

    class Meta:
        verbose_name = _("content of a printed catalogue")
        verbose_name_plural = _("contents of printed catalogues")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(category__isnull=True, product__isnull=False)
                | Q(category__isnull=False, product__isnull=True),
                name="catalog_printedchoice_one",
                violation_error_message=_("Choose a category or a product in each line."),
            ),
        ]
        indexes = [models.Index(fields=["catalogue", "position"], name="catalog_printedchoice_of")]

    def __str__(self) -> str:
        known = self._state.fields_cache
        return str(known.get("category") or known.get("product") or self.pk or "")

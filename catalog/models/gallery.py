"""Further pictures of a product, besides the one that stands for each variant."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.products import Product, Variant
from erp.models import Attachment


class Picture(models.Model):
    """One picture of a product's gallery, or of one of its variants, in the order of `position`.

    `medium` and `small` are its smaller versions, null where the picture itself is as small. `text` says what it shows.
    """

    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="pictures", verbose_name=_("product")
    )
    variant = models.ForeignKey(
        Variant,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="pictures",
        verbose_name=_("variant"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    text = models.CharField(_("what it shows"), max_length=160, blank=True)
    file = models.ForeignKey(
        Attachment, on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("file")
    )
    medium = models.ForeignKey(
        Attachment, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("medium version")
    )
    small = models.ForeignKey(
        Attachment, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("small version")
    )

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.text or f"#{self.pk}"

    @property
    def visible_to(self) -> list[int] | None:
        """Its files are seen by those who see the product."""
        return self.product.visible_to

    @property
    def shown_id(self) -> int | None:
        """The file to show on a page."""
        return self.medium_id or self.file_id

"""What every table of a company, and every reference shared between companies, starts from."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from erp.text import fold

if TYPE_CHECKING:
    from erp.documents import Lifecycle


class CompanyModel(models.Model):
    """A row of one company, lines included. Its table takes `erp.rls.EnableCompanyPolicy`."""

    company = models.ForeignKey(
        "erp.Company", on_delete=models.PROTECT, verbose_name=_("company"), related_name="+", db_index=False
    )

    class Meta:
        abstract = True


class ReferenceModel(models.Model):
    """Reference data. `visible_to` null: shared by the group; else the ids of the companies that see and may write it.

    Its table takes `erp.rls.EnableReferencePolicy`.
    """

    visible_to = ArrayField(models.IntegerField(), null=True, blank=True, verbose_name=_("visible to"))

    class Meta:
        abstract = True


class SortKeyModel(models.Model):
    """A named thing people sort by: `sort_key` is the name without accents and case (bare machines know no French)."""

    sort_source: ClassVar[str] = "name"

    sort_key = models.CharField(max_length=255, editable=False, default="", db_collation="C")

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = fold(getattr(self, self.sort_source))[:255]
        fields = kwargs.get("update_fields")
        if fields is not None and self.sort_source in fields:
            kwargs["update_fields"] = {*fields, "sort_key"}
        super().save(*args, **kwargs)


class Document(CompanyModel):
    """A business document: it has a number, a date and a status that only `erp.documents.transition` writes.

    A concrete document declares its `lifecycle`. Until numbered, `number` is null.
    """

    lifecycle: ClassVar["Lifecycle"]

    number = models.CharField(_("number"), max_length=40, null=True, blank=True, editable=False)
    status = models.CharField(_("status"), max_length=24, editable=False)
    date = models.DateField(_("date"))
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)
    created_by = models.ForeignKey(
        "erp.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        db_index=False,
        verbose_name=_("created by"),
    )

    class Meta:
        abstract = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.status:
            self.status = self.lifecycle.initial

    def __str__(self) -> str:
        return self.number or f"{self._meta.verbose_name} #{self.pk}"

    @classmethod
    def list_indexes(cls, prefix: str) -> list[models.Index]:
        """The two indexes that a list of documents needs: over one company, and over several."""
        return [
            models.Index(fields=["company", "-date", "-id"], name=f"{prefix}_company_date"),
            models.Index(fields=["-date", "-id"], name=f"{prefix}_date"),
        ]

"""The chain over posted entries, by which a changed book is told from an unchanged one."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounting.models.ledger import Entry
from erp.models import CompanyModel

# What the first link of a company follows.
GENESIS = "0" * 64


class ChainLink(CompanyModel):
    """A posted entry's place in its company's chain (article 286, I, 3° bis of the tax code asks that nothing can be altered
    unseen).

    `digest`: SHA-256 of the entry's canonical JSON (`accounting.chain`); `hash`: SHA-256 of the hash before and the digest.
    `position` and `hash` are null until the transaction that posts commits: the database then appends its links, one
    transaction after the other. A link never changes after that.
    """

    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, related_name="link", verbose_name=_("entry"), db_constraint=False
    )
    position = models.PositiveBigIntegerField(_("position"), null=True, editable=False)
    digest = models.CharField(_("digest"), max_length=64, editable=False)
    hash = models.CharField(_("hash"), max_length=64, null=True, editable=False)
    created_at = models.DateTimeField(_("chained at"), auto_now_add=True)

    class Meta:
        verbose_name = _("chain link")
        verbose_name_plural = _("chain links")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["company", "position"], name="accounting_chain_position"),
            models.CheckConstraint(
                condition=Q(position__isnull=True, hash__isnull=True)
                | Q(position__gte=1, hash__isnull=False),
                name="accounting_chain_complete",
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "id"], condition=Q(position__isnull=True), name="accounting_chain_waiting"
            ),
            models.Index(fields=["company", "-id"], name="accounting_chain_list"),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.hash}"


class ChainHead(CompanyModel):
    """The last link of a company's chain: locked while links are appended, so that they follow each other."""

    position = models.PositiveBigIntegerField(_("position"), default=0)
    hash = models.CharField(_("hash"), max_length=64, default=GENESIS)

    class Meta:
        verbose_name = _("end of a chain")
        verbose_name_plural = _("ends of chains")
        constraints = [models.UniqueConstraint(fields=["company"], name="accounting_chain_head_once")]

    def __str__(self) -> str:
        return f"{self.company_id}: {self.position}"

"""Until which day a company's books take no more entries."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from erp.models import CompanyModel


class LockDates(CompanyModel):
    """The days up to which nothing more is posted: `soft_date` for all but who may post in locked days, `hard_date` for
    everybody. The second never moves back, whoever asks. Null: nothing is locked.
    """

    soft_date = models.DateField(
        _("locked for most until"),
        null=True,
        blank=True,
        help_text=_("Only who may post in locked days posts up to this day, this day included."),
    )
    hard_date = models.DateField(
        _("locked for good until"),
        null=True,
        blank=True,
        help_text=_("Nobody posts up to this day, this day included. It never moves back."),
    )

    class Meta:
        verbose_name = _("lock dates")
        verbose_name_plural = _("lock dates")
        ordering = ["company", "id"]
        constraints = [models.UniqueConstraint(fields=["company"], name="accounting_lock_dates_once")]
        permissions = [
            ("post_in_locked", _("Can post in days that are locked for most")),
            ("lock_books", _("Can lock days for good")),
        ]

    def __str__(self) -> str:
        return str(self.hard_date or self.soft_date or _("Nothing is locked"))

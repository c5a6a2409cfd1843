"""Lots that will soon be past their date."""

import datetime as dt

from django.db.models import Exists, Min, OuterRef, QuerySet, Sum
from django.db.models.functions import Coalesce, Least

from inventory.models import Level, Lot


def expiring_lots(until: dt.date) -> "QuerySet[Lot]":
    """Lots of the scope that are held and expire (or were best before) on `until` or earlier, the first ones first.

    Each with `due` (the earlier of both dates), `on_hand` and `reserved`. One query.
    """
    return (
        Lot.objects.filter(Exists(Level.objects.filter(lot=OuterRef("pk"), on_hand__gt=0)))
        .annotate(due=Least(Coalesce("expires_on", "best_before"), Coalesce("best_before", "expires_on")))
        .filter(due__lte=until)
        .annotate(
            on_hand=Sum("levels__on_hand"),
            reserved=Sum("levels__reserved"),
            first_place=Min("levels__location__code"),
        )
        .select_related("variant")
        .order_by("due", "pk")
    )

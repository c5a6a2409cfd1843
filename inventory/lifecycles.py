"""The courses of the inventory's documents."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from erp.documents import Lifecycle

DRAFT, POSTED, CANCELLED = "draft", "posted", "cancelled"


def _written_once(sequence: str) -> Lifecycle:
    """Drafted by one, posted (or dropped) by who has the right; what is posted stays."""
    return Lifecycle(
        initial=DRAFT,
        labels={
            DRAFT: _("Draft"),
            POSTED: pgettext_lazy("stock document", "Posted"),
            CANCELLED: pgettext_lazy("stock document", "Dropped"),
        },
        transitions={DRAFT: {POSTED, CANCELLED}},
        sequence=sequence,
        number_on={POSTED},
        colours={DRAFT: "secondary", POSTED: "green", CANCELLED: "red"},
        steps=(DRAFT, POSTED),
    )


LANDED_COST = _written_once("inventory.landed_cost")
REVALUATION = _written_once("inventory.revaluation")
DEPRECIATION = _written_once("inventory.depreciation")

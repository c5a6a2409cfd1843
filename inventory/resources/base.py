"""What the screens of the inventory have in common."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from erp.crud import Column, Resource

OWN_CURRENCY = "company__currency_id"
LINK = "links to the document by its number"
# What is shown of a layer that is still open.
OPEN_LAYER: list[str | Column] = [
    Column("move", label=pgettext_lazy("stock", "Receipt")),
    "date",
    "remaining",
    Column("unit_cost", label=_("Cost of one"), kind="money", currency=OWN_CURRENCY),
    Column("remaining_amount", currency=OWN_CURRENCY),
]


class Written(Resource):
    """Rows that services write and people look at."""

    can_create = False
    can_update = False
    can_delete = False
    has_attachments = False
    has_history = False

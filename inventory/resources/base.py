"""What the screens of the inventory have in common."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from erp.crud import Resource

OWN_CURRENCY = "company__currency_id"
LINK = "links to the document by its number"


def day_first(request: HttpRequest) -> dict[str, Any]:
    """A new document is of today."""
    return {"date": timezone.localdate()}


class Written(Resource):
    """Rows that services write and people look at."""

    can_create = False
    can_update = False
    can_delete = False
    has_attachments = False
    has_history = False

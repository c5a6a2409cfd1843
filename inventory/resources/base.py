"""What the screens of the inventory have in common."""

from erp.crud import Resource

OWN_CURRENCY = "company__currency_id"
LINK = "links to the document by its number"


class Written(Resource):
    """Rows that services write and people look at."""

    can_create = False
    can_update = False
    can_delete = False
    has_attachments = False
    has_history = False

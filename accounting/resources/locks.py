"""Until when the books are locked."""

from django.utils.translation import gettext_lazy as _

from accounting.models import LockDates
from accounting.services.locks import change_lock_dates
from erp.crud import Column, Resource, Section, register


@register
class LockDatesResource(Resource):
    model = LockDates
    icon = "lock-cog"
    menu_order = 82
    description = _("Until which day nothing more is posted: by most people, or by anybody and for good.")
    # A date may be empty, and the first column is the link.
    columns = [Column("company"), Column("soft_date"), Column("hard_date")]
    sections = [Section(_("Lock dates"), ["soft_date", "hard_date"])]
    update_service = staticmethod(change_lock_dates)
    can_create = can_delete = False
    has_attachments = False

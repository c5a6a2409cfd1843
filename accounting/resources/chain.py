"""The chain over posted entries, to look at and to take away."""

from django.utils.translation import gettext_lazy as _

from accounting.models import ChainLink
from erp.crud import Column, Resource, Section, register


@register
class ChainLinkResource(Resource):
    model = ChainLink
    icon = "link"
    menu_order = 92
    description = _(
        "Each posted entry with its place in the chain. A link never changes; nor does what it stands for."
    )
    columns = [
        Column("position"),
        Column("entry"),
        Column("created_at"),
        Column("hash", is_wide=True),
        Column("digest"),
    ]
    default_columns = ["position", "entry", "created_at", "hash"]
    ordering = ["-id"]
    filters = ["created_at"]
    sections = [Section(_("Chain link"), ["position", "entry", "created_at", "digest", "hash"])]
    can_create = can_update = can_delete = False
    has_attachments = False

"""What the warehouse's documents lead to."""

from django.db.models import QuerySet

from erp.documents import kind_of
from erp.models import Document
from inventory.models import Move


def moves_of(document: Document) -> "QuerySet[Move]":
    """The moves that a document made."""
    return Move.objects.filter(source_kind=kind_of(document), source_id=document.pk)

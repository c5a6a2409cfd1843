"""The way from an entry, payment or invoice back to the document that caused it."""

from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html

from erp.crud import record_url
from erp.documents import source_of


def source_panel(record: Any, request: HttpRequest) -> Any:
    """A link to the document that `record` remembers by kind and id; nothing where there is none to see."""
    document = source_of(record.source_kind, record.source_id)
    if document is None:
        return ""
    url = record_url(document)
    text = f"{document._meta.verbose_name} {document}"
    return format_html('<a href="{}">{}</a>', url, text) if url else text

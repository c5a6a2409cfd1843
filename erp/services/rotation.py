"""Writing encrypted values again with the newest key."""

from collections.abc import Iterator

from django.apps import apps
from django.db import transaction

from erp.scope import system_scope
from erp.secrets import EncryptedJSONField


def rotate_secrets() -> Iterator[tuple[str, int]]:
    """Encrypt every stored credential of the group again with the first of SECRET_ENCRYPTION_KEYS; the tables and how many.

    All or nothing: afterwards the older keys can go.
    """
    with transaction.atomic(durable=True), system_scope(source="command"):
        for model in apps.get_models():
            names = [
                field.name for field in model._meta.concrete_fields if isinstance(field, EncryptedJSONField)
            ]
            if names:
                rows = list(model._default_manager.select_for_update().order_by("pk"))
                model._default_manager.bulk_update(rows, names, batch_size=500)
                yield model._meta.label, len(rows)
